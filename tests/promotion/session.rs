//! What a session of a stage's role says of itself. The role trusts who says it, and nobody else.

use crate::harness::{Example, Run, Setting};
use foghorn_sim::world;
use serde_json::{Value, json};

/// A statement that trusts everybody of the account who meets a condition.
fn trusts(action: &str, condition: &Value) -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "AWS": "arn:aws:iam::111111111111:root" },
        "Action": action,
        "Condition": condition,
    })
}

/// The example, with such a role to deploy dev with.
fn trusting(setting: Setting, trust: &[Value]) -> Setting {
    let role: world::IamRole = serde_json::from_value(json!({
        "account": "111111111111",
        "name": "deploy",
        "trust": { "Version": "2012-10-17", "Statement": trust },
        "inline": { "everything": { "Version": "2012-10-17", "Statement": {
            "Effect": "Allow", "Action": "*", "Resource": "*",
        } } },
    }))
    .unwrap();
    setting.world(|world| world.iam.get_or_insert_default().roles.push(role))
}

fn example() -> Setting {
    Setting::new(Example::PRODUCT_API)
}

/// Runs a verb in GitHub's run 42.
fn in_github(setting: Setting, verb: &[&str]) -> Run {
    let scene = setting.start();
    let image = scene.image("first");
    let verb = verb.iter().map(|one| one.replace("IMAGE", &image));
    let verb: Vec<String> = verb.collect();
    let verb: Vec<&str> = verb.iter().map(String::as_str).collect();
    let run = scene.foghorn(&verb);
    let run = run
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_SERVER_URL", "https://github.com")
        .env("GITHUB_REPOSITORY", "example/product-api")
        .env("GITHUB_RUN_ID", "42");
    run.run()
}

const STATUS: &[&str] = &["status", "--stage", "dev"];

#[test]
fn it_is_named_after_the_run() {
    let named = |name: &str| {
        let condition = json!({ "StringEquals": { "sts:RoleSessionName": name } });
        trusting(example(), &[trusts("sts:AssumeRole", &condition)])
    };
    for verb in [
        STATUS,
        &["plan", "--stage", "dev", "--image", "IMAGE"],
        &["build", "--image", "IMAGE"],
    ] {
        let run = in_github(named("foghorn-github-42"), verb);
        assert_eq!(run.code, Some(0), "{verb:?}: {run}");
        let run = in_github(named("foghorn-github-41"), verb);
        assert_ne!(run.code, Some(0), "{verb:?}: {run}");
    }
}

#[test]
fn it_has_the_external_id() {
    let condition = json!({ "StringEquals": { "sts:ExternalId": "partner-7" } });
    let trust = [trusts("sts:AssumeRole", &condition)];
    for (id, code) in [("partner-7", 0), ("partner-8", 4)] {
        let with_id = example().default_setting(&format!("external-id: {id}"));
        let run = in_github(trusting(with_id, &trust), STATUS);
        assert_eq!(run.code, Some(code), "{id}: {run}");
    }
    let run = in_github(trusting(example(), &trust), STATUS);
    assert_eq!(run.code, Some(4), "{run}");
}

/// With `session-tags`, it says what it is for, and the role may insist on that.
#[test]
fn it_has_tags_on_request() {
    let tags = json!({ "StringEquals": {
        "aws:RequestTag/foghorn:stage": "dev",
        "aws:RequestTag/foghorn:repository": "example/product-api",
        "aws:RequestTag/foghorn:run": "https://github.com/example/product-api/actions/runs/42",
    } });
    let assume = trusts("sts:AssumeRole", &json!({}));
    let tagged = || example().default_setting("session-tags: true");
    let run = in_github(trusting(example(), std::slice::from_ref(&assume)), STATUS);
    assert_eq!(run.code, Some(0), "{run}");
    let run = in_github(trusting(tagged(), std::slice::from_ref(&assume)), STATUS);
    assert_eq!(run.code, Some(4), "{run}");
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("sts:TagSession"), "{run}");
    let trust = [assume, trusts("sts:TagSession", &tags)];
    let run = in_github(trusting(tagged(), &trust), STATUS);
    assert_eq!(run.code, Some(0), "{run}");
}
