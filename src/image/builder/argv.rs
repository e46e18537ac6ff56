//! The builders' command lines, as pure functions of what is to be built.

use std::ffi::OsString;
use std::path::Path;

use super::BuildahMode;
use crate::spec::{BuildSpec, Secret, SecretFrom};

/// What a command line is made from.
pub(super) struct Words<'a> {
    pub(super) spec: &'a BuildSpec,
    /// `host/repository:tag`.
    pub(super) image: &'a str,
    pub(super) labels: &'a [(String, String)],
    /// Where the builder writes the digest.
    pub(super) digest_file: &'a Path,
    /// The registry speaks plain HTTP.
    pub(super) plain_http: bool,
}

/// `docker buildx build`: builds and pushes.
pub(super) fn buildx(words: &Words<'_>) -> Vec<OsString> {
    let mut args = Args::start(&["buildx", "build", "--progress=plain", "--push"]);
    args.option("--metadata-file", words.digest_file);
    // By default buildx adds attestations, and the digest is then that of an index, which is not
    // the one ECS shows for a running task.
    args.push(format!("--provenance={}", words.spec.provenance));
    args.push(format!("--sbom={}", words.spec.sbom));
    args.common(words);
    if !words.spec.platforms.is_empty() {
        args.option("--platform", words.spec.platforms.join(","));
    }
    args.caches(words.spec);
    args.end(words)
}

/// `docker build`; [`docker_push`] follows.
pub(super) fn docker_build(words: &Words<'_>) -> Vec<OsString> {
    let mut args = Args::start(&["build", "--progress=plain"]);
    args.common(words);
    for platform in &words.spec.platforms {
        args.option("--platform", platform);
    }
    for from in &words.spec.cache_from {
        args.option("--cache-from", reference(from).unwrap_or(from));
    }
    args.end(words)
}

/// `docker push`.
pub(super) fn docker_push(words: &Words<'_>) -> Vec<OsString> {
    Args::start(&["push", words.image]).0
}

/// `buildah build`; [`buildah_push`] follows.
pub(super) fn buildah_build(words: &Words<'_>, mode: &BuildahMode) -> Vec<OsString> {
    let mut args = Args::buildah(mode);
    args.push("build");
    args.push("--layers");
    if let Some(isolation) = &mode.isolation {
        args.option("--isolation", isolation);
    }
    args.common(words);
    for platform in &words.spec.platforms {
        args.option("--platform", platform);
    }
    for from in words
        .spec
        .cache_from
        .iter()
        .filter_map(|from| reference(from))
    {
        args.option("--cache-from", from);
    }
    for to in words.spec.cache_to.iter().filter_map(|to| reference(to)) {
        args.option("--cache-to", to);
    }
    args.end(words)
}

/// `buildah push`.
pub(super) fn buildah_push(words: &Words<'_>, mode: &BuildahMode) -> Vec<OsString> {
    let mut args = Args::buildah(mode);
    args.push("push");
    if words.plain_http {
        args.push("--tls-verify=false");
    }
    args.option("--digestfile", words.digest_file);
    args.push(words.image);
    args.0
}

/// Gives the repository of a registry cache: `type=registry,ref=R` or just `R`; `None` for caches
/// of another type.
pub(super) fn reference(cache: &str) -> Option<&str> {
    if !cache.contains('=') {
        return Some(cache);
    }
    let field = |name| cache.split(',').find_map(|field| field.strip_prefix(name));
    field("ref=").filter(|_| field("type=") == Some("registry"))
}

struct Args(Vec<OsString>);

impl Args {
    fn start(words: &[&str]) -> Self {
        Self(words.iter().map(Into::into).collect())
    }

    fn buildah(mode: &BuildahMode) -> Self {
        let mut args = Self(Vec::new());
        if let Some(driver) = &mode.storage_driver {
            args.option("--storage-driver", driver);
        }
        args
    }

    fn push(&mut self, word: impl Into<OsString>) {
        self.0.push(word.into());
    }

    fn option(&mut self, name: &str, value: impl AsRef<std::ffi::OsStr>) {
        self.push(name);
        self.push(value.as_ref());
    }

    /// Adds what all builders spell alike.
    fn common(&mut self, words: &Words<'_>) {
        let spec = words.spec;
        self.option("--file", spec.dockerfile());
        self.option("--tag", words.image);
        if let Some(target) = &spec.target {
            self.option("--target", target);
        }
        for (name, value) in &spec.build_args {
            self.option("--build-arg", format!("{name}={}", value.reveal()));
        }
        for (name, value) in words.labels {
            self.option("--label", format!("{name}={value}"));
        }
        for Secret { id, from } in &spec.secrets {
            let mut text = OsString::from(format!("id={id},"));
            match from {
                SecretFrom::Env(name) => text.push(format!("env={name}")),
                SecretFrom::File(path) => {
                    text.push("src=");
                    text.push(path);
                }
            }
            self.option("--secret", text);
        }
    }

    fn caches(&mut self, spec: &BuildSpec) {
        for from in &spec.cache_from {
            self.option("--cache-from", from);
        }
        for to in &spec.cache_to {
            self.option("--cache-to", to);
        }
    }

    /// Ends with the context, which must not be taken for an option.
    fn end(mut self, words: &Words<'_>) -> Vec<OsString> {
        self.push("--");
        self.push(&words.spec.context);
        self.0
    }
}

#[cfg(test)]
#[path = "argv_tests.rs"]
mod tests;
