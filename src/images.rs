//! From the configuration to images that the registry has, by digest.
//!
//! Owns the order: given on the command line, found in the registry, built and pushed; and that a
//! digest is confirmed by the registry before anything else happens. Builds and pushes themselves
//! are `foghorn-image`'s.

mod given;
mod place;
mod spec;

use crate::cancel::Cancel;
use crate::cli::ImageArgs;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::narrator::Narrator;
use crate::settings::{Images, Pinned, Settings};
use foghorn_aws::Session;
use foghorn_deploy::config::Image;
use foghorn_deploy::event::{EventKind, ImageOrigin};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::name::Digest;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::token_format;
use foghorn_image::{
    BuildError, Builder, Job, Line, OciLayout, Tag, labels, tag_for, tag_for_given,
};
use given::Found;
use place::Place;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What preparing images needs.
pub(crate) struct Workshop<'r> {
    /// The configuration and its files.
    pub(crate) settings: &'r Settings,
    /// Calls to the account that holds the registry.
    pub(crate) session: Arc<Session>,
    /// What was asked for on the command line.
    pub(crate) args: &'r ImageArgs,
    /// Whom to tell.
    pub(crate) narrator: &'r Narrator,
    /// The clock.
    pub(crate) clock: Clock,
    /// Whether to stop.
    pub(crate) cancel: &'r Cancel,
}

/// Reads `--image`: `NAME=IMAGE`, or `IMAGE` if there is only one image.
pub(crate) fn given(
    settings: &Settings,
    args: &[String],
) -> Result<BTreeMap<String, String>, Failure> {
    let mut given = BTreeMap::new();
    for arg in args {
        let named = arg
            .split_once('=')
            .filter(|(name, _)| settings.config.image(name).is_some());
        let (name, reference) = match (named, settings.config.images.as_slice()) {
            (Some((name, reference)), _) => (name.to_owned(), reference),
            (None, [only]) => (only.name.clone(), arg.as_str()),
            (None, []) => (foghorn_deploy::config::ONLY_IMAGE.to_owned(), arg.as_str()),
            (None, [_, _, ..]) => {
                let known: Vec<&str> = settings
                    .config
                    .images
                    .iter()
                    .map(|i| i.name.as_str())
                    .collect();
                return Err(Failure::usage(
                    Sentence::own("which image ")
                        .code(arg)
                        .then(" is, is not said"),
                )
                .hint(
                    Sentence::own("write ")
                        .code("--image NAME=IMAGE")
                        .then(format!("; the names are {}", known.join(", "))),
                ));
            }
        };
        given.insert(name, reference.to_owned());
    }
    Ok(given)
}

/// Returns the images given as `--image`, each of which must have a digest.
pub(crate) fn given_by_digest(settings: &Settings, args: &[String]) -> Result<Images, Failure> {
    let mut images = Images::new();
    for (name, reference) in given(settings, args)? {
        let image = Pinned::parse(&reference).ok_or_else(|| {
            Failure::usage(Sentence::code_only(&reference).then(" has no digest"))
                .hint(Sentence::own("write ").code("--image REPOSITORY@sha256:…"))
        })?;
        images.insert(name, image);
    }
    Ok(images)
}

impl Workshop<'_> {
    /// Returns every image of the configuration, by digest.
    pub(crate) async fn images(&self) -> Result<Images, Failure> {
        let given = given(self.settings, &self.args.image)?;
        let mut images = Images::new();
        for image in &self.settings.config.images {
            let pinned = match given.get(&image.name) {
                Some(reference) => self.take(image, reference).await?,
                None => self.make(image).await?,
            };
            images.insert(image.name.clone(), pinned);
        }
        for (name, reference) in given
            .iter()
            .filter(|(name, _)| self.settings.config.image(name).is_none())
        {
            let pinned = Pinned::parse(reference).ok_or_else(|| not_pinned(reference))?;
            images.insert(name.clone(), pinned);
        }
        Ok(images)
    }

    /// Takes an image that was built elsewhere.
    async fn take(&self, image: &Image, reference: &str) -> Result<Pinned, Failure> {
        if let Some(pinned) = Pinned::parse(reference) {
            if let Found::NotAsked(why) = given::confirm(&self.session, &pinned).await? {
                let mut warning = Sentence::own("whether the image exists was not looked up: ");
                warning.0.extend(why.0);
                self.narrator.tell(EventKind::Warned {
                    warning,
                    hints: vec![],
                });
            }
            self.narrator.tell(EventKind::ImageTaken {
                image: image.name.clone(),
                reference: pinned.reference(),
                from: ImageOrigin::Given,
            });
            return Ok(pinned);
        }
        let path = PathBuf::from(reference);
        if !path.exists() {
            return Err(not_pinned(reference));
        }
        self.push_layout(image, &path).await
    }

    async fn push_layout(&self, image: &Image, path: &Path) -> Result<Pinned, Failure> {
        let layout =
            OciLayout::open(path).map_err(|error| place::unreadable(&error, error.hint()))?;
        let place = Place::find(self.settings, &self.session, image, self.args).await?;
        let began = self.clock.now();
        let tag = tag_for_given(layout.digest());
        let pushed = place
            .login(&self.session)
            .await?
            .client()?
            .push_layout(&layout, &place.repository, &tag)
            .await;
        let pushed = pushed.map_err(|error| place::not_pushed(&error, error.hint()))?;
        self.finish(image, &place, &tag, pushed.digest.as_str(), began)
            .await
    }

    /// Finds an image of this commit and these inputs, or builds it.
    async fn make(&self, image: &Image) -> Result<Pinned, Failure> {
        let spec = spec::build_spec(self.settings, image, self.args)?;
        let place = Place::find(self.settings, &self.session, image, self.args).await?;
        let tag = tag_for(self.settings.source.as_ref(), &spec);
        let found = place.digest_of(&self.session, tag.as_str()).await?;
        if let (Some(digest), false) = (&found, self.args.rebuild) {
            self.narrator.tell(EventKind::ImageFound {
                image: image.name.clone(),
                reference: format!("{}:{}", place.name, tag.as_str()),
                digest: Digest::new(digest),
            });
            return Ok(Pinned {
                repository: place.name,
                digest: digest.clone(),
            });
        }
        if found.is_some() && place.immutable_tags {
            return Err(Failure::new(
                Outcome::ImageFailed,
                Sentence::own("the tag ")
                    .code(tag.as_str())
                    .then(" exists, and the tags of ")
                    .code(&place.repository)
                    .then(" are immutable"),
            )
            .hint(
                Sentence::own("leave out ")
                    .code("--rebuild")
                    .then(": the image of this commit and these inputs is used then"),
            ));
        }
        self.build(image, spec, place, tag).await
    }

    async fn build(
        &self,
        image: &Image,
        spec: foghorn_image::BuildSpec,
        place: Place,
        tag: Tag,
    ) -> Result<Pinned, Failure> {
        let builder = Builder::find(spec.builder)
            .await
            .map_err(|error| place::no_builder(&error, error.hint()))?;
        let began = self.clock.now();
        self.narrator.tell(EventKind::BuildStarted {
            image: image.name.clone(),
            builder: builder.to_string(),
            reference: format!("{}:{}", place.name, tag.as_str()),
        });
        let login = place.login(&self.session).await?;
        let job = Job {
            labels: labels(self.settings.source.as_ref(), &spec.labels),
            spec,
            logins: login.for_builder(),
            registry: login.registry,
            repository: place.repository.clone(),
            tag: tag.clone(),
            helper: std::env::current_exe().map_err(|error| {
                Failure::new(
                    Outcome::Bug,
                    Sentence::own("cannot find foghorn's own executable"),
                )
                .caused_by(&error)
            })?,
        };
        let narrator = self.narrator.clone();
        let name = image.name.clone();
        let mut lines = token_format::Lines::default();
        let mut sink = move |line: Line| {
            narrator.tell(EventKind::BuildOutput {
                image: name.clone(),
                line: Foreign::new(lines.mask(&line.text)),
            });
        };
        let mut cancel = self.cancel.clone();
        let cancelled = async move {
            cancel.wait().await;
        };
        let built = builder
            .build_and_push(&job, &mut sink, cancelled)
            .await
            .map_err(|error| self.not_built(&error))?;
        self.finish(image, &place, &tag, built.digest.as_str(), began)
            .await
    }

    /// Confirms a digest in the registry, which may know better than the builder.
    async fn finish(
        &self,
        image: &Image,
        place: &Place,
        tag: &Tag,
        digest: &str,
        began: std::time::Duration,
    ) -> Result<Pinned, Failure> {
        let reference = format!("{}:{}", place.name, tag.as_str());
        if place.digest_of(&self.session, digest).await?.is_none() {
            return Err(Failure::new(
                Outcome::ImageFailed,
                Sentence::own("the push was reported as done, but the registry does not have ")
                    .foreign(format!("{reference} ({digest})")),
            ));
        }
        self.narrator.tell(EventKind::ImagePushed {
            image: image.name.clone(),
            reference,
            digest: Digest::new(digest),
            took_ms: u64::try_from(self.clock.now().saturating_sub(began).as_millis())
                .unwrap_or(u64::MAX),
        });
        Ok(Pinned {
            repository: place.name.clone(),
            digest: digest.to_owned(),
        })
    }

    fn not_built(&self, error: &BuildError) -> Failure {
        let outcome = self.cancel.requested().unwrap_or(Outcome::ImageFailed);
        Failure::new(outcome, Sentence::own("the image was not built and pushed"))
            .caused_by(error)
            .hints(error.hint().map(|hint| Sentence::default().foreign(hint)))
            .output(
                token_format::mask_lines(error.tail().iter().map(String::as_str))
                    .into_iter()
                    .map(Foreign::new)
                    .collect(),
            )
    }
}

fn not_pinned(reference: &str) -> Failure {
    Failure::usage(
        Sentence::code_only(reference)
            .then(" is neither an image with a digest nor an OCI layout or archive on disk"),
    )
    .hint(
        Sentence::own("write ")
            .code("--image REPOSITORY@sha256:…")
            .then("; a tag alone can come to mean another image"),
    )
}
