//! The pipeline for GitLab, run by gitlab-ci-local: dev by itself, prod by hand.

use super::npm::{checkout, package, program};
use crate::harness::{Example, Scene, Setting};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

/// A repository with a pipeline, and `foghorn` on the jobs' path.
struct Project<'s> {
    scene: &'s Scene,
    runner: std::path::PathBuf,
}

fn git(directory: &Path, arguments: &[&str]) {
    let git = Command::new("git")
        .args(["-c", "user.name=x", "-c", "user.email=x@example.com"])
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    assert!(git.status.success(), "{git:?}");
}

impl<'s> Project<'s> {
    /// Prepares it; `None` where its tools are missing.
    fn new(scene: &'s Scene, pipeline: &str) -> Option<Self> {
        let runner = package("gitlab-ci-local/dist/index.js")?;
        if !program("rsync") {
            return None;
        }
        scene.write(".gitlab-ci.yml", pipeline);
        // The image is there already, and time runs as the simulated AWS's does.
        let clock = scene.simulator.address();
        let foghorn = format!(
            "#!/bin/sh\ncase \"$*\" in *--image*|rollback*) ;; *) set -- \"$@\" --image {} ;; esac\n\
             exec {} \"$@\" --time-steps {clock}\n",
            scene.image("first"),
            env!("CARGO_BIN_EXE_foghorn"),
        );
        scene.write("tools/foghorn", &foghorn);
        let tool = scene.directory().join("tools/foghorn");
        std::fs::set_permissions(tool, PermissionsExt::from_mode(0o755)).unwrap();
        git(
            scene.directory(),
            &["init", "--quiet", "--initial-branch", "main"],
        );
        let remote = "git@gitlab.example:example/product.git";
        git(scene.directory(), &["remote", "add", "origin", remote]);
        git(scene.directory(), &["add", "."]);
        git(scene.directory(), &["commit", "--quiet", "--message", "x"]);
        Some(Self { scene, runner })
    }

    /// Runs the pipeline with the jobs that start by themselves and this one.
    fn run(&self, manual: &str) -> Output {
        let directory = self.scene.directory();
        let path = std::env::var("PATH").unwrap();
        let variables = [
            (
                "PATH",
                format!("{}:{path}", directory.join("tools").display()),
            ),
            ("AWS_ENDPOINT_URL", self.scene.simulator.endpoint()),
            ("AWS_ACCESS_KEY_ID", "111111111111".to_owned()),
            (
                "AWS_SECRET_ACCESS_KEY",
                foghorn_sim::world::ANY_ACCOUNT_SECRET.to_owned(),
            ),
            ("AWS_REGION", "eu-west-1".to_owned()),
            ("CI_DEFAULT_BRANCH", "main".to_owned()),
            // gitlab-ci-local says "false", so that scripts can tell.
            ("GITLAB_CI", "true".to_owned()),
        ];
        let mut command = Command::new(checkout(".setup/npm/node_modules/.bin/node"));
        command
            .arg(&self.runner)
            .args(["--force-shell-executor", "--no-color", "--manual", manual])
            .current_dir(directory)
            .env("HOME", directory.join("home"));
        for (name, value) in variables {
            command.arg("--variable").arg(format!("{name}={value}"));
        }
        std::fs::create_dir_all(directory.join("home")).unwrap();
        command.output().unwrap()
    }
}

fn text(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}

/// Returns the pipeline without Docker for the build: there is nothing to build here, and no registry
/// to pull Docker's image from.
fn pipeline(file: &str) -> String {
    let text = std::fs::read_to_string(checkout("workflows/gitlab").join(file)).unwrap();
    let docker = "  services:\n    - name: docker:28-dind\n      alias: docker\n";
    assert!(text.contains(docker), "{text}");
    text.replace(docker, "")
}

#[test]
fn dev_hands_its_image_to_prod_and_prod_goes_back() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let Some(project) = Project::new(&scene, &pipeline("deploy.yml")) else {
        return;
    };
    let run = project.run("deploy-prod");
    assert!(run.status.success(), "{}", text(&run));
    for stage in ["dev", "prod"] {
        assert_eq!(scene.revision(stage, "product-api"), "product-api:8");
    }
    let said = text(&run);
    let (dev, prod) = (said.find("stage dev"), said.find("stage prod"));
    assert!(dev < prod, "{said}");

    let run = project.run("rollback-prod");
    assert!(run.status.success(), "{}", text(&run));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    assert_eq!(scene.revision("prod", "product-api"), "product-api:7");
}

/// A component is a file with a header; the pipeline gives its inputs.
#[test]
fn the_component_does_the_same() {
    let scene = Setting::new(Example::PRODUCT_API)
        .file("component.yml", pipeline("component.yml"))
        .start();
    let pipeline = "stages: [dev, prod]\n\
        include:\n\
        - local: component.yml\n  inputs:\n    stage: dev\n    pipeline-stage: dev\n\
        - local: component.yml\n  inputs:\n    stage: prod\n    pipeline-stage: prod\n    after: dev\n    \
        tier: production\n    when: manual\n";
    let Some(project) = Project::new(&scene, pipeline) else {
        return;
    };
    let run = project.run("deploy-prod");
    assert!(run.status.success(), "{}", text(&run));
    for stage in ["dev", "prod"] {
        assert_eq!(scene.revision(stage, "product-api"), "product-api:8");
    }
}

#[test]
fn prod_is_not_deployed_when_dev_fails() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("fargate-illusion")
        .at("dev")
        .start();
    let Some(project) = Project::new(&scene, &pipeline("deploy.yml")) else {
        return;
    };
    let run = project.run("deploy-prod");
    assert!(!run.status.success(), "{}", text(&run));
    assert_eq!(scene.revision("prod", "product-api"), "product-api:7");
}
