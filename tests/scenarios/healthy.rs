//! Deployments in which nothing goes wrong.

use super::one_service;

#[test]
fn two_stages() {
    let scene = one_service().start();
    let run = scene.deploy(&[]);
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
    let soaking =
        "ECS calls it complete; 2 tasks run, waiting until each has lived for the soak time";
    assert!(run.stderr.contains(soaking), "{}", run.stderr);
    for stage in ["dev", "prod"] {
        assert_eq!(scene.revision(stage, "product-api"), "product-api:8");
        let service = scene.service(stage, "product-api");
        assert_eq!(service["deployments"][0]["rolloutState"], "COMPLETED");
        assert_eq!(service["deployments"][0]["runningCount"], 2);
        assert_eq!(service["runningCount"], 2);
    }
    assert_eq!(scene.calls("RegisterTaskDefinition"), 2);
    assert_eq!(scene.calls("UpdateService"), 2);
}

#[test]
fn what_ran_is_said_as_json_and_as_events() {
    let scene = one_service().start();
    let run = scene.deploy(&["--stage", "dev", "--output", "json", "--events", "events"]);
    assert_eq!(run.code, Some(0), "{run}");
    let summary: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(summary["outcome"], "succeeded");
    assert_eq!(summary["running"][0]["verdict"]["verdict"], "deployed");
    let events = scene.events("events");
    assert_eq!(events.first().unwrap()["event"], "run-started");
    assert_eq!(events.last().unwrap()["event"], "run-finished");
    for (index, event) in events.iter().enumerate() {
        assert_eq!(event["seq"], index + 1);
    }
}
