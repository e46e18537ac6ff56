//! Machines without a builder, and inputs that no builder can build.

use super::refused;
use crate::harness::{Example, Setting};
use std::os::unix::fs::PermissionsExt;

/// What the Docker CLI does without a daemon.
const DOCKER_WITHOUT_DAEMON: &str = r#"#!/bin/sh
if [ "$1" = buildx ]; then
    echo 'github.com/docker/buildx 0.13.1 788433953af10f2a698f5c07611dddce2e08c7a0'
    exit 0
fi
echo '{"Client":{"Version":"28.2.2"},"Server":null}'
echo 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?' >&2
exit 1
"#;

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
    let scene = Setting::new(Example::PRODUCT_API)
        .file("docker", DOCKER_WITHOUT_DAEMON)
        .start();
    let docker = scene.directory().join("docker");
    std::fs::set_permissions(docker, std::fs::Permissions::from_mode(0o755)).unwrap();
    let run = scene.foghorn(&["deploy"]).env("PATH", scene.directory());
    insta::assert_snapshot!(refused(&scene, run, 5));
}

#[test]
fn no_dockerfile() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    std::fs::remove_file(scene.directory().join("Dockerfile")).unwrap();
    let run = scene.foghorn(&["deploy"]);
    insta::assert_snapshot!(refused(&scene, run, 5));
}

#[test]
fn dockerfile_that_is_ignored() {
    let scene = Setting::new(Example::PRODUCT_API)
        .file(".dockerignore", "*\n")
        .start();
    let run = scene.foghorn(&["deploy"]);
    insta::assert_snapshot!(refused(&scene, run, 5));
}
