//! Every call that a plan announces is allowed by the policy that is printed for it.

use super::Printed;
use super::printed::actions;
use super::story::signed_in;
use serde_json::Value;

/// An image with one empty layer, as a builder leaves it on disk.
const LAYOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad_input/layout");

#[test]
fn announced_calls_are_allowed() {
    let printed = Printed::all();
    let scene = printed.in_force().start();
    let words = [
        "plan", "--stage", "dev", "--image", LAYOUT, "--output", "json",
    ];
    let run = signed_in(&scene, scene.foghorn(&words), "dev").run();
    assert_eq!(run.code, Some(0), "{run}");
    let plan: Value = serde_json::from_str(&run.stdout).unwrap();
    let of = |value: &Value| value["writes"].as_array().unwrap().clone();
    let mut writes = of(&plan["images"][0]);
    writes.extend(of(&plan["stages"][0]["services"][0]));
    assert!(writes.len() > 7, "{writes:?}");
    let statements: Vec<Value> = ["deploy", "push"]
        .iter()
        .flat_map(|name| {
            printed.policy("dev", name)["Statement"]
                .as_array()
                .unwrap()
                .clone()
        })
        .collect();
    for write in writes {
        let allows = |statement: &&Value| {
            let resource = &statement["Resource"];
            let on = *resource == write["resource"] || *resource == "*";
            on && actions(statement)
                .iter()
                .any(|action| write["action"] == **action)
        };
        assert_eq!(statements.iter().filter(allows).count(), 1, "{write}");
    }
}
