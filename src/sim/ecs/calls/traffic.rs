//! Deployments that shift traffic, as the API shows and takes them; and services with many tasks.

use serde_json::Value;
use serde_json::json;

use super::World;
use super::update;

fn blue_green(hooks: &Value) -> Value {
    json!({"deploymentConfiguration":
        {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 2, "lifecycleHooks": hooks}})
}

fn paused() -> (World, Value, Value) {
    let pause = json!([{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"]}]);
    let mut world = World::new(&blue_green(&pause), Vec::new());
    let arn = world.deploy()["currentServiceDeployment"].clone();
    world.pass(180);
    let shown = read(&mut world, &arn);
    (world, arn, shown)
}

fn read(world: &mut World, arn: &Value) -> Value {
    let list = json!({"serviceDeploymentArns": [arn]});
    world.call("DescribeServiceDeployments", &list)["serviceDeployments"][0].clone()
}

#[test]
fn a_waiting_hook_is_shown_and_answered() {
    let (mut world, arn, shown) = paused();
    assert_eq!(shown["status"], "IN_PROGRESS");
    assert_eq!(shown["lifecycleStage"], "POST_SCALE_UP");
    let hook = shown["lifecycleHookDetails"][0].clone();
    assert_eq!(hook["status"], "AWAITING_ACTION");
    assert_eq!(hook["targetType"], "PAUSE");
    assert_eq!(hook["timeoutAction"], "ROLLBACK");
    assert_eq!(hook.get("targetArn"), None);
    let begun = shown["createdAt"].as_f64().unwrap();
    let day = 24.0 * 60.0 * 60.0;
    let waits = hook["expiresAt"].as_f64().unwrap() - begun - day;
    assert!((0.0..180.0).contains(&waits), "{hook}");
    let weights = |shown: &Value| {
        let weight = |revision: &Value| {
            let test = revision["requestedTestTrafficWeight"].as_f64().unwrap();
            let production = revision["requestedProductionTrafficWeight"].as_f64();
            (test, production.unwrap())
        };
        (
            weight(&shown["sourceServiceRevisions"][0]),
            weight(&shown["targetServiceRevision"]),
        )
    };
    assert_eq!(weights(&shown), ((100.0, 100.0), (0.0, 0.0)));

    let answer = json!({"serviceDeploymentArn": arn, "hookId": hook["hookId"]});
    let answered = world.call("ContinueServiceDeployment", &answer);
    assert_eq!(answered, json!({"serviceDeploymentArn": arn}));
    world.pass(300);
    let done = read(&mut world, &arn);
    assert_eq!(done["status"], "SUCCESSFUL");
    assert_eq!(done["lifecycleStage"], "CLEAN_UP");
    assert_eq!(weights(&done), ((0.0, 0.0), (100.0, 100.0)));
}

#[test]
fn an_answer_can_roll_back() {
    let (mut world, arn, shown) = paused();
    let hook = &shown["lifecycleHookDetails"][0]["hookId"];
    let answer = json!({"serviceDeploymentArn": arn, "hookId": hook, "action": "ROLLBACK"});
    world.call("ContinueServiceDeployment", &answer);
    assert_eq!(read(&mut world, &arn)["status"], "ROLLBACK_REQUESTED");
    world.pass(120);
    assert_eq!(read(&mut world, &arn)["status"], "ROLLBACK_SUCCESSFUL");
    let refused = world.refused("ContinueServiceDeployment", &answer);
    assert_eq!(refused.0, "InvalidParameterException");
}

#[test]
fn answers_that_fit_nothing_are_refused() {
    let (mut world, arn, _) = paused();
    let invalid = "InvalidParameterException";
    for (body, code) in [
        (json!({}), invalid),
        (json!({"serviceDeploymentArn": arn}), invalid),
        (
            json!({"serviceDeploymentArn": arn, "hookId": "none"}),
            invalid,
        ),
        (
            json!({"serviceDeploymentArn": arn, "hookId": "none", "action": "STOP"}),
            invalid,
        ),
        (
            json!({"serviceDeploymentArn": "arn:none", "hookId": "none"}),
            "ServiceDeploymentNotFoundException",
        ),
        (
            json!({"serviceDeploymentArn": 1, "hookId": "none"}),
            "SerializationException",
        ),
    ] {
        let refused = world.refused("ContinueServiceDeployment", &body);
        assert_eq!(refused.0, code, "{body}");
    }
}

#[test]
fn configurations_that_ecs_refuses_change_nothing() {
    let pause = json!([{"targetType": "PAUSE", "lifecycleStages": ["TEST_TRAFFIC_SHIFT"]}]);
    let early = json!({"enable": true, "healthyPercent": 50,
        "sourceServiceRevisionCleanup": "DEFERRED"});
    for given in [
        json!({"strategy": "ZIGZAG"}),
        json!({"strategy": "BLUE_GREEN"}),
        json!({"lifecycleHooks": pause}),
        json!({"lifecycleHooks": [{"lifecycleStages": ["PRE_SCALE_UP"]}]}),
        json!({"earlySuccessCriteria": early}),
        json!({"earlySuccessCriteria": early, "strategy": "CANARY", "minimumHealthyPercent": 0}),
    ] {
        let mut world = World::plain();
        let before = world.service();
        let body = update(&json!({"deploymentConfiguration": given, "desiredCount": 3}));
        let refused = world.refused("UpdateService", &body);
        assert_eq!(refused.0, "InvalidParameterException", "{given}");
        assert_eq!(world.service(), before, "{given}");
    }
}

#[test]
fn more_than_a_hundred_tasks_come_in_pages() {
    let mut world = World::plain();
    world.call("UpdateService", &update(&json!({"desiredCount": 120})));
    world.pass(300);
    let mut arns: Vec<Value> = Vec::new();
    let mut body = json!({"cluster": "prod", "serviceName": "web"});
    let mut pages = Vec::new();
    loop {
        let page = world.call("ListTasks", &body);
        let listed = page["taskArns"].as_array().unwrap();
        pages.push(listed.len());
        arns.extend(listed.clone());
        let Some(token) = page.get("nextToken") else {
            break;
        };
        body["nextToken"] = token.clone();
    }
    assert_eq!(pages, [100, 20]);
    let mut described = 0;
    for chunk in arns.chunks(100) {
        let body = json!({"cluster": "prod", "tasks": chunk});
        described += world.call("DescribeTasks", &body)["tasks"]
            .as_array()
            .unwrap()
            .len();
    }
    assert_eq!(described, 120);
    assert_eq!(world.service()["runningCount"], 120);
}
