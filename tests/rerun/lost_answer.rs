//! Writes that AWS carried out, but whose answer never came.

use super::{deployments, new_revisions};
use crate::harness::{Example, Setting};
use serde_json::json;

#[test]
fn of_register_task_definition() {
    lost("RegisterTaskDefinition");
}

#[test]
fn of_update_service() {
    lost("UpdateService");
}

fn lost(operation: &str) {
    let scene = Setting::new(Example::PRODUCT_API)
        .wire_fault(json!({"service": "ecs", "operation": operation, "kind": "lost-answer"}))
        .start();
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.calls(operation), 1, "{run}");
    assert_eq!(
        (new_revisions(&scene), deployments(&scene)),
        (1, 1),
        "{run}"
    );
    insta::assert_snapshot!(format!("of_{operation}"), run);
}

/// Nothing was carried out: only then it is asked for again.
#[test]
fn of_an_update_that_never_arrived() {
    let scene = Setting::new(Example::PRODUCT_API)
        .wire_fault(json!({"service": "ecs", "operation": "UpdateService", "kind": "reset"}))
        .start();
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(deployments(&scene), 1, "{run}");
    insta::assert_snapshot!(run);
}
