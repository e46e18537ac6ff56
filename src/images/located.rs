//! Where every image of a run is, or how it will come to be. Reads the registry, changes nothing:
//! `plan` prints what is found here, `deploy` and `build` go on from it.

use super::given::{self, Found};
use super::place::{self, Place};
use super::{not_pinned, spec};
use crate::cli::ImageArgs;
use crate::failure::Failure;
use crate::settings::{Images, Pinned, References, Settings};
use foghorn_aws::Session;
use foghorn_deploy::config::Image;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_image::{BuildSpec, OciLayout, Tag, tag_for, tag_for_given};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// An image with what is known of it before anything is built or pushed.
pub(crate) struct Located {
    /// Its name in the configuration.
    pub(crate) image: String,
    /// What could not be looked up.
    pub(crate) warning: Option<Sentence>,
    /// Why it is deployed although the stage before has not proven it.
    pub(crate) unproven: Option<String>,
    pub(super) whereabouts: Whereabouts,
}

/// Where an image is, or how it will come to be.
pub(super) enum Whereabouts {
    /// It was given by its digest.
    Given(Pinned),
    /// A stage runs it and proved it.
    Proven { pinned: Pinned, stage: String },
    /// The registry has an image of this commit and these inputs.
    Found { pinned: Pinned, tag: Tag },
    /// It is on disk, to be pushed.
    Layout(Box<Push>),
    /// It has to be built.
    Build(Box<Build>),
}

/// An image on disk, and where it goes.
pub(super) struct Push {
    pub(super) layout: OciLayout,
    pub(super) place: Place,
    pub(super) tag: Tag,
    pub(super) session: Arc<Session>,
}

/// What to build, and where it goes.
pub(super) struct Build {
    pub(super) spec: BuildSpec,
    pub(super) place: Place,
    pub(super) tag: Tag,
    pub(super) session: Arc<Session>,
}

/// What finding images needs.
pub(crate) struct Lookout<'r> {
    /// The configuration and its files.
    pub(crate) settings: &'r Settings,
    /// Calls to the account that holds the registry.
    pub(crate) session: Arc<Session>,
    /// What was asked for on the command line.
    pub(crate) args: &'r ImageArgs,
}

/// Returns the images that a stage proved.
pub(crate) fn proven(images: Images, stage: &str) -> Vec<Located> {
    let located = |(image, pinned)| Located {
        image,
        warning: None,
        unproven: None,
        whereabouts: Whereabouts::Proven {
            pinned,
            stage: stage.to_owned(),
        },
    };
    images.into_iter().map(located).collect()
}

/// Returns how task definitions name the images, by their names in the configuration.
pub(crate) fn references(located: &[Located]) -> References {
    let named = |one: &Located| (one.image.clone(), one.reference());
    located.iter().map(named).collect()
}

impl Lookout<'_> {
    /// Finds every image of the configuration and those of the command line.
    pub(crate) async fn locate(&self) -> Result<Vec<Located>, Failure> {
        let given = super::given(self.settings, &self.args.image)?;
        let mut located = Vec::new();
        for image in &self.settings.config.images {
            located.push(match given.get(&image.name) {
                Some(reference) => self.take(image, reference).await?,
                None => self.make(image).await?,
            });
        }
        for (name, reference) in given
            .iter()
            .filter(|(name, _)| self.settings.config.image(name).is_none())
        {
            let pinned = Pinned::parse(reference).ok_or_else(|| not_pinned(reference))?;
            located.push(Located {
                image: name.clone(),
                warning: None,
                unproven: None,
                whereabouts: Whereabouts::Given(pinned),
            });
        }
        create_once(&mut located);
        Ok(located)
    }

    /// Takes an image that was built elsewhere.
    async fn take(&self, image: &Image, reference: &str) -> Result<Located, Failure> {
        let mut located = Located {
            image: image.name.clone(),
            warning: None,
            unproven: None,
            whereabouts: match Pinned::parse(reference) {
                Some(pinned) => Whereabouts::Given(pinned),
                None => self.on_disk(image, reference).await?,
            },
        };
        if let Whereabouts::Given(pinned) = &located.whereabouts
            && let Found::NotAsked(why) = given::confirm(&self.session, pinned).await?
        {
            let warning = Sentence::own("whether the image exists was not looked up: ");
            located.warning = Some(warning.followed_by(why));
        }
        Ok(located)
    }

    async fn on_disk(&self, image: &Image, reference: &str) -> Result<Whereabouts, Failure> {
        let path = Path::new(reference);
        if !path.exists() {
            return Err(not_pinned(reference));
        }
        let layout =
            OciLayout::open(path).map_err(|error| place::unreadable(&error, error.hint()))?;
        Ok(Whereabouts::Layout(Box::new(Push {
            tag: tag_for_given(layout.digest()),
            place: Place::find(self.settings, &self.session, image, self.args).await?,
            layout,
            session: Arc::clone(&self.session),
        })))
    }

    /// Finds an image of this commit and these inputs, or what it takes to build it.
    async fn make(&self, image: &Image) -> Result<Located, Failure> {
        let spec = spec::build_spec(self.settings, image, self.args)?;
        let place = Place::find(self.settings, &self.session, image, self.args).await?;
        let tag = tag_for(self.settings.source.as_ref(), &spec);
        let found = place.digest_of(&self.session, tag.as_str()).await?;
        let whereabouts = match found {
            Some(digest) if !self.args.rebuild => Whereabouts::Found {
                pinned: Pinned {
                    repository: place.name,
                    digest,
                },
                tag,
            },
            Some(_) if place.immutable_tags => return Err(immutable(&tag, &place)),
            Some(_) | None => Whereabouts::Build(Box::new(Build {
                spec,
                place,
                tag,
                session: Arc::clone(&self.session),
            })),
        };
        Ok(Located {
            image: image.name.clone(),
            warning: None,
            unproven: None,
            whereabouts,
        })
    }
}

/// Of images that share a repository that is not there yet, the first creates it.
fn create_once(located: &mut [Located]) {
    let mut created = BTreeSet::new();
    for one in located {
        let place = match &mut one.whereabouts {
            Whereabouts::Layout(push) => &mut push.place,
            Whereabouts::Build(build) => &mut build.place,
            Whereabouts::Given(_) | Whereabouts::Proven { .. } | Whereabouts::Found { .. } => {
                continue;
            }
        };
        if place.is_missing {
            place.is_missing = created.insert(place.name.clone());
        }
    }
}

fn immutable(tag: &Tag, place: &Place) -> Failure {
    Failure::new(
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
    )
}
