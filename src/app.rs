//! A whole deployment: configuration, images, and each stage in order, to one outcome.
//!
//! Everything that can be refused is refused before anything is built or changed: the task
//! definitions are checked, and every stage's credentials, account and services are looked at first.

use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::cli::DeployArgs;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::images::{self, Workshop};
use crate::narrator::Narrator;
use crate::record::{self, Signature};
use crate::settings::{Images, Pinned, Settings};
use crate::stages::{self, Means, Open};
use foghorn_aws::Connector;
use foghorn_deploy::config::Stage;
use foghorn_deploy::event::{EventKind, ImageOrigin, Running};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::Verdict;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A deployment run.
pub(crate) struct App {
    /// What was typed.
    pub(crate) args: DeployArgs,
    /// What the CI says.
    pub(crate) ci: Ci,
    /// Whom to tell.
    pub(crate) narrator: Narrator,
    /// The clock.
    pub(crate) clock: Clock,
    /// Whether to stop.
    pub(crate) cancel: Cancel,
}

impl App {
    /// Deploys, tells how it ended as the last event, and returns the outcome.
    pub(crate) async fn run(&self, verb: &str) -> Outcome {
        let mut running = Vec::new();
        let ended = self.deploy(verb, &mut running).await;
        let cancelled = self.cancel.requested();
        let (outcome, error) = match ended {
            Ok(()) => {
                let verdicts: Vec<_> = running
                    .iter()
                    .filter_map(|r: &Running| r.verdict.as_ref())
                    .collect();
                let outcome = Outcome::fold(verdicts);
                // The verdicts do not know which signal it was.
                let outcome = if outcome == Outcome::Interrupted {
                    cancelled.unwrap_or(outcome)
                } else {
                    outcome
                };
                (
                    if outcome == Outcome::Succeeded {
                        cancelled.unwrap_or(outcome)
                    } else {
                        outcome
                    },
                    None,
                )
            }
            Err(failure) => (failure.outcome, Some(*failure.report)),
        };
        self.narrator.tell(EventKind::RunFinished {
            outcome,
            running,
            error,
        });
        outcome
    }

    async fn deploy(&self, verb: &str, running: &mut Vec<Running>) -> Result<(), Failure> {
        let settings = Settings::load(&self.args.config)?;
        let chosen = settings.stages(&self.args.stage)?;
        self.start(verb, &settings, &chosen);
        settings.check_definitions(&chosen)?;
        images::given(&settings, &self.args.image.image)?;
        let connector = Connector::load(chosen.first().map(|stage| stage.region.as_str())).await?;
        let mut opened = Vec::new();
        for stage in &chosen {
            let open = stages::open(&connector, stage, &self.session_name()).await?;
            open.look().await?;
            opened.push(open);
        }
        let images = self.images(&settings, &connector, &opened).await?;
        let by = Signature {
            commit: settings.source.as_ref().map(|s| s.commit.clone()),
            run: self.ci.run_url.clone(),
        };
        let tags = tags(&by, &images);
        let means = Means {
            settings: &settings,
            narrator: &self.narrator,
            clock: self.clock,
            cancel: &self.cancel,
            force: self.args.force,
            tags: &tags,
        };
        self.stages(&opened, &means, &images, &by, running).await
    }

    /// Deploys the stages in order; stops at the first that is not healthy.
    async fn stages(
        &self,
        opened: &[Open<'_>],
        means: &Means<'_>,
        images: &Images,
        by: &Signature,
        running: &mut Vec<Running>,
    ) -> Result<(), Failure> {
        let mut stopped_by: Option<&Stage> = None;
        for open in opened {
            if let Some(before) = stopped_by {
                let why = Sentence::own("stage ")
                    .code(&before.name)
                    .then(" is not healthy");
                self.narrator
                    .for_stage(&open.stage.name)
                    .tell(EventKind::StageSkipped { why });
                continue;
            }
            if self.cancel.requested().is_some() {
                let why = Sentence::own("the run was cancelled");
                self.narrator
                    .for_stage(&open.stage.name)
                    .tell(EventKind::StageSkipped { why });
                continue;
            }
            let now_running = open.deploy(means, images).await?;
            for (warning, hints) in record::keep(open, &now_running, images, by).await {
                self.narrator
                    .for_stage(&open.stage.name)
                    .tell(EventKind::Warned { warning, hints });
            }
            let proven = now_running
                .iter()
                .all(|r| r.verdict.as_ref().is_some_and(Verdict::proven));
            running.extend(now_running);
            if !proven {
                stopped_by = Some(open.stage);
            }
        }
        Ok(())
    }

    fn start(&self, verb: &str, settings: &Settings, chosen: &[&Stage]) {
        self.narrator.tell(EventKind::RunStarted {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            verb: verb.to_owned(),
            commit: settings.source.as_ref().map(|source| source.commit.clone()),
            stages: chosen.iter().map(|stage| stage.name.clone()).collect(),
        });
        if settings
            .source
            .as_ref()
            .is_some_and(|source| source.dirty.is_some())
        {
            self.narrator.tell(EventKind::DirtyTreeNoticed);
        }
    }

    /// Returns the images to deploy. A stage with `after`, run without the stage before it, never
    /// builds: it takes what that stage proved, or what the command line names.
    async fn images(
        &self,
        settings: &Settings,
        connector: &Connector,
        opened: &[Open<'_>],
    ) -> Result<Images, Failure> {
        let Some(first) = opened.first() else {
            return Ok(Images::new());
        };
        if settings.config.images.is_empty() && self.args.image.image.is_empty() {
            return Ok(Images::new());
        }
        if let Some(before) = first
            .stage
            .after
            .as_deref()
            .filter(|_| self.args.image.image.is_empty())
        {
            return self.proven(settings, connector, before).await;
        }
        // Images that are all given by digest need no registry: a prod job may have no other login.
        let given = images::given(settings, &self.args.image.image)?;
        let is_given = |name: &String| given.get(name).is_some_and(|r| Pinned::parse(r).is_some());
        let owner = if settings
            .config
            .images
            .iter()
            .all(|image| is_given(&image.name))
        {
            Arc::clone(&first.session)
        } else {
            self.owner(settings, connector, opened).await?
        };
        let workshop = Workshop {
            settings,
            session: owner,
            args: &self.args.image,
            narrator: &self.narrator,
            clock: self.clock,
            cancel: &self.cancel,
        };
        workshop.images().await
    }

    /// Returns a session of the stage whose account and region hold the registry: the first of the
    /// configuration.
    async fn owner(
        &self,
        settings: &Settings,
        connector: &Connector,
        opened: &[Open<'_>],
    ) -> Result<Arc<foghorn_aws::Session>, Failure> {
        let Some(first) = settings.config.stages.first() else {
            return Err(Failure::usage(Sentence::own(
                "the configuration has no stage",
            )));
        };
        if let Some(open) = opened.iter().find(|open| open.stage.name == first.name) {
            return Ok(Arc::clone(&open.session));
        }
        Ok(stages::open(connector, first, &self.session_name())
            .await?
            .session)
    }

    async fn proven(
        &self,
        settings: &Settings,
        connector: &Connector,
        before: &str,
    ) -> Result<Images, Failure> {
        let Some(stage) = settings.config.stage(before) else {
            return Err(Failure::usage(
                Sentence::own("there is no stage ").code(before),
            ));
        };
        let open = stages::open(connector, stage, &self.session_name()).await?;
        let images = record::proven(&open).await?;
        for (name, pinned) in &images {
            self.narrator.tell(EventKind::ImageTaken {
                image: name.clone(),
                reference: pinned.reference(),
                from: ImageOrigin::Proven {
                    stage: before.to_owned(),
                },
            });
        }
        Ok(images)
    }

    fn session_name(&self) -> String {
        self.ci
            .session_name
            .clone()
            .unwrap_or_else(|| "foghorn".to_owned())
    }
}

/// Tags of a new revision: which commit, which run, which digest.
/// Source: ECS API model, `Tag`: values of at most 256 characters.
fn tags(by: &Signature, images: &BTreeMap<String, Pinned>) -> Vec<(String, String)> {
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
    for (name, pinned) in images {
        let key = if images.len() == 1 {
            "foghorn:digest".to_owned()
        } else {
            format!("foghorn:digest:{name}")
        };
        tags.push((key, pinned.digest.clone()));
    }
    tags
}
