//! A whole deployment: configuration, images, and each stage in order, to one outcome.
//!
//! Everything that can be refused is refused before anything is built or changed: the task
//! definitions are checked, and every stage's credentials, account and services are looked at first.

use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::cli::deploy::DeployArgs;
use crate::failure::Failure;
use crate::gate;
use crate::images::Workshop;
use crate::images::copies::Copies;
use crate::outset::{Outset, View, tags};
use crate::preflight::{Planned, Preflight};
use crate::record::{self, Signature};
use crate::run::{Run, outcome_of};
use crate::settings::{Pinned, References, Settings, references};
use crate::stages::{Asked, Means, Open};
use foghorn_deploy::config::Stage;
use foghorn_deploy::event::{EventKind, Running};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::Verdict;
use std::time::Duration;

/// What a promotion asks for besides its stage and image.
#[derive(Debug, Clone)]
pub(crate) struct Promotion {
    /// Why an image may be deployed that the stage before has not proven.
    pub(crate) force_unproven: Option<String>,
}

/// A deployment run.
pub(crate) struct App {
    /// What makes it a promotion: only what the stage before proved is deployed.
    pub(crate) promotion: Option<Promotion>,
    /// What was typed.
    pub(crate) args: DeployArgs,
    /// What the CI says.
    pub(crate) ci: Ci,
    /// Whom to tell, the clock, and whether to stop.
    pub(crate) run: Run,
}

/// The images of a run, how a stage gets them, and what is planned already.
struct Supply<'r> {
    images: References,
    copies: Copies,
    workshop: Workshop<'r>,
    planned: Planned,
}

impl Supply<'_> {
    /// Returns the images as a stage takes them; copies them before if it has its own registry.
    async fn images_for(&mut self, open: &Open<'_>) -> Result<References, Failure> {
        self.workshop.copy(open, &self.copies, &self.images).await?;
        Ok(self.copies.references(open.stage, &self.images))
    }
}

impl App {
    /// Deploys, tells how it ended as the last event, and returns the outcome.
    pub(crate) async fn run(&self, verb: &str) -> Outcome {
        let mut running = Vec::new();
        let mut cancel = self.run.cancel.clone();
        let ended = tokio::select! {
            ended = self.deploy(verb, &mut running) => ended,
            () = overdue(&mut cancel) => Err(Failure::new(Outcome::Interrupted, Sentence::own("the run was cancelled"))),
        };
        let (outcome, error) = match ended {
            Ok(skipped) => {
                let outcome = self.signalled(outcome_of(&running));
                (whole(outcome, skipped), None)
            }
            Err(failure) => (self.signalled(failure.outcome), Some(*failure.report)),
        };
        self.run.narrator.tell(EventKind::RunFinished {
            outcome,
            running,
            error,
        });
        outcome
    }

    /// Verdicts and failures do not know which signal ended the run.
    fn signalled(&self, outcome: Outcome) -> Outcome {
        match (outcome, self.run.cancel.requested()) {
            (Outcome::Succeeded | Outcome::Interrupted, Some(signal)) => signal,
            (outcome, _) => outcome,
        }
    }

    /// Returns whether a stage was left out.
    async fn deploy(&self, verb: &str, running: &mut Vec<Running>) -> Result<bool, Failure> {
        let settings = Settings::load(&self.args.config)?;
        let chosen = settings.stages(&self.args.stage)?;
        self.run.tell_start(verb, settings.source.as_ref(), &chosen);
        let outset = Outset {
            promotion: self.promotion.as_ref(),
            ..Outset::of(&settings, &self.args.image, &self.ci)
        };
        let mut view = Box::pin(outset.look(&chosen)).await?;
        let by = Signature {
            commit: settings.source.as_ref().map(|s| s.commit.clone()),
            run: self.ci.run_url.clone(),
            unproven: view.located.iter().find_map(|one| one.unproven.clone()),
        };
        let planned = Box::pin(self.check(&settings, &by, &mut view)).await?;
        let View {
            opened,
            located,
            copies,
        } = view;
        let workshop = Workshop {
            settings: &settings,
            narrator: &self.run.narrator,
            cancel: &self.run.cancel,
        };
        let images = workshop.obtain(located).await?;
        let digest = |pinned: &Pinned| Some(pinned.digest.clone());
        let digests = images
            .iter()
            .map(|(name, one)| (name.as_str(), digest(one)));
        let tags = tags(&by, digests.collect());
        let means = Means {
            asked: Asked {
                settings: &settings,
                force: self.args.force,
                tags: &tags,
            },
            narrator: &self.run.narrator,
            clock: self.run.clock,
            cancel: &self.run.cancel,
        };
        let supply = Supply {
            images: references(&images),
            copies,
            workshop,
            planned,
        };
        self.stages(&opened, &means, supply, &by, running).await
    }

    /// Checks before anything is touched, unless that was not wanted.
    async fn check(
        &self,
        settings: &Settings,
        by: &Signature,
        view: &mut View<'_>,
    ) -> Result<Planned, Failure> {
        if self.args.no_check {
            return Ok(Planned::default());
        }
        let preflight = Preflight {
            settings,
            image: &self.args.image,
            force: self.args.force,
            by,
            narrator: &self.run.narrator,
        };
        preflight.pass(view).await
    }

    /// Deploys the stages in order; stops at the first that is not healthy.
    async fn stages(
        &self,
        opened: &[Open<'_>],
        means: &Means<'_>,
        mut supply: Supply<'_>,
        by: &Signature,
        running: &mut Vec<Running>,
    ) -> Result<bool, Failure> {
        let mut stopped_by: Option<Sentence> = None;
        let mut skipped = false;
        for open in opened {
            if self.run.cancel.requested().is_some() {
                stopped_by = Some(Sentence::own("the run was cancelled"));
            }
            if stopped_by.is_none() {
                stopped_by = too_young(opened, open).await?;
            }
            if let Some(why) = stopped_by.clone() {
                skipped = true;
                self.run
                    .narrator
                    .for_stage(&open.stage.name)
                    .tell(EventKind::StageSkipped { why });
                continue;
            }
            open.begin(
                &self.run.narrator.for_stage(&open.stage.name),
                open.stage.services.len(),
            );
            let images = supply.images_for(open).await?;
            let now_running = open.deploy(means, &images, supply.planned.next()).await?;
            let kept = record::keep(open, &now_running, &images, by, means).await;
            stopped_by = unproven(open.stage, &now_running);
            running.extend(now_running);
            for (warning, hints) in kept? {
                self.run
                    .narrator
                    .for_stage(&open.stage.name)
                    .tell(EventKind::Warned { warning, hints });
            }
        }
        Ok(skipped)
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

/// Returns why a stage may not start yet, if the stage before was deployed by this run. Of a stage
/// that is run alone, it was found out at the outset.
async fn too_young(opened: &[Open<'_>], open: &Open<'_>) -> Result<Option<Sentence>, Failure> {
    let before = open.stage.after.as_ref();
    let before = opened
        .iter()
        .find(|one| Some(&one.stage.name) == before && !open.stage.minimum_age.is_zero());
    let Some(before) = before else {
        return Ok(None);
    };
    let proof = record::proven(before, None).await?;
    let refused = gate::old_enough(open.stage, &proof).err();
    Ok(refused.map(|refused| {
        let hints = refused.report.hints.into_iter();
        hints.fold(refused.report.message, |why, hint| {
            why.then("; ").followed_by(hint)
        })
    }))
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
