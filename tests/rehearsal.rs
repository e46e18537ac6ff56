//! A rehearsal has everything that the task definitions take their secrets from.

use crate::harness::{Example, Run, Setting};
use serde_json::{Value, json};

const FILE: &str = "ecs/task-definition.json";
const LAYOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad_input/layout");

/// Rehearses the example with everything that a `valueFrom` can be, checked before.
fn rehearse(arguments: &[&str]) -> Run {
    let secret =
        |name: &str| format!("arn:aws:secretsmanager:eu-west-1:${{account}}:secret:{name}");
    let shared = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shared-Ab12Cd";
    let taken = [
        ("WHOLE", secret("shop-AbCdEf")),
        // Without the six characters, which its name only looks like having.
        ("PARTIAL", secret("shop/api-secret")),
        ("USER", secret("database-Ab12Cd:user::")),
        ("PASSWORD", secret("database-Ab12Cd:pass word:AWSCURRENT:")),
        ("OF_ANOTHER_ACCOUNT", format!("{shared}:token::")),
        ("PATH", "/product-api/${stage}/PATH".to_owned()),
        (
            "BY_ARN",
            "arn:aws:ssm:${region}:${account}:parameter/product-api/BY_ARN".to_owned(),
        ),
        ("BARE", "bare-name".to_owned()),
    ];
    let taken = taken.map(|(name, from)| json!({ "name": name, "valueFrom": from }));
    let mut definition: Value = serde_json::from_str(&Example::PRODUCT_API.read(FILE)).unwrap();
    let web = &mut definition["containerDefinitions"][0];
    web["secrets"].as_array_mut().unwrap().extend(taken);
    web["repositoryCredentials"] = json!({ "credentialsParameter": secret("login-AbCdEf") });
    let scene = Setting::new(Example::PRODUCT_API)
        .file(FILE, definition.to_string())
        .start();
    let words = [&["rehearse", "--image", LAYOUT], arguments].concat();
    scene.foghorn(&words).run()
}

#[test]
fn whatever_is_taken_is_there() {
    let run = rehearse(&[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.to_string().contains("problem"), "{run}");
}

/// In the stage of the story, and not before.
#[test]
fn a_key_is_missing_where_the_story_says_so() {
    let run = rehearse(&["--scenario", "missing-json-key"]);
    assert_eq!(run.code, Some(10), "{run}");
    assert!(run.stderr.contains(":database-Ab12Cd:user::"), "{run}");
    let proven = "dev               stage finished: every service is proven healthy";
    assert!(run.stderr.contains(proven), "{run}");
}
