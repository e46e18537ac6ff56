//! A task's way from its launch to RUNNING, and the order of all its steps. Its health is
//! `health`'s, its end `stopping`'s, and which tasks exist is the scheduler's business.

use super::StartFacts;
use super::agenda::Due;
use super::backdrop::Backdrop;
use super::fault::FaultKind;
use super::service::Service;
use super::start;
use super::task::Exit;
use super::task::Step;
use super::task::Stop;
use super::task::TaskStatus;
use super::timing::Span;
use super::wordings;

/// How long a task without any check must run to count as healthy.
/// Source: ECS API model, `DeploymentConfiguration.minimumHealthyPercent`.
const AGED_AFTER: Span = Span {
    from: 40_000,
    to: 40_000,
};
const AT_ONCE: Span = Span { from: 0, to: 0 };

impl Service {
    /// Takes a planned step, unless the task was told to stop since or is forgotten.
    pub(crate) fn step(
        &mut self,
        number: u64,
        turn: u32,
        step: &Step,
        backdrop: &mut Backdrop,
        facts: &dyn StartFacts,
    ) {
        if self.tasks.get(number).is_none_or(|task| task.turn != turn) {
            return;
        }
        match step {
            Step::Provisioned => self.provisioned(number, backdrop, facts),
            Step::Initialized => self.initialized(number, backdrop, facts),
            Step::Pulled => self.activate(number, backdrop),
            Step::Fails(why) => self.begin_stop(number, why.clone(), backdrop),
            Step::Started => self.started(number, backdrop),
            Step::ContainerChecked(health) => self.container_checked(number, *health, backdrop),
            Step::TargetChecked(code) => self.target_checked(number, *code, backdrop),
            Step::TargetGivenUp => self.target_given_up(number, backdrop),
            Step::Aged => {
                if let Some(task) = self.tasks.get_mut(number) {
                    task.aged = true;
                }
            }
            Step::Exits(exit) => self.exits(number, exit, backdrop),
            Step::Drained => self.drained(number, backdrop),
            Step::Ended => self.ended(number, backdrop),
            Step::Deprovisioned => self.deprovisioned(number, backdrop),
            Step::Forgotten => {
                self.tasks.remove(number);
                return;
            }
        }
        self.look_soon(backdrop);
    }

    /// Plans a task's step.
    pub(crate) fn plan(&self, number: u64, span: Span, step: Step, backdrop: &mut Backdrop) {
        let turn = self.tasks.get(number).map_or(0, |task| task.turn);
        let due = Due::Task {
            service: self.index,
            task: number,
            turn,
            step,
        };
        backdrop.after(span, due);
    }

    fn provisioned(&mut self, number: u64, backdrop: &mut Backdrop, facts: &dyn StartFacts) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        task.set_status(TaskStatus::Pending);
        task.connected_at = Some(backdrop.now);
        let task = task.clone();
        let spot = self.spot(!task.definition.seeded, backdrop.now);
        let obstacle = start::initialization(&task, spot, backdrop, facts);
        let (span, next) = match obstacle {
            Some((span, stop)) => (span, Step::Fails(stop)),
            None => (backdrop.timing.initialization, Step::Initialized),
        };
        self.plan(number, span, next, backdrop);
    }

    fn initialized(&mut self, number: u64, backdrop: &mut Backdrop, facts: &dyn StartFacts) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        task.pull_started_at = Some(backdrop.now);
        let task = task.clone();
        let spot = self.spot(!task.definition.seeded, backdrop.now);
        match start::pull(&task, spot, backdrop, facts) {
            Err((span, stop)) => self.plan(number, span, Step::Fails(stop), backdrop),
            Ok(digests) => {
                self.note_digests(number, &digests);
                let span = backdrop.timing.pull;
                self.plan(number, span, Step::Pulled, backdrop);
            }
        }
    }

    /// Notes what a task's images resolved to; the first task's answer is the revision's, too.
    fn note_digests(&mut self, number: u64, digests: &[Option<String>]) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        for (container, digest) in task.containers.iter_mut().zip(digests) {
            container.digest.clone_from(digest);
        }
        let deployment = task.deployment.clone();
        let mut deployments = self.deployments.iter();
        let Some(deployment) = deployments.find(|one| one.id == deployment) else {
            return;
        };
        let mut revisions = self.revisions.iter_mut();
        let Some(revision) = revisions.find(|one| one.arn == deployment.revision) else {
            return;
        };
        for (image, digest) in revision.images.iter_mut().zip(digests) {
            if image.digest.is_none() {
                image.digest.clone_from(digest);
            }
        }
    }

    fn activate(&mut self, number: u64, backdrop: &mut Backdrop) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        task.set_status(TaskStatus::Activating);
        task.pull_stopped_at = Some(backdrop.now);
        for container in &mut task.containers {
            let runtime_id = format!("{}-{}", task.id, backdrop.chance.digits(10));
            container.runtime_id = Some(runtime_id);
        }
        let new = !task.definition.seeded;
        let first = task.definition.containers.first();
        let program = first.map(|one| one.program.clone()).unwrap_or_default();
        let spot = self.spot(new, backdrop.now);
        let broken = backdrop.faults.strike(spot, |kind| {
            (*kind == FaultKind::BadEntrypoint).then_some(())
        });
        if broken.is_some() {
            let reason = wordings::executable_not_found(&program);
            if let Some(container) = self.first_container(number) {
                container.reason = Some(reason.clone());
            }
            let stop = Stop::failed_to_start(reason);
            self.plan(number, AT_ONCE, Step::Fails(stop), backdrop);
            return;
        }
        let spot = self.spot(new, backdrop.now);
        if let Some((after, exit)) = backdrop.faults.strike(spot, early_exit) {
            self.plan(
                number,
                Span::exactly(after * 1000),
                Step::Exits(exit),
                backdrop,
            );
        }
        let spot = self.spot(new, backdrop.now);
        let slower = backdrop.faults.strike(spot, |kind| {
            if let FaultKind::SlowStart { by } = kind {
                return Some(by * 1000);
            }
            None
        });
        let mut span = backdrop.timing.start;
        span.from += slower.unwrap_or(0);
        span.to += slower.unwrap_or(0);
        self.plan(number, span, Step::Started, backdrop);
    }

    fn started(&mut self, number: u64, backdrop: &mut Backdrop) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        task.set_status(TaskStatus::Running);
        task.started_at = Some(backdrop.now);
        let (new, deployment) = (!task.definition.seeded, task.deployment.clone());
        if let Some(deployment) = self.deployment_mut(&deployment) {
            deployment.failures.ran();
        }
        self.backoff.reset();
        for solved in ["was unable to place a task", "consistently start tasks"] {
            self.events.clear(solved);
        }
        self.register_target(number, new, backdrop);
        self.plan_container_check(number, new, backdrop);
        self.plan(number, AGED_AFTER, Step::Aged, backdrop);
        self.note_healthy(number, backdrop);
    }
}

/// Returns the exit that a fault causes soon after the container's start.
fn early_exit(kind: &FaultKind) -> Option<(i64, Exit)> {
    if let FaultKind::Exit { code, after, logs } = kind {
        return Some((*after, Exit::new(*code, None, logs)));
    }
    if let FaultKind::OutOfMemory { after, logs } = kind {
        return Some((*after, Exit::new(137, Some(wordings::OUT_OF_MEMORY), logs)));
    }
    None
}
