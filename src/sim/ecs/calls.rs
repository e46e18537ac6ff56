//! The operations, called as the wire calls them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

mod traffic;

use serde_json::Value;
use serde_json::json;

use super::Context;
use super::EcsError;
use super::call;
use crate::engine::BreakerSetting;
use crate::engine::EverythingExists;
use crate::engine::Fault;
use crate::engine::FaultKind;
use crate::engine::Previous;
use crate::engine::Region;
use crate::engine::ServiceSeed;

const START: i64 = 1_800_000_000_000;

struct World {
    region: Region,
    now: i64,
}

impl World {
    /// A world with `prod/web` running `web:1`, and what a test wants to be different.
    fn new(settings: &Value, faults: Vec<Fault>) -> Self {
        let mut region = Region::new("111111111111", "eu-west-1", 1, START);
        region.seed_task_definition(&document()).unwrap();
        region
            .seed_service(&ServiceSeed {
                cluster: "prod".to_owned(),
                name: "web".to_owned(),
                task_definition: "web".to_owned(),
                desired_count: 1,
                breaker: BreakerSetting::On,
                previous: Previous::Completed,
                load_balancer: None,
                settings: settings.as_object().unwrap().clone(),
            })
            .unwrap();
        region.set_faults(faults);
        let mut world = Self { region, now: START };
        world.pass(60);
        world
    }

    fn plain() -> Self {
        Self::new(&json!({}), Vec::new())
    }

    fn pass(&mut self, seconds: i64) {
        self.now += seconds * 1000;
    }

    fn try_call(&mut self, operation: &str, body: &Value) -> Result<Value, EcsError> {
        let context = Context {
            now: self.now,
            principal: "arn:aws:sts::111111111111:assumed-role/deploy/ci",
            facts: &EverythingExists,
        };
        call(&mut self.region, operation, body, &context)
    }

    fn call(&mut self, operation: &str, body: &Value) -> Value {
        self.try_call(operation, body).expect(operation)
    }

    fn refused(&mut self, operation: &str, body: &Value) -> (&'static str, String) {
        let error = self.try_call(operation, body).expect_err(operation);
        (error.code, error.message)
    }

    fn service(&mut self) -> Value {
        let body = json!({"cluster": "prod", "services": ["web"]});
        self.call("DescribeServices", &body)["services"][0].clone()
    }

    /// Registers the next revision and updates the service to it.
    fn deploy(&mut self) -> Value {
        let registered = self.call("RegisterTaskDefinition", &document());
        let arn = &registered["taskDefinition"]["taskDefinitionArn"];
        let body = json!({"cluster": "prod", "service": "web", "taskDefinition": arn});
        self.call("UpdateService", &body)["service"].clone()
    }
}

fn document() -> Value {
    json!({
        "family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"],
        "cpu": "0.25 vCPU", "memory": "512",
        "executionRoleArn": "arn:aws:iam::111111111111:role/web-execution",
        "containerDefinitions": [{"name": "app", "image": "example.org/web@sha256:00",
            "secrets": [{"name": "PASSWORD", "valueFrom": "/web/password"}]}],
    })
}

fn update(more: &Value) -> Value {
    let mut body = json!({"cluster": "prod", "service": "web"});
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

#[test]
fn only_some_updates_are_deployments() {
    let table = [
        (json!({}), false),
        (json!({"taskDefinition": "web:1"}), false),
        (json!({"taskDefinition": "web"}), false),
        (json!({"desiredCount": 3}), false),
        (
            json!({"deploymentConfiguration": {"maximumPercent": 150}}),
            false,
        ),
        (json!({"healthCheckGracePeriodSeconds": 30}), false),
        (
            json!({"taskDefinition": "web:1", "forceNewDeployment": true}),
            true,
        ),
        (json!({"forceNewDeployment": true}), true),
        (json!({"platformVersion": "1.4.0"}), true),
    ];
    for (more, deploys) in table {
        let mut world = World::plain();
        let before = world.service()["deployments"][0]["id"].clone();
        let after = world.call("UpdateService", &update(&more));
        let after = &after["service"]["deployments"];
        assert_eq!(after[0]["id"] != before, deploys, "{more}");
        assert_eq!(
            after.as_array().unwrap().len(),
            if deploys { 2 } else { 1 },
            "{more}"
        );
    }
}

#[test]
fn a_refused_update_names_aws_errors_and_changes_nothing() {
    let code_deploy = json!({"deploymentController": {"type": "CODE_DEPLOY"}});
    let table = [
        (
            json!({}),
            update(&json!({"service": "api"})),
            "ServiceNotFoundException",
        ),
        (
            json!({}),
            update(&json!({"cluster": "dev"})),
            "ClusterNotFoundException",
        ),
        (
            json!({}),
            update(&json!({"taskDefinition": "web:9", "desiredCount": 4})),
            "ClientException",
        ),
        (
            json!({}),
            update(&json!({"desiredCount": "4"})),
            "SerializationException",
        ),
        (
            json!({}),
            update(&json!({"desiredCount": -1})),
            "InvalidParameterException",
        ),
        (
            json!({}),
            update(&json!({"loadBalancers": [{"targetGroupArn": "arn:none"}],
            "desiredCount": 4})),
            "InvalidParameterException",
        ),
        (
            code_deploy.clone(),
            update(&json!({"taskDefinition": "web:1", "desiredCount": 4})),
            "InvalidParameterException",
        ),
        (
            code_deploy,
            update(&json!({"forceNewDeployment": true})),
            "InvalidParameterException",
        ),
    ];
    for (settings, body, code) in table {
        let mut world = World::new(&settings, Vec::new());
        let before = world.service();
        assert_eq!(world.refused("UpdateService", &body).0, code, "{body}");
        assert_eq!(world.service(), before, "{body}");
    }
    let mut world = World::new(
        &json!({"deploymentController": {"type": "CODE_DEPLOY"}}),
        Vec::new(),
    );
    let body = update(&json!({"taskDefinition": "web:1"}));
    assert_eq!(
        world.refused("UpdateService", &body).1,
        "Unable to update task definition on services with a CODE_DEPLOY deployment controller. \
         Use AWS CodeDeploy to trigger a new deployment."
    );
}

#[test]
fn a_deleted_service_is_draining_then_inactive_and_not_updated() {
    let mut world = World::plain();
    let name = json!({"cluster": "prod", "service": "web"});
    let (code, _) = world.refused("DeleteService", &name);
    assert_eq!(code, "InvalidParameterException");
    world.call("DeleteService", &update(&json!({"force": true})));
    assert_eq!(world.service()["status"], "DRAINING");
    world.pass(300);
    assert_eq!(world.service()["status"], "INACTIVE");
    let refused = world.refused("UpdateService", &name);
    assert_eq!(
        refused,
        (
            "ServiceNotActiveException",
            "Service was not ACTIVE.".to_owned()
        )
    );
}

#[test]
fn a_definition_comes_back_whole() {
    let mut world = World::plain();
    let mut sent = document();
    sent["containerDefinitions"][0]["memberOfTheFuture"] = json!({"kept": [1, null]});
    sent["memberOfTheFuture"] = json!("kept");
    sent["tags"] = json!([{"key": "commit", "value": "abc"}]);
    sent["revision"] = json!(77);
    sent["pidMode"] = json!(null);
    let answer = world.call("RegisterTaskDefinition", &sent);
    let shown = &answer["taskDefinition"];
    assert_eq!(shown["revision"], 2);
    assert_eq!(shown["cpu"], "256");
    assert_eq!(shown["memberOfTheFuture"], "kept");
    assert_eq!(
        shown["containerDefinitions"][0]["memberOfTheFuture"],
        json!({"kept": [1, null]})
    );
    assert_eq!(shown.get("pidMode"), None);
    assert_eq!(shown.get("tags"), None);
    assert_eq!(answer["tags"], sent["tags"]);

    let plain = world.call("DescribeTaskDefinition", &json!({"taskDefinition": "web"}));
    assert_eq!(plain["taskDefinition"], *shown);
    assert_eq!(plain.get("tags"), None);
    let body = json!({"taskDefinition": "web:2", "include": ["TAGS"]});
    assert_eq!(
        world.call("DescribeTaskDefinition", &body)["tags"],
        sent["tags"]
    );
    let (code, message) = world.refused("DescribeTaskDefinition", &json!({"taskDefinition": "x"}));
    assert_eq!(
        (code, message.as_str()),
        ("ClientException", "Unable to describe task definition.")
    );
}

#[test]
fn an_inactive_definition_is_not_deployed() {
    let mut world = World::plain();
    world.call("RegisterTaskDefinition", &document());
    let gone = world.call(
        "DeregisterTaskDefinition",
        &json!({"taskDefinition": "web:2"}),
    );
    assert_eq!(gone["taskDefinition"]["status"], "INACTIVE");
    let (code, _) = world.refused(
        "UpdateService",
        &update(&json!({"taskDefinition": "web:2"})),
    );
    assert_eq!(code, "ClientException");
    let listed = world.call("ListTaskDefinitions", &json!({"familyPrefix": "web"}));
    assert_eq!(listed["taskDefinitionArns"].as_array().unwrap().len(), 1);
}

#[test]
fn tasks_are_listed_by_ecs_filters() {
    let fault = Fault::everywhere(FaultKind::SecretMissing);
    let mut world = World::new(&json!({}), vec![fault]);
    let ours = world.deploy()["deployments"][0]["id"].clone();
    world.pass(60);
    let table = [
        (json!({}), "web:1"),
        (
            json!({"serviceName": "web", "desiredStatus": "STOPPED"}),
            "web:2",
        ),
        (
            json!({"family": "web", "desiredStatus": "STOPPED"}),
            "web:2",
        ),
        (
            json!({"startedBy": ours, "desiredStatus": "STOPPED"}),
            "web:2",
        ),
    ];
    for (more, definition) in table {
        let mut body = more.clone();
        body["cluster"] = json!("prod");
        let arns = world.call("ListTasks", &body)["taskArns"].clone();
        assert!(!arns.as_array().unwrap().is_empty(), "{more}");
        let body = json!({"cluster": "prod", "tasks": arns});
        let tasks = world.call("DescribeTasks", &body)["tasks"].clone();
        let any = tasks.as_array().unwrap().iter();
        let found = any.filter(|task| {
            task["taskDefinitionArn"]
                .as_str()
                .unwrap()
                .ends_with(definition)
        });
        assert!(found.count() > 0, "{more}: {tasks}");
    }
    let body = json!({"cluster": "prod", "desiredStatus": "PENDING"});
    assert_eq!(world.call("ListTasks", &body), json!({"taskArns": []}));
    let body = json!({"cluster": "prod", "startedBy": ours, "serviceName": "web"});
    assert_eq!(
        world.refused("ListTasks", &body).0,
        "InvalidParameterException"
    );
    let body = json!({"cluster": "prod", "serviceName": "api"});
    assert_eq!(
        world.refused("ListTasks", &body).0,
        "ServiceNotFoundException"
    );
}

#[test]
fn limits_and_missing_things() {
    let mut world = World::plain();
    let many = |count: usize| vec!["x"; count];
    let missing = |answer: &Value| answer["failures"][0]["reason"] == "MISSING";
    let cluster = "prod";
    let body = json!({"cluster": cluster, "services": many(10)});
    assert!(missing(&world.call("DescribeServices", &body)));
    let body = json!({"cluster": cluster, "tasks": many(100)});
    assert!(missing(&world.call("DescribeTasks", &body)));
    let body = json!({"serviceDeploymentArns": many(20)});
    assert!(missing(&world.call("DescribeServiceDeployments", &body)));
    let body = json!({"serviceRevisionArns": many(20)});
    assert!(missing(&world.call("DescribeServiceRevisions", &body)));
    assert!(missing(
        &world.call("DescribeClusters", &json!({"clusters": ["x"]}))
    ));
    for (operation, body) in [
        (
            "DescribeServices",
            json!({"cluster": cluster, "services": many(11)}),
        ),
        (
            "DescribeServices",
            json!({"cluster": cluster, "services": []}),
        ),
        (
            "DescribeTasks",
            json!({"cluster": cluster, "tasks": many(101)}),
        ),
        (
            "DescribeServiceDeployments",
            json!({"serviceDeploymentArns": many(21)}),
        ),
        (
            "DescribeServiceRevisions",
            json!({"serviceRevisionArns": many(21)}),
        ),
        ("ListTasks", json!({"cluster": cluster, "maxResults": 101})),
    ] {
        assert_eq!(
            world.refused(operation, &body).0,
            "InvalidParameterException",
            "{operation}"
        );
    }
    assert_eq!(
        world.refused("DescribeMonsters", &json!({})).0,
        "UnknownOperationException"
    );
    assert_eq!(
        world.refused("ListClusters", &json!([])).0,
        "SerializationException"
    );
}

#[test]
fn a_person_stops_a_deployment() {
    let mut world = World::plain();
    let service = world.deploy();
    let arn = service["currentServiceDeployment"].clone();
    world.pass(15);
    let body = json!({"serviceDeploymentArn": arn, "stopType": "ROLLBACK"});
    assert_eq!(
        world.call("StopServiceDeployment", &body)["serviceDeploymentArn"],
        arn
    );
    let list = json!({"serviceDeploymentArns": [arn]});
    let read = |world: &mut World| {
        world.call("DescribeServiceDeployments", &list)["serviceDeployments"][0].clone()
    };
    assert_eq!(read(&mut world)["status"], "ROLLBACK_REQUESTED");
    world.pass(300);
    let done = read(&mut world);
    assert_eq!(done["status"], "ROLLBACK_SUCCESSFUL");
    let source = &done["sourceServiceRevisions"][0]["arn"];
    assert_eq!(done["rollback"]["serviceRevisionArn"], *source);
    assert!(
        world.service()["taskDefinition"]
            .as_str()
            .unwrap()
            .ends_with("/web:1")
    );
    assert_eq!(
        world.refused("StopServiceDeployment", &body).0,
        "ConflictException"
    );
    let body = json!({"serviceDeploymentArn": "arn:none"});
    let (code, _) = world.refused("StopServiceDeployment", &body);
    assert_eq!(code, "ServiceDeploymentNotFoundException");
}

#[test]
fn a_new_service_completes_its_first_deployment() {
    let mut world = World::plain();
    let body = json!({"cluster": "prod", "serviceName": "api", "taskDefinition": "web",
        "desiredCount": 2, "deploymentConfiguration": {"minimumHealthyPercent": 50}});
    let service = world.call("CreateService", &body)["service"].clone();
    assert_eq!(service["deployments"][0]["rolloutState"], "IN_PROGRESS");
    assert_eq!(service["deploymentConfiguration"]["maximumPercent"], 200);
    assert_eq!(
        world.refused("CreateService", &body).0,
        "InvalidParameterException"
    );
    world.pass(120);
    let body = json!({"cluster": "prod", "services": ["api"]});
    let service = world.call("DescribeServices", &body)["services"][0].clone();
    assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
    assert_eq!(service["runningCount"], 2);
    let body = json!({"cluster": "prod", "service": "api", "status": ["SUCCESSFUL"]});
    let listed = world.call("ListServiceDeployments", &body);
    assert_eq!(listed["serviceDeployments"].as_array().unwrap().len(), 1);
    let revision = &listed["serviceDeployments"][0]["targetServiceRevisionArn"];
    let body = json!({"serviceRevisionArns": [revision]});
    let revision = world.call("DescribeServiceRevisions", &body)["serviceRevisions"][0].clone();
    assert_eq!(revision["containerImages"][0]["imageDigest"], "sha256:00");
}

#[test]
fn tags_of_every_kind_of_resource() {
    let mut world = World::plain();
    let service = world.service()["serviceArn"].clone();
    let definition = world.service()["taskDefinition"].clone();
    let cluster = world.service()["clusterArn"].clone();
    for arn in [service, definition, cluster] {
        let tag = |value: &str| json!([{"key": "run", "value": value}]);
        world.call(
            "TagResource",
            &json!({"resourceArn": arn, "tags": tag("1")}),
        );
        world.call(
            "TagResource",
            &json!({"resourceArn": arn, "tags": tag("2")}),
        );
        let read = json!({"resourceArn": arn});
        assert_eq!(
            world.call("ListTagsForResource", &read),
            json!({"tags": tag("2")})
        );
        world.call(
            "UntagResource",
            &json!({"resourceArn": arn, "tagKeys": ["run"]}),
        );
        assert_eq!(
            world.call("ListTagsForResource", &read),
            json!({"tags": []})
        );
        let body = json!({"resourceArn": arn, "tags": [{"key": "aws:x", "value": ""}]});
        assert_eq!(
            world.refused("TagResource", &body).0,
            "InvalidParameterException"
        );
    }
    let read = json!({"resourceArn": "arn:none"});
    assert_eq!(
        world.refused("ListTagsForResource", &read).0,
        "ResourceNotFoundException"
    );
}

#[test]
fn a_stopped_task_is_replaced() {
    let mut world = World::plain();
    let listed = world.call("ListTasks", &json!({"cluster": "prod"}));
    let task = listed["taskArns"][0].clone();
    let body = json!({"cluster": "prod", "task": task, "reason": "a test"});
    let stopped = world.call("StopTask", &body);
    assert_eq!(stopped["task"]["stopCode"], "UserInitiated");
    assert_eq!(stopped["task"]["stoppedReason"], "a test");
    world.pass(120);
    assert_eq!(world.service()["runningCount"], 1);
    assert_eq!(world.service()["deployments"][0]["failedTasks"], 0);
}
