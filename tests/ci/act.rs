//! The workflow for GitHub, run by act: the action is a container, dev hands its image to prod.

use super::npm::{checkout, program};
use crate::harness::{Example, Scene, Setting};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What a job's container needs beside the program, all of it BusyBox.
const TOOLS: [&str; 8] = ["sh", "tail", "cat", "env", "mkdir", "chmod", "cp", "sleep"];

/// An image with foghorn as its entry point, made of this machine's own files; it is the job's as well.
struct StepImage(String);

impl StepImage {
    fn build(folder: &Path) -> Self {
        for path in ["bin", "usr/local/bin", "tmp", "root", "etc"] {
            fs::create_dir_all(folder.join(path)).unwrap();
        }
        let foghorn = Path::new(env!("CARGO_BIN_EXE_foghorn"));
        copy(foghorn, &folder.join("usr/local/bin/foghorn"));
        let bash = Path::new("/bin/bash");
        copy(bash, &folder.join("bin/bash"));
        let busybox = checkout("examples/product-api/busybox");
        copy(&busybox, &folder.join("bin/busybox"));
        for tool in TOOLS {
            symlink("busybox", folder.join("bin").join(tool)).unwrap();
        }
        for library in libraries(foghorn).into_iter().chain(libraries(bash)) {
            let inside = folder.join(library.strip_prefix("/").unwrap());
            fs::create_dir_all(inside.parent().unwrap()).unwrap();
            copy(&library, &inside);
        }
        let certificates = "etc/ssl/certs/ca-certificates.crt";
        let inside = folder.join(certificates);
        fs::create_dir_all(inside.parent().unwrap()).unwrap();
        copy(&Path::new("/").join(certificates), &inside);
        let name = format!("foghorn-step-of-{}:test", std::process::id());
        let mut tar = Command::new("tar")
            .args(["-C", folder.to_str().unwrap(), "-cf", "-", "."])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let made = Command::new("docker")
            .args(["import", "-c", "ENTRYPOINT [\"/usr/local/bin/foghorn\"]"])
            .args(["-c", "ENV PATH=/usr/local/bin:/bin", "-", &name])
            .stdin(tar.stdout.take().unwrap())
            .output()
            .unwrap();
        assert!(
            tar.wait().unwrap().success() && made.status.success(),
            "{made:?}"
        );
        Self(name)
    }
}

impl Drop for StepImage {
    fn drop(&mut self) {
        let mut remove = Command::new("docker");
        remove
            .args(["image", "rm", "--force", &self.0])
            .output()
            .ok();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap();
}

/// Returns the shared libraries of a program, and its loader.
fn libraries(program: &Path) -> Vec<PathBuf> {
    let answer = Command::new("ldd").arg(program).output().unwrap();
    let text = String::from_utf8(answer.stdout).unwrap();
    let words = text.split_whitespace().filter(|word| word.starts_with('/'));
    words.map(PathBuf::from).collect()
}

/// Returns the workflow with this checkout's action, an image for dev, and no step that signs in:
/// the simulated AWS takes the keys of the environment.
fn workflow(image: &str) -> String {
    let text = fs::read_to_string(checkout("workflows/github/deploy.yml")).unwrap();
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
    let given = format!("          stage: dev\n          image: {image}\n");
    kept.replace("foghorn-deploy/foghorn@v0.1.0", "./action")
        .replace("          stage: dev\n", &given)
}

/// Runs the workflow in a checkout.
fn act(scene: &Scene, image: &StepImage) -> Output {
    let released = "docker://ghcr.io/foghorn-deploy/foghorn:v0.1.0";
    let action = fs::read_to_string(checkout("action.yml")).unwrap();
    assert!(action.contains(released), "{action}");
    let action = action.replace(released, &format!("docker://{}", image.0));
    scene.write("action/action.yml", &action);
    let workflow = workflow(&scene.image("first"));
    scene.write(".github/workflows/deploy.yml", &workflow);
    let directory = scene.directory();
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
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new("act");
    command
        .args(["push", "--pull=false", "--network=host", "--rm"])
        .arg(format!("--platform=ubuntu-latest={}", image.0))
        .current_dir(directory)
        .env("HOME", home.path());
    for (name, value) in [
        ("AWS_ENDPOINT_URL", scene.simulator.endpoint()),
        ("AWS_ACCESS_KEY_ID", "111111111111".to_owned()),
        (
            "AWS_SECRET_ACCESS_KEY",
            foghorn_sim::world::ANY_ACCOUNT_SECRET.to_owned(),
        ),
        ("AWS_REGION", "eu-west-1".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
    ] {
        command.arg("--env").arg(format!("{name}={value}"));
    }
    command.output().unwrap()
}

fn is_possible() -> bool {
    program("act") && program("docker")
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
    if !is_possible() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let image = StepImage::build(folder.path());
    let good = scene().start();
    let run = act(&good, &image);
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
    let run = act(&refused, &image);
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(!run.status.success(), "{said}");
    assert_eq!(refused.revision("prod", "product-api"), "product-api:7");
    for text in [
        "::error title=dev/product-api was not started::",
        "::set-output:: verdict=not-started",
        "exit with `FAILURE`: 4",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
}
