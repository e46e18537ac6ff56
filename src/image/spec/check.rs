//! Finds what is wrong with a build before a builder is started: things on disk and in the
//! environment that must be there. It does not read the Dockerfile.
//!
//! A `.dockerignore` that removes the Dockerfile is *not* a problem: buildx, BuildKit in
//! `docker build` and buildah all read the Dockerfile none the less (tests with the real ones
//! show it).

use std::path::{Path, PathBuf};

use super::{BuildSpec, Secret, SecretFrom};

/// Something a build needs that is missing or unusable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpecProblem {
    /// The context is not there.
    #[error("the build context {} does not exist", .0.display())]
    ContextMissing(PathBuf),
    /// The context is a file or something else.
    #[error("the build context {} is not a directory", .0.display())]
    ContextNotDirectory(PathBuf),
    /// The Dockerfile is not there.
    #[error("the Dockerfile {} does not exist", path.display())]
    DockerfileMissing {
        /// The file that was looked for.
        path: PathBuf,
        /// Files beside it that look like one.
        near: Vec<String>,
    },
    /// The Dockerfile is a directory.
    #[error("the Dockerfile {} is not a file", .0.display())]
    DockerfileNotFile(PathBuf),
    /// A secret's environment variable is not set.
    #[error("the environment variable {variable} for the build secret `{id}` is not set")]
    SecretVariableMissing {
        /// The secret's id.
        id: String,
        /// The variable's name.
        variable: String,
    },
    /// A secret's file is not there.
    #[error("the file {} for the build secret `{id}` does not exist", path.display())]
    SecretFileMissing {
        /// The secret's id.
        id: String,
        /// The file.
        path: PathBuf,
    },
    /// A name that the builder's option syntax would take apart.
    #[error(
        "`{text}` cannot be {what}: it is empty or has a comma, quote, equals sign or line break"
    )]
    Unspeakable {
        /// What it should have been.
        what: &'static str,
        /// The text.
        text: String,
    },
}

impl SpecProblem {
    /// Says what to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::ContextMissing(_) | Self::ContextNotDirectory(_) => {
                Some("set `image.context` to a directory that exists".to_owned())
            }
            Self::DockerfileMissing { near, .. } if !near.is_empty() => Some(format!(
                "set `image.dockerfile`; in that directory there is {}",
                near.join(", ")
            )),
            Self::DockerfileMissing { .. } | Self::DockerfileNotFile(_) => {
                Some("set `image.dockerfile` to the file to build".to_owned())
            }
            Self::SecretVariableMissing { variable, .. } => {
                Some(format!("set {variable} in the environment of this step"))
            }
            Self::SecretFileMissing { .. } => Some("write the file before this step".to_owned()),
            Self::Unspeakable { .. } => Some("choose another name".to_owned()),
        }
    }
}

/// Lists everything wrong with a build. `is_set` tells whether an environment variable exists.
pub(crate) fn problems(spec: &BuildSpec, is_set: impl Fn(&str) -> bool) -> Vec<SpecProblem> {
    let mut problems = Vec::new();
    if !spec.context.exists() {
        problems.push(SpecProblem::ContextMissing(spec.context.clone()));
    } else if !spec.context.is_dir() {
        problems.push(SpecProblem::ContextNotDirectory(spec.context.clone()));
    }
    let path = spec.dockerfile();
    // With the context missing, its Dockerfile is missing too, and says nothing new.
    if spec.dockerfile.is_some() || problems.is_empty() {
        if !path.exists() {
            problems.push(SpecProblem::DockerfileMissing {
                near: near(&path),
                path,
            });
        } else if path.is_dir() {
            problems.push(SpecProblem::DockerfileNotFile(path));
        }
    }
    problems.extend(
        spec.secrets
            .iter()
            .filter_map(|secret| secret_problem(secret, &is_set)),
    );
    problems
}

fn secret_problem(secret: &Secret, is_set: &impl Fn(&str) -> bool) -> Option<SpecProblem> {
    let breaks = |text: &str| text.is_empty() || text.contains([',', '=', '\n', '"']);
    let unspeakable = |what, text: &str| {
        Some(SpecProblem::Unspeakable {
            what,
            text: text.to_owned(),
        })
    };
    let id = secret.id.clone();
    if breaks(&id) {
        return unspeakable("the id of a build secret", &id);
    }
    match &secret.from {
        SecretFrom::Env(name) if breaks(name) => unspeakable("the variable of a secret", name),
        SecretFrom::Env(name) if !is_set(name) => Some(SpecProblem::SecretVariableMissing {
            id,
            variable: name.clone(),
        }),
        SecretFrom::File(path) if breaks(&path.to_string_lossy()) => {
            unspeakable("the file of a secret", &path.to_string_lossy())
        }
        SecretFrom::File(path) if !path.is_file() => Some(SpecProblem::SecretFileMissing {
            id,
            path: path.clone(),
        }),
        SecretFrom::Env(_) | SecretFrom::File(_) => None,
    }
}

/// Lists up to five files beside a missing Dockerfile that look like one.
fn near(dockerfile: &Path) -> Vec<String> {
    let Some(Ok(entries)) = dockerfile.parent().map(std::fs::read_dir) else {
        return Vec::new();
    };
    let looks_like_one = |name: &String| {
        let lower = name.to_lowercase();
        (lower.contains("dockerfile") || lower.contains("containerfile"))
            && !lower.contains("dockerignore")
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(looks_like_one)
        .collect();
    names.sort();
    names.truncate(5);
    names
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::{BuildSpec, Secret, SecretFrom, problems};

    #[test]
    fn everything_missing_is_listed_at_once() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("Containerfile"), "FROM scratch").unwrap();
        let secret = |id: &str, from| Secret {
            id: id.into(),
            from,
        };
        let spec = BuildSpec {
            context: dir.path().to_owned(),
            secrets: vec![
                secret("npm", SecretFrom::Env("NPM_TOKEN".into())),
                secret("pip", SecretFrom::File(dir.path().join("pip"))),
                secret("a,src=/etc/shadow", SecretFrom::Env("A".into())),
            ],
            ..BuildSpec::default()
        };
        let found = problems(&spec, |name| name == "A");
        let at = dir.path().display();
        let text: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(text, [
            format!("the Dockerfile {at}/Dockerfile does not exist"),
            "the environment variable NPM_TOKEN for the build secret `npm` is not set".to_owned(),
            format!("the file {at}/pip for the build secret `pip` does not exist"),
            "`a,src=/etc/shadow` cannot be the id of a build secret: it is empty or has a comma, \
             quote, equals sign or line break"
                .to_owned(),
        ]);
        let hint = found[0].hint().unwrap();
        assert!(hint.ends_with("there is Containerfile"), "{hint}");
    }

    #[test]
    fn a_missing_context_is_one_problem() {
        let spec = BuildSpec {
            context: "/nowhere/at/all".into(),
            ..BuildSpec::default()
        };
        let found = problems(&spec, |_| true);
        assert_eq!(found.len(), 1);
        assert_eq!(
            found[0].to_string(),
            "the build context /nowhere/at/all does not exist"
        );
    }
}
