//! Stages announced as deployments on GitHub.

use super::fake_github::{FakeGithub, Trouble};
use crate::harness::{Example, Invocation, Run, Scene, Setting};

const TOKEN: &str = "ghs_0123456789012345678901234567890123456";

/// Prepares a deployment in a job of GitHub Actions.
pub(super) fn job(scene: &Scene, api: &str, arguments: &[&str]) -> Invocation {
    let run = scene.deployment(&[&["--github-deployments"], arguments].concat());
    run.env("GITHUB_ACTIONS", "true")
        .env("GITHUB_API_URL", api)
        .env("GITHUB_SERVER_URL", "https://github.example")
        .env("GITHUB_REPOSITORY", "example/product")
        .env("GITHUB_SHA", "3f2c1d9ab45701234567890123456789abcdef01")
        .env("GITHUB_RUN_ID", "42")
        .env("GITHUB_RUN_ATTEMPT", "2")
        .env("GITHUB_TOKEN", TOKEN)
}

fn deploy(scenario: &str, trouble: Trouble) -> (Run, FakeGithub) {
    let github = FakeGithub::start(trouble);
    let example = Example::PRODUCT_API;
    let cluster = "cluster: dev\n";
    let url = format!("{cluster}    url: https://dev.example.com\n");
    let configuration = example.read("foghorn.yml").replace(cluster, &url);
    let scene = Setting::new(example)
        .scenario(scenario)
        .at("dev")
        .file("foghorn.yml", configuration)
        .start();
    let run = job(&scene, &github.api(), &["--stage", "dev"]).run();
    assert!(!run.stderr.contains(TOKEN), "{run}");
    (run, github)
}

fn posts(github: &FakeGithub) -> usize {
    let requests = github.requests();
    let posts = requests.iter().filter(|request| request.method == "POST");
    posts
        .filter(|post| post.path.ends_with("/deployments"))
        .count()
}

#[test]
fn a_stage_is_announced_from_begin_to_end() {
    let (run, github) = deploy("healthy", Trouble::None);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.stderr.contains("on GitHub"), "{run}");
    let made = github.made();
    assert_eq!(made.len(), 1);
    assert_eq!(made[0]["environment"], "dev");
    assert_eq!(made[0]["production_environment"], false);
    assert_eq!(made[0]["auto_merge"], false);
    assert_eq!(made[0]["required_contexts"], serde_json::json!([]));
    let said = github.said(1);
    let states: Vec<&str> = said.iter().map(|(state, _)| state.as_str()).collect();
    assert_eq!(states, ["in_progress", "success"]);
    assert!(
        said[1].1.starts_with("deployed: product-api:8 runs"),
        "{said:?}"
    );
    for request in github.requests() {
        assert_eq!(request.authorization, format!("Bearer {TOKEN}"));
        if request.method == "POST" && request.path.ends_with("/statuses") {
            let page = "https://github.example/example/product/actions/runs/42/attempts/2";
            assert_eq!(request.body["log_url"], page);
            assert_eq!(request.body["environment_url"], "https://dev.example.com");
        }
    }
}

#[test]
fn a_failure_is_announced_with_its_cause() {
    let (run, github) = deploy("fargate-illusion", Trouble::None);
    assert_eq!(run.code, Some(10), "{run}");
    let said = github.said(1);
    let (state, description) = said.last().unwrap();
    assert_eq!(state, "failure");
    assert!(
        description.contains("may not read the SSM parameter"),
        "{description}"
    );
    assert!(description.chars().count() <= 140);
}

/// Sent again blindly, a lost answer would be a second deployment.
#[test]
fn nothing_is_announced_twice() {
    for (trouble, sent) in [(Trouble::AnswerLost, 1), (Trouble::RequestLost, 2)] {
        let (run, github) = deploy("healthy", trouble);
        assert_eq!(run.code, Some(0), "{run}");
        assert_eq!(
            (posts(&github), github.made().len()),
            (sent, 1),
            "{trouble:?}"
        );
        let said = github.said(1);
        assert_eq!(
            said.last().map(|(state, _)| state.as_str()),
            Some("success")
        );
    }
}

#[test]
fn what_the_job_has_announced_is_left_alone() {
    let (run, github) = deploy("healthy", Trouble::OwnEnvironment);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(posts(&github), 0);
    assert_eq!(github.said(1).len(), 1);
}

/// Both stages would be refused; that is said once, and harms nobody.
#[test]
fn a_missing_permission_is_one_warning() {
    let github = FakeGithub::start(Trouble::Denied);
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = job(&scene, &github.api(), &[]).run();
    assert_eq!(run.code, Some(0), "{run}");
    let warnings: Vec<&str> = run
        .stderr
        .lines()
        .filter(|line| line.contains("on GitHub"))
        .collect();
    let [warning] = warnings.as_slice() else {
        panic!("{run}");
    };
    assert!(warning.starts_with("::warning"), "{warning}");
    assert!(
        warning.contains("`permissions: { deployments: write }`"),
        "{warning}"
    );
}

#[test]
fn without_a_job_or_a_token_it_says_so() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let arguments = ["--github-deployments", "--stage", "dev"];
    let by_hand = scene.deployment(&arguments).run();
    assert_eq!(by_hand.code, Some(0), "{by_hand}");
    assert!(
        by_hand.stderr.contains("needs a job of GitHub Actions"),
        "{by_hand}"
    );
    let no_token = job(&scene, "http://127.0.0.1:1", &["--stage", "dev"])
        .without("GITHUB_TOKEN")
        .run();
    assert_eq!(no_token.code, Some(0), "{no_token}");
    assert!(no_token.stderr.contains("`github_token`"), "{no_token}");
}

/// The token of an action comes as an input.
#[test]
fn a_server_that_is_not_there_holds_nothing_up() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = job(&scene, "http://127.0.0.1:1/api/v3", &["--stage", "dev"])
        .without("GITHUB_TOKEN")
        .env("INPUT_GITHUB_TOKEN", TOKEN)
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stderr.contains("GitHub did not answer"), "{run}");
    assert!(!run.stderr.contains(TOKEN), "{run}");
}
