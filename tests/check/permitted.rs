//! With the permissions that docs/aws.md asks for, everything can be looked at.

use crate::harness::{Example, Setting};
use crate::permissions::Printed;
use serde_json::Value;

/// The policy of "To check" in docs/aws.md.
fn documented() -> Value {
    let page = include_str!("../../docs/aws.md");
    let (_, section) = page.split_once("### To check\n").unwrap();
    let (_, block) = section.split_once("```json\n").unwrap();
    serde_json::from_str(block.split("```").next().unwrap()).unwrap()
}

#[test]
fn the_documented_policy_is_enough() {
    let printed = Printed::all();
    let mut may: Vec<Value> = ["read", "deploy"]
        .map(|name| printed.policy("dev", name))
        .into();
    may.push(documented());
    let scene = Setting::new(Example::PRODUCT_API)
        .deploy_role("dev", &may)
        .start();
    let image = scene.image("first");
    let run = scene
        .foghorn(&["check", "--stage", "dev", "--image", &image])
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stdout.contains("may deploy"), "{run}");
    assert!(run.stdout.contains("linux/amd64"), "{run}");
    assert!(!run.stdout.contains("could not"), "{run}");
    assert!(!run.stdout.contains("warning"), "{run}");
    assert_eq!(scene.refused("AccessDeniedException"), 0, "{run}");
    assert_eq!(scene.refused("AccessDenied"), 0, "{run}");
}
