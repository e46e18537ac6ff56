//! The images of a stage that has them in its own registry (`copy-images`).
//!
//! Owns which images are copied for which stage, found out before anything is changed, and doing
//! it before the stage is deployed. The copy itself is `foghorn-image`'s.

use super::Workshop;
use super::given::{self, parse};
use super::located::Located;
use super::outlook::pushes;
use super::place::{ecr_login, image_error, in_ecr, missing, owner, unreachable};
use crate::failure::Failure;
use crate::settings::{Pinned, References, Settings};
use crate::stages::{self, Open, in_stage};
use foghorn_aws::{Connector, Session};
use foghorn_deploy::config::Stage;
use foghorn_deploy::event::EventKind;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::Digest as Name;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::{ImagePlan, ImageSource};
use foghorn_deploy::time::millis;
use foghorn_image::{
    Copied, CopyError, CopyProgress, Credentials, Digest, RegistryClient, Repository, Tag, copy,
    tag_for_given,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

/// Of so many pieces of news about a copy one is told: one in five seconds. A copy that takes less
/// time is only told of at its beginning and its end.
const NEWS: u32 = 10;

/// Which images are copied for which stage.
#[derive(Default)]
pub(crate) struct Copies {
    stages: BTreeMap<String, Vec<Copy>>,
    /// The images of the stages that were asked about.
    taken: BTreeMap<String, References>,
}

/// An image that is copied for a stage.
struct Copy {
    /// Its name in the configuration.
    image: String,
    /// The repository that it is in, or will be.
    from: String,
    /// The repository of the stage.
    to: String,
    /// The path of that one in its registry.
    name: String,
    /// Whether that one has to be created first.
    is_missing: bool,
    /// Whether the image was copied before.
    is_there: bool,
    /// Who may read it: `None` for everybody.
    reader: Option<Arc<Session>>,
    /// The address to reach the registry at that it is in, instead of its own.
    endpoint: Option<String>,
}

/// Whose credentials there are to read images with.
pub(crate) struct Readers<'r, 'c> {
    /// Signs in.
    pub(crate) connector: &'r Connector,
    /// The stages that are open.
    pub(crate) open: Vec<&'r Open<'c>>,
    /// A name for role sessions.
    pub(crate) session_name: &'r str,
    /// The configuration.
    pub(crate) settings: &'r Settings,
    /// `--registry-endpoint`.
    pub(crate) endpoint: Option<&'r str>,
}

impl Copies {
    /// Finds out what is to be copied for a stage. Changes nothing.
    pub(crate) async fn find(
        &mut self,
        open: &Open<'_>,
        located: &[Located],
        readers: &Readers<'_, '_>,
    ) -> Result<(), Failure> {
        if !open.stage.copy_images {
            return Ok(());
        }
        let mut copies: Vec<Copy> = Vec::new();
        for one in located {
            let found = Copy::find(open, one, readers).await;
            let Some(mut copy) = found.map_err(|failure| in_stage(open.stage, failure))? else {
                continue;
            };
            // Of images that share a repository that is not there yet, the first creates it.
            copy.is_missing &= !copies.iter().any(|earlier| earlier.to == copy.to);
            copies.push(copy);
        }
        self.stages.insert(open.stage.name.clone(), copies);
        Ok(())
    }

    /// Returns the images as a stage takes them. Stages are asked about in their order: one that
    /// has no registry of its own takes them from where the stage before it has them.
    pub(crate) fn references(&mut self, stage: &Stage, images: &References) -> References {
        let before = stage.after.as_ref().and_then(|name| self.taken.get(name));
        let mut taken = before.unwrap_or(images).clone();
        for copy in self.of(stage) {
            if let Some(reference) = images.get(&copy.image) {
                taken.insert(copy.image.clone(), copy.moved(reference));
            }
        }
        self.taken.insert(stage.name.clone(), taken.clone());
        taken
    }

    /// Returns what a plan says of the copies for a stage.
    pub(crate) fn plans(&self, stage: &Stage, located: &[Located]) -> Vec<ImagePlan> {
        let plan = |copy: &Copy| {
            let one = located.iter().find(|one| one.image == copy.image)?;
            Some(ImagePlan {
                image: copy.image.clone(),
                reference: copy.moved(&one.reference()),
                digest: one.digest(),
                source: ImageSource::Copy {
                    into: stage.name.clone(),
                    from: copy.from.clone(),
                },
                writes: if copy.is_there {
                    vec![]
                } else {
                    pushes(&copy.to, copy.is_missing)
                },
            })
        };
        self.of(stage).iter().filter_map(plan).collect()
    }

    fn of(&self, stage: &Stage) -> &[Copy] {
        self.stages.get(&stage.name).map_or(&[], Vec::as_slice)
    }
}

impl Copy {
    /// Finds out what it takes to copy an image for a stage; nothing if it is in the right place.
    async fn find(
        open: &Open<'_>,
        one: &Located,
        readers: &Readers<'_, '_>,
    ) -> Result<Option<Self>, Failure> {
        let from = one.repository();
        let Some((_, name)) = from.split_once('/') else {
            return Err(Failure::usage(
                Sentence::own("image ")
                    .code(from)
                    .then(" names no registry to copy it from"),
            )
            .hint(Sentence::own("write ").code(format!("docker.io/library/{from}"))));
        };
        let to = in_ecr(&open.identity.account, &open.stage.region, name);
        if to == from {
            return Ok(None);
        }
        let is_missing = open.session.repository(name, None).await?.is_none();
        if is_missing && !readers.may_create(&one.image) {
            return Err(missing(name, &open.stage.region));
        }
        let is_there = match one.digest().filter(|_| !is_missing) {
            Some(digest) => is_copied(&open.session, name, digest.as_str()).await?,
            None => false,
        };
        let source = parse(from);
        let reader = match &source {
            Some(repository) if !is_there => Some(readers.session(open, repository).await?),
            Some(_) | None => None,
        };
        Ok(Some(Self {
            image: one.image.clone(),
            from: from.to_owned(),
            name: name.to_owned(),
            to,
            is_missing,
            is_there,
            reader,
            endpoint: readers.endpoint(&one.image, source.as_ref()),
        }))
    }

    /// Returns the reference to the same image, or tag, in the stage's repository.
    fn moved(&self, reference: &str) -> String {
        let rest = reference.strip_prefix(&self.from).unwrap_or_default();
        format!("{}{rest}", self.to)
    }

    async fn source(&self) -> Result<Repository, Failure> {
        let (host, name) = self.from.split_once('/').unwrap_or_default();
        let (address, credentials) = match &self.reader {
            Some(session) => login(session, host).await?,
            None => (host.to_owned(), None),
        };
        let address = self.endpoint.clone().unwrap_or(address);
        repository(&address, credentials, name)
    }

    async fn destination(&self, open: &Open<'_>) -> Result<Repository, Failure> {
        if self.is_missing {
            open.session.create_repository(&self.name).await?;
        }
        let (host, name) = self.to.split_once('/').unwrap_or_default();
        let (address, credentials) = login(&open.session, host).await?;
        repository(&address, credentials, name)
    }
}

impl Readers<'_, '_> {
    fn may_create(&self, image: &str) -> bool {
        let image = self.settings.config.image(image);
        image.is_some_and(|image| image.create_repository)
    }

    /// Returns calls to the region of a repository: as a stage in its account, if one is open, or
    /// else as the stage that the image is copied for, which that account must allow.
    async fn session(
        &self,
        by: &Open<'_>,
        repository: &given::Repository<'_>,
    ) -> Result<Arc<Session>, Failure> {
        let at_home = |open: &&&Open<'_>| {
            open.identity.account == repository.account && open.stage.region == repository.region
        };
        if let Some(open) = self.open.iter().find(at_home) {
            return Ok(Arc::clone(&open.session));
        }
        if by.stage.region == repository.region {
            return Ok(Arc::clone(&by.session));
        }
        let signed_in = stages::sign_in(
            self.connector,
            by.stage,
            repository.region,
            self.session_name,
        );
        Ok(Arc::new(signed_in.await?.0))
    }

    /// Returns the address to use instead of the registry's own, if the image is in the registry
    /// that the configuration has one for.
    fn endpoint(&self, image: &str, source: Option<&given::Repository<'_>>) -> Option<String> {
        let configured = self.settings.config.image(image)?;
        let owner = owner(self.settings, configured);
        let elsewhere = source.is_some_and(|source| owner.is_some_and(|own| own != source.account));
        let endpoint = self.endpoint.or(configured.registry_endpoint.as_deref());
        endpoint.filter(|_| !elsewhere).map(str::to_owned)
    }
}

impl Workshop<'_> {
    /// Copies the images of a stage into its registry. What is there is not sent again.
    pub(crate) async fn copy(
        &self,
        open: &Open<'_>,
        copies: &Copies,
        images: &References,
    ) -> Result<(), Failure> {
        for one in copies.of(open.stage) {
            // By now every image has a digest; one that was given may have capital letters in it.
            let Some(reference) = images.get(&one.image) else {
                continue;
            };
            let pinned = Pinned::parse(reference).ok_or_else(|| no_digest(reference))?;
            let digest = pinned.digest.parse::<Digest>();
            let digest = digest.map_err(|error| no_digest(reference).caused_by(&error))?;
            let done = self.copy_one(open, one, &pinned, &digest).await;
            done.map_err(|failure| in_stage(open.stage, failure))?;
        }
        Ok(())
    }

    async fn copy_one(
        &self,
        open: &Open<'_>,
        one: &Copy,
        pinned: &Pinned,
        digest: &Digest,
    ) -> Result<(), Failure> {
        let narrator = self.narrator.for_stage(&open.stage.name);
        let began = Instant::now();
        let done = |bytes: u64, referrers: usize| EventKind::ImageCopied {
            image: one.image.clone(),
            reference: one.moved(&pinned.reference()),
            bytes,
            referrers: u32::try_from(referrers).unwrap_or(u32::MAX),
            took_ms: millis(began.elapsed()),
        };
        if one.is_there {
            narrator.tell(done(0, 0));
            return Ok(());
        }
        let (source, destination) = (one.source().await?, one.destination(open).await?);
        narrator.tell(EventKind::ImageCopyStarted {
            image: one.image.clone(),
            from: pinned.reference(),
            to: one.to.clone(),
        });
        let mut news = 0;
        let mut progress = |now: CopyProgress| {
            news += 1;
            if news % NEWS == 0 && now.bytes < now.of_bytes {
                narrator.tell(EventKind::ImageCopyProgressed {
                    image: one.image.clone(),
                    bytes: now.bytes,
                    of_bytes: now.of_bytes,
                });
            }
        };
        let tags = [tag_for_given(digest)];
        let copied = self
            .unless_cancelled(copy(&source, &destination, digest, &tags, &mut progress))
            .await?;
        for warning in &copied.warnings {
            narrator.tell(EventKind::Warned {
                warning: Sentence::default().foreign(warning.to_string()),
                hints: vec![],
            });
        }
        narrator.tell(done(copied.bytes, copied.referrers));
        Ok(())
    }

    async fn unless_cancelled(
        &self,
        copy: impl Future<Output = Result<Copied, CopyError>>,
    ) -> Result<Copied, Failure> {
        let mut cancel = self.cancel.clone();
        tokio::select! {
            copied = copy => copied.map_err(|error| {
                image_error("the image was not copied", &error, error.hint())
            }),
            _ = cancel.wait() => Err(Failure::new(
                cancel.requested().unwrap_or(Outcome::Interrupted),
                Sentence::own("the copy of the image was cut short; the next run goes on with it"),
            )),
        }
    }
}

fn no_digest(reference: &str) -> Failure {
    Failure::usage(Sentence::code_only(reference).then(" has no digest that it can be copied by"))
}

/// Tells whether an image was copied to its end: the tag comes last.
async fn is_copied(session: &Session, repository: &str, digest: &str) -> Result<bool, Failure> {
    let Ok(known) = digest.parse::<Digest>() else {
        return Ok(false);
    };
    let tag: Tag = tag_for_given(&known);
    let image = session.image(repository, None, digest).await?;
    let digest = Name::new(digest);
    Ok(image.is_some_and(|image| {
        image.digest == digest && image.tags.iter().any(|one| one == tag.as_str())
    }))
}

/// Fetches a login for an ECR registry, and finds the address to reach it at. The token names that
/// of its own account only, and is good for all of the region; an emulator names its own address.
async fn login(session: &Session, host: &str) -> Result<(String, Option<Credentials>), Failure> {
    let (named, credentials) = ecr_login(session).await?;
    let address = if named.contains(".dkr.ecr.") {
        host.to_owned()
    } else {
        named
    };
    Ok((address, Some(credentials)))
}

fn repository(
    address: &str,
    credentials: Option<Credentials>,
    name: &str,
) -> Result<Repository, Failure> {
    let registry = address
        .parse()
        .map_err(|error: foghorn_image::AddressError| unreachable(&error, None))?;
    let client = RegistryClient::new(registry, credentials);
    Ok(Repository {
        client: client.map_err(|error| unreachable(&error, error.hint()))?,
        name: name.to_owned(),
    })
}
