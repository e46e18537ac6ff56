//! What health checks say about a task: the load balancer's, the container's own, and what ECS
//! makes of it. Ending a task is `stopping`'s.

use super::Target;
use super::TargetHealth;
use super::TargetState;
use super::backdrop::Backdrop;
use super::fault::FaultKind;
use super::service::Service;
use super::task::Exit;
use super::task::HealthStatus;
use super::task::Step;
use super::task::Stop;
use super::timing::Span;
use super::wordings;

impl Service {
    pub(crate) fn register_target(&mut self, number: u64, new: bool, backdrop: &mut Backdrop) {
        let Some(attachment) = self.attachment_of(number) else {
            return;
        };
        if !backdrop.has_target_group(&attachment.target_group) {
            self.cannot_register(number, &attachment.target_group, backdrop);
            return;
        }
        self.set_target(
            number,
            TargetHealth::of(TargetState::Initial, None),
            backdrop,
        );
        let message = wordings::registered(&self.name, &attachment.target_group);
        // Each registration is news, however alike the words are.
        self.events.clear(&message);
        self.tell(message, backdrop);
        let spot = self.spot(new, backdrop.now);
        let code = backdrop.faults.strike(spot, |kind| {
            if let FaultKind::LoadBalancer { code } = kind {
                return Some(*code);
            }
            None
        });
        let span = backdrop.timing.target_health;
        self.plan(number, span, Step::TargetChecked(code), backdrop);
    }

    /// Deletes the target groups. That the tasks registered before go on as they are is an
    /// inference: ECS only learns that it cannot ask about them.
    pub(crate) fn lose_target_groups(&mut self, backdrop: &mut Backdrop) {
        for alternate in [false, true] {
            if let Some(attachment) = self.attachment(alternate) {
                let groups = &mut backdrop.target_groups;
                groups.retain(|one| one.arn != attachment.target_group);
            }
        }
    }

    /// A task whose target group is gone never becomes healthy. That ECS replaces it as one that
    /// fails its health checks is an inference.
    fn cannot_register(&mut self, number: u64, group: &str, backdrop: &mut Backdrop) {
        self.tell(wordings::cannot_register(&self.name, group), backdrop);
        if let Some(task) = self.tasks.get(number) {
            let message = wordings::target_group_not_found(&self.name, &task.id, group);
            self.tell(message, backdrop);
        }
        let span = backdrop.timing.target_health;
        self.plan(number, span, Step::TargetGivenUp, backdrop);
    }

    pub(crate) fn plan_container_check(&mut self, number: u64, new: bool, backdrop: &mut Backdrop) {
        let Some(task) = self.tasks.get(number) else {
            return;
        };
        let mut plans = task.definition.containers.iter();
        let Some(check) = plans.find_map(|plan| plan.health_check) else {
            return;
        };
        let spot = self.spot(new, backdrop.now);
        let fails = backdrop.faults.strike(spot, |kind| {
            (*kind == FaultKind::ContainerHealth).then_some(())
        });
        let (after, health) = match fails {
            Some(()) => (
                check.unhealthy_after.max(self.grace()),
                HealthStatus::Unhealthy,
            ),
            None => (check.healthy_after, HealthStatus::Healthy),
        };
        self.plan(
            number,
            Span::exactly(after),
            Step::ContainerChecked(health),
            backdrop,
        );
    }

    pub(crate) fn container_checked(
        &mut self,
        number: u64,
        health: HealthStatus,
        backdrop: &mut Backdrop,
    ) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        for (container, plan) in task.containers.iter_mut().zip(&task.definition.containers) {
            if plan.health_check.is_some() {
                container.health = health;
            }
        }
        let id = task.id.clone();
        if health == HealthStatus::Unhealthy {
            self.tell(wordings::failed_container_check(&self.name, &id), backdrop);
            let mut stop = Stop::by_scheduler(wordings::CONTAINER_CHECKS_FAILED);
            stop.exit = Some(137);
            self.replace_unhealthy(number, stop, backdrop);
        } else {
            self.note_healthy(number, backdrop);
        }
    }

    pub(crate) fn target_checked(
        &mut self,
        number: u64,
        code: Option<u16>,
        backdrop: &mut Backdrop,
    ) {
        if let Some(attachment) = self.attachment_of(number)
            && !backdrop.has_target_group(&attachment.target_group)
        {
            self.cannot_register(number, &attachment.target_group, backdrop);
            return;
        }
        let Some(code) = code else {
            self.set_target(
                number,
                TargetHealth::of(TargetState::Healthy, None),
                backdrop,
            );
            if let Some(task) = self.tasks.get_mut(number) {
                task.target_healthy = true;
            }
            self.note_healthy(number, backdrop);
            return;
        };
        self.set_target(
            number,
            TargetHealth::of(TargetState::Unhealthy, Some(code)),
            backdrop,
        );
        let (Some(attachment), Some(task)) = (self.attachment_of(number), self.tasks.get(number))
        else {
            return;
        };
        let message = wordings::target_unhealthy(
            &self.name,
            &task.id,
            attachment.port,
            &attachment.target_group,
            &wordings::failed_with_code(code),
        );
        let running_for = backdrop.now - task.started_at.unwrap_or(backdrop.now);
        let patience = (self.grace() - running_for).max(0);
        self.tell(message, backdrop);
        self.plan(
            number,
            Span::exactly(patience),
            Step::TargetGivenUp,
            backdrop,
        );
    }

    pub(crate) fn target_given_up(&mut self, number: u64, backdrop: &mut Backdrop) {
        let group = self.attachment_of(number).map(|one| one.target_group);
        let reason = wordings::load_balancer_checks_failed(&group.unwrap_or_default());
        let mut stop = Stop::by_scheduler(reason);
        stop.exit = Some(137);
        self.replace_unhealthy(number, stop, backdrop);
    }

    fn replace_unhealthy(&mut self, number: u64, stop: Stop, backdrop: &mut Backdrop) {
        let deployment = self.tasks.get(number).map(|task| task.deployment.clone());
        self.begin_stop(number, stop, backdrop);
        let Some(id) = deployment else { return };
        if let Some(deployment) = self.deployment_mut(&id) {
            deployment.failures.unhealthy();
        }
        self.check_breaker(&id, backdrop);
    }

    /// Notes the first moment at which a task runs and passes every check it has.
    pub(crate) fn note_healthy(&mut self, number: u64, backdrop: &mut Backdrop) {
        let attached = self.attached();
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        if task.was_healthy || !task.sound(attached) {
            return;
        }
        task.was_healthy = true;
        let (new, id) = (!task.definition.seeded, task.deployment.clone());
        let reset = self.breaker().reset_on_healthy_task;
        if let Some(deployment) = self.deployment_mut(&id) {
            deployment.failures.healthy(reset);
        }
        let spot = self.spot(new, backdrop.now);
        let crash = backdrop.faults.strike(spot, late_exit);
        if let Some((after, exit)) = crash {
            self.plan(
                number,
                Span::exactly(after * 1000),
                Step::Exits(exit),
                backdrop,
            );
        }
    }

    pub(crate) fn set_target(
        &mut self,
        number: u64,
        health: TargetHealth,
        backdrop: &mut Backdrop,
    ) {
        let (Some(attachment), Some(task)) =
            (self.attachment_of(number), self.tasks.get_mut(number))
        else {
            return;
        };
        task.registered = true;
        let target = Target {
            ip: task.ip.clone(),
            port: attachment.port,
            zone: task.zone.clone(),
            health,
        };
        backdrop.set_target(&attachment.target_group, &target);
    }
}

/// Returns the exit that a fault causes some time after the task was healthy.
fn late_exit(kind: &FaultKind) -> Option<(i64, Exit)> {
    if let FaultKind::CrashAfterHealthy { code, after, logs } = kind {
        return Some((*after, Exit::new(*code, None, logs)));
    }
    None
}
