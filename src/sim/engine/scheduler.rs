//! The service scheduler: one look at a service, which stops what is too much, launches what is
//! missing, and notes when all is as it was asked for. It must not know why a task failed.

use super::StartFacts;
use super::backdrop::Backdrop;
use super::deployment::DeploymentStatus;
use super::deployment::RolloutState;
use super::service::Controller;
use super::service::Service;
use super::service::ServiceStatus;
use super::stage::LifecycleStage;
use super::success::STEADY_AGAIN;
use super::task::Stop;
use super::task::Task;
use super::task::TaskStatus;
use super::wordings;

/// ECS launches at most this many tasks at a time; the figure is background knowledge.
const LAUNCHED_AT_ONCE: u32 = 10;

impl Service {
    /// Looks at the service once, as planned by `look_by`.
    pub(crate) fn look(&mut self, backdrop: &mut Backdrop, facts: &dyn StartFacts) {
        // A look that was brought forward leaves its later entry in the agenda behind.
        if self.look_at != Some(backdrop.now) {
            return;
        }
        self.look_at = None;
        match self.status {
            ServiceStatus::Inactive => {}
            ServiceStatus::Draining => self.drain(backdrop),
            ServiceStatus::Active => {
                if self.controller == Controller::Ecs {
                    self.look_at_deployments(backdrop, facts);
                }
            }
        }
    }

    fn look_at_deployments(&mut self, backdrop: &mut Backdrop, facts: &dyn StartFacts) {
        self.move_service_deployments(backdrop);
        self.stop_surplus(backdrop);
        self.launch_missing(backdrop, facts);
        self.settle(backdrop);
        self.retire_deployments();
        self.note_counts();
        if let Some(said) = self.steady_since {
            self.look_by(said + STEADY_AGAIN, backdrop);
        }
    }

    /// Stops everything; the service is gone when nothing is left.
    fn drain(&mut self, backdrop: &mut Backdrop) {
        let wanted = self.numbers(Task::wanted);
        self.stop_by_scheduler(&wanted, backdrop);
        if self
            .tasks
            .values()
            .all(|task| task.status == TaskStatus::Stopped)
        {
            self.status = ServiceStatus::Inactive;
            self.deployments.clear();
        }
    }

    fn numbers(&self, pick: impl Fn(&Task) -> bool) -> Vec<u64> {
        let tasks = self.tasks.values().filter(|task| pick(task));
        tasks.map(|task| task.number).collect()
    }

    /// Stops tasks of replaced deployments that are no use, or whose replacements are healthy, or
    /// which are in the way of replacements; and tasks beyond the desired count.
    fn stop_surplus(&mut self, backdrop: &mut Backdrop) {
        let attached = self.attached();
        let Some(primary) = self.primary() else {
            return;
        };
        if primary.rollout == RolloutState::Failed {
            return;
        }
        if let Some(stage) = self.stage() {
            let numbers = self.surplus_in(stage, &primary.id);
            self.stop_by_scheduler(&numbers, backdrop);
            return;
        }
        let new = |task: &Task| task.deployment == primary.id;
        let useless = self.numbers(|task| !new(task) && task.wanted() && !task.sound(attached));
        let old = self.numbers(|task| !new(task) && task.sound(attached));
        let ours = self.numbers(|task| new(task) && task.wanted());
        let healthy = self.count(|task| new(task) && task.counts(attached));
        let (old_count, our_count) = (length(&old), length(&ours));
        let replaced = old_count.saturating_sub(self.desired.saturating_sub(healthy));
        let missing = self.desired.saturating_sub(our_count);
        let room = self.ceiling().saturating_sub(our_count + old_count);
        let spare = (healthy + old_count).saturating_sub(self.floor());
        let in_the_way = missing.saturating_sub(room).min(spare);
        let stopped = if self.released() {
            old_count
        } else {
            replaced.max(in_the_way).min(old_count)
        };
        let beyond = our_count.saturating_sub(self.desired);

        let mut numbers = useless;
        numbers.extend(old.iter().take(stopped as usize));
        numbers.extend(ours.iter().rev().take(beyond as usize));
        self.stop_by_scheduler(&numbers, backdrop);
    }

    /// Returns the tasks that a deployment that shifts traffic needs no more: none of the old ones
    /// before all traffic has moved, except those of a deployment that was cut short.
    fn surplus_in(&self, stage: LifecycleStage, primary: &str) -> Vec<u64> {
        let production = self.production().map(|one| one.id.as_str());
        let stays = |task: &Task| match stage {
            LifecycleStage::CleanUp => task.deployment == primary,
            LifecycleStage::ReconcileService
            | LifecycleStage::PreScaleUp
            | LifecycleStage::ScaleUp
            | LifecycleStage::PostScaleUp
            | LifecycleStage::TestTrafficShift
            | LifecycleStage::PostTestTrafficShift
            | LifecycleStage::PreProductionTrafficShift
            | LifecycleStage::ProductionTrafficShift
            | LifecycleStage::PostProductionTrafficShift
            | LifecycleStage::BakeTime => {
                task.deployment == primary || production == Some(&task.deployment)
            }
        };
        let mut numbers = self.numbers(|task| task.wanted() && !stays(task));
        let ours = self.numbers(|task| task.wanted() && task.deployment == primary);
        let beyond = length(&ours).saturating_sub(self.desired);
        numbers.extend(ours.iter().rev().take(beyond as usize));
        numbers
    }

    /// Stops tasks as part of a scaling activity, and says so.
    pub(crate) fn stop_by_scheduler(&mut self, numbers: &[u64], backdrop: &mut Backdrop) {
        let tasks = numbers.iter().filter_map(|number| self.tasks.get(*number));
        let running: Vec<String> = tasks
            .filter(|task| task.running())
            .map(|task| task.id.clone())
            .collect();
        if !running.is_empty() {
            self.tell(wordings::stopped(&self.name, &running), backdrop);
        }
        for number in numbers {
            let Some(task) = self.tasks.get(*number) else {
                continue;
            };
            let stop = Stop::by_scheduler(wordings::scaling(&task.deployment));
            self.begin_stop(*number, stop, backdrop);
        }
    }

    fn launch_missing(&mut self, backdrop: &mut Backdrop, facts: &dyn StartFacts) {
        let Some(primary) = self.primary() else {
            return;
        };
        if primary.rollout == RolloutState::Failed || primary.tripping {
            return;
        }
        let ours = self.count(|task| task.deployment == primary.id && task.wanted());
        let all = self.count(Task::wanted);
        let missing = self.desired.saturating_sub(ours);
        // Where traffic is shifted, all new tasks run beside all old ones.
        let room = match self.stage() {
            Some(stage) if stage < LifecycleStage::ScaleUp => return,
            Some(_) => missing,
            None => self.ceiling().saturating_sub(all),
        };
        if missing == 0 {
            return;
        }
        if room == 0 {
            self.tell_if_blocked(backdrop);
            return;
        }
        let until = self.backoff.until();
        if until > backdrop.now {
            self.look_by(until, backdrop);
            return;
        }
        let count = missing.min(room);
        self.launch(count.min(LAUNCHED_AT_ONCE), backdrop, facts);
        if count > LAUNCHED_AT_ONCE {
            self.look_soon(backdrop);
        }
    }

    /// Says that the percentages leave no way forward: nothing may be launched, nothing stopped,
    /// and nothing is on its way.
    fn tell_if_blocked(&mut self, backdrop: &mut Backdrop) {
        let attached = self.attached();
        let moving = self.count(|task| task.wanted() && !task.counts(attached));
        let healthy = self.count(|task| task.counts(attached));
        if moving == 0 && healthy <= self.floor() {
            self.tell(wordings::configuration_blocks(&self.name), backdrop);
        }
    }

    /// Takes drained deployments out of sight; one that had completed stays a candidate for a
    /// rollback until the next one completes.
    fn retire_deployments(&mut self) {
        let left: Vec<String> = self
            .tasks
            .values()
            .filter(|task| task.status != TaskStatus::Stopped)
            .map(|task| task.deployment.clone())
            .collect();
        // Source: ECS developer guide, "how CloudWatch alarms detect deployment failures": the
        // deployment before is deleted after the bake time.
        let baking = self.baking();
        for deployment in &mut self.deployments {
            let kept = baking && deployment.rollout == RolloutState::Completed;
            if !kept
                && deployment.status == DeploymentStatus::Active
                && !left.contains(&deployment.id)
            {
                deployment.status = DeploymentStatus::Inactive;
            }
        }
        let done = self
            .primary()
            .is_some_and(|primary| primary.rollout == RolloutState::Completed);
        self.deployments.retain(|one| {
            let candidate = !done && one.rollout == RolloutState::Completed;
            one.status != DeploymentStatus::Inactive || candidate
        });
    }
}

fn length(numbers: &[u64]) -> u32 {
    u32::try_from(numbers.len()).unwrap_or(u32::MAX)
}
