//! When the next reading is due, and what it should bring besides the service.

use super::Watch;
use crate::plan::ServicePlan;
use crate::rollout::assessment::Assessment;
use crate::rollout::pace::{Pace, STOPPED_TASKS_EVERY};
use crate::rollout::{Look, Next};
use std::time::Duration;

/// A target group is read this often while tasks of ours run behind it and the deployment is not done.
const TARGETS_EVERY: Duration = Duration::from_secs(20);

impl Watch {
    pub(super) fn observe(&mut self, plan: &ServicePlan, now: Duration) -> Next {
        let look = self.look(plan, now);
        // An end that the service speaks of is confirmed at once, but not asked for twice at once:
        // reading service deployments may be forbidden.
        let to_confirm =
            self.to_be_told() && look.service_deployment.is_some() && !self.asked_for_deployment;
        self.asked_for_deployment = look.service_deployment.is_some();
        let at_once = look.stopped_tasks.is_some()
            || look.running_tasks && self.running.is_none()
            || to_confirm;
        let after = if at_once && self.read_failures == 0 {
            Duration::ZERO
        } else {
            self.pace(plan, now)
        };
        let left = self
            .deadline(plan)
            .saturating_sub(now)
            .max(Duration::from_millis(200));
        Next::Observe {
            after: after.min(left),
            look,
        }
    }

    /// Says what the next reading should bring besides the service.
    pub(super) fn look(&mut self, plan: &ServicePlan, now: Duration) -> Look {
        let all_running = self.progress.all_running();
        let done = matches!(self.assessment, Assessment::Succeeded { .. });
        let regular =
            self.stopped_read.unwrap_or(self.started) + STOPPED_TASKS_EVERY <= now && !all_running;
        self.look_at_stopped |= regular && self.ours.seen;
        let proving = done && all_running && (self.running.is_none() || self.soak_over(plan));
        self.asked_for_running = proving;
        let targets_due = self.progress.running > 0
            && !done
            && self
                .targets_read
                .is_none_or(|at| now.saturating_sub(at) >= TARGETS_EVERY);
        Look {
            stopped_tasks: self.look_at_stopped.then(|| self.causes.tasks_seen()),
            running_tasks: proving,
            targets: if targets_due {
                self.target_groups.clone()
            } else {
                Vec::new()
            },
            // Where traffic is shifted, only the service deployment tells stages and end.
            service_deployment: if self.to_be_told() || plan.strategy.shifts_traffic() {
                self.service_deployment.clone()
            } else {
                None
            },
        }
    }

    pub(super) fn soak_over(&self, plan: &ServicePlan) -> bool {
        self.running
            .is_some_and(|living| self.soak_left(plan, living).is_zero())
    }

    /// Whether the last reading spoke of an end, which the service deployment has to confirm.
    pub(super) fn ends(&self) -> bool {
        match &self.assessment {
            Assessment::NotSeenYet | Assessment::Progressing => false,
            Assessment::Succeeded { confirmed } => !confirmed,
            Assessment::Failed { .. }
            | Assessment::PlatformRollingBack { .. }
            | Assessment::RolledBack { .. }
            | Assessment::RollbackFailed { .. }
            | Assessment::Superseded { .. }
            | Assessment::ServiceGone => true,
        }
    }

    /// Whether the service deployment has an end to confirm, or an alarm to name.
    fn to_be_told(&self) -> bool {
        self.ends() || self.name_may_come()
    }

    pub(super) fn pace(&self, plan: &ServicePlan, now: Duration) -> Duration {
        let pace = Pace {
            age: now.saturating_sub(self.started),
            unchanged: now.saturating_sub(self.changed_at),
            seen: self.ours.seen && self.assessment != Assessment::NotSeenYet,
            all_running: self.progress.all_running(),
            old_left: self.progress.old > 0,
            soak_left: self.all_running_since.map_or(plan.limits.soak, |since| {
                (since + plan.limits.soak).saturating_sub(now)
            }),
            shifts_traffic: plan.strategy.shifts_traffic(),
            standing: self.shift.stands_still(),
            rolling_back: self.to_be_told()
                && !matches!(self.assessment, Assessment::Succeeded { .. }),
        }
        .after();
        match (&self.assessment, self.running) {
            // Only the soak is left: its end is known.
            (Assessment::Succeeded { confirmed: true }, Some(living)) => self
                .soak_left(plan, living)
                .clamp(Duration::from_millis(200), Duration::from_secs(4)),
            _ => pace,
        }
    }
}
