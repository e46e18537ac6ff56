//! What is looked up in AWS: everything at once, and nothing is changed.

use crate::harness::{Example, Run, Scene, Setting};
use serde_json::{Value, json};

const FILE: &str = "ecs/task-definition.json";

/// Runs `foghorn check` on the image `first`; it only reads.
pub(super) fn check(scene: &Scene, arguments: &[&str]) -> Run {
    let image = scene.image("first");
    let words = [&["check", "--image", &image], arguments].concat();
    let before = scene.simulator.calls().len();
    let run = scene.foghorn(&words).run();
    let reads = [
        "AssumeRole",
        "BatchGet",
        "Describe",
        "Get",
        "List",
        "Simulate",
    ];
    for call in &scene.simulator.calls()[before..] {
        let is_read = reads.iter().any(|verb| call.operation.starts_with(verb));
        assert!(is_read, "{}:{}", call.service, call.operation);
        assert_ne!(call.operation, "GetParameters", "values are not read");
        assert_ne!(call.operation, "GetSecretValue", "values are not read");
    }
    run
}

/// The example with a change to its task definition.
pub(super) fn setting(change: impl FnOnce(&mut Value)) -> Setting {
    let mut definition = serde_json::from_str(&Example::PRODUCT_API.read(FILE)).unwrap();
    change(&mut definition);
    Setting::new(Example::PRODUCT_API).file(FILE, format!("{definition:#}"))
}

#[test]
fn nothing_in_the_examples() {
    for example in [Example::PRODUCT_API, Example::TWO_SERVICES] {
        let run = check(&Setting::new(example).start(), &[]);
        insta::assert_snapshot!(run);
        assert_eq!(run.code, Some(0));
    }
}

/// Ten mistakes of ten kinds, in one run.
#[test]
fn ten_faults_at_once() {
    let scene = setting(|definition| {
        definition["memory"] = "4096".into();
        definition["taskRoleArn"] = "arn:aws:iam::${account}:role/nobody".into();
        definition["runtimePlatform"]["cpuArchitecture"] = "ARM64".into();
        let web = &mut definition["containerDefinitions"][0];
        web["portMappings"] = json!([{ "containerPort": 9090 }]);
        web["logConfiguration"]["options"]["awslogs-group"] = "/ecs/nowhere".into();
        let token = concat!("gh", "p_0123456789abcdefghijABCDEFGHIJ4Kzxyz");
        web["environment"] = json!([{ "name": "UPSTREAM", "value": token }]);
        let missing = json!({ "name": "API_KEY", "valueFrom": "/product-api/nowhere" });
        web["secrets"].as_array_mut().unwrap().push(missing);
    })
    .world(|world| {
        let lacks = ["ssm:GetParameters".to_owned()];
        let iam = world.iam.get_or_insert_default();
        iam.execution_role("111111111111", "product-api-execution", &lacks);
    })
    .at("dev")
    .service(
        "deploymentConfiguration",
        json!({ "minimumHealthyPercent": 100, "maximumPercent": 100 }),
    )
    .denied("iam:PassRole")
    .start();
    let run = check(&scene, &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(3));
    for said in [
        "Fargate has no `memory` of 4096",
        "has a GitHub personal access token in plain text",
        "role/nobody does not exist",
        "and its tasks run on `linux/arm64`",
        "sends to port `8080`",
        "the log group /ecs/nowhere does not exist",
        "the SSM parameter /product-api/nowhere does not exist",
        "may not read the SSM parameter arn:aws:ssm:eu-west-1:111111111111:parameter/product-api/dev/DATABASE_URL",
        "leave ECS no room",
        "may not `iam:PassRole`",
    ] {
        assert!(run.stdout.contains(said), "{said}: {run}");
    }
    assert!(!run.to_string().contains("4Kzxyz"), "{run}");
}

/// Without permissions to look it says which are missing, and is no worse for that.
#[test]
fn what_may_not_be_looked_at() {
    let mut setting = Setting::new(Example::PRODUCT_API);
    for action in [
        "iam:GetRole",
        "iam:SimulatePrincipalPolicy",
        "ssm:DescribeParameters",
        "ecr:DescribeImages",
        "logs:DescribeLogGroups",
        "elasticloadbalancing:DescribeTargetGroups",
    ] {
        setting = setting.denied(action);
    }
    let run = check(&setting.start(), &["--stage", "dev"]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// A stage that cannot be signed in to does not hide the others.
#[test]
fn another_account() {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let text = text.replace("222222222222", "333333333333");
    let setting = Setting::new(Example::PRODUCT_API).file("foghorn.yml", text);
    let run = check(&setting.start(), &[]);
    assert_eq!(run.code, Some(3), "{run}");
    assert!(run.stdout.contains("problem: "), "{run}");
    assert!(run.stdout.contains("ok, ACTIVE"), "{run}");
}

#[test]
fn as_json() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = check(&scene, &["--output", "json"]);
    assert_eq!(run.code, Some(0), "{run}");
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    let found = found["findings"].as_array().unwrap();
    for area in [
        "caller",
        "task-definition",
        "plain-text",
        "roles",
        "secrets",
        "image",
        "service",
        "logs",
    ] {
        let is_it = |one: &&Value| one["area"] == area;
        assert!(found.iter().any(|one| is_it(&one)), "{area}: {run}");
    }
}
