//! A plan needs permissions to read and no others.

use super::{read_only, scene};
use crate::harness::{Example, Scene, Setting};

/// Every permission to change something that a deployment may need. `iam:PassRole` and
/// `ecs:TagResource` are no calls of their own: RegisterTaskDefinition asks for them.
const WRITES: [&str; 11] = [
    "ecs:RegisterTaskDefinition",
    "ecs:TagResource",
    "ecs:UpdateService",
    "ecs:StopServiceDeployment",
    "iam:PassRole",
    "ssm:PutParameter",
    "ecr:CreateRepository",
    "ecr:InitiateLayerUpload",
    "ecr:UploadLayerPart",
    "ecr:CompleteLayerUpload",
    "ecr:PutImage",
];

fn without_writes(setting: Setting) -> Setting {
    WRITES.into_iter().fold(setting, Setting::denied)
}

/// docs/plan.md names every call that was made to AWS.
fn documented(scene: &Scene) {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/plan.md");
    let page = std::fs::read_to_string(page).unwrap();
    for call in scene.simulator.calls() {
        let call = format!("`{}:{}`", call.service, call.operation);
        assert!(page.contains(&call), "{call} in docs/plan.md");
    }
}

#[test]
fn nobody_may_change_anything() {
    let free = scene();
    let bound = without_writes(Setting::new(Example::PRODUCT_API)).start();
    let image = free.image("first");
    let plan = ["plan", "--image", &image];
    let wanted = read_only(&free, free.foghorn(&plan));
    let made = read_only(&bound, bound.foghorn(&plan));
    assert_eq!(made.code, Some(0), "{made}");
    assert_eq!(made.stdout, wanted.stdout);
    assert_eq!(bound.refused("AccessDeniedException"), 0, "{made}");
    documented(&bound);
    // The same permissions are too few to deploy.
    let refused = bound.deploy(&["--stage", "dev"]);
    assert_eq!(refused.code, Some(4), "{refused}");
}

/// Not even to be told that a repository will be created and an image built and pushed.
#[test]
fn nobody_may_push() {
    let created = "repository: brand-new\n  create-repository: true";
    let setting = Setting::new(Example::PRODUCT_API).configure("repository: product-api", created);
    let scene = without_writes(setting)
        .denied("ecr:GetAuthorizationToken")
        .start();
    let made = read_only(&scene, scene.foghorn(&["plan"]));
    assert_eq!(made.code, Some(0), "{made}");
    documented(&scene);
    for said in ["ecr:CreateRepository", "ecr:PutImage"] {
        assert!(made.stdout.contains(said), "{made}");
    }
}
