//! What a stage asks for before it starts.

use super::{promote, refused};
use crate::harness::{Example, Scene, Setting};
use std::time::Duration;

/// The example, with this line in prod.
fn prod(line: &str) -> Scene {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let text = text.replace("    after: dev\n", &format!("    after: dev\n    {line}\n"));
    Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .start()
}

#[test]
fn branches() {
    type Variables<'v> = &'v [(&'v str, &'v str)];
    let scene = prod("branches: [main, 'release/*']");
    let image = scene.image("first");
    let github = [("GITHUB_ACTIONS", "true")];
    let gitlab = [("GITLAB_CI", "true")];
    let table: [(Variables<'_>, &str, &str, Option<i32>); 7] = [
        (&github, "GITHUB_REF", "refs/heads/main", Some(0)),
        (&github, "GITHUB_REF", "refs/heads/release/8", Some(0)),
        (&github, "GITHUB_REF", "refs/heads/feature", Some(3)),
        (&github, "GITHUB_REF", "refs/pull/7/merge", Some(3)),
        (&gitlab, "CI_COMMIT_BRANCH", "main", Some(0)),
        (&gitlab, "CI_COMMIT_TAG", "main", Some(3)),
        // Without a CI and without git nobody knows.
        (&[], "GITHUB_REF", "refs/heads/main", Some(3)),
    ];
    for (ci, name, value, code) in table {
        let mut plan = scene
            .foghorn(&["plan", "--stage", "prod", "--image", &image])
            .env(name, value);
        for (name, value) in ci {
            plan = plan.env(name, *value);
        }
        let run = plan.run();
        assert_eq!(run.code, code, "{name}={value}: {run}");
    }
    let run = scene
        .deployment(&["--stage", "prod"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_REF", "refs/heads/feature")
        .run();
    insta::assert_snapshot!(run);
}

#[test]
fn age_in_the_stage_before() {
    let scene = prod("minimum-age: 30m");
    // Nothing that prod does can make dev older: it is left for later.
    let run = scene.deploy(&[]);
    assert_eq!(run.code, Some(3), "{run}");
    insta::assert_snapshot!("age_of_what_was_deployed_a_moment_ago", run);
    insta::assert_snapshot!(refused(&scene, &[]));
    let first = scene.image("first");
    refused(&scene, &["--image", &first]);
    let run = scene.deploy(&["--stage", "prod"]);
    assert_eq!(
        run.code,
        Some(3),
        "an image that is given is as young: {run}"
    );
    scene.simulator.pass(Duration::from_mins(31));
    let run = promote(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
}

/// A run that leaves out the stage between two would bring to the last what nobody proved there.
#[test]
fn no_stage_is_left_out() {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let (_, prod) = text.split_once("  prod:\n").unwrap();
    let last = prod.replace("after: dev", "after: prod");
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", format!("{text}  last:\n{last}"))
        .start();
    let run = scene.deploy(&["--stage", "dev,last"]);
    assert_eq!(run.code, Some(3), "{run}");
    let said = "stage `last` comes after `prod`, which this run leaves out";
    assert!(run.stderr.contains(said), "{run}");
    assert_eq!(scene.calls("UpdateService"), 0);
}
