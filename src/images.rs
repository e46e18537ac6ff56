//! From the configuration to images that the registry has, by digest.
//!
//! Owns the order: given on the command line, found in the registry, built and pushed; and that a
//! digest is confirmed by the registry before anything else happens. Builds and pushes themselves
//! are `foghorn-image`'s.

pub(crate) mod copies;
pub(crate) mod given;
pub(crate) mod located;
mod outlook;
mod place;
mod spec;

use crate::cancel::Cancel;
use crate::failure::Failure;
use crate::narrator::Narrator;
use crate::settings::{Images, Pinned, References, Settings};
use crate::stages::Open;
use foghorn_aws::Session;
use foghorn_deploy::event::{EventKind, ImageOrigin};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::name::Digest;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::time::millis;
use foghorn_deploy::token_format;
use foghorn_image::{BuildError, Builder, Job, Line, Tag, labels};
use located::{Build, Located, Push, Whereabouts};
use place::Place;
use std::collections::BTreeMap;
use std::time::Instant;

/// What building and pushing images needs.
pub(crate) struct Workshop<'r> {
    /// The configuration and its files.
    pub(crate) settings: &'r Settings,
    /// Whom to tell.
    pub(crate) narrator: &'r Narrator,
    /// Whether to stop.
    pub(crate) cancel: &'r Cancel,
}

/// What a build or a push made.
struct Made<'m> {
    tag: &'m Tag,
    digest: &'m str,
    /// Real time, also in a rehearsal, which really builds.
    began: Instant,
}

/// Reads `--image`: `NAME=IMAGE`, or `IMAGE` if there is only one image. A digest alone is one of the
/// image's own repository.
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
        let known = settings.config.image(&name);
        let reference = known
            .and_then(|image| given::in_repository(settings, image, reference))
            .unwrap_or_else(|| reference.to_owned());
        given.insert(name, reference);
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

/// Returns what will stand for images in a stage, as far as it is known without asking anybody:
/// those that are given by digest, and for the others the repository, in the account of the first
/// stage of the configuration or in `account`, that of the first of this run.
pub(crate) fn expected(
    settings: &Settings,
    args: &[String],
    open: &Open<'_>,
    account: Option<&str>,
) -> References {
    let given = given(settings, args).unwrap_or_default();
    let mut references = settings.stand_ins();
    for (name, reference) in &mut references {
        let address = settings
            .config
            .image(name)
            .and_then(|image| place::expected(settings, image, account));
        if let Some((_, digest)) = reference.split_once('@') {
            *reference = format!("{}@{digest}", address.as_deref().unwrap_or(name));
        }
    }
    for (name, reference) in given {
        if let Some(pinned) = Pinned::parse(&reference) {
            references.insert(name, pinned.reference());
        }
    }
    if open.stage.copy_images {
        let (account, region) = (&open.identity.account, &open.stage.region);
        for reference in references.values_mut() {
            if let Some((from, digest)) = reference.split_once('@')
                && let Some(repository) = given::parse(from)
            {
                let to = place::in_ecr(account, region, repository.name);
                *reference = format!("{to}@{digest}");
            }
        }
    }
    references
}

impl Workshop<'_> {
    /// Returns every image by digest; builds and pushes what is not there yet.
    pub(crate) async fn obtain(&self, located: Vec<Located>) -> Result<Images, Failure> {
        let mut images = Images::new();
        for one in located {
            if let Some(warning) = one.warning {
                self.narrator.tell(EventKind::Warned {
                    warning,
                    hints: vec![],
                });
            }
            let image = one.image;
            let pinned = match one.whereabouts {
                Whereabouts::Given(pinned) => self.taken(&image, pinned, ImageOrigin::Given),
                Whereabouts::Proven { pinned, stage } => {
                    self.taken(&image, pinned, ImageOrigin::Proven { stage })
                }
                Whereabouts::Found { pinned, tag } => self.found(&image, pinned, &tag),
                Whereabouts::Layout(push) => self.push(&image, *push).await?,
                Whereabouts::Build(build) => self.build(&image, *build).await?,
            };
            images.insert(image, pinned);
        }
        Ok(images)
    }

    fn taken(&self, image: &str, pinned: Pinned, from: ImageOrigin) -> Pinned {
        self.narrator.tell(EventKind::ImageTaken {
            image: image.to_owned(),
            reference: pinned.reference(),
            from,
        });
        pinned
    }

    fn found(&self, image: &str, pinned: Pinned, tag: &Tag) -> Pinned {
        self.narrator.tell(EventKind::ImageFound {
            image: image.to_owned(),
            reference: format!("{}:{}", pinned.repository, tag.as_str()),
            digest: Digest::new(&pinned.digest),
        });
        pinned
    }

    async fn push(&self, image: &str, push: Push) -> Result<Pinned, Failure> {
        let Push {
            layout,
            mut place,
            tag,
            session,
        } = push;
        place.create(&session).await?;
        let began = Instant::now();
        let pushed = place
            .login(&session)
            .await?
            .client()?
            .push_layout(&layout, &place.repository, &tag)
            .await;
        let pushed = pushed.map_err(|error| place::not_pushed(&error, error.hint()))?;
        let made = Made {
            tag: &tag,
            digest: pushed.digest.as_str(),
            began,
        };
        self.finish(image, &place, &session, made).await
    }

    async fn build(&self, image: &str, build: Build) -> Result<Pinned, Failure> {
        let Build {
            spec,
            mut place,
            tag,
            session,
        } = build;
        place.create(&session).await?;
        let builder = Builder::find(spec.builder)
            .await
            .map_err(|error| place::no_builder(&error, error.hint()))?;
        let began = Instant::now();
        self.narrator.tell(EventKind::BuildStarted {
            image: image.to_owned(),
            builder: builder.to_string(),
            reference: format!("{}:{}", place.name, tag.as_str()),
        });
        let login = place.login(&session).await?;
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
        let name = image.to_owned();
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
        let pushed = builder
            .build_and_push(&job, &mut sink, cancelled)
            .await
            .map_err(|error| self.not_built(&error))?;
        let made = Made {
            tag: &tag,
            digest: pushed.digest.as_str(),
            began,
        };
        self.finish(image, &place, &session, made).await
    }

    /// Confirms a digest in the registry, which may know better than the builder.
    async fn finish(
        &self,
        image: &str,
        place: &Place,
        session: &Session,
        made: Made<'_>,
    ) -> Result<Pinned, Failure> {
        let Made { tag, digest, began } = made;
        let reference = format!("{}:{}", place.name, tag.as_str());
        if place.digest_of(session, digest).await?.is_none() {
            return Err(Failure::new(
                Outcome::ImageFailed,
                Sentence::own("the push was reported as done, but the registry does not have ")
                    .foreign(format!("{reference} ({digest})")),
            ));
        }
        self.narrator.tell(EventKind::ImagePushed {
            image: image.to_owned(),
            reference,
            digest: Digest::new(digest),
            took_ms: millis(began.elapsed()),
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
