//! Whose credentials are used for what.

use super::{image_of_prod, promote};
use crate::harness::{Example, Scene, Setting};
use foghorn_sim::Call;
use foghorn_sim::world;
use serde_json::{Value, json};

/// Every call after those that were there before, except those that get credentials.
fn calls(scene: &Scene, before: usize) -> Vec<Call> {
    let calls = scene.simulator.calls().into_iter().skip(before);
    calls
        .filter(|call| !["sts", "registry"].contains(&call.service.as_str()))
        .collect()
}

#[test]
fn a_stages_credentials_are_used_for_that_stage_only() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene.deploy(&[]);
    assert_eq!(run.code, Some(0), "{run}");
    let calls = calls(&scene, 0);
    assert!(calls.len() > 20);
    for call in calls {
        let deployer = format!("arn:aws:sts::{}:assumed-role/deploy/foghorn", call.account);
        assert_eq!(call.caller, deployer, "{call:?}");
    }
}

/// The policy that docs/promotion.md has for a `proof-role`.
fn documented() -> Value {
    let page = include_str!("../../docs/promotion.md");
    let block = page.split("```json\n").nth(1).unwrap();
    serde_json::from_str(block.split("```").next().unwrap()).unwrap()
}

/// A job with prod's credentials alone: dev is read as its proof-role, and never changed.
#[test]
fn a_proof_role_is_enough_and_only_reads() {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let role = "    proof-role: arn:aws:iam::111111111111:role/proof\n";
    let text = text.replace("  dev:\n", &format!("  dev:\n{role}"));
    let proof: world::IamRole = serde_json::from_value(json!({
        "account": "111111111111",
        "name": "proof",
        "trust": { "Version": "2012-10-17", "Statement": {
            "Effect": "Allow",
            "Principal": { "AWS": "arn:aws:iam::222222222222:root" },
            "Action": "sts:AssumeRole",
        } },
        "inline": { "read": documented() },
    }))
    .unwrap();
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .world(|world| world.iam.get_or_insert_default().roles.push(proof))
        .start();
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    let before = scene.simulator.calls().len();
    let run = scene
        .timed(&["promote", "--to", "prod"])
        .env("AWS_ACCESS_KEY_ID", "222222222222")
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(image_of_prod(&scene), scene.image("first"));
    let in_dev: Vec<Call> = calls(&scene, before)
        .into_iter()
        .filter(|call| call.account == "111111111111")
        .collect();
    assert!(!in_dev.is_empty());
    for call in in_dev {
        assert!(call.caller.contains(":assumed-role/proof/"), "{call:?}");
        let reads = ["Describe", "Get"];
        let reads = reads.iter().any(|verb| call.operation.starts_with(verb));
        assert!(reads, "{call:?}");
    }
    let refusals = scene.refused("AccessDeniedException");
    assert_eq!(refusals, 0, "{run}");
    // An image that dev proved is looked up in its history with the same role.
    let first = scene.image("first");
    let again = scene.timed(&["promote", "--to", "prod", "--image", &first]);
    let again = again.env("AWS_ACCESS_KEY_ID", "222222222222").run();
    assert_eq!(again.code, Some(0), "{again}");
}

/// Nothing is read in a wrong account, not even to find out that it is wrong.
#[test]
fn the_account_is_checked_before_anything_else() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let without: String = text
        .lines()
        .filter(|line| !line.contains("role: "))
        .map(|line| format!("{line}\n"))
        .collect();
    scene.write("foghorn.yml", &without);
    let run = promote(&scene, &[]);
    assert_eq!(run.code, Some(3), "{run}");
    let said =
        "stage `prod` is for account `222222222222`, but the credentials are for 111111111111";
    assert!(run.stderr.contains(said), "{run}");
    assert!(calls(&scene, 0).is_empty());
}
