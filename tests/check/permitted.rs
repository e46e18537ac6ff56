//! With the policies that `foghorn policy` prints, everything can be looked at; without one of these
//! permissions, that is said and nothing else.

use crate::harness::{Example, Run, Scene, Setting};
use crate::permissions::Printed;
use foghorn_sim::Secret;
use foghorn_sim::world::StoredSecret;
use serde_json::{Value, json};

/// A secret of which only DescribeSecret tells whether it exists.
const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop";

/// The example with that secret, deployed by a role that may look, deploy and check.
fn scene(printed: &Printed) -> Scene {
    let policies: Vec<Value> = ["read", "deploy", "check"]
        .map(|name| printed.policy("dev", name))
        .into();
    let file = "ecs/task-definition.json";
    let mut definition: Value = serde_json::from_str(&Example::PRODUCT_API.read(file)).unwrap();
    let secrets = &mut definition["containerDefinitions"][0]["secrets"];
    let more = json!({ "name": "MORE", "valueFrom": SECRET });
    secrets.as_array_mut().unwrap().push(more);
    Setting::new(Example::PRODUCT_API)
        .file(file, definition.to_string())
        .world(|world| {
            world.secrets.push(StoredSecret {
                account: "111111111111".to_owned(),
                region: "eu-west-1".to_owned(),
                name: "shop".to_owned(),
                value: Secret::new("{}"),
                deleted: false,
            });
        })
        .deploy_role("dev", &policies)
        .start()
}

fn check(scene: &Scene) -> Run {
    let image = scene.image("first");
    scene
        .foghorn(&["check", "--stage", "dev", "--image", &image])
        .run()
}

#[test]
fn the_printed_policies_are_enough() {
    let scene = scene(&Printed::all());
    let run = check(&scene);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stdout.contains("may deploy"), "{run}");
    assert!(run.stdout.contains("linux/amd64"), "{run}");
    assert!(!run.stdout.contains("could not"), "{run}");
    assert!(!run.stdout.contains("warning"), "{run}");
    assert_eq!(scene.refused("AccessDeniedException"), 0, "{run}");
    assert_eq!(scene.refused("AccessDenied"), 0, "{run}");
}

/// Others of the same policy are missed in `permissions::needed`: these are in more than one policy.
#[test]
fn what_may_not_be_looked_at_is_said() {
    for action in [
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
        "ecr:GetAuthorizationToken",
        "secretsmanager:DescribeSecret",
    ] {
        let run = check(&scene(&Printed::all().without("dev", "check", action)));
        assert_eq!(run.code, Some(0), "{action}: {run}");
        let said = format!("allow the deploying identity: {action}.");
        assert!(run.stdout.contains(&said), "{action}: {run}");
    }
}
