//! Workflows for GitHub, run by act: the action is a container of the Dockerfile's image.

use super::docker::{self, Image, containers, docker, job_image, step_image, unique};
use super::npm::{checkout, program};
use super::watched::Watched;
use crate::harness::{Example, Scene, Setting};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

/// act, and the images that it starts.
pub(super) struct Act {
    step: Arc<Image>,
    job: Arc<Image>,
}

impl Act {
    /// Builds the images; `None` where act or Docker is missing.
    pub(super) fn new() -> Option<Self> {
        if !program("act") || !docker::is_there() {
            return None;
        }
        Some(Self {
            step: step_image(),
            job: job_image(),
        })
    }

    /// Prepares a run of the workflow in a folder, which becomes a repository. act names containers
    /// after workflow and job: where several run at once, each workflow needs a name of its own.
    pub(super) fn run(
        &self,
        directory: &Path,
        event: &str,
        variables: &[(&str, String)],
    ) -> Command {
        let git = ["-c", "user.name=x", "-c", "user.email=x@example.com"];
        for arguments in [
            ["init", "--quiet", "--initial-branch=main"],
            ["add", "--all", "."],
            ["commit", "--quiet", "--message=x"],
        ] {
            let mut command = Command::new("git");
            command.args(git).args(arguments).current_dir(directory);
            assert!(command.status().unwrap().success());
        }
        let home = directory.join(".git/home");
        fs::create_dir_all(&home).unwrap();
        let mut act = Command::new("act");
        act.args([event, "--pull=false", "--network=host", "--rm"])
            .arg(format!("--platform=ubuntu-latest={}", self.job.name()))
            // act's own is one volume for all containers, of runs at the same time and earlier ones.
            .args(["--env", "RUNNER_TOOL_CACHE=/tmp/tool-cache"])
            .current_dir(directory)
            .env("HOME", home);
        for (name, value) in variables {
            act.arg("--env").arg(format!("{name}={value}"));
        }
        act
    }

    /// Prepares a run of a workflow that users copy, under this name.
    fn deployment(&self, scene: &Scene, name: &str) -> Command {
        let released = "docker://ghcr.io/foghorn-deploy/foghorn:v0.1.0";
        let action = fs::read_to_string(checkout("action.yml")).unwrap();
        assert!(action.contains(released), "{action}");
        let action = action.replace(released, &format!("docker://{}", self.step.name()));
        scene.write("action/action.yml", &action);
        let workflow = workflow(name, &scene.image("first"));
        scene.write(".github/workflows/deploy.yml", &workflow);
        self.signed_in(scene, "push")
    }

    /// Prepares a run of the scene's workflows for an event, with an environment that leads to the
    /// simulated AWS.
    pub(super) fn signed_in(&self, scene: &Scene, event: &str) -> Command {
        let secret = foghorn_sim::world::ANY_ACCOUNT_SECRET.to_owned();
        self.run(
            scene.directory(),
            event,
            &[
                ("AWS_ENDPOINT_URL", scene.simulator.endpoint()),
                ("AWS_ACCESS_KEY_ID", "111111111111".to_owned()),
                ("AWS_SECRET_ACCESS_KEY", secret),
                ("AWS_REGION", "eu-west-1".to_owned()),
                ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
            ],
        )
    }
}

/// Returns the workflow with this checkout's action and an image for dev.
fn workflow(name: &str, image: &str) -> String {
    let text = without_sign_in("deploy.yml");
    assert!(text.contains("\nname: deploy\n"), "{text}");
    let given = format!("          stage: dev\n          image: {image}\n");
    text.replace("\nname: deploy\n", &format!("\nname: {name}\n"))
        .replace("foghorn-deploy/foghorn@v0.1.0", "./action")
        .replace("          stage: dev\n", &given)
}

/// Returns one of the workflows without the steps that sign in: the simulated AWS takes the keys of
/// the environment.
pub(super) fn without_sign_in(file: &str) -> String {
    let text = fs::read_to_string(checkout("workflows/github").join(file)).unwrap();
    let mut kept = String::new();
    let mut left_out = false;
    for line in text.lines() {
        if line.starts_with("      - ") {
            left_out = line.contains("aws-actions/configure-aws-credentials");
        }
        if !left_out {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// foghorn's clock is the real one here: only AWS is faster, so much that nothing but a deployment
/// that goes well, or does not begin, can be watched.
fn scene() -> Setting {
    Setting::new(Example::PRODUCT_API)
        .default_setting("soak: 0s")
        .scale(50)
}

#[test]
fn dev_hands_its_image_to_prod() {
    let Some(act) = Act::new() else { return };
    let good = scene().start();
    let run = act.deployment(&good, &unique()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{run:?}");
    for stage in ["dev", "prod"] {
        assert_eq!(good.revision(stage, "product-api"), "product-api:8");
    }
    for text in [
        "::set-output:: verdict=deployed",
        "::set-output:: revision=product-api:8",
        "## ✅ Deployed and healthy in `dev`",
        "## ✅ Deployed and healthy in `prod`",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }

    let refused = scene().denied("ecs:RegisterTaskDefinition").start();
    let run = act.deployment(&refused, &unique()).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(!run.status.success(), "{said}");
    assert_eq!(refused.revision("prod", "product-api"), "product-api:7");
    for text in [
        "::error title=foghorn::deploy may not `ecs:RegisterTaskDefinition`",
        "::set-output:: verdict=refused",
        "exit with `FAILURE`: 3",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
}

/// Docker's SIGTERM reaches process 1 of the step's container, which is foghorn.
#[test]
fn cancelled_half_way_nothing_is_left_behind() {
    let Some(act) = Act::new() else { return };
    for (policy, left, stopped) in [
        ("leave", "goes on rolling out", 0),
        ("rollback", "was told to go back", 1),
    ] {
        let scene = Setting::new(Example::PRODUCT_API)
            .default_setting(&format!("on-cancel: {policy}"))
            .scenario("slow")
            .at("dev")
            .scale(1)
            .start();
        let name = unique();
        let run = Watched::start(&mut act.deployment(&scene, &name));
        run.wait_for("0 of 2 running");
        // That of the workflow and, beside it, that of the step.
        let named = ["--filter", &format!("name={name}")];
        let ours = ["--filter", &format!("ancestor={}", act.step.name())];
        let step = containers(&[named, ours].concat());
        assert_eq!(step.len(), 1, "{step:?}");
        docker(&["stop", "--time", "30", &step[0]]);
        let (code, said) = run.finish();
        assert_ne!(code, Some(0), "{said}");
        for text in [
            left,
            "exit with `FAILURE`: 143",
            "::set-output:: verdict=cancelled",
            "(exit code 143).",
        ] {
            assert!(said.contains(text), "{policy}: {text}: {said}");
        }
        assert_eq!(scene.calls("StopServiceDeployment"), stopped, "{said}");
        assert_eq!(scene.revision("prod", "product-api"), "product-api:7");
        assert_eq!(containers(&named), [] as [&str; 0], "{said}");
        let directory = scene.directory().to_str().unwrap();
        let status = ["-C", directory, "status", "--porcelain"];
        let status = Command::new("git").args(status).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&status.stdout), "", "{said}");
    }
}
