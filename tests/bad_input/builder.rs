//! Machines without a builder, and inputs that no builder can build.

use super::refused;
use crate::harness::{Example, Scene, Setting};
use regex_lite::Regex;
use std::os::unix::fs::PermissionsExt;

#[test]
fn none() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene.foghorn(&["deploy"]).env("PATH", scene.directory());
    insta::assert_snapshot!(refused(&scene, run, 5));
}

#[test]
fn chosen_one_is_not_there() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene
        .foghorn(&["deploy", "--builder", "buildah"])
        .env("PATH", scene.directory());
    insta::assert_snapshot!(refused(&scene, run, 5));
}

#[test]
fn no_daemon() {
    let scene = with_docker(
        r#"
        echo '{"Client":{"Version":"28.2.2"},"Server":null}'
        echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2
        exit 1
        "#,
    );
    let run = scene.foghorn(&["deploy"]).env("PATH", scene.directory());
    insta::assert_snapshot!(refused(&scene, run, 5));
}

#[test]
fn no_dockerfile() {
    let scene = with_docker(
        r#"
        echo '{"Client":{"Version":"28.2.2"},"Server":{"Version":"28.2.2"}}'
        "#,
    );
    std::fs::remove_file(scene.directory().join("Dockerfile")).unwrap();
    let run = scene.foghorn(&["deploy"]).env("PATH", scene.directory());
    let run = refused(&scene, run, 5).to_string();
    let tag = Regex::new("nogit-[0-9a-f]+").unwrap();
    insta::assert_snapshot!(tag.replace_all(&run, "nogit-[random]"));
}

/// Sets a scene with a Docker CLI that has buildx and answers `docker version` like this.
fn with_docker(version: &str) -> Scene {
    let script = format!(
        "#!/bin/sh\nif [ \"$1\" = buildx ]; then\n  \
         echo 'github.com/docker/buildx 0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0'\n  \
         exit 0\nfi\n{version}"
    );
    let scene = Setting::new(Example::PRODUCT_API).start();
    scene.write("docker", &script);
    let docker = scene.directory().join("docker");
    std::fs::set_permissions(docker, std::fs::Permissions::from_mode(0o755)).unwrap();
    scene
}
