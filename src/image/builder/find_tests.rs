use super::{buildx, plain_docker, use_buildah};
use crate::builder::probe::Probe;
use crate::builder::{BuildahMode, Builder, Tried};

fn answer(text: &str) -> Probe {
    Probe::Answer(text.to_owned())
}

fn failed(stderr: &str) -> Probe {
    Probe::Failed {
        stdout: String::new(),
        stderr: stderr.to_owned(),
    }
}

fn versions(client: &str) -> Probe {
    answer(&format!(
        r#"{{"Client":{{"Version":"{client}"}},"Server":{{"Version":"29.0.1"}}}}"#
    ))
}

fn said(result: Result<Builder, Tried>) -> String {
    match result {
        Ok(builder) => builder.to_string(),
        Err(Tried { why, fix, .. }) => format!("{why} / {fix}"),
    }
}

#[test]
fn each_builder_says_what_is_missing() {
    let plugin = answer("github.com/docker/buildx 0.13.1 0.13.1+ds1-3");
    let down =
        failed("Cannot connect to the Docker daemon at unix:///x.sock. Is it running?\nmore");
    let denied = failed("permission denied while trying to connect to the Docker daemon socket");
    let mode = BuildahMode::default;
    let buildah = answer("buildah version 1.28.2 (image-spec 1.0)");
    for (got, want) in [
        (
            buildx(&versions("28.2.2"), &plugin),
            "docker buildx 0.13.1 (Docker Engine 29.0.1)",
        ),
        (
            buildx(&versions("28.2.2"), &answer("buildah 1.39")),
            "the Docker CLI has no buildx plugin / install it",
        ),
        (
            buildx(&Probe::Missing, &Probe::Missing),
            "there is no `docker` command / install the Docker CLI",
        ),
        (
            buildx(&down, &plugin),
            "Cannot connect to the Docker daemon at unix:///x.sock. Is it running? / start the Docker daemon",
        ),
        (
            buildx(&denied, &plugin),
            "permission denied while trying to connect to the Docker daemon socket / add this user",
        ),
        (
            buildx(
                &answer(r#"{"Client":{"Version":"28"},"Server":null}"#),
                &plugin,
            ),
            "no Docker daemon answers / start",
        ),
        (
            plain_docker(&versions("20.10.24+dfsg1")),
            "docker 20.10.24+dfsg1 with BuildKit (Docker Engine 29.0.1)",
        ),
        (
            plain_docker(&versions("28.2.2")),
            "Docker CLI 28.2.2 builds with BuildKit only through buildx / install",
        ),
        (
            plain_docker(&answer("podman")),
            "the `docker` command is not the Docker CLI / use `builder: buildah`",
        ),
        (
            use_buildah(&buildah, &answer("{}"), mode()),
            "buildah 1.28.2",
        ),
        (
            use_buildah(&Probe::Missing, &Probe::Missing, mode()),
            "there is no `buildah` command / install buildah",
        ),
        (
            use_buildah(
                &buildah,
                &failed("unshare(CLONE_NEWUSER): Operation not permitted"),
                mode(),
            ),
            "unshare(CLONE_NEWUSER): Operation not permitted / run the container",
        ),
    ] {
        let got = said(got);
        assert!(got.starts_with(want), "{got}\n{want}");
    }
}
