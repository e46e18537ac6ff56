//! The plan as a comment on a pull request.

use super::fake_github::{FakeGithub, Trouble};
use crate::harness::{Example, Run, Scene, Setting};

/// Plans in a job of GitHub Actions that runs for a pull request.
pub(super) fn plan(scene: &Scene, api: &str, image: &str) -> Run {
    let image = scene.image(image);
    let arguments = [
        "plan",
        "--stage",
        "dev",
        "--github-comment",
        "--image",
        &image,
    ];
    scene
        .foghorn(&arguments)
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_API_URL", api)
        .env("GITHUB_SERVER_URL", "https://github.example")
        .env("GITHUB_REPOSITORY", "example/product")
        .env("GITHUB_SHA", "3f2c1d9ab45701234567890123456789abcdef01")
        .env("GITHUB_REF", "refs/pull/7/merge")
        .env("GITHUB_JOB", "plan")
        .env("GITHUB_RUN_ID", "42")
        .env("GITHUB_TOKEN", "ghs_0123456789012345678901234567890123456")
        .run()
}

#[test]
fn the_plan_is_one_comment_that_is_kept_up_to_date() {
    let github = FakeGithub::start(Trouble::None);
    let scene = Setting::new(Example::PRODUCT_API).start();
    for image in ["first", "second"] {
        let run = plan(&scene, &github.api(), image);
        assert_eq!(run.code, Some(0), "{run}");
        assert!(!run.stderr.contains("pull request"), "{run}");
        let comments = github.comments();
        let [comment] = comments.as_slice() else {
            panic!("{comments:?}");
        };
        assert!(
            comment.starts_with("<!-- foghorn plan plan -->\n### foghorn"),
            "{comment}"
        );
        assert!(
            comment.contains("! containerDefinitions[web].image"),
            "{comment}"
        );
        let (_, digest) = scene
            .image(image)
            .split_once('@')
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .unwrap();
        assert!(comment.contains(&digest), "{comment}");
    }
}

#[test]
fn a_missing_permission_is_a_warning_beside_the_plan() {
    let github = FakeGithub::start(Trouble::Denied);
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = plan(&scene, &github.api(), "first");
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stdout.contains("dev/product-api"), "{run}");
    assert!(
        run.stderr.contains("permissions: { pull-requests: write }"),
        "{run}"
    );
}
