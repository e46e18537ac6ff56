//! What can go wrong with a build, and what its output says about the reason.

use std::fmt;
use std::process::ExitStatus;

use crate::credential_helper::HelperError;
use crate::spec::check::SpecProblem;

/// No builder works here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no builder works here{}", listed(tried))]
pub struct NoBuilder {
    /// What was tried, in order; empty when building was turned off.
    pub tried: Vec<Tried>,
}

/// A builder that does not work here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tried {
    /// Its name as in the configuration.
    pub name: &'static str,
    /// What is missing. May hold foreign text.
    pub why: String,
    /// What would make it work.
    pub fix: String,
}

impl NoBuilder {
    /// Says what to do about it: one line for each different fix.
    pub fn hint(&self) -> Option<String> {
        if self.tried.is_empty() {
            return Some("set `builder: auto`, or give an image with `--image`".to_owned());
        }
        let mut fixes: Vec<&str> = Vec::new();
        for tried in &self.tried {
            if !fixes.contains(&tried.fix.as_str()) {
                fixes.push(&tried.fix);
            }
        }
        Some(fixes.join("; or "))
    }
}

fn listed(tried: &[Tried]) -> String {
    if tried.is_empty() {
        return ": building is turned off".to_owned();
    }
    tried
        .iter()
        .fold(String::new(), |text, Tried { name, why, .. }| {
            let mark = if text.is_empty() { ": " } else { "; " };
            format!("{text}{mark}{name}: {why}")
        })
}

/// What a builder was doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Building and pushing in one.
    BuildAndPush,
    /// Building.
    Build,
    /// Pushing.
    Push,
}

impl fmt::Display for Step {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::BuildAndPush => "build and push",
            Self::Build => "build",
            Self::Push => "push",
        })
    }
}

/// An image that was not built or not pushed.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The build cannot be started as it is described.
    #[error("{}", joined(.0))]
    Spec(Vec<SpecProblem>),
    /// The builder cannot do what is asked.
    #[error("{builder} cannot do {what}")]
    Unsupported {
        /// The builder.
        builder: String,
        /// What was asked.
        what: String,
        /// What to do instead.
        fix: String,
    },
    /// The credentials cannot be handed to the builder.
    #[error("cannot hand the registry's credentials to the builder")]
    Helper(#[from] HelperError),
    /// The builder could not be started.
    #[error("cannot start `{program}`")]
    Start {
        /// The program.
        program: &'static str,
        /// The reason.
        source: std::io::Error,
    },
    /// The builder failed.
    #[error("the {step} of {registry}/{repository} failed: `{program}` ended with {status}")]
    Failed {
        /// What it was doing.
        step: Step,
        /// The program.
        program: &'static str,
        /// The registry's address.
        registry: String,
        /// The repository.
        repository: String,
        /// How it ended.
        status: ExitStatus,
        /// The last lines of its output. Foreign text.
        tail: Vec<String>,
    },
    /// The builder succeeded but did not say what it pushed.
    #[error("{builder} did not report the digest of {image}")]
    DigestUnknown {
        /// The builder.
        builder: String,
        /// The image by tag.
        image: String,
    },
    /// We were asked to stop.
    #[error("the build was cancelled")]
    Cancelled,
}

impl BuildError {
    /// Says what to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Spec(problems) => {
                let hints: Vec<String> = problems.iter().filter_map(SpecProblem::hint).collect();
                (!hints.is_empty()).then(|| hints.join("; "))
            }
            Self::Unsupported { fix, .. } => Some(fix.clone()),
            Self::Helper(error) => error.hint(),
            Self::Start { program, .. } => Some(format!("make `{program} --version` work first")),
            Self::Failed {
                tail,
                registry,
                repository,
                ..
            } => reason(tail).map(|hint| {
                hint.replace("REGISTRY", registry)
                    .replace("REPOSITORY", repository)
            }),
            Self::DigestUnknown { .. } => Some("choose another builder with `builder:`".to_owned()),
            Self::Cancelled => None,
        }
    }

    /// Gives the end of the builder's output. Foreign text.
    pub fn tail(&self) -> &[String] {
        match self {
            Self::Failed { tail, .. } => tail,
            Self::Spec(_)
            | Self::Unsupported { .. }
            | Self::Helper(_)
            | Self::Start { .. }
            | Self::DigestUnknown { .. }
            | Self::Cancelled => &[],
        }
    }
}

fn joined(problems: &[SpecProblem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

/// What builders and registries say (in lower case), and what to do then; the first that matches
/// counts.
const REASONS: &[(&str, &str)] = &[
    (
        "no space left on device",
        "the builder's disk is full: free space (`docker system prune`, `buildah prune`)",
    ),
    (
        "immutable",
        "the tag holds another image and is immutable: build from a new commit, or deploy that image with `--image`",
    ),
    (
        "toomanyrequests",
        "the registry of a base image limits pulls: log in to it, or use a copy of the image in your own registry",
    ),
    (
        "no basic auth credentials",
        "log in to the registry of the base image, or check the credentials for REGISTRY",
    ),
    (
        "name unknown",
        "create the repository: `aws ecr create-repository --repository-name REPOSITORY`, or set `create-repository: true`",
    ),
    (
        "does not exist in the registry",
        "create the repository: `aws ecr create-repository --repository-name REPOSITORY`, or set `create-repository: true`",
    ),
    (
        "authorization token has expired",
        "the credentials for REGISTRY have expired: run this step again",
    ),
    (
        "unauthorized",
        "check the credentials for REGISTRY, and the login to the registries of base images",
    ),
    (
        "authentication required",
        "check the credentials for REGISTRY, and the login to the registries of base images",
    ),
    (
        "pull access denied",
        "the base image does not exist, or needs a login: check FROM in the Dockerfile",
    ),
    (
        "403 forbidden",
        "allow this role to push to REPOSITORY: `foghorn policy` prints the permissions",
    ),
    (
        "denied: user",
        "allow this role to push to REPOSITORY: `foghorn policy` prints the permissions",
    ),
    (
        "resource is denied",
        "allow this role to push to REPOSITORY: `foghorn policy` prints the permissions",
    ),
    (
        "server gave http response to https client",
        "add REGISTRY to `insecure-registries` of the Docker daemon",
    ),
    (
        "cannot connect to the docker daemon",
        "the Docker daemon went away: look at its log",
    ),
    (
        "exec format error",
        "the build runs programs of another processor: build on one, or install QEMU with binfmt_misc",
    ),
    (
        "clone_newuser",
        "run the container with `--security-opt seccomp=unconfined`",
    ),
    (
        "no such host",
        "a registry's name has no address here: check the name and the network",
    ),
    (
        "connection refused",
        "check that REGISTRY is running and reachable from the builder",
    ),
    (
        "connection reset",
        "the registry closed the connection: run this step again",
    ),
    (
        "unexpected eof",
        "the registry closed the connection: run this step again",
    ),
    (
        ": eof",
        "the registry closed the connection: run this step again",
    ),
    (
        "i/o timeout",
        "the registry does not answer: check proxy and firewall of the builder",
    ),
];

/// What builders say when a command of the Dockerfile failed. Its output is the user's own, where
/// "unauthorized" means something else.
const STEP_FAILED: &[&str] = &[
    "did not complete successfully",
    "executor failed running",
    "while running runtime",
];

/// Finds the reason in the output, searching from its end: what comes last is what stopped it.
fn reason(tail: &[String]) -> Option<String> {
    let last: Vec<String> = tail
        .iter()
        .rev()
        .take(12)
        .map(|line| line.to_lowercase())
        .collect();
    let step = last
        .iter()
        .any(|line| STEP_FAILED.iter().any(|part| line.contains(part)));
    let concerns = |part: &str| !step || IN_STEPS.contains(&part);
    let found = last.iter().find_map(|line| {
        REASONS
            .iter()
            .find(|(part, _)| concerns(part) && line.contains(part))
    });
    found.map(|(_, hint)| (*hint).to_owned())
}

/// The reasons that also end a command of the Dockerfile.
const IN_STEPS: &[&str] = &["no space left on device", "exec format error"];

#[cfg(test)]
mod tests {
    use super::{NoBuilder, Tried, reason};

    #[test]
    fn the_reason_is_read_from_the_end() {
        let tail = |lines: &[&str]| {
            lines
                .iter()
                .map(|line| (*line).to_owned())
                .collect::<Vec<_>>()
        };
        for (line, want) in [
            (
                "write /var/lib/docker/x: no space left on device",
                "the builder's disk is full",
            ),
            (
                "failed to push: name unknown: The repository with name 'r' does not exist",
                "create the repository",
            ),
            (
                "denied: User: arn:aws:sts::1:x is not authorized to perform: ecr:PutImage",
                "allow this role",
            ),
            (
                "tag invalid: The image tag 'v1' already exists and cannot be overwritten because the repository is immutable.",
                "the tag holds",
            ),
            (
                "read tcp 10.0.0.1:44->10.0.0.2:443: read: connection reset by peer",
                "the registry closed",
            ),
        ] {
            let hint = reason(&tail(&["denied long before", line])).unwrap_or_default();
            assert!(hint.starts_with(want), "{line}: {hint}");
        }
        assert_eq!(reason(&tail(&["error: something new"])), None);
        let npm = [
            "npm ERR! 401 Unauthorized",
            "process \"npm ci\" did not complete successfully: 1",
        ];
        assert_eq!(reason(&tail(&npm)), None, "not our registry");
    }

    #[test]
    fn no_builder_lists_what_was_tried() {
        let one = |name, why: &str| Tried {
            name,
            why: why.into(),
            fix: "install it".into(),
        };
        let error = NoBuilder {
            tried: vec![one("docker", "no CLI"), one("buildah", "not there")],
        };
        assert_eq!(
            error.to_string(),
            "no builder works here: docker: no CLI; buildah: not there"
        );
        assert_eq!(error.hint().as_deref(), Some("install it"));
        let off = NoBuilder { tried: vec![] };
        assert_eq!(
            off.to_string(),
            "no builder works here: building is turned off"
        );
    }
}
