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
use std::time::Duration;

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
        let mut cancel = self.cancel.clone();
        let ended = tokio::select! {
            ended = self.deploy(verb, &mut running) => ended,
            () = overdue(&mut cancel) => Err(Failure::new(Outcome::Interrupted, Sentence::own("the run was cancelled"))),
        };
        let (outcome, error) = match ended {
            Ok(skipped) => {
                let verdicts = running.iter().filter_map(|r: &Running| r.verdict.as_ref());
                (
                    whole(self.signalled(Outcome::fold(verdicts)), skipped),
                    None,
                )
            }
            Err(failure) => (self.signalled(failure.outcome), Some(*failure.report)),
        };
        self.narrator.tell(EventKind::RunFinished {
            outcome,
            running,
            error,
        });
        outcome
    }

    /// Verdicts and failures do not know which signal ended the run.
    fn signalled(&self, outcome: Outcome) -> Outcome {
        match (outcome, self.cancel.requested()) {
            (Outcome::Succeeded | Outcome::Interrupted, Some(signal)) => signal,
            (outcome, _) => outcome,
        }
    }

    /// Returns whether a stage was left out.
    async fn deploy(&self, verb: &str, running: &mut Vec<Running>) -> Result<bool, Failure> {
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
    ) -> Result<bool, Failure> {
        let mut stopped_by: Option<Sentence> = None;
        let mut skipped = false;
        for open in opened {
            if self.cancel.requested().is_some() {
                stopped_by = Some(Sentence::own("the run was cancelled"));
            }
            if let Some(why) = stopped_by.clone() {
                skipped = true;
                self.narrator
                    .for_stage(&open.stage.name)
                    .tell(EventKind::StageSkipped { why });
                continue;
            }
            let now_running = open.deploy(means, images).await?;
            let warnings = record::keep(open, &now_running, images, by, means).await;
            for (warning, hints) in warnings {
                self.narrator
                    .for_stage(&open.stage.name)
                    .tell(EventKind::Warned { warning, hints });
            }
            stopped_by = unproven(open.stage, &now_running);
            running.extend(now_running);
        }
        Ok(skipped)
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

/// How long a cancelled run may take to end by itself: to let a write finish, to stop a builder.
/// GitHub kills a step ten seconds after it cancelled it.
const LAST_WORDS: Duration = Duration::from_secs(6);

/// Returns when a run was cancelled and does not end by itself.
async fn overdue(cancel: &mut Cancel) {
    cancel.wait().await;
    tokio::time::sleep(LAST_WORDS).await;
}

/// Returns why a later stage may not start, if it may not.
fn unproven(stage: &Stage, running: &[Running]) -> Option<Sentence> {
    let verdicts: Vec<&Verdict> = running.iter().filter_map(|r| r.verdict.as_ref()).collect();
    if verdicts.iter().all(|verdict| verdict.proven()) {
        return None;
    }
    let idle = verdicts
        .iter()
        .all(|v| v.proven() || matches!(v, Verdict::Idle { .. }));
    let why = if idle {
        " proved nothing: no task is wanted there"
    } else {
        " is not healthy"
    };
    Some(Sentence::own("stage ").code(&stage.name).then(why))
}

/// A run that left a stage out did not do what was asked, even if nothing failed.
fn whole(outcome: Outcome, skipped: bool) -> Outcome {
    match outcome {
        Outcome::Succeeded if skipped => Outcome::Refused,
        outcome => outcome,
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
