//! A scene that is a git repository, with the builders of this machine in reach.

use crate::harness::{Example, Invocation, Scene, Setting};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Where the repository of the scene came from.
pub(super) const REMOTE: &str = "https://github.com/example/product-api.git";

/// A working tree whose one commit is the example.
pub(super) struct Workplace {
    pub(super) scene: Scene,
    /// `HOME` of the child, so that what builders leave there is not in the working tree.
    pub(super) home: TempDir,
    /// `TMPDIR` of the child.
    pub(super) scratch: TempDir,
}

impl Workplace {
    /// Commits the example, with this Dockerfile if one is given.
    pub(super) fn new(setting: Setting, dockerfile: Option<&str>) -> Self {
        let work = Self {
            scene: setting.start(),
            home: TempDir::with_prefix("home-").unwrap(),
            scratch: TempDir::with_prefix("scratch-").unwrap(),
        };
        std::fs::copy(example("busybox"), work.directory().join("busybox")).unwrap();
        if let Some(dockerfile) = dockerfile {
            work.scene.write("Dockerfile", dockerfile);
        }
        git(
            work.directory(),
            &["init", "--quiet", "--initial-branch", "main"],
        );
        git(work.directory(), &["remote", "add", "origin", REMOTE]);
        git(work.directory(), &["add", "."]);
        git(
            work.directory(),
            &["commit", "--quiet", "--message", "example"],
        );
        work
    }

    /// The product-api example in a registry whose tags are immutable.
    pub(super) fn product_api(dockerfile: Option<&str>) -> Self {
        Self::new(Setting::new(Example::PRODUCT_API), dockerfile)
    }

    pub(super) fn directory(&self) -> &Path {
        self.scene.directory()
    }

    /// The commit, forty digits.
    pub(super) fn commit(&self) -> String {
        git(self.directory(), &["rev-parse", "HEAD"])
    }

    /// Prepares `foghorn ARGUMENTS`.
    pub(super) fn foghorn(&self, arguments: &[&str]) -> Invocation {
        self.at_home(self.scene.foghorn(arguments))
    }

    /// Prepares `foghorn ARGUMENTS` of a verb that waits, in step with the simulated AWS.
    pub(super) fn timed(&self, arguments: &[&str]) -> Invocation {
        self.at_home(self.scene.timed(arguments))
    }

    fn at_home(&self, invocation: Invocation) -> Invocation {
        let mut run = invocation
            .env("HOME", self.home.path())
            .env("TMPDIR", self.scratch.path());
        // Rootless builders keep their images where these say.
        for name in ["DOCKER_HOST", "XDG_RUNTIME_DIR", "XDG_DATA_HOME"] {
            if let Some(value) = std::env::var_os(name) {
                run = run.env(name, value);
            }
        }
        match docker_config() {
            Some(directory) => run.env("DOCKER_CONFIG", directory),
            None => run,
        }
    }

    /// The tags in the repository that foghorn made, with the digest each is on.
    pub(super) fn tags(&self) -> Vec<(String, String)> {
        let tags = self
            .scene
            .simulator
            .tags("111111111111", "eu-west-1", "product-api");
        let seeded = |tag: &str| tag == "first" || tag == "second";
        tags.into_iter().filter(|(tag, _)| !seeded(tag)).collect()
    }
}

/// Runs git and returns what it printed.
pub(super) fn git(directory: &Path, arguments: &[&str]) -> String {
    let done = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap();
    assert!(done.status.success(), "git {arguments:?}: {done:?}");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// Returns whether a builder works here, and the example's program is there to build from.
///
/// # Panics
/// With `CI=true`, instead of skipping the test.
pub(super) fn works(builder: &str) -> bool {
    let probe: &[&[&str]] = match builder {
        "buildx" => &[&["docker", "version"], &["docker", "buildx", "version"]],
        "buildah" => &[&["buildah", "--version"]],
        other => panic!("no builder {other}"),
    };
    let answers = |words: &&[&str]| {
        let mut command = Command::new(words[0]);
        if let Some(directory) = docker_config() {
            command.env("DOCKER_CONFIG", directory);
        }
        command
            .args(&words[1..])
            .output()
            .is_ok_and(|done| done.status.success())
    };
    let lacking = if !example("busybox").exists() {
        "the static BusyBox in examples/product-api"
    } else if !probe.iter().all(answers) {
        builder
    } else {
        return true;
    };
    let why = format!("{lacking} is missing; `make setup-test` provides it");
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{why}");
    eprintln!("skipped: {why}");
    false
}

/// Returns a `PATH` whose Docker CLI builds with BuildKit by itself: one before version 23. Newer
/// ones do it through buildx only, so that there is nothing to test.
pub(super) fn path_with_old_docker() -> Option<std::ffi::OsString> {
    let path = std::env::var_os("PATH")?;
    let old = |directory: &PathBuf| {
        let version = ["version", "--format", "{{.Client.Version}}"];
        let done = Command::new(directory.join("docker"))
            .args(version)
            .output();
        let text = done.map_or_else(|_| Vec::new(), |done| done.stdout);
        let major = String::from_utf8_lossy(&text)
            .split('.')
            .next()
            .map(str::parse::<u32>);
        matches!(major, Some(Ok(major)) if major < 23)
    };
    let directory = std::env::split_paths(&path).find(old)?;
    let all = std::iter::once(directory).chain(std::env::split_paths(&path));
    std::env::join_paths(all).ok()
}

/// Docker's configuration: the user's, or that of `tests/setup`, which has the buildx plugin.
pub(super) fn docker_config() -> Option<PathBuf> {
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join(".setup/docker");
    let given = std::env::var_os("DOCKER_CONFIG").map(PathBuf::from);
    let own = std::env::var_os("HOME").map(|home| Path::new(&home).join(".docker"));
    given
        .or_else(|| ours.exists().then_some(ours))
        .or_else(|| own.filter(|directory| directory.exists()))
}

fn example(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples/product-api")
        .join(file)
}
