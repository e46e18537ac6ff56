//! The way of a deployment that shifts traffic through its lifecycle stages: which one it is in,
//! what that stage waits for, and who has the traffic. Launching and stopping tasks is the
//! scheduler's.

use super::Millis;
use super::backdrop::Backdrop;
use super::deployment::RolloutState;
use super::hook::Hook;
use super::hook::HookRun;
use super::service::Service;
use super::service_deployment::ServiceDeploymentStatus;
use super::stage::LifecycleStage;
use super::strategy;
use super::strategy::Strategy;
use super::task::Task;

/// The traffic that a revision is to have, in tenths of a percent. Source: ECS API model,
/// `ServiceRevisionSummary`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Traffic {
    pub(crate) production: u32,
    pub(crate) test: u32,
}

impl Traffic {
    /// All of it.
    pub(crate) const ALL: Self = Self {
        production: strategy::ALL,
        test: strategy::ALL,
    };

    /// Returns what is left for the other revision.
    pub(crate) fn rest(self) -> Self {
        Self {
            production: strategy::ALL - self.production,
            test: strategy::ALL - self.test,
        }
    }
}

/// Where a deployment that shifts traffic stands.
#[derive(Debug, Clone)]
pub(crate) struct Lifecycle {
    pub(crate) stage: LifecycleStage,
    /// The stage has begun: false only before the first one.
    pub(crate) begun: bool,
    /// The step of the shift of production traffic.
    step: usize,
    /// The new revision's.
    pub(crate) traffic: Traffic,
    /// When the stage may end, once all it waits for is there.
    until: Millis,
    /// The hooks of this stage.
    pub(crate) hooks: Vec<HookRun>,
}

impl Lifecycle {
    pub(crate) fn new(stage: LifecycleStage, traffic: Traffic) -> Self {
        Self {
            stage,
            begun: false,
            step: 0,
            traffic,
            until: 0,
            hooks: Vec::new(),
        }
    }
}

impl Service {
    /// Returns the stage of the deployment under way, if it shifts traffic.
    pub(crate) fn stage(&self) -> Option<LifecycleStage> {
        let primary = self.primary()?;
        if primary.rollout != RolloutState::InProgress {
            return None;
        }
        let mut records = self.records.iter();
        let record = records.find(|one| one.deployment == primary.id)?;
        if record.status.terminal() {
            return None;
        }
        record.lifecycle.as_ref().map(|one| one.stage)
    }

    /// Returns the first stage of a new deployment. Source: ECS API model,
    /// `ServiceDeployment.lifecycleStage`: reconciling is for more than one ACTIVE revision.
    pub(crate) fn first_lifecycle(&self, revisions: usize) -> Option<Lifecycle> {
        if !Strategy::read(&self.configuration).shifts_traffic() {
            return None;
        }
        let stage = match revisions {
            0 | 1 => LifecycleStage::PreScaleUp,
            _ => LifecycleStage::ReconcileService,
        };
        Some(Lifecycle::new(stage, Traffic::default()))
    }

    /// Goes on to the next stage when the present one has all it waits for.
    pub(crate) fn play_stages(&mut self, stage: LifecycleStage, backdrop: &mut Backdrop) {
        let now = backdrop.now;
        let Some(primary) = self.primary() else {
            return;
        };
        let (id, record) = (primary.id.clone(), primary.record.clone());
        let done = self.stage_done(stage, &id);
        let Some(one) = self.service_deployment_mut(&record) else {
            return;
        };
        if one.status != ServiceDeploymentStatus::InProgress {
            return;
        }
        let Some(lifecycle) = &mut one.lifecycle else {
            return;
        };
        if !lifecycle.begun {
            self.enter(&record, stage, 0, backdrop);
            return;
        }
        for hook in &mut lifecycle.hooks {
            hook.pass(now);
        }
        if let Some(hook) = lifecycle.hooks.iter().find(|hook| hook.refuses()) {
            let hook = hook.clone();
            self.fail_by_hook(&id, stage, &hook, backdrop);
            return;
        }
        let open = lifecycle.hooks.iter().filter(|hook| hook.status.open());
        if let Some(at) = open.map(HookRun::next_at).min() {
            self.look_by(at, backdrop);
        } else if lifecycle.until > now {
            let until = lifecycle.until;
            self.look_by(until, backdrop);
        } else if done {
            self.leave(&id, &record, stage, backdrop);
        }
    }

    /// Tells whether the tasks are as the stage is to leave them.
    fn stage_done(&self, stage: LifecycleStage, id: &str) -> bool {
        let attached = self.attached();
        match stage {
            LifecycleStage::ScaleUp => {
                let ours = |task: &Task| task.deployment == id;
                self.count(|task| ours(task) && task.sound(attached)) == self.desired
                    && self.count(|task| ours(task) && task.wanted()) == self.desired
            }
            LifecycleStage::ReconcileService => {
                let production = self.production().map(|one| one.id.clone());
                let stays = |task: &Task| {
                    task.deployment == id || production.as_ref() == Some(&task.deployment)
                };
                self.count(|task| !stays(task) && task.lingers()) == 0
            }
            LifecycleStage::CleanUp => {
                self.count(|task| task.deployment != id && task.lingers()) == 0
            }
            LifecycleStage::PreScaleUp
            | LifecycleStage::PostScaleUp
            | LifecycleStage::TestTrafficShift
            | LifecycleStage::PostTestTrafficShift
            | LifecycleStage::PreProductionTrafficShift
            | LifecycleStage::ProductionTrafficShift
            | LifecycleStage::PostProductionTrafficShift
            | LifecycleStage::BakeTime => true,
        }
    }

    fn leave(&mut self, id: &str, record: &str, stage: LifecycleStage, backdrop: &mut Backdrop) {
        let strategy = Strategy::read(&self.configuration);
        let Some(one) = self.service_deployment_mut(record) else {
            return;
        };
        let shifts = strategy.shifts(&one.configuration).len();
        let step = one.lifecycle.as_ref().map_or(0, |lifecycle| lifecycle.step);
        if stage == LifecycleStage::ProductionTrafficShift && step + 1 < shifts {
            self.enter(record, stage, step + 1, backdrop);
        } else if let Some(next) = stage.next() {
            self.enter(record, next, 0, backdrop);
        } else {
            self.complete(id, backdrop);
        }
    }

    /// Begins a stage, or a step of the shift of production traffic, with its hooks.
    fn enter(&mut self, record: &str, stage: LifecycleStage, step: usize, backdrop: &mut Backdrop) {
        let now = backdrop.now;
        let Some(one) = self.service_deployment_mut(record) else {
            return;
        };
        let configuration = one.configuration.clone();
        let hooks = Hook::read(&configuration, stage);
        let hooks = hooks
            .iter()
            .map(|hook| self.start_hook(hook, stage, backdrop))
            .collect();
        let shifts = Strategy::read(&configuration).shifts(&configuration);
        let shift = shifts.get(step);
        let takes = backdrop.chance.within(backdrop.timing.stage);
        let Some(lifecycle) = self
            .service_deployment_mut(record)
            .and_then(|one| one.lifecycle.as_mut())
        else {
            return;
        };
        lifecycle.stage = stage;
        lifecycle.begun = true;
        lifecycle.step = step;
        lifecycle.hooks = hooks;
        lifecycle.until = now + takes;
        match stage {
            LifecycleStage::TestTrafficShift => lifecycle.traffic.test = strategy::ALL,
            LifecycleStage::ProductionTrafficShift => {
                lifecycle.traffic.production = shift.map_or(strategy::ALL, |shift| shift.share);
                lifecycle.until += shift.map_or(0, |shift| shift.bake);
            }
            LifecycleStage::BakeTime => lifecycle.until = now + strategy::bake_time(&configuration),
            LifecycleStage::ReconcileService
            | LifecycleStage::PreScaleUp
            | LifecycleStage::ScaleUp
            | LifecycleStage::PostScaleUp
            | LifecycleStage::PostTestTrafficShift
            | LifecycleStage::PreProductionTrafficShift
            | LifecycleStage::PostProductionTrafficShift
            | LifecycleStage::CleanUp => {}
        }
        self.look_soon(backdrop);
    }
}
