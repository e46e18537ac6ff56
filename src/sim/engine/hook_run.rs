//! Lifecycle hooks of a service at work: started with a stage, answered by a person, and failing a
//! deployment. What a hook is, is `hook`'s; when a stage begins, `lifecycle`'s.

use super::backdrop::Backdrop;
use super::fault::FaultKind;
use super::hook::Hook;
use super::hook::HookAction;
use super::hook::HookRun;
use super::hook::HookStatus;
use super::hook::HookTarget;
use super::reasons;
use super::rollback::Failing;
use super::service::Service;
use super::service_deployment::ServiceDeploymentStatus;
use super::stage::LifecycleStage;
use super::wordings;

impl Service {
    /// Starts a hook of the stage that begins.
    pub(crate) fn start_hook(
        &self,
        hook: &Hook,
        stage: LifecycleStage,
        backdrop: &mut Backdrop,
    ) -> HookRun {
        let spot = self.spot(true, backdrop.now);
        let is_lambda = hook.target == HookTarget::Lambda;
        let fails = is_lambda
            && backdrop
                .faults
                .strike(spot, |kind| match_hook(kind, stage))
                .is_some();
        let answers_at = backdrop.now + backdrop.chance.within(backdrop.timing.hook);
        hook.start(backdrop.now, answers_at, fails, &mut backdrop.chance)
    }

    /// Rolls a deployment back that a hook refuses.
    pub(crate) fn fail_by_hook(
        &mut self,
        id: &str,
        stage: LifecycleStage,
        hook: &HookRun,
        backdrop: &mut Backdrop,
    ) {
        let detail = match (hook.status, &hook.arn) {
            (HookStatus::Failed, Some(arn)) => reasons::hook_target_failed(arn),
            (_, Some(arn)) => reasons::hook_timed_out(arn),
            (_, None) => reasons::hook_timed_out(&hook.id),
        };
        let reason = reasons::rolled_back_by_hook(stage.as_str(), &detail);
        let failing = Failing {
            rollback: true,
            rollout_reason: reasons::HOOK_FAILED.to_owned(),
            event: wordings::deployment_failed_because(&self.name, id, &reason),
            stopped: reason.clone(),
            rolled_back: reason,
            rolling_back: reasons::in_progress,
        };
        self.fail(id, &failing, backdrop);
    }

    /// Answers a PAUSE hook that waits; returns whether there is one. Source: ECS API model,
    /// `ContinueServiceDeployment`.
    pub(crate) fn answer_hook(
        &mut self,
        record: &str,
        hook: Option<&str>,
        action: HookAction,
        backdrop: &mut Backdrop,
    ) -> bool {
        let Some(one) = self.service_deployment_mut(record) else {
            return false;
        };
        if one.status != ServiceDeploymentStatus::InProgress {
            return false;
        }
        let hooks = one.lifecycle.as_mut().map(|lifecycle| &mut lifecycle.hooks);
        let waiting = hooks.into_iter().flatten().find(|run| {
            run.status == HookStatus::AwaitingAction && hook.is_none_or(|id| run.id == id)
        });
        let Some(run) = waiting else {
            return false;
        };
        match action {
            HookAction::Continue => run.status = HookStatus::Succeeded,
            HookAction::Rollback => {
                run.status = HookStatus::Failed;
                // Source of the status: ECS developer guide, "service deployment": a person's
                // rollback is requested first. Of the reason: inferred.
                let reason = Some(reasons::ROLLED_BACK_BY_ANSWER);
                let requested = ServiceDeploymentStatus::RollbackRequested;
                one.set_status(requested, reason, backdrop.now);
            }
        }
        self.look_soon(backdrop);
        true
    }
}

/// Tells whether a fault is about the hooks of a stage.
fn match_hook(kind: &FaultKind, stage: LifecycleStage) -> Option<()> {
    if let FaultKind::HookFails { stage: at } = kind {
        let here = at.as_deref().is_none_or(|at| at == stage.as_str());
        return here.then_some(());
    }
    None
}
