//! The step's image, built from the Dockerfile, and started as the runners of GitHub and GitLab
//! start it.

use super::docker::{self, buildah_image, containers, step_image, unique};
use super::npm::checkout;
use super::watched::Watched;
use crate::harness::{Example, Scene, Setting};
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::os::unix::fs::chown;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// The user of GitHub's runner, who owns the checkout; the step's container is root's.
const RUNNER: u32 = 1001;

fn git(directory: &Path, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.args([
        "-c",
        "safe.directory=*",
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.com",
    ]);
    let done = git.args(arguments).current_dir(directory).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {done:?}");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// Makes the scene's directory a repository with everything that a build needs.
fn commit(scene: &Scene) {
    let directory = scene.directory();
    fs::copy(
        checkout("examples/product-api/busybox"),
        directory.join("busybox"),
    )
    .unwrap();
    git(directory, &["init", "--quiet", "--initial-branch=main"]);
    git(directory, &["add", "--all"]);
    git(directory, &["commit", "--quiet", "--message=x"]);
}

fn belongs_to(folder: &Path, user: u32) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            belongs_to(&entry.path(), user);
        }
        chown(entry.path(), Some(user), Some(user)).unwrap();
    }
    chown(folder, Some(user), Some(user)).unwrap();
}

/// Prepares a container of an image, with an environment that leads to the simulated AWS.
fn container(scene: &Scene) -> Command {
    let mut run = Command::new("docker");
    run.args(["run", "--rm", "--network=host"]);
    for (name, value) in [
        ("AWS_ENDPOINT_URL", scene.simulator.endpoint().as_str()),
        ("AWS_ACCESS_KEY_ID", "111111111111"),
        (
            "AWS_SECRET_ACCESS_KEY",
            foghorn_sim::world::ANY_ACCOUNT_SECRET,
        ),
        ("AWS_REGION", "eu-west-1"),
        ("AWS_EC2_METADATA_DISABLED", "true"),
    ] {
        run.arg("--env").arg(format!("{name}={value}"));
    }
    run
}

/// The folders that GitHub's runner mounts.
struct Mounts(TempDir);

impl Mounts {
    fn new() -> Self {
        let mounts = Self(TempDir::new().unwrap());
        for name in ["home", "workflow", "file_commands"] {
            fs::create_dir(mounts.0.path().join(name)).unwrap();
        }
        for name in ["output", "summary"] {
            fs::write(mounts.0.path().join("file_commands").join(name), "").unwrap();
        }
        belongs_to(mounts.0.path(), RUNNER);
        mounts
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join("file_commands").join(name)).unwrap()
    }

    fn assert_home_is_empty(&self) {
        let left = fs::read_dir(self.0.path().join("home")).unwrap();
        let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [] as [&str; 0], "something is left in HOME");
    }

    /// Prepares the step as GitHub's runner does.
    ///
    /// Source: actions/runner, `ContainerActionHandler.cs` and `DockerCommandManager.cs`: `--name`,
    /// `--workdir`, `--rm`, `-e` for each variable, `-v` for each folder; no `--init`, no `--user`.
    fn step(&self, scene: &Scene, image: &str, name: &str, inputs: &[(&str, &str)]) -> Command {
        let mut run = container(scene);
        run.args(["--name", name, "--workdir", "/github/workspace"]);
        for (name, value) in [
            ("HOME", "/github/home"),
            ("GITHUB_ACTIONS", "true"),
            ("CI", "true"),
            ("GITHUB_WORKSPACE", "/github/workspace"),
            ("GITHUB_OUTPUT", "/github/file_commands/output"),
            ("GITHUB_STEP_SUMMARY", "/github/file_commands/summary"),
        ] {
            run.arg("-e").arg(format!("{name}={value}"));
        }
        for (name, value) in inputs {
            run.arg("-e")
                .arg(format!("INPUT_{}={value}", name.to_uppercase()));
        }
        let folder = |name: &str| self.0.path().join(name).display().to_string();
        for (outside, inside) in [
            ("/var/run/docker.sock".to_owned(), "/var/run/docker.sock"),
            (scene.directory().display().to_string(), "/github/workspace"),
            (folder("home"), "/github/home"),
            (folder("workflow"), "/github/workflow"),
            (folder("file_commands"), "/github/file_commands"),
        ] {
            run.arg("-v").arg(format!("{outside}:{inside}"));
        }
        run.arg(image);
        run
    }
}

/// Docker is that of the socket; git is told that the checkout is meant, whoever owns it.
#[test]
fn a_step_of_github_builds_and_deploys_a_checkout_of_another_user() {
    if !docker::is_there() {
        return;
    }
    let image = step_image();
    let scene = Setting::new(Example::PRODUCT_API).start();
    commit(&scene);
    let commit = git(scene.directory(), &["rev-parse", "HEAD"]);
    belongs_to(scene.directory(), RUNNER);
    let mounts = Mounts::new();
    let endpoint = scene.simulator.endpoint();
    let clock = format!("--time-steps {}", endpoint.trim_start_matches("http://"));
    let inputs = [
        ("command", "deploy"),
        ("task-definition", "task-definition.json"),
        ("arguments", clock.as_str()),
        ("stage", "dev"),
    ];
    fs::copy(
        scene.directory().join("ecs/task-definition.json"),
        scene.directory().join("task-definition.json"),
    )
    .unwrap();
    let name = unique();
    let step = Watched::start(&mut mounts.step(&scene, image.name(), &name, &inputs));
    let (code, said) = step.finish();
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains(&commit[..12]), "{said}");
    let output = mounts.read("output");
    assert!(output.contains("\ndeployed\n"), "{output}");
    assert!(
        mounts
            .read("summary")
            .contains("Deployed and healthy in `dev`")
    );
    mounts.assert_home_is_empty();
    assert_eq!(
        containers(&["--filter", &format!("name={name}")]),
        [] as [&str; 0]
    );
}

/// GitHub sends SIGINT to the docker client, which hands it to process 1.
#[test]
fn a_cancelled_step_of_github_ends_in_time_and_leaves_nothing() {
    if !docker::is_there() {
        return;
    }
    let image = step_image();
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("slow")
        .at("dev")
        .scale(1)
        .start();
    commit(&scene);
    belongs_to(scene.directory(), RUNNER);
    let before = git(scene.directory(), &["status", "--porcelain"]);
    let mounts = Mounts::new();
    let name = unique();
    let given = scene.image("first");
    let inputs = [
        ("command", "deploy"),
        ("image", given.as_str()),
        ("stage", "dev"),
    ];
    let step = Watched::start(&mut mounts.step(&scene, image.name(), &name, &inputs));
    step.wait_for("0 of 2 running");
    let told = Instant::now();
    step.signal("INT");
    let (code, said) = step.finish();
    // GitHub sends SIGTERM after 7.5 seconds, and kills 2.5 seconds later.
    assert!(told.elapsed() < Duration::from_secs(7), "{said}");
    assert_eq!(code, Some(130), "{said}");
    let last = said.lines().rfind(|line| !line.is_empty());
    assert!(last.unwrap().ends_with("(exit code 130)."), "{said}");
    assert!(mounts.read("output").contains("\ncancelled\n"));
    assert_eq!(
        containers(&["--filter", &format!("name={name}")]),
        [] as [&str; 0]
    );
    assert_eq!(git(scene.directory(), &["status", "--porcelain"]), before);
    mounts.assert_home_is_empty();
}

/// GitLab's runner asks for a shell and writes the job's script to it; with `entrypoint: [""]` it
/// has no entry point to ask.
///
/// Source: gitlab-runner, `shells/bash.go`, `BashDetectShellScript`.
#[test]
fn a_job_of_gitlab_gets_its_shell_with_and_without_the_entry_point() {
    const DETECT: &str = "if [ -x /usr/local/bin/bash ]; then\n\texec /usr/local/bin/bash \n\
        elif [ -x /usr/bin/bash ]; then\n\texec /usr/bin/bash \n\
        elif [ -x /bin/bash ]; then\n\texec /bin/bash \n\
        else\n\techo shell not found\n\texit 1\nfi\n\n";
    if !docker::is_there() {
        return;
    }
    let image = step_image();
    for entry_point in [&[] as &[&str], &["--entrypoint", ""]] {
        let mut job = Command::new("docker");
        job.args(["run", "--rm", "--interactive"]).args(entry_point);
        job.args([image.name(), "sh", "-c", DETECT]);
        let job = job.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut job = job.stderr(Stdio::piped()).spawn().unwrap();
        let script =
            b"set -eo pipefail\nfoghorn --version | grep foghorn\ngit --version\nexit 14\n";
        job.stdin.take().unwrap().write_all(script).unwrap();
        let run = job.wait_with_output().unwrap();
        assert_eq!(run.status.code(), Some(14), "{entry_point:?}: {run:?}");
        let said = String::from_utf8(run.stdout).unwrap();
        assert!(said.starts_with("foghorn 0.1.0\ngit version"), "{said}");
    }
}

/// docker-in-docker is a daemon that answers on TCP and shares no folder with the job.
#[test]
fn builds_through_a_daemon_of_docker_in_docker() {
    if !docker::is_there() {
        return;
    }
    let image = step_image();
    let scene = Setting::new(Example::PRODUCT_API).start();
    commit(&scene);
    let mut job = container(&scene);
    job.args(["--env", &format!("DOCKER_HOST=tcp://{}", daemon())]);
    build(job, &scene, image.name(), "docker buildx");
}

/// Without a daemon, in the image that has buildah. The namespaces that it needs are not those of
/// Docker's default profile, which GitLab's runner and GitHub's use as well.
#[test]
fn builds_with_buildah_where_there_is_no_daemon() {
    if !docker::is_there() {
        return;
    }
    let image = buildah_image();
    let scene = Setting::new(Example::PRODUCT_API).start();
    commit(&scene);
    let mut job = container(&scene);
    job.args(["--security-opt", "seccomp=unconfined"]);
    build(job, &scene, image.name(), "buildah");
}

/// Builds and pushes in a container, whose checkout is its own.
fn build(mut job: Command, scene: &Scene, image: &str, builder: &str) {
    job.args(["--workdir", "/builds/product", "--entrypoint", ""]);
    job.arg("-v")
        .arg(format!("{}:/origin:ro", scene.directory().display()));
    let script =
        "git config --global safe.directory '*' && git clone -q /origin . && foghorn build";
    let run = job.args([image, "sh", "-c", script]).output().unwrap();
    assert_eq!(run.status.code(), Some(0), "{run:?}");
    let with = String::from_utf8(run.stderr).unwrap();
    assert!(
        with.contains(&format!("building image with {builder}")),
        "{with}"
    );
    let printed = String::from_utf8(run.stdout).unwrap();
    let (_, digest) = printed.trim_end().split_once('@').unwrap();
    let tags = scene
        .simulator
        .tags("111111111111", "eu-west-1", "product-api");
    let commit = git(scene.directory(), &["rev-parse", "HEAD"]);
    let built = tags.iter().find(|(tag, _)| tag.starts_with(&commit[..12]));
    assert_eq!(built.unwrap().1, digest, "{tags:?}");
}

/// Lends this machine's daemon an address of TCP. Its threads end with the tests.
fn daemon() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let daemon = UnixStream::connect("/var/run/docker.sock").unwrap();
            let (to, from) = (daemon.try_clone().unwrap(), client.try_clone().unwrap());
            std::thread::spawn(move || {
                pass(from, &to);
                to.shutdown(Shutdown::Write).ok();
            });
            std::thread::spawn(move || {
                pass(daemon, &client);
                client.shutdown(Shutdown::Write).ok();
            });
        }
    });
    address
}

/// Hands bytes on until there are no more, or nobody takes them.
fn pass(mut from: impl Read, mut to: impl Write) {
    std::io::copy(&mut from, &mut to).ok();
}
