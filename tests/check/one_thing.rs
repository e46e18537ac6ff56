//! One thing is wrong at a time, and is told.

use super::online::{check, setting};
use crate::harness::{Example, Scene, Setting};
use foghorn_sim::Secret;
use foghorn_sim::engine::TargetType;
use foghorn_sim::world::{
    Iam, ImageDetail, ImageStatus, Parameter, ParameterType, SimulationShape, StoredSecret,
};
use serde_json::{Value, json};

const ACCOUNT: &str = "111111111111";
const REGION: &str = "eu-west-1";

/// Checks `dev`: it ends with this code and says this.
pub(super) fn says(scene: &Scene, code: i32, said: &str) {
    let run = check(scene, &["--stage", "dev"]);
    assert!(run.stdout.contains(said), "{said}: {run}");
    assert_eq!(run.code, Some(code), "{said}: {run}");
}

fn plain() -> Setting {
    Setting::new(Example::PRODUCT_API)
}

fn web(definition: &mut Value) -> &mut Value {
    &mut definition["containerDefinitions"][0]
}

fn secret(definition: &mut Value, from: &str) {
    let more = json!({ "name": "MORE", "valueFrom": from });
    let secrets = web(definition)["secrets"].as_array_mut().unwrap();
    secrets.push(more);
}

/// Lets the execution role do all but this.
pub(super) fn lacks(setting: Setting, actions: &[&str]) -> Setting {
    let lacks: Vec<String> = actions.iter().map(|&action| action.to_owned()).collect();
    setting.world(|world| {
        let iam = world.iam.get_or_insert_default();
        iam.execution_role(ACCOUNT, "product-api-execution", &lacks);
    })
}

#[test]
fn caller() {
    let denied = |action| plain().denied(action).start();
    says(
        &denied("ecs:UpdateService"),
        3,
        "may not `ecs:UpdateService` on arn:aws:ecs:eu-west-1:111111111111:service/dev/product-api",
    );
    says(
        &denied("iam:PassRole"),
        3,
        "may not `iam:PassRole` on arn:aws:iam::111111111111:role/product-api-task",
    );
    says(
        &denied("ssm:PutParameter"),
        0,
        "warning: deploy may not `ssm:PutParameter`",
    );
}

#[test]
fn roles() {
    let gone = setting(|definition| {
        definition["executionRoleArn"] = "arn:aws:iam::${account}:role/gone".into();
    });
    says(
        &gone.start(),
        3,
        "the role arn:aws:iam::111111111111:role/gone does not exist",
    );
    let path = setting(|definition| {
        definition["taskRoleArn"] = "arn:aws:iam::${account}:role/a/product-api-task".into();
    });
    says(&path.start(), 3, "does not exist under this path");
    let untrusted = plain().start();
    untrusted.simulator.with_iam(|iam: &mut Iam| {
        let role = iam.roles.iter_mut().find(|role| role.name == "product-api-task");
        let trust = json!({ "Effect": "Allow", "Principal": { "Service": "ec2.amazonaws.com" }, "Action": "sts:AssumeRole" });
        role.unwrap().trust = serde_json::from_value(json!({ "Statement": [trust] })).unwrap();
    });
    says(&untrusted, 3, "it does not trust `ecs-tasks.amazonaws.com`");
    let ecs = plain().world(|world| {
        let iam = world.iam.get_or_insert_default();
        iam.without_service_linked_role.push(ACCOUNT.to_owned());
    });
    says(
        &ecs.start(),
        0,
        "warning: the account has no role `AWSServiceRoleForECS`",
    );
}

/// What the execution role may not do, in both shapes of IAM's answer.
#[test]
fn execution_role() {
    let table = [
        (
            "ssm:GetParameters",
            3,
            "problem: the execution role product-api-execution may not read the SSM parameter",
        ),
        (
            "ecr:GetAuthorizationToken",
            3,
            "problem: the execution role product-api-execution may not log in to ECR",
        ),
        (
            "ecr:BatchGetImage",
            0,
            "warning: the execution role product-api-execution may not pull from the repository",
        ),
        (
            "logs:PutLogEvents",
            3,
            "problem: the execution role product-api-execution may not write to",
        ),
        ("logs:CreateLogStream", 3, "(logs:CreateLogStream)"),
    ];
    for shape in [SimulationShape::PerAction, SimulationShape::PerResource] {
        for (action, code, said) in table {
            let setting = lacks(plain(), &[action]).world(|world| {
                world.iam.get_or_insert_default().simulation = shape;
            });
            says(&setting.start(), code, said);
        }
    }
    let create = setting(|definition| {
        web(definition)["logConfiguration"]["options"]["awslogs-create-group"] = "true".into();
    });
    says(
        &lacks(create, &["logs:CreateLogGroup"]).start(),
        3,
        "(logs:CreateLogGroup)",
    );
    let files = setting(|definition| {
        web(definition)["environmentFiles"] =
            json!([{ "type": "s3", "value": "arn:aws:s3:::shop/dev.env" }]);
    });
    says(
        &lacks(files, &["s3:GetObject"]).start(),
        0,
        "may not read the environment file arn:aws:s3:::shop/dev.env",
    );
}

/// A container takes a key of a secret that is there.
pub(super) fn stored() -> Setting {
    let from = "arn:aws:secretsmanager:${region}:${account}:secret:shop:token::";
    setting(|definition| secret(definition, from)).world(|world| {
        world.secrets.push(StoredSecret {
            account: ACCOUNT.to_owned(),
            region: REGION.to_owned(),
            name: "shop".to_owned(),
            value: Secret::new(r#"{"token":"hunter2"}"#),
            deleted: false,
        });
    })
}

#[test]
fn secrets() {
    let missing = setting(|definition| secret(definition, "/nowhere"));
    says(
        &missing.start(),
        3,
        "the SSM parameter /nowhere does not exist",
    );
    let open = setting(|definition| secret(definition, "/open")).world(|world| {
        world.parameters.push(Parameter {
            account: ACCOUNT.to_owned(),
            region: REGION.to_owned(),
            name: "/open".to_owned(),
            kind: ParameterType::String,
            value: Secret::new("hunter2"),
        });
    });
    let open = open.start();
    says(&open, 0, "warning: the parameter /open is not encrypted");
    assert!(!check(&open, &[]).to_string().contains("hunter2"));
    let bare = setting(|definition| secret(definition, "hunter2"));
    says(&bare.start(), 0, "may be the secret itself");
    let elsewhere = "arn:aws:ssm:us-east-1:111111111111:parameter/there";
    let elsewhere = setting(|definition| secret(definition, elsewhere));
    says(&elsewhere.start(), 0, "it is in another region or account");
    let arn = "arn:aws:secretsmanager:${region}:${account}:secret:shop";
    let missing = setting(|definition| secret(definition, arn));
    says(
        &missing.start(),
        3,
        "problem: the secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop",
    );
    says(&stored().start(), 0, "secret:shop  ok, exists");
    let read = lacks(stored(), &["secretsmanager:GetSecretValue"]);
    says(
        &read.start(),
        0,
        "warning: the execution role product-api-execution may not read the secret",
    );
}

#[test]
fn images() {
    let arm =
        setting(|definition| definition["runtimePlatform"]["cpuArchitecture"] = "ARM64".into());
    says(
        &arm.start(),
        3,
        "is for linux/amd64, and its tasks run on `linux/arm64`",
    );
    let detail = |size, status| {
        let detail = ImageDetail {
            account: ACCOUNT.to_owned(),
            region: REGION.to_owned(),
            repository: "product-api".to_owned(),
            tag: "first".to_owned(),
            platform: None,
            size,
            status,
            scan: None,
        };
        plain()
            .world(|world| world.image_details.push(detail))
            .start()
    };
    let gib = 1 << 30;
    says(
        &detail(Some(21 * gib), ImageStatus::Active),
        3,
        "has 21 GiB compressed",
    );
    says(
        &detail(Some(8 * gib), ImageStatus::Active),
        0,
        "warning: the image",
    );
    says(
        &detail(None, ImageStatus::Archived),
        3,
        "is archived in ECR",
    );
    // One that is not ours.
    let other = "${account}.dkr.ecr.eu-west-1.amazonaws.com/product-api:nowhere";
    let other = setting(|definition| {
        let mut router = web(definition).clone();
        router["name"] = "router".into();
        router["image"] = other.into();
        router["essential"] = false.into();
        router.as_object_mut().unwrap().remove("portMappings");
        definition["containerDefinitions"]
            .as_array_mut()
            .unwrap()
            .push(router);
    });
    says(
        &other.start(),
        3,
        "product-api:nowhere is not in the registry",
    );
    let absent = plain().start();
    let image = format!(
        "{}0",
        &absent.image("first")[..absent.image("first").len() - 1]
    );
    let run = absent
        .foghorn(&["check", "--stage", "dev", "--image", &image])
        .run();
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stdout.contains("the registry has no image"), "{run}");
}

#[test]
fn service() {
    let at_dev = |member, value| plain().at("dev").service(member, value).start();
    let renamed = plain().configure("service: product-api", "service: shop");
    says(
        &renamed.start(),
        3,
        "service `shop` does not exist in cluster `dev`",
    );
    let cluster = plain().configure("cluster: dev", "cluster: test");
    says(
        &cluster.start(),
        3,
        "there is no cluster `test` in `eu-west-1` of account 111111111111",
    );
    says(
        &at_dev("deploymentController", json!({ "type": "CODE_DEPLOY" })),
        3,
        "is deployed by another deployment controller",
    );
    for (breaker, said) in [
        ("fargate-illusion-no-breaker", "circuit breaker is off"),
        ("fargate-illusion-no-rollback", "does not roll back"),
    ] {
        says(&plain().scenario(breaker).start(), 0, said);
    }
    let percent = json!({ "minimumHealthyPercent": 50, "maximumPercent": 100 });
    says(&at_dev("deploymentConfiguration", percent), 0, "ok, ACTIVE");
    let percent = json!({ "minimumHealthyPercent": 51, "maximumPercent": 100 });
    says(
        &at_dev("deploymentConfiguration", percent),
        3,
        "of 2 tasks at least 2 must run (51 %) and at most 2 may (100 %)",
    );
    let port =
        setting(|definition| web(definition)["portMappings"][0]["containerPort"] = 80.into());
    says(&port.start(), 3, "the load balancer sends to port `8080`");
    let container = setting(|definition| web(definition)["name"] = "app".into());
    let container = container.configure("container: web", "container: app");
    says(
        &container.start(),
        3,
        "and the task definition has none of this name",
    );
    let deleted = plain().start();
    let body = json!({ "cluster": "dev", "service": "product-api", "force": true });
    deleted.ecs("dev", "DeleteService", &body);
    says(
        &deleted,
        3,
        "service `product-api` cannot be deployed to: it is DRAINING",
    );
    let slow = setting(|definition| web(definition)["healthCheck"]["startPeriod"] = 300.into());
    says(
        &slow.start(),
        0,
        "gives a task up after 60 s, and its container may take 300 s to start",
    );
}

#[test]
fn target_group() {
    let scene = plain().start();
    let arn = scene.service("dev", "product-api")["loadBalancers"][0]["targetGroupArn"].clone();
    scene.simulator.with_region(ACCOUNT, REGION, |region| {
        let group = region.target_group_mut(arn.as_str().unwrap()).unwrap();
        group.target_type = TargetType::Instance;
    });
    says(&scene, 3, "takes targets of type instance");
    scene.simulator.with_region(ACCOUNT, REGION, |region| {
        let group = region.target_group_mut(arn.as_str().unwrap()).unwrap();
        group.arn.push_str("-of-before");
    });
    says(&scene, 3, "is gone, or its load balancer does not use it");
}

#[test]
fn log_group() {
    let group = |create: &str| {
        setting(|definition| {
            let options = &mut web(definition)["logConfiguration"]["options"];
            options["awslogs-group"] = "/ecs/product".into();
            options["awslogs-create-group"] = create.into();
        })
    };
    says(
        &group("false").start(),
        3,
        "the log group /ecs/product does not exist",
    );
    says(&group("true").start(), 0, "ok, the log driver creates it");
}

#[test]
fn in_flight() {
    let scene = plain().start();
    let body = json!({ "cluster": "dev", "service": "product-api", "forceNewDeployment": true });
    scene.ecs("dev", "UpdateService", &body);
    says(
        &scene,
        0,
        "warning: a deployment of product-api:7 is in flight already",
    );
}
