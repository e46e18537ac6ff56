//! One build with a push, and the digest of the result.

use std::ffi::OsString;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::Pin;

use serde::Deserialize;

use super::argv::{self, Words};
use super::child::{Ended, Task, run};
use super::error::{BuildError, Step};
use super::mask::Mask;
use super::{Builder, Line, support};
use crate::credential_helper::{Guard, Login, serve};
use crate::digest::Digest;
use crate::registry::{Registry, Scheme};
use crate::spec::{BuildSpec, check};
use crate::tag::Tag;

/// A build to carry out.
#[derive(Clone, Debug)]
pub struct Job {
    /// What to build.
    pub spec: BuildSpec,
    /// All labels, as [`crate::labels`] gives them.
    pub labels: Vec<(String, String)>,
    /// Where to push to.
    pub registry: Registry,
    /// The repository in that registry.
    pub repository: String,
    /// The tag to push.
    pub tag: Tag,
    /// Credentials for that registry, and others foghorn has (base images).
    pub logins: Vec<Login>,
    /// The executable that is the credential helper: foghorn's own path.
    pub helper: PathBuf,
}

/// What was built and pushed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// The digest as the builder reports it. Confirm it with [`crate::RegistryClient::resolve`].
    pub digest: Digest,
}

impl Builder {
    /// Builds an image and pushes it. Output goes to `sink` as it comes; when `cancel` is ready the
    /// builder is interrupted, killed three seconds later, and the result is
    /// [`BuildError::Cancelled`].
    pub async fn build_and_push(
        &self,
        job: &Job,
        sink: &mut (dyn FnMut(Line) + Send),
        cancel: impl Future<Output = ()> + Send,
    ) -> Result<Built, BuildError> {
        let problems = check::problems(&job.spec, |name| std::env::var_os(name).is_some());
        if !problems.is_empty() {
            return Err(BuildError::Spec(problems));
        }
        support::check(self, &job.spec).await?;
        let guard = serve(&job.helper, job.logins.clone())?;
        let image = job.registry.tagged(&job.repository, job.tag.as_str());
        let digest_file = guard.scratch("digest");
        let words = Words {
            spec: &job.spec,
            image: &image,
            labels: &job.labels,
            digest_file: &digest_file,
            plain_http: job.registry.scheme == Scheme::Http,
        };
        let mut cancel = std::pin::pin!(cancel);
        let mut steps = Steps {
            job,
            guard: &guard,
            mask: Mask::of(&job.spec),
            sink,
            cancel: &mut cancel,
        };
        let digest = match self {
            Self::Buildx { .. } => {
                steps
                    .run("docker", Step::BuildAndPush, argv::buildx(&words))
                    .await?;
                read_metadata(&digest_file)
            }
            Self::Docker { .. } => {
                steps
                    .run("docker", Step::Build, argv::docker_build(&words))
                    .await?;
                let tail = steps
                    .run("docker", Step::Push, argv::docker_push(&words))
                    .await?;
                tail.iter()
                    .rev()
                    .find_map(|line| pushed_digest(line, job.tag.as_str()))
            }
            Self::Buildah { mode, .. } => {
                steps
                    .run("buildah", Step::Build, argv::buildah_build(&words, mode))
                    .await?;
                steps
                    .run("buildah", Step::Push, argv::buildah_push(&words, mode))
                    .await?;
                std::fs::read_to_string(&digest_file)
                    .ok()
                    .and_then(|text| text.trim().parse().ok())
            }
        };
        let digest = digest.ok_or_else(|| BuildError::DigestUnknown {
            builder: self.to_string(),
            image: image.clone(),
        })?;
        Ok(Built { digest })
    }
}

/// The commands of one build, with what they share.
struct Steps<'a, 'b, C> {
    job: &'a Job,
    guard: &'a Guard,
    mask: Mask,
    sink: &'a mut (dyn FnMut(Line) + Send),
    cancel: &'a mut Pin<&'b mut C>,
}

impl<C: Future<Output = ()>> Steps<'_, '_, C> {
    /// Runs one command and gives the last lines of its output.
    async fn run(
        &mut self,
        program: &'static str,
        step: Step,
        args: Vec<OsString>,
    ) -> Result<Vec<String>, BuildError> {
        let mut environment = self.guard.environment();
        for (name, value) in [
            ("DOCKER_BUILDKIT", "1"),
            ("DOCKER_CLI_HINTS", "false"),
            ("NO_COLOR", "1"),
        ] {
            environment.push((name.into(), value.into()));
        }
        let task = Task {
            program,
            args,
            environment,
            private: self.guard.directory(),
        };
        let (mask, sink) = (&self.mask, &mut *self.sink);
        let mut masked = |line: Line| {
            sink(Line {
                text: mask.apply(line.text),
                ..line
            });
        };
        let ended = run(task, &mut masked, self.cancel)
            .await
            .map_err(|source| BuildError::Start { program, source })?;
        match ended {
            Ended::Exit { status, tail } if status.success() => Ok(tail),
            Ended::Exit { status, tail } => Err(BuildError::Failed {
                step,
                program,
                registry: self.job.registry.address.clone(),
                repository: self.job.repository.clone(),
                status,
                tail: tail.into_iter().map(|line| mask.apply(line)).collect(),
            }),
            Ended::Cancelled => Err(BuildError::Cancelled),
        }
    }
}

/// Reads the digest from buildx's metadata file.
fn read_metadata(path: &Path) -> Option<Digest> {
    #[derive(Deserialize)]
    struct Metadata {
        #[serde(rename = "containerimage.digest")]
        digest: Digest,
    }
    let bytes = std::fs::read(path).ok()?;
    serde_json::from_slice::<Metadata>(&bytes)
        .ok()
        .map(|metadata| metadata.digest)
}

/// Reads the digest from the last line of `docker push`: `TAG: digest: sha256:... size: 1234`.
fn pushed_digest(line: &str, tag: &str) -> Option<Digest> {
    let rest = line.strip_prefix(tag)?.strip_prefix(": digest: ")?;
    rest.split_once(" size: ")?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::pushed_digest;

    #[test]
    fn the_digest_in_dockers_output() {
        let digest = format!("sha256:{}", "a".repeat(64));
        let line = format!("v1: digest: {digest} size: 527");
        assert_eq!(
            pushed_digest(&line, "v1").map(|digest| digest.to_string()),
            Some(digest)
        );
        assert_eq!(pushed_digest(&line, "v2"), None);
        assert_eq!(pushed_digest("v1: digest: sha256:12 size: 5", "v1"), None);
    }
}
