//! Finds a builder that works here, or says exactly what is missing for each. It asks the programs
//! themselves, in under two seconds, and builds nothing.

use std::path::Path;

use serde::Deserialize;

use super::probe::{Probe, first_line, probe};
use super::{BuildahMode, Builder, NoBuilder, Tried};
use crate::spec::Choice;

impl Builder {
    /// Finds the builder to use: the chosen one, or the first of buildx, docker and buildah that
    /// works.
    pub async fn find(choice: Choice) -> Result<Self, NoBuilder> {
        let docker = async {
            match choice {
                Choice::Auto | Choice::Buildx | Choice::Docker => {
                    let version = ["version", "--format", "{{json .}}"];
                    Some(tokio::join!(
                        probe("docker", &version),
                        probe("docker", &["buildx", "version"])
                    ))
                }
                Choice::Buildah | Choice::None => None,
            }
        };
        let mode = buildah_mode();
        let buildah = async {
            match choice {
                Choice::Auto | Choice::Buildah => Some(ask_buildah(&mode).await),
                Choice::Buildx | Choice::Docker | Choice::None => None,
            }
        };
        let (docker, buildah) = tokio::join!(docker, buildah);
        let mut tried = Vec::new();
        let mut note = |result: Result<Self, Tried>| match result {
            Ok(builder) => Some(builder),
            Err(why) => {
                tried.push(why);
                None
            }
        };
        if let Some((daemon, plugin)) = &docker {
            if choice != Choice::Docker
                && let Some(builder) = note(buildx(daemon, plugin))
            {
                return Ok(builder);
            }
            if choice != Choice::Buildx
                && let Some(builder) = note(plain_docker(daemon))
            {
                return Ok(builder);
            }
        }
        if let Some((version, info)) = buildah
            && let Some(builder) = note(use_buildah(&version, &info, mode))
        {
            return Ok(builder);
        }
        Err(NoBuilder { tried })
    }
}

/// The parts of `docker version --format '{{json .}}'` that matter.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Versions {
    client: Option<Part>,
    server: Option<Part>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Part {
    version: String,
}

/// Gives the versions of CLI and daemon, or why there are none.
fn daemon(probe: &Probe, name: &'static str) -> Result<(String, String), Tried> {
    let tried = |why: String, fix: &str| Tried {
        name,
        why,
        fix: fix.to_owned(),
    };
    let start = "start the Docker daemon, or give this container its socket \
                 (`-v /var/run/docker.sock:/var/run/docker.sock`), or set DOCKER_HOST";
    let text = match probe {
        Probe::Missing => {
            let fix = "install the Docker CLI (Debian and Ubuntu: `apt-get install docker.io`)";
            return Err(tried("there is no `docker` command".to_owned(), fix));
        }
        Probe::Silent => {
            return Err(tried(
                "the Docker daemon does not answer in two seconds".to_owned(),
                start,
            ));
        }
        Probe::Failed { stderr, stdout } => {
            let text = if stderr.is_empty() { stdout } else { stderr };
            let fix = if text.contains("permission denied") {
                "add this user to the group `docker`, or run this step as root"
            } else if text.contains("too old") || text.contains("too new") {
                "install a Docker CLI that speaks the daemon's API version"
            } else {
                start
            };
            return Err(tried(first_line(text), fix));
        }
        Probe::Answer(text) => text,
    };
    match serde_json::from_str(text) {
        Ok(Versions {
            client: Some(client),
            server: Some(server),
        }) => Ok((client.version, server.version)),
        Ok(Versions { server: None, .. }) => {
            Err(tried("no Docker daemon answers".to_owned(), start))
        }
        Ok(Versions { client: None, .. }) | Err(_) => {
            let why = "the `docker` command is not the Docker CLI".to_owned();
            Err(tried(
                why,
                "use `builder: buildah`, or install the Docker CLI",
            ))
        }
    }
}

fn buildx(version: &Probe, plugin: &Probe) -> Result<Builder, Tried> {
    let (_, engine) = daemon(version, "buildx")?;
    let missing = || Tried {
        name: "buildx",
        why: "the Docker CLI has no buildx plugin".to_owned(),
        fix:
            "install it (Docker's packages: `apt-get install docker-buildx-plugin`; Debian 13 and \
              Ubuntu: `apt-get install docker-buildx`)"
                .to_owned(),
    };
    match plugin {
        // "github.com/docker/buildx 0.13.1 ..."; podman's imitation says something else.
        Probe::Answer(text) if text.contains("docker/buildx") => Ok(Builder::Buildx {
            version: text.split_whitespace().nth(1).unwrap_or("?").to_owned(),
            engine,
        }),
        Probe::Answer(_) | Probe::Missing | Probe::Failed { .. } | Probe::Silent => Err(missing()),
    }
}

fn plain_docker(version: &Probe) -> Result<Builder, Tried> {
    let (version, engine) = daemon(version, "docker")?;
    let major = version
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    // From version 23 on the CLI leaves BuildKit to the buildx plugin.
    if major.is_some_and(|major| major < 23) {
        return Ok(Builder::Docker { version, engine });
    }
    Err(Tried {
        name: "docker",
        why: format!("Docker CLI {version} builds with BuildKit only through buildx"),
        fix: "install the buildx plugin".to_owned(),
    })
}

async fn ask_buildah(mode: &BuildahMode) -> (Probe, Probe) {
    let mut info = vec!["info"];
    if let Some(driver) = &mode.storage_driver {
        info.splice(..0, ["--storage-driver", driver.as_str()]);
    }
    tokio::join!(probe("buildah", &["--version"]), probe("buildah", &info))
}

fn use_buildah(version: &Probe, info: &Probe, mode: BuildahMode) -> Result<Builder, Tried> {
    let tried = |why: String, fix: &str| Tried {
        name: "buildah",
        why,
        fix: fix.to_owned(),
    };
    match (version, info) {
        (Probe::Missing, _) => Err(tried(
            "there is no `buildah` command".to_owned(),
            "install buildah (Debian and Ubuntu: `apt-get install buildah`)",
        )),
        // "buildah version 1.28.2 (image-spec ...)".
        (Probe::Answer(version), Probe::Answer(_)) => Ok(Builder::Buildah {
            version: version.split_whitespace().nth(2).unwrap_or("?").to_owned(),
            mode,
        }),
        (_, Probe::Failed { stderr, .. }) | (Probe::Failed { stderr, .. }, _) => {
            let fix = if stderr.contains("not permitted") || stderr.contains("unshare") {
                "run the container with `--security-opt seccomp=unconfined`, as root"
            } else {
                "make `buildah info` work first"
            };
            Err(tried(
                first_line(stderr.lines().last().unwrap_or_default()),
                fix,
            ))
        }
        (_, Probe::Silent | Probe::Missing) | (Probe::Silent, _) => Err(tried(
            "buildah does not answer in two seconds".to_owned(),
            "make `buildah info` work first",
        )),
    }
}

/// Chooses what works without privileges where there are probably none: in a container, and for
/// users other than root. The user's own environment variables win.
fn buildah_mode() -> BuildahMode {
    let in_container = ["/.dockerenv", "/run/.containerenv"]
        .iter()
        .any(|path| Path::new(path).exists())
        || std::env::var_os("KUBERNETES_SERVICE_HOST").is_some();
    let modest = in_container || !rustix::process::geteuid().is_root();
    let choose = |variable, default: &str| {
        let asked = std::env::var(variable)
            .ok()
            .filter(|value| !value.is_empty());
        asked.or_else(|| modest.then(|| default.to_owned()))
    };
    BuildahMode {
        storage_driver: choose("STORAGE_DRIVER", "vfs"),
        isolation: choose("BUILDAH_ISOLATION", "chroot"),
    }
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
