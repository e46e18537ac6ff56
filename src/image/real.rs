//! Tests with real parts: Debian's `docker-registry` with a password, and whichever builders are
//! installed. In CI a missing part is a failure; elsewhere the test says what it skips.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
#![expect(clippy::print_stderr, reason = "a skipped test must say so")]

mod copy;
mod registry;

use std::future::pending;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use registry::Running;

use crate::credential_helper::Login;
use crate::layout::tests::write_layout;
use crate::{
    BuildError, BuildSpec, Builder, Choice, Credentials, Job, OciLayout, RegistryClient,
    RegistryError, Sealed, Secret, SecretFrom,
};

/// Gives a part, or skips the test outside of CI.
fn need<T>(part: Option<T>, what: &str) -> Option<T> {
    if part.is_none() {
        assert_ne!(
            std::env::var("CI").as_deref(),
            Ok("true"),
            "CI needs {what}"
        );
        eprintln!("skipped: needs {what}");
    }
    part
}

/// Writes a build context: an image that holds one file, and a secret in no layer.
fn context(dir: &Path, dockerfile: &str) {
    std::fs::write(dir.join("Dockerfile"), dockerfile).unwrap();
    std::fs::write(dir.join("hello"), "hello\n").unwrap();
    std::fs::write(dir.join("secret"), "s3cret\n").unwrap();
    // Common, and harmless: every builder reads the Dockerfile all the same.
    std::fs::write(dir.join(".dockerignore"), "Dockerfile\nsecret\n").unwrap();
}

/// Copies a static busybox into the context, to have something to run without pulling an image.
fn busybox(dir: &Path) -> Option<()> {
    let from = ["/bin/busybox", "/usr/bin/busybox"]
        .into_iter()
        .find(|path| Path::new(path).exists());
    std::fs::copy(from?, dir.join("busybox")).ok().map(|_| ())
}

/// The credential helper that cargo builds beside the tests.
fn helper() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let target = tests.parent().unwrap().parent().unwrap();
    let helper = target.join("examples/docker-credential-foghorn");
    assert!(
        helper.exists(),
        "run `cargo test -p foghorn-image` without `--lib`"
    );
    helper
}

fn job(registry: &Running, context: &Path, tag: &str) -> Job {
    Job {
        spec: BuildSpec {
            context: context.to_owned(),
            build_args: vec![("NAME".into(), Sealed::new("a b"))],
            secrets: vec![Secret {
                id: "s".into(),
                from: SecretFrom::File(context.join("secret")),
            }],
            ..BuildSpec::default()
        },
        labels: vec![("org.opencontainers.image.revision".into(), "c0ffee".into())],
        registry: registry.registry(),
        repository: "team/app".into(),
        tag: tag.parse().unwrap(),
        logins: vec![Login {
            registry: registry.registry().address,
            credentials: registry.credentials(),
        }],
        helper: helper(),
    }
}

async fn builds_and_pushes(choice: Choice) {
    let Some(registry) = need(
        Running::start().await,
        "docker-registry (Debian: docker-registry)",
    ) else {
        return;
    };
    let builder = Builder::find(choice).await;
    if let Err(error) = &builder {
        eprintln!("{error}");
    }
    let Some(builder) = need(builder.ok(), &format!("the builder {choice:?}")) else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let Some(()) = need(busybox(dir.path()), "busybox (Debian: busybox-static)") else {
        return;
    };
    context(
        dir.path(),
        "FROM scratch
ARG NAME
LABEL name=$NAME
COPY hello /hello
COPY busybox /busybox
\
         RUN --mount=type=secret,id=s [\"/busybox\", \"grep\", \"s3cret\", \"/run/secrets/s\"]
",
    );
    let job = job(&registry, dir.path(), "v1");
    let mut lines = Vec::new();
    let built = builder
        .build_and_push(&job, &mut |line| lines.push(line.text), pending())
        .await;
    let built = built.unwrap_or_else(|error| panic!("{error:?}\n{}", lines.join("\n")));
    assert!(!lines.is_empty());

    let client = RegistryClient::new(registry.registry(), Some(registry.credentials())).unwrap();
    let image = client.resolve("team/app", "v1").await.unwrap().unwrap();
    assert_eq!(image.digest, built.digest);
    assert_eq!(image.platforms[0].os, "linux");
    assert_eq!(client.resolve("team/app", "v2").await.unwrap(), None);

    let mut wrong = job.clone();
    wrong.logins[0].credentials.password = Sealed::new("wrong");
    let error = builder
        .build_and_push(&wrong, &mut |_| (), pending())
        .await
        .unwrap_err();
    let BuildError::Failed { .. } = &error else {
        panic!("{error:?}")
    };
    let hint = error.hint().unwrap_or_default();
    assert!(
        hint.contains("credentials for 127.0.0.1"),
        "{hint}\n{:#?}",
        error.tail()
    );
}

#[tokio::test]
async fn real_buildx() {
    builds_and_pushes(Choice::Buildx).await;
}

#[tokio::test]
async fn real_docker() {
    // Only Docker CLIs before 23 can do this, and where one is, it is enough.
    if let Err(error) = Builder::find(Choice::Docker).await {
        eprintln!("skipped: {error}");
        return;
    }
    builds_and_pushes(Choice::Docker).await;
}

#[tokio::test]
async fn real_buildah() {
    builds_and_pushes(Choice::Buildah).await;
}

#[tokio::test]
async fn real_any_builder_works() {
    builds_and_pushes(Choice::Auto).await;
}

async fn ends_quickly_when_cancelled(choice: Choice) {
    let builder = Builder::find(choice).await.ok();
    let Some(builder) = need(builder, &format!("the builder {choice:?}")) else {
        return;
    };
    let Some(registry) = need(Running::start().await, "docker-registry") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    context(
        dir.path(),
        "FROM scratch\nCOPY busybox /bin/busybox\nRUN [\"/bin/busybox\", \"sleep\", \"60\"]\n",
    );
    let Some(()) = need(busybox(dir.path()), "busybox (Debian: busybox-static)") else {
        return;
    };
    let start = Instant::now();
    let cancel = tokio::time::sleep(Duration::from_secs(2));
    let job = job(&registry, dir.path(), "v1");
    let error = builder
        .build_and_push(&job, &mut |_| (), cancel)
        .await
        .unwrap_err();
    assert!(matches!(error, BuildError::Cancelled), "{error:?}");
    assert!(
        start.elapsed() < Duration::from_secs(9),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test]
async fn real_cancelled_buildx() {
    ends_quickly_when_cancelled(Choice::Buildx).await;
}

#[tokio::test]
async fn real_cancelled_buildah() {
    ends_quickly_when_cancelled(Choice::Buildah).await;
}

#[tokio::test]
async fn real_layout_is_pushed_once() {
    let Some(registry) = need(Running::start().await, "docker-registry") else {
        return;
    };
    let client = RegistryClient::new(registry.registry(), Some(registry.credentials())).unwrap();
    let dir = tempfile::tempdir().unwrap();
    write_layout(dir.path());
    let layout = OciLayout::open(dir.path()).unwrap();
    let tag = "v1".parse().unwrap();
    let pushed = client.push_layout(&layout, "team/app", &tag).await.unwrap();
    assert_eq!(
        (&pushed.digest, pushed.sent, pushed.present),
        (layout.digest(), 2, 0)
    );
    let again = client.push_layout(&layout, "team/app", &tag).await.unwrap();
    assert_eq!((again.sent, again.present), (0, 2));
    client
        .put_tag("team/app", layout.digest(), "stable")
        .await
        .unwrap();
    let image = client.resolve("team/app", "stable").await.unwrap().unwrap();
    assert_eq!(&image.digest, layout.digest());
    assert_eq!(image.platforms[0].to_string(), "linux/arm64");

    let wrong = Credentials {
        user: "AWS".into(),
        password: Sealed::new("wrong"),
    };
    let client = RegistryClient::new(registry.registry(), Some(wrong)).unwrap();
    let error = client.resolve("team/app", "v1").await.unwrap_err();
    assert!(
        matches!(error, RegistryError::Unauthorized { .. }),
        "{error:?}"
    );
}

#[tokio::test]
async fn real_archive_of_buildah_is_pushed() {
    let dir = tempfile::tempdir().unwrap();
    context(dir.path(), "FROM scratch\nCOPY hello /hello\n");
    let buildah = |args: &[&str]| {
        let global = [
            "--root",
            "store",
            "--runroot",
            "run",
            "--storage-driver",
            "vfs",
        ];
        let output = std::process::Command::new("buildah")
            .args(global.iter().chain(args))
            .current_dir(dir.path())
            // buildah insists on a login file there.
            .env_remove("DOCKER_CONFIG")
            .output();
        let output = output.ok()?;
        assert!(output.status.success(), "{output:?}");
        Some(())
    };
    let made = buildah(&["build", "--isolation", "chroot", "--tag", "archive:1", "."])
        .and_then(|()| buildah(&["push", "archive:1", "oci-archive:image.tar:1"]));
    let Some(()) = need(made, "buildah (Debian: buildah)") else {
        return;
    };
    let Some(registry) = need(Running::start().await, "docker-registry") else {
        return;
    };
    let client = RegistryClient::new(registry.registry(), Some(registry.credentials())).unwrap();
    let layout = OciLayout::open(&dir.path().join("image.tar")).unwrap();
    let tag = "v1".parse().unwrap();
    let pushed = client.push_layout(&layout, "team/app", &tag).await.unwrap();
    let image = client.resolve("team/app", "v1").await.unwrap().unwrap();
    assert_eq!(image.digest, pushed.digest);
    assert_eq!(image.platforms[0].os, "linux");
}
