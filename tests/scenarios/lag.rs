//! How long it takes from the first task that stops for good to the printed cause.

use super::one_service;
use crate::harness::{Example, Scene};
use serde_json::{Value, json};

/// Slow, since a real millisecond of the machine counts this many times.
const SCALE: u32 = 5;
/// What is promised, in milliseconds of AWS's time.
const PROMISED: i64 = 3_000;
/// What a busy machine may add, in real milliseconds.
const BUSY: i64 = 250;

/// Returns a moment of the ECS API, in seconds since the epoch, as milliseconds.
fn millis(moment: &Value) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "a date fits")]
    let millis = (moment.as_f64().unwrap() * 1000.0) as i64;
    millis
}

/// Returns when the first task stopped, in AWS's time.
fn first_stop(scene: &Scene) -> i64 {
    let service = json!({
        "cluster": "dev", "serviceName": Example::PRODUCT_API.repository, "desiredStatus": "STOPPED"
    });
    let listed = scene.ecs("dev", "ListTasks", &service);
    let asked = json!({ "cluster": "dev", "tasks": listed["taskArns"] });
    let described = scene.ecs("dev", "DescribeTasks", &asked);
    let tasks = described["tasks"].as_array().unwrap();
    tasks
        .iter()
        .map(|task| millis(&task["stoppingAt"]))
        .min()
        .unwrap()
}

#[test]
fn the_cause_is_printed_within_seconds() {
    let scene = one_service()
        .scenario("missing-parameter")
        .at("dev")
        // The deployment stays as it is, so that its tasks can be looked at.
        .default_setting("on-failure: stop-waiting")
        .scale(SCALE)
        .start();
    let mut running = scene
        .deployment(&["--stage", "dev", "--events", "events"])
        .start();
    running.wait_for("this deployment cannot succeed");
    // Not killed: the events are written before it ends.
    running.signal("TERM");
    running.finish();

    let events = scene.events("events");
    let at = |wanted: &dyn Fn(&Value) -> bool| {
        let event = events.iter().find(|event| wanted(event)).unwrap();
        event["at_ms"].as_i64().unwrap()
    };
    let started = at(&|event| event["event"] == "deployment-started");
    let found = at(&|event| event["event"] == "cause-found" && event["fatal"] == true);
    // The run's clock and AWS's run equally fast; one moment is known on both.
    let deployment = &scene.service("dev", "product-api")["deployments"][0];
    let offset = millis(&deployment["createdAt"]) - started;
    let lag = found + offset - first_stop(&scene);
    let allowed = PROMISED + BUSY * i64::from(SCALE);
    assert!((0..allowed).contains(&lag), "{lag} ms");
}
