//! Images of this machine's own making, and how its Docker is asked. They go with the tests.

use super::npm::{checkout, program};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tempfile::TempDir;

/// Debian without a registry; made by `tests/setup/base_images.sh`.
const DEBIAN: &str = "foghorn-test/debian:trixie-slim";

/// What the job's own container needs, all of it BusyBox; `sha256sum` and `tar` are not Debian's there.
const TOOLS: [&str; 21] = [
    "sh",
    "tail",
    "cat",
    "env",
    "mkdir",
    "chmod",
    "cp",
    "sleep",
    "uname",
    "mktemp",
    "rm",
    "mv",
    "tr",
    "awk",
    "sha256sum",
    "tar",
    "gzip",
    "gunzip",
    "dirname",
    "ls",
    "grep",
];

/// An image that is removed when the last who uses it is done.
pub(super) struct Image(String);

/// One image of a kind at a time, whoever asks for it.
type Shared = Mutex<Weak<Image>>;

fn shared(kind: &Shared, make: impl FnOnce() -> Image) -> Arc<Image> {
    let mut kept = kind.lock().unwrap_or_else(PoisonError::into_inner);
    kept.upgrade().unwrap_or_else(|| {
        let image = Arc::new(make());
        *kept = Arc::downgrade(&image);
        image
    })
}

impl Image {
    pub(super) fn name(&self) -> &str {
        &self.0
    }
}

impl Drop for Image {
    fn drop(&mut self) {
        // Those of a test that has failed.
        let left = containers(&["--filter", &format!("ancestor={}", self.0)]);
        for arguments in [
            [&["rm", "--force"], words(&left).as_slice()].concat(),
            vec!["image", "rm", "--force", &self.0],
        ] {
            let mut remove = Command::new("docker");
            remove.args(arguments).output().ok();
        }
    }
}

/// Returns whether Docker and the base image are there.
///
/// # Panics
/// In CI, instead of skipping the test.
pub(super) fn is_there() -> bool {
    let mut base = Command::new("docker");
    base.args(["image", "inspect", DEBIAN]);
    program("docker")
        && super::npm::there(
            base.output().is_ok_and(|done| done.status.success()),
            DEBIAN,
        )
}

/// Returns the containers of a filter, running or not.
pub(super) fn containers(filter: &[&str]) -> Vec<String> {
    let ids = docker(&[&["ps", "--all", "--quiet"], filter].concat());
    ids.lines().map(str::to_owned).collect()
}

fn words(texts: &[String]) -> Vec<&str> {
    texts.iter().map(String::as_str).collect()
}

/// Returns a name that nothing else on this machine has.
pub(super) fn unique() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("foghorn-test-{}-{next}", std::process::id())
}

/// Runs docker and returns what it printed.
pub(super) fn docker(arguments: &[&str]) -> String {
    let done = Command::new("docker").args(arguments).output().unwrap();
    assert!(done.status.success(), "docker {arguments:?}: {done:?}");
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// The step's image, built from the Dockerfile around the program under test.
pub(super) fn step_image() -> Arc<Image> {
    static STEP: Shared = Mutex::new(Weak::new());
    shared(&STEP, || dockerfile("step"))
}

/// The same for runners without a Docker daemon.
pub(super) fn buildah_image() -> Arc<Image> {
    static BUILDAH: Shared = Mutex::new(Weak::new());
    shared(&BUILDAH, || dockerfile("buildah"))
}

fn dockerfile(stage: &str) -> Image {
    let context = TempDir::new().unwrap();
    copy(&checkout("Dockerfile"), &context.path().join("Dockerfile"));
    let foghorn = context.path().join("foghorn");
    let mut strip = Command::new("strip");
    strip
        .arg(env!("CARGO_BIN_EXE_foghorn"))
        .arg("-o")
        .arg(&foghorn);
    assert!(strip.status().unwrap().success());
    let name = format!("foghorn-test/{stage}:of-{}", std::process::id());
    let mut build = Command::new("docker");
    build
        .args([
            "buildx",
            "build",
            "--network=host",
            "--load",
            "--target",
            stage,
        ])
        .args(["--build-arg", "BINARY=given", "--tag", &name]);
    for base in ["RUST", "DEBIAN"] {
        build.arg("--build-arg").arg(format!("{base}={DEBIAN}"));
    }
    let ours = checkout(".setup/docker");
    if std::env::var_os("DOCKER_CONFIG").is_none() && ours.exists() {
        build.env("DOCKER_CONFIG", ours);
    }
    let done = build.arg(context.path()).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    Image(name)
}

/// The image of a job's own container, in which its `run:` steps run: this machine's bash, curl and
/// BusyBox, and the libraries of the program under test.
pub(super) fn job_image() -> Arc<Image> {
    static JOB: Shared = Mutex::new(Weak::new());
    shared(&JOB, || {
        let folder = TempDir::new().unwrap();
        fill(folder.path());
        let name = format!("foghorn-test/job:of-{}", std::process::id());
        let mut tar = Command::new("tar");
        tar.args(["-C", folder.path().to_str().unwrap(), "-cf", "-", "."]);
        let mut tar = tar.stdout(Stdio::piped()).spawn().unwrap();
        let mut import = Command::new("docker");
        import.args(["import", "-c", "ENV PATH=/usr/local/bin:/bin", "-", &name]);
        let made = import.stdin(tar.stdout.take().unwrap()).output().unwrap();
        assert!(
            tar.wait().unwrap().success() && made.status.success(),
            "{made:?}"
        );
        Image(name)
    })
}

fn fill(root: &Path) {
    for path in ["bin", "tmp", "root", "etc/ssl/certs"] {
        fs::create_dir_all(root.join(path)).unwrap();
    }
    copy(
        &checkout("examples/product-api/busybox"),
        &root.join("bin/busybox"),
    );
    for tool in TOOLS {
        symlink("busybox", root.join("bin").join(tool)).unwrap();
    }
    let mut libraries = libraries(Path::new(env!("CARGO_BIN_EXE_foghorn")));
    for tool in ["bash", "curl"] {
        let path = Command::new("which").arg(tool).output().unwrap().stdout;
        let path = PathBuf::from(String::from_utf8(path).unwrap().trim());
        copy(&path, &root.join("bin").join(tool));
        libraries.extend(self::libraries(&path));
    }
    let certificates = "etc/ssl/certs/ca-certificates.crt";
    copy(&Path::new("/").join(certificates), &root.join(certificates));
    for library in libraries {
        let inside = root.join(library.strip_prefix("/").unwrap());
        fs::create_dir_all(inside.parent().unwrap()).unwrap();
        copy(&library, &inside);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap_or_else(|why| panic!("{}: {why}", from.display()));
}

/// Returns the shared libraries of a program, and its loader.
fn libraries(program: &Path) -> Vec<PathBuf> {
    let answer = Command::new("ldd").arg(program).output().unwrap();
    let text = String::from_utf8(answer.stdout).unwrap();
    let words = text.split_whitespace().filter(|word| word.starts_with('/'));
    words.map(PathBuf::from).collect()
}
