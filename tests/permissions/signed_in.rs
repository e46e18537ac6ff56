//! Roles trust the job and the identity that they are for, and nobody else; the tasks of another
//! account may pull.

use super::Printed;
use super::story::{refused, signed_in, with_token};
use crate::harness::{Run, Setting};
use serde_json::{Value, json};

const DEV: [&str; 2] = ["--stage", "dev"];

#[test]
fn the_role_trusts_one_environment_of_one_repository() {
    let scene = Printed::all().in_force().start();
    for stranger in [
        "repo:acme/shop:environment:prod",
        "repo:acme/shop:ref:refs/heads/main",
        "repo:acme/other:environment:dev",
    ] {
        let invocation = scene.foghorn(&[&["status"][..], &DEV].concat());
        let run = with_token(&scene, invocation, "dev", stranger).run();
        assert_eq!(run.code, Some(4), "{stranger}: {run}");
    }
}

/// A job that signs in as a user, and assumes the role of the stage.
#[test]
fn a_job_with_another_identity() {
    let job = Printed::all().policy("dev", "job");
    let assumed = assumed_by(&job);
    assert_eq!(assumed.code, Some(0), "{assumed}");
    let nothing = json!({ "Version": "2012-10-17", "Statement": [] });
    let not_assumed = assumed_by(&nothing);
    assert_eq!(not_assumed.code, Some(4), "{not_assumed}");
    assert!(
        not_assumed.stdout.contains("sts:AssumeRole"),
        "{not_assumed}"
    );
}

fn assumed_by(policy: &Value) -> Run {
    let printed = Printed::all();
    let user = json!({
        "account": "111111111111",
        "name": "simulated",
        "inline": { "job": policy },
    });
    let may = ["read", "deploy"].map(|name| printed.policy("dev", name));
    let scene = Setting::new(crate::harness::Example::PRODUCT_API)
        .deploy_role("dev", &may)
        .world(|world| {
            let iam = world.iam.get_or_insert_default();
            iam.users.push(serde_json::from_value(user).unwrap());
        })
        .start();
    scene.foghorn(&[&["status"][..], &DEV].concat()).run()
}

/// ECS pulls with the execution role of prod, from the repository in the account of dev.
#[test]
fn tasks_of_another_account_pull() {
    let printed = Printed::all();
    let prod = |printed: &Printed| {
        let scene = printed.in_force().start();
        let image = scene.image("first");
        let words = ["deploy", "--no-check", "--stage", "prod", "--image", &image];
        let run = signed_in(&scene, scene.timed(&words), "prod").run();
        (run, refused(&scene))
    };
    let (run, denied) = prod(&printed);
    assert_eq!((run.code, denied.len()), (Some(0), 0), "{run}");
    for action in ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] {
        let (run, _) = prod(&printed.clone().without("dev", "repository", action));
        assert_eq!(run.code, Some(10), "without {action}: {run}");
        assert!(run.stderr.contains(action), "without {action}: {run}");
    }
}

/// One run over both stages reads the image as dev and pushes the copy as prod.
#[test]
fn a_run_over_both_stages_copies() {
    let copied = |printed: &Printed| {
        let may = |stage| ["read", "deploy", "push"].map(|name| printed.policy(stage, name));
        let scene = printed
            .in_force()
            .deploy_role("dev", &may("dev"))
            .deploy_role("prod", &may("prod"))
            .start();
        let run = scene.deploy(&[]);
        (run, refused(&scene))
    };
    let printed = Printed::copying();
    let (run, denied) = copied(&printed);
    assert_eq!((run.code, denied.len()), (Some(0), 0), "{run}");
    assert!(run.stderr.contains("copied image"), "{run}");
    for action in ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"] {
        let (run, _) = copied(&printed.clone().without("dev", "push", action));
        assert_eq!(run.code, Some(5), "without {action}: {run}");
        assert!(run.stderr.contains(action), "without {action}: {run}");
    }
    let (run, denied) = copied(&printed.without("dev", "push", "ecr:ListImageReferrers"));
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(denied, ["ListImageReferrers"], "{run}");
}
