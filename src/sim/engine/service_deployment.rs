//! Service deployments: the history that `DescribeServiceDeployments` shows.

use serde_json::Value;

use super::Millis;
use super::alarm::AlarmWatch;
use super::lifecycle::Lifecycle;
use super::lifecycle::Traffic;

/// `status`. Source: ECS API model, `ServiceDeploymentStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServiceDeploymentStatus {
    Pending,
    InProgress,
    Successful,
    StopRequested,
    Stopped,
    RollbackRequested,
    RollbackInProgress,
    RollbackSuccessful,
    RollbackFailed,
}

impl ServiceDeploymentStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InProgress => "IN_PROGRESS",
            Self::Successful => "SUCCESSFUL",
            Self::StopRequested => "STOP_REQUESTED",
            Self::Stopped => "STOPPED",
            Self::RollbackRequested => "ROLLBACK_REQUESTED",
            Self::RollbackInProgress => "ROLLBACK_IN_PROGRESS",
            Self::RollbackSuccessful => "ROLLBACK_SUCCESSFUL",
            Self::RollbackFailed => "ROLLBACK_FAILED",
        }
    }

    /// Tells whether nothing will change it any more. Source: ECS developer guide, "service
    /// deployment".
    pub(crate) fn terminal(self) -> bool {
        match self {
            Self::Successful | Self::Stopped | Self::RollbackSuccessful | Self::RollbackFailed => {
                true
            }
            Self::Pending
            | Self::InProgress
            | Self::StopRequested
            | Self::RollbackRequested
            | Self::RollbackInProgress => false,
        }
    }
}

/// `deploymentCircuitBreaker.status` and `alarms.status`. Source: ECS API model,
/// `ServiceDeploymentRollbackMonitorsStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MonitorStatus {
    Triggered,
    Monitoring,
    MonitoringComplete,
    Disabled,
}

impl MonitorStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Triggered => "TRIGGERED",
            Self::Monitoring => "MONITORING",
            Self::MonitoringComplete => "MONITORING_COMPLETE",
            Self::Disabled => "DISABLED",
        }
    }
}

/// `rollback`. Source: ECS API model, `Rollback`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Rollback {
    pub(crate) reason: String,
    pub(crate) started_at: Millis,
    pub(crate) revision: String,
}

/// A service revision with the task counts it had at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RevisionCounts {
    pub(crate) arn: String,
    pub(crate) requested: u32,
    pub(crate) running: u32,
    pub(crate) pending: u32,
    /// Only where a deployment shifts traffic.
    pub(crate) traffic: Option<Traffic>,
}

/// One service deployment. Source: ECS API model, `ServiceDeployment`.
#[derive(Debug, Clone)]
pub(crate) struct ServiceDeployment {
    /// `arn:…:service-deployment/CLUSTER/SERVICE/ID`.
    pub(crate) arn: String,
    /// The id of the entry in `deployments[]`.
    pub(crate) deployment: String,
    pub(crate) status: ServiceDeploymentStatus,
    pub(crate) status_reason: Option<String>,
    pub(crate) created_at: Millis,
    pub(crate) started_at: Option<Millis>,
    pub(crate) finished_at: Option<Millis>,
    pub(crate) stopped_at: Option<Millis>,
    pub(crate) updated_at: Millis,
    pub(crate) sources: Vec<RevisionCounts>,
    pub(crate) target: RevisionCounts,
    pub(crate) rollback: Option<Rollback>,
    pub(crate) monitor: MonitorStatus,
    pub(crate) failure_count: u32,
    pub(crate) threshold: u32,
    /// `deploymentConfiguration` as it was then.
    pub(crate) configuration: Value,
    pub(crate) alarms: AlarmWatch,
    /// Only where it shifts traffic.
    pub(crate) lifecycle: Option<Lifecycle>,
    /// Until when ECS goes on watching the alarms, once the new tasks are there.
    pub(crate) baking_until: Option<Millis>,
    /// The tasks of the revisions before are not needed any more, whatever the new ones do.
    pub(crate) released: bool,
}

impl ServiceDeployment {
    /// Notes who is to have the traffic: the target, and what it leaves to the revision that had
    /// all of it before.
    pub(crate) fn note_traffic(&mut self, production: Option<&str>) {
        let Some(lifecycle) = &self.lifecycle else {
            return;
        };
        let target = lifecycle.traffic;
        let back = self.rollback.as_ref();
        let production = back.map(|back| back.revision.as_str()).or(production);
        self.target.traffic = Some(target);
        for source in &mut self.sources {
            let serves = production == Some(source.arn.as_str());
            source.traffic = serves.then(|| target.rest()).or(Some(Traffic::default()));
        }
    }

    /// Moves it on, with the times that belong to the new status.
    pub(crate) fn set_status(
        &mut self,
        status: ServiceDeploymentStatus,
        reason: Option<&str>,
        at: Millis,
    ) {
        self.status = status;
        self.updated_at = at;
        if let Some(reason) = reason {
            self.status_reason = Some(reason.to_owned());
        }
        if status != ServiceDeploymentStatus::Pending {
            self.started_at.get_or_insert(at);
        }
        if status == ServiceDeploymentStatus::Stopped {
            self.stopped_at = Some(at);
        }
        if status.terminal() {
            self.finished_at = Some(at);
            for monitor in [&mut self.monitor, &mut self.alarms.status] {
                if *monitor == MonitorStatus::Monitoring {
                    *monitor = MonitorStatus::MonitoringComplete;
                }
            }
        }
    }
}
