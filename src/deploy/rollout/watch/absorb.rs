//! Takes a reading in: what it adds to what is remembered. Decides nothing.

use super::{Living, Watch};
use crate::diagnosis::{self, EventReading};
use crate::event::{EventKind, Progress, TargetCounts};
use crate::name::DeploymentId;
use crate::observation::{
    Observation, Service, ServiceDeployment, ServiceDeploymentStatus, ServiceStatus, Target, Task,
};
use crate::plan::ServicePlan;
use crate::rollout::assessment::{Assessment, assess};
use crate::time::AwsTime;
use std::time::Duration;

impl Watch {
    /// Takes in a reading: what it says, and what it adds to what is remembered.
    pub(super) fn absorb(
        &mut self,
        plan: &ServicePlan,
        reading: &Observation,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) {
        self.now_aws = Some(reading.at);
        if let Some(service) = &reading.service {
            self.absorb_service(service, reading.at, now, events);
        }
        if let Some(tasks) = &reading.tasks {
            self.causes
                .take_tasks(&self.ours.id, tasks, plan.definition.as_deref());
            self.absorb_running(tasks, reading.at);
            if self.look_at_stopped {
                self.look_at_stopped = false;
                self.stopped_read = Some(now);
            }
        }
        if let Some(targets) = &reading.targets {
            self.targets_read = Some(now);
            self.causes.take_targets(targets);
            self.progress.targets = Some(count_targets(targets));
        }
        match &reading.service_deployment {
            Some(deployment) => {
                self.deployment_missed = 0;
                self.absorb_deployment(deployment, reading, now, events);
            }
            None => self.deployment_missed += u32::from(self.asked_for_deployment),
        }
        let mut assessment = assess(&self.ours, reading);
        if let Assessment::Succeeded { confirmed } = &mut assessment {
            self.confirmed |= *confirmed;
            *confirmed = self.confirmed;
        }
        // Only the service deployment is certain to be ours.
        if reading.service_deployment.is_some()
            && let Some(reason) = assessment.reason()
        {
            self.causes.take_reason(reason);
        }
        if std::mem::discriminant(&assessment) == std::mem::discriminant(&self.assessment) {
            self.streak += 1;
        } else {
            self.streak = 1;
            self.streak_since = now;
        }
        self.assessment = assessment;
    }

    fn absorb_deployment(
        &mut self,
        deployment: &ServiceDeployment,
        reading: &Observation,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) {
        self.rollback_requested |= deployment.status == ServiceDeploymentStatus::RollbackRequested;
        self.causes.take_alarms(&deployment.triggered_alarms);
        let shifts = reading
            .service
            .as_ref()
            .is_some_and(|s| s.configuration.strategy.shifts_traffic());
        if shifts && self.shift.take(deployment, reading.at, events) {
            self.said_at = now;
        }
    }

    pub(super) fn absorb_service(
        &mut self,
        service: &Service,
        at: AwsTime,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) {
        if let Some(from) = self.desired.replace(service.desired)
            && from != service.desired
            && service.status == ServiceStatus::Active
        {
            self.said_at = now;
            events.push(EventKind::DesiredCountChanged {
                from,
                to: service.desired,
            });
        }
        self.deployments = service.deployments.iter().map(|d| d.id.clone()).collect();
        self.target_groups = service
            .load_balancers
            .iter()
            .filter_map(|lb| lb.target_group.clone())
            .collect();
        if let Some(entry) = service.deployment(&self.ours.id) {
            self.ours.seen = true;
            self.ours.created_at = self.ours.created_at.or(entry.created_at);
            let is_primary = service.primary().is_some_and(|p| p.id == self.ours.id);
            if is_primary && self.service_deployment.is_none() {
                self.service_deployment = service
                    .current_service_deployment
                    .clone()
                    .filter(|arn| self.not_before.as_ref() != Some(arn));
            }
            let progress = Progress {
                desired: entry.desired.max(service.desired),
                pending: entry.pending,
                running: entry.running,
                failed: entry.failed,
                old: others(service, &self.ours.id),
                targets: self.progress.targets,
            };
            if progress != self.progress {
                let task_lost = progress.failed > self.progress.failed
                    || progress.running < self.progress.running
                    || progress.pending + progress.running
                        < self.progress.pending + self.progress.running;
                // Once a cause is certain, the regular looks are enough.
                self.look_at_stopped |= task_lost && !self.causes.fatal();
                if !progress.all_running() {
                    self.all_running_since = None;
                } else if self.all_running_since.is_none() {
                    self.all_running_since = Some(now);
                }
                if progress.running != self.progress.running {
                    self.running = None;
                }
                let ours = |p: Progress| (p.desired, p.pending, p.running, p.failed);
                if ours(progress) != ours(self.progress) {
                    self.changed_at = now;
                }
                self.progress = progress;
                self.said_at = now;
                events.push(EventKind::Progressed { progress });
            }
        }
        self.absorb_events(service, at, now, events);
    }

    /// Says events of the service that are not plain progress. Events are newest first.
    pub(super) fn absorb_events(
        &mut self,
        service: &Service,
        at: AwsTime,
        now: Duration,
        events: &mut Vec<EventKind>,
    ) {
        let since = *self.ours.created_at.get_or_insert(at);
        for event in service.events.iter().rev().filter(|e| e.at >= since) {
            if !self.events_seen.insert(event.id.clone()) {
                continue;
            }
            match diagnosis::service_event(&event.message) {
                EventReading::Progress
                | EventReading::Steady
                | EventReading::DeploymentCompleted => {}
                EventReading::Note
                | EventReading::Unrecognised
                | EventReading::RollingBack { .. } => {
                    self.causes.note_event(&event.message);
                    self.said_at = now;
                    events.push(EventKind::ServiceEventSeen {
                        message: event.message.clone(),
                    });
                }
                EventReading::Failure(cause) => {
                    self.look_at_stopped = true;
                    self.event_cause_at.get_or_insert(now);
                    self.causes.take_event(cause, &event.message, event.at);
                    self.said_at = now;
                }
            }
        }
    }

    pub(super) fn absorb_running(&mut self, tasks: &[Task], at: AwsTime) {
        let ours: Vec<&Task> = tasks
            .iter()
            .filter(|t| {
                t.started_by.as_deref() == Some(self.ours.id.as_str())
                    && t.last_status == "RUNNING"
                    && !t.stopping
            })
            .collect();
        let count = u32::try_from(ours.len()).unwrap_or(u32::MAX);
        if count > 0 {
            self.running = Some(Living {
                count,
                youngest: ours.iter().filter_map(|t| t.started_at).max(),
            });
        } else if self.asked_for_running && self.running.is_none() {
            // The tasks may not be listed (a permission is missing, or the listing lags): the
            // service's own count stands in, and the soak begins now.
            self.running = Some(Living {
                count: self.progress.running,
                youngest: Some(at),
            });
        }
    }
}

/// Tasks of other deployments that run or start.
fn others(service: &Service, ours: &DeploymentId) -> u32 {
    service
        .deployments
        .iter()
        .filter(|d| d.id != *ours)
        .map(|d| d.running + d.pending)
        .sum()
}

/// Counts targets by state. Source: ELBv2 API model, `TargetHealthStateEnum`.
fn count_targets(targets: &[Target]) -> TargetCounts {
    let count = |state: &str| {
        let of_state = targets.iter().filter(|t| t.state == state).count();
        u32::try_from(of_state).unwrap_or(u32::MAX)
    };
    TargetCounts {
        healthy: count("healthy"),
        initial: count("initial"),
        unhealthy: count("unhealthy"),
        draining: count("draining"),
    }
}
