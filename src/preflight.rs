//! The check that a deployment makes by itself, before anything is touched.
//!
//! Owns when it is made: for the stages that have something to deploy, so that a run with nothing
//! to do makes no call for it. A problem ends the run; what is only likely to be wrong, and what
//! may not be looked at, is said and stops nothing.

use crate::check;
use crate::cli::ImageArgs;
use crate::drive::Job;
use crate::failure::Failure;
use crate::images::copies::Copies;
use crate::images::located::{Located, references};
use crate::narrator::Narrator;
use crate::outset::{View, tags_of};
use crate::record::Signature;
use crate::settings::Settings;
use crate::stages::{Asked, Open};
use foghorn_deploy::check::{Answer, Checked};
use foghorn_deploy::event::{EventKind, PlacedProblem};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::Change;
use foghorn_report::terminal;

/// What the check of a run needs.
pub(crate) struct Preflight<'r> {
    /// The configuration and its files.
    pub(crate) settings: &'r Settings,
    /// What was asked for on the command line.
    pub(crate) image: &'r ImageArgs,
    /// `--force`.
    pub(crate) force: bool,
    /// Which run this is.
    pub(crate) by: &'r Signature,
    /// Whom to tell.
    pub(crate) narrator: &'r Narrator,
}

/// The plans of stages, as long as nothing has happened since they were made.
#[derive(Default)]
pub(crate) struct Planned(Vec<Vec<Job>>);

impl Planned {
    /// Takes the plan of the next stage, unless a stage before it has changed something since.
    pub(crate) fn next(&mut self) -> Option<Vec<Job>> {
        if self.0.is_empty() {
            return None;
        }
        let next = self.0.remove(0);
        if next.iter().any(|job| !is_unchanged(job)) {
            self.0.clear();
        }
        Some(next)
    }
}

impl Preflight<'_> {
    /// Checks what has something to deploy. Returns the plans if that is nothing: they need not be
    /// made again.
    pub(crate) async fn pass(&self, view: &mut View<'_>) -> Result<Planned, Failure> {
        let View {
            opened,
            located,
            copies,
        } = view;
        let (due, planned) = self.due(opened, located, copies).await;
        if due.is_empty() {
            return Ok(planned);
        }
        let checked = check::before_deploying(self.settings, &due, located, self.image).await?;
        self.warn(&checked);
        match checked.outcome() {
            Outcome::Succeeded => Ok(Planned::default()),
            outcome => Err(refused(outcome, &checked)),
        }
    }

    /// The stages that have something to deploy, and the plans of all if none has.
    async fn due<'v, 'c>(
        &self,
        opened: &'v [Open<'c>],
        located: &[Located],
        copies: &mut Copies,
    ) -> (Vec<&'v Open<'c>>, Planned) {
        if located.iter().any(|one| !one.is_in_registry()) {
            return (opened.iter().collect(), Planned::default());
        }
        let tags = tags_of(self.by, located);
        let asked = Asked {
            settings: self.settings,
            force: self.force,
            tags: &tags,
        };
        let references = references(located);
        let mut due = Vec::new();
        let mut planned = Vec::new();
        for open in opened {
            let plans = copies.plans(open.stage, located);
            let to_copy = plans.iter().any(|plan| !plan.writes.is_empty());
            let taken = copies.references(open.stage, &references);
            // What keeps a plan from being made stops the stage when its turn comes; until then the
            // check may find out more.
            match open.jobs(&asked, &taken).await {
                Ok(jobs) if !to_copy && !jobs.iter().any(deploys) => planned.push(jobs),
                Ok(_) | Err(_) => due.push(open),
            }
        }
        if due.is_empty() {
            (due, Planned(planned))
        } else {
            (due, Planned::default())
        }
    }

    /// Says in one line each what is only likely to be wrong, and once what may not be looked at.
    fn warn(&self, checked: &Checked) {
        let findings = checked.findings();
        for finding in findings.iter().filter(|one| one.answer == Answer::Warning) {
            let about = &finding.about;
            let narrator = match &about.stage {
                Some(stage) => self.narrator.for_stage(stage),
                None => self.narrator.clone(),
            };
            let warned = EventKind::Warned {
                warning: finding.text.clone(),
                hints: Vec::new(),
            };
            narrator.tell_of(about.service.as_deref(), warned);
        }
        let missing = checked.missing_permissions();
        if !missing.is_empty() {
            let warning = Sentence::own("not everything could be checked beforehand: ")
                .foreign(missing.join(", "))
                .then(" is not allowed");
            self.narrator.tell(EventKind::Warned {
                warning,
                hints: Vec::new(),
            });
        }
    }
}

fn deploys(job: &Job) -> bool {
    match job.plan.change {
        Change::Unchanged { .. } | Change::Adopt { .. } => false,
        Change::Redeploy { .. } | Change::Reuse { .. } | Change::Deploy { .. } => true,
    }
}

fn is_unchanged(job: &Job) -> bool {
    match job.plan.change {
        Change::Unchanged { .. } => true,
        Change::Adopt { .. }
        | Change::Redeploy { .. }
        | Change::Reuse { .. }
        | Change::Deploy { .. } => false,
    }
}

fn refused(outcome: Outcome, checked: &Checked) -> Failure {
    let problems = terminal::check::problems(checked);
    let message = match problems.len() {
        1 => "the check before the deployment found a problem; nothing was changed".to_owned(),
        count => {
            format!("the check before the deployment found {count} problems; nothing was changed")
        }
    };
    let placed = problems.into_iter().map(|problem| {
        let spot = problem.finding.place.as_ref();
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let at = spot.and_then(|place| place.spot.as_ref());
        PlacedProblem {
            file: spot.map_or_else(String::new, |place| place.file.clone()),
            line: at.map_or(1, |spot| number(spot.line)),
            column: at.map_or(1, |spot| number(spot.column)),
            message: Foreign::new(problem.text),
            help: Some(Foreign::new(problem.help)).filter(|help| !help.raw().is_empty()),
            rendered: Foreign::new(problem.rendered),
        }
    });
    Failure::new(outcome, Sentence::own(message))
        .problems(placed.collect())
        .hint(Sentence::code_only("foghorn check").then(" shows all that was looked at"))
        .hint(Sentence::own("to deploy anyhow: ").code("--no-check"))
}
