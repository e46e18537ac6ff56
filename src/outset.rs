//! What a run looks at before it changes anything: credentials and services of every stage, and
//! where its images are. `plan` ends here, `deploy` goes on from here; neither has a way of its own.

use crate::app::Promotion;
use crate::ci::Ci;
use crate::cli::ImageArgs;
use crate::failure::Failure;
use crate::gate;
use crate::images;
use crate::images::copies::{Copies, Readers};
use crate::images::located::{Located, Lookout, proven};
use crate::record::{self, Proof, Signature};
use crate::settings::{Images, Pinned, Settings};
use crate::stages::{self, Open};
use foghorn_aws::Connector;
use foghorn_deploy::config::Stage;
use foghorn_deploy::foreign::Sentence;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The beginning of a run.
pub(crate) struct Outset<'r> {
    /// The configuration and its files.
    pub(crate) settings: &'r Settings,
    /// What was asked for on the command line.
    pub(crate) image: &'r ImageArgs,
    /// A name for the role sessions.
    pub(crate) session_name: &'r str,
    /// The branch of the run, if it is of one.
    pub(crate) branch: Option<&'r str>,
    /// What a promotion asks for besides.
    pub(crate) promotion: Option<&'r Promotion>,
}

/// What a run found before it changed anything.
pub(crate) struct View<'c> {
    /// The stages, ready to be deployed to.
    pub(crate) opened: Vec<Open<'c>>,
    /// Where the images are.
    pub(crate) located: Vec<Located>,
    /// Which of them are copied for which stage.
    pub(crate) copies: Copies,
}

/// The images, and the stages that were opened to find them.
pub(crate) struct Sought<'c> {
    pub(crate) located: Vec<Located>,
    besides: Option<Open<'c>>,
}

impl<'r> Outset<'r> {
    /// Makes the beginning of a run that is no promotion.
    pub(crate) fn of(settings: &'r Settings, image: &'r ImageArgs, ci: &'r Ci) -> Self {
        Self {
            settings,
            image,
            session_name: ci.session_name(),
            branch: ci.branch(settings.source.as_ref()),
            promotion: None,
        }
    }

    /// Looks at every stage, and finds the images.
    pub(crate) async fn look(&self, chosen: &[&'r Stage]) -> Result<View<'r>, Failure> {
        self.settings.check_definitions(chosen)?;
        images::given(self.settings, &self.image.image)?;
        gate::in_order(chosen)?;
        for stage in chosen {
            gate::from_branch(stage, self.branch)?;
        }
        let connector = Connector::load(chosen.first().map(|stage| stage.region.as_str())).await?;
        let mut opened = Vec::new();
        for stage in chosen {
            let open = stages::open(&connector, stage, self.session_name).await?;
            open.look().await?;
            opened.push(open);
        }
        let Sought { located, besides } = self.images(&connector, &opened).await?;
        let mut copies = Copies::default();
        let readers = Readers {
            connector: &connector,
            open: opened.iter().chain(&besides).collect(),
            session_name: self.session_name,
            settings: self.settings,
            endpoint: self.image.registry_endpoint.as_deref(),
        };
        for open in &opened {
            copies.find(open, &located, &readers).await?;
        }
        Ok(View {
            opened,
            located,
            copies,
        })
    }

    /// Finds the images to deploy. A stage with `after`, run without the stage before it, never
    /// builds: it takes what that stage proved, or what the command line names.
    pub(crate) async fn images(
        &self,
        connector: &Connector,
        opened: &[Open<'r>],
    ) -> Result<Sought<'r>, Failure> {
        let (settings, asked) = (self.settings, &self.image.image);
        let nothing = Sought {
            located: Vec::new(),
            besides: None,
        };
        let Some(first) = opened.first() else {
            return Ok(nothing);
        };
        if self.promotion.is_none() && settings.config.images.is_empty() && asked.is_empty() {
            return Ok(nothing);
        }
        // An age can only be found out from what the stage before proved.
        let asks_before =
            self.promotion.is_some() || asked.is_empty() || !first.stage.minimum_age.is_zero();
        match first.stage.after.as_deref() {
            Some(before) if asks_before => return self.promoted(connector, first, before).await,
            None if self.promotion.is_some() => return Err(first_of_all(first.stage)),
            Some(_) | None => {}
        }
        // Images that are all given by digest need no registry: a prod job may have no other login.
        let given = images::given(settings, asked)?;
        let is_given = |name: &String| given.get(name).is_some_and(|r| Pinned::parse(r).is_some());
        let mut images = settings.config.images.iter();
        let besides = if images.all(|image| is_given(&image.name)) {
            None
        } else {
            self.owner(connector, opened).await?
        };
        let owner = besides.as_ref().unwrap_or(first);
        let lookout = Lookout {
            settings,
            session: Arc::clone(&owner.session),
            args: self.image,
        };
        Ok(Sought {
            located: lookout.locate().await?,
            besides,
        })
    }

    /// Opens the stage whose account and region hold the registry, which is the first of the
    /// configuration; nothing if it is open already, as the first of this run.
    async fn owner(
        &self,
        connector: &Connector,
        opened: &[Open<'r>],
    ) -> Result<Option<Open<'r>>, Failure> {
        let Some(first) = self.settings.config.stages.first() else {
            return Err(Failure::usage(Sentence::own(
                "the configuration has no stage",
            )));
        };
        if opened.iter().any(|open| open.stage.name == first.name) {
            return Ok(None);
        }
        let open = stages::open(connector, first, self.session_name).await?;
        Ok(Some(open))
    }

    /// Takes what the stage before proved: what it runs, or what the command line names.
    async fn promoted(
        &self,
        connector: &Connector,
        to: &Open<'r>,
        before: &str,
    ) -> Result<Sought<'r>, Failure> {
        let settings = self.settings;
        let Some(stage) = settings.config.stage(before) else {
            return Err(Failure::usage(
                Sentence::own("there is no stage ").code(before),
            ));
        };
        let wanted = images::given_by_digest(settings, &self.image.image)?;
        let named = Some(&wanted).filter(|wanted| !wanted.is_empty());
        let refused = match self.proof(connector, stage, to, named).await {
            Ok((open, proof)) => match gate::old_enough(to.stage, &proof) {
                Ok(()) => {
                    let mut images = proof.images;
                    images.extend(wanted);
                    return Ok(Sought {
                        located: proven(images, before),
                        besides: Some(open),
                    });
                }
                Err(refused) => refused,
            },
            Err(refused) => refused,
        };
        let forced = self.promotion.and_then(|one| one.force_unproven.as_ref());
        let Some(reason) = forced else {
            return Err(refused);
        };
        let mut images = settings.config.images.iter();
        if let Some(missing) = images.find(|image| !wanted.contains_key(&image.name)) {
            let why = Sentence::own("an image that is not proven has to be named: ");
            return Err(Failure::usage(why.code(&missing.name))
                .hint(Sentence::own("name each with ").code("--image NAME=REPOSITORY@sha256:…")));
        }
        let lookout = Lookout {
            settings,
            session: Arc::clone(&to.session),
            args: self.image,
        };
        let mut located = lookout.locate().await?;
        if let Some(first) = located.first_mut() {
            let mut warning = refused.report.message;
            warning = warning
                .then("; it is deployed all the same: ")
                .foreign(reason);
            first.warning = Some(warning);
            first.unproven = Some(reason.clone());
        }
        Ok(Sought {
            located,
            besides: None,
        })
    }

    async fn proof(
        &self,
        connector: &Connector,
        stage: &'r Stage,
        by: &Open<'r>,
        wanted: Option<&Images>,
    ) -> Result<(Open<'r>, Proof), Failure> {
        let open = stages::open_to_read(connector, stage, by, self.session_name).await?;
        let proof = record::proven(&open, wanted).await?;
        Ok((open, proof))
    }
}

fn first_of_all(stage: &Stage) -> Failure {
    Failure::usage(
        Sentence::own("there is no stage before ")
            .code(&stage.name)
            .then(" that could have proven anything"),
    )
    .hint(
        Sentence::own("deploy it with ")
            .code(format!("foghorn deploy --stage {}", stage.name))
            .then(", or say with ")
            .code(format!("stages.{}.after", stage.name))
            .then(" which stage comes before"),
    )
}

/// Tags of a new revision with these images, as far as they are known beforehand.
pub(crate) fn tags_of(by: &Signature, located: &[Located]) -> Vec<(String, String)> {
    let digest = |one: &Located| one.digest().map(|digest| digest.as_str().to_owned());
    let digests = located.iter().map(|one| (one.image.as_str(), digest(one)));
    tags(by, digests.collect())
}

/// Tags of a new revision: which commit, which run, which digest; that of an image that is not
/// built yet is left out.
/// Source: ECS API model, `Tag`: values of at most 256 characters.
pub(crate) fn tags(
    by: &Signature,
    images: BTreeMap<&str, Option<String>>,
) -> Vec<(String, String)> {
    let mut tags = vec![(
        "foghorn:version".to_owned(),
        env!("CARGO_PKG_VERSION").to_owned(),
    )];
    if let Some(commit) = &by.commit {
        tags.push(("foghorn:commit".to_owned(), commit.clone()));
    }
    if let Some(run) = by.run.as_ref().filter(|run| run.len() <= 256) {
        tags.push(("foghorn:run".to_owned(), run.clone()));
    }
    let only = images.len() == 1;
    for (name, digest) in images {
        let key = if only {
            "foghorn:digest".to_owned()
        } else {
            format!("foghorn:digest:{name}")
        };
        tags.extend(digest.map(|digest| (key, digest)));
    }
    tags
}
