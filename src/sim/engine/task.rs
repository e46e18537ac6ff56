//! A task and its containers: what they are and what has been noted about them. It must not
//! decide what happens next; that is `life`'s.

use std::sync::Arc;

use super::Millis;
use super::definition::Definition;

/// `lastStatus`. Source: ECS developer guide, "task lifecycle explanation".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum TaskStatus {
    Provisioning,
    Pending,
    Activating,
    Running,
    Deactivating,
    Stopping,
    Deprovisioning,
    Stopped,
}

impl TaskStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Provisioning => "PROVISIONING",
            Self::Pending => "PENDING",
            Self::Activating => "ACTIVATING",
            Self::Running => "RUNNING",
            Self::Deactivating => "DEACTIVATING",
            Self::Stopping => "STOPPING",
            Self::Deprovisioning => "DEPROVISIONING",
            Self::Stopped => "STOPPED",
        }
    }
}

/// `healthStatus`. Source: ECS API model, `HealthStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HealthStatus {
    Unknown,
    Healthy,
    Unhealthy,
}

impl HealthStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "UNKNOWN",
            Self::Healthy => "HEALTHY",
            Self::Unhealthy => "UNHEALTHY",
        }
    }
}

/// Something a task does at a planned moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// The network interface is there.
    Provisioned,
    /// Secrets, registry login and log driver are ready.
    Initialized,
    /// The images are there.
    Pulled,
    /// It cannot start.
    Fails(Stop),
    /// The containers have started: RUNNING.
    Started,
    /// The container health check has its verdict.
    ContainerChecked(HealthStatus),
    /// The load balancer has its verdict: the HTTP status when it is bad.
    TargetChecked(Option<u16>),
    /// ECS replaces the task for failing its load balancer's checks.
    TargetGivenUp,
    /// It has run for the 40 seconds after which it counts without any check.
    Aged,
    /// A container ends by itself.
    Exits(Exit),
    /// The load balancer has let go of it.
    Drained,
    /// The containers have ended.
    Ended,
    /// The network interface is gone: STOPPED.
    Deprovisioned,
    /// It is no longer visible.
    Forgotten,
}

/// How a container ends by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exit {
    pub(crate) code: i32,
    pub(crate) reason: Option<String>,
    pub(crate) logs: Vec<String>,
}

impl Exit {
    pub(crate) fn new(code: i32, reason: Option<&str>, logs: &[String]) -> Self {
        Self {
            code,
            reason: reason.map(str::to_owned),
            logs: logs.to_vec(),
        }
    }
}

/// Why a task stops.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    /// `stopCode`. Source: ECS API model, `TaskStopCode`.
    pub(crate) code: String,
    pub(crate) reason: String,
    /// The exit code of containers that have none of their own.
    pub(crate) exit: Option<i32>,
}

impl Stop {
    pub(crate) fn new(code: &str, reason: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            reason: reason.into(),
            exit: None,
        }
    }

    /// Returns a stop by the service scheduler.
    pub(crate) fn by_scheduler(reason: impl Into<String>) -> Self {
        Self::new("ServiceSchedulerInitiated", reason)
    }

    /// Returns a stop of a task that could not start.
    pub(crate) fn failed_to_start(reason: impl Into<String>) -> Self {
        Self::new("TaskFailedToStart", reason)
    }
}

/// One container of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Container {
    pub(crate) name: String,
    pub(crate) image: String,
    pub(crate) digest: Option<String>,
    pub(crate) runtime_id: Option<String>,
    pub(crate) exit_code: Option<i32>,
    pub(crate) reason: Option<String>,
    pub(crate) health: HealthStatus,
}

/// One task.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    /// Its number within the region: the order of launches.
    pub(crate) number: u64,
    /// 32 hexadecimal digits.
    pub(crate) id: String,
    pub(crate) arn: String,
    /// The deployment's id, `startedBy`.
    pub(crate) deployment: String,
    pub(crate) definition: Arc<Definition>,
    pub(crate) status: TaskStatus,
    pub(crate) containers: Vec<Container>,
    pub(crate) stop: Option<Stop>,
    pub(crate) ip: String,
    pub(crate) zone: String,
    pub(crate) subnet: String,
    pub(crate) interface: String,
    pub(crate) target_healthy: bool,
    /// It is registered in the alternate target group.
    pub(crate) alternate: bool,
    pub(crate) registered: bool,
    pub(crate) aged: bool,
    /// It has counted as healthy for its deployment.
    pub(crate) was_healthy: bool,
    /// Grows when the task is told to stop, which voids the steps planned before.
    pub(crate) turn: u32,
    /// How often its status has changed; `version` in the API.
    pub(crate) version: u64,
    pub(crate) created_at: Millis,
    pub(crate) connected_at: Option<Millis>,
    pub(crate) pull_started_at: Option<Millis>,
    pub(crate) pull_stopped_at: Option<Millis>,
    pub(crate) started_at: Option<Millis>,
    pub(crate) stopping_at: Option<Millis>,
    pub(crate) execution_stopped_at: Option<Millis>,
    pub(crate) stopped_at: Option<Millis>,
}

impl Task {
    /// Tells whether ECS still wants it to run (`desiredStatus` RUNNING).
    pub(crate) fn wanted(&self) -> bool {
        self.stop.is_none()
    }

    pub(crate) fn running(&self) -> bool {
        self.status == TaskStatus::Running
    }

    /// Tells whether it counts in `pendingCount`.
    pub(crate) fn pending(&self) -> bool {
        self.wanted() && self.status < TaskStatus::Running
    }

    /// Tells whether a container of it may still be doing work.
    pub(crate) fn lingers(&self) -> bool {
        self.status < TaskStatus::Deprovisioning
    }

    pub(crate) fn has_health_check(&self) -> bool {
        let mut plans = self.definition.containers.iter();
        plans.any(|plan| plan.health_check.is_some())
    }

    /// Returns the task's `healthStatus`: the worst of its checked containers.
    pub(crate) fn health(&self) -> HealthStatus {
        let plans = self.definition.containers.iter();
        let mut checked = plans
            .zip(&self.containers)
            .filter(|(plan, _)| plan.health_check.is_some())
            .map(|(_, container)| container.health)
            .peekable();
        if checked.peek().is_none() {
            return HealthStatus::Unknown;
        }
        checked.fold(HealthStatus::Healthy, |worst, health| {
            match (worst, health) {
                (HealthStatus::Unhealthy, _) | (_, HealthStatus::Unhealthy) => {
                    HealthStatus::Unhealthy
                }
                (HealthStatus::Unknown, _) | (_, HealthStatus::Unknown) => HealthStatus::Unknown,
                (HealthStatus::Healthy, HealthStatus::Healthy) => HealthStatus::Healthy,
            }
        })
    }

    /// Tells whether it runs and passes every check it has.
    pub(crate) fn sound(&self, has_target_group: bool) -> bool {
        self.wanted()
            && self.running()
            && (!has_target_group || self.target_healthy)
            && (!self.has_health_check() || self.health() == HealthStatus::Healthy)
    }

    /// Tells whether it counts towards the minimum healthy percent. Without any check it does so
    /// 40 s after RUNNING. Source: ECS API model, `DeploymentConfiguration.minimumHealthyPercent`.
    pub(crate) fn counts(&self, has_target_group: bool) -> bool {
        let checked = has_target_group || self.has_health_check();
        self.sound(has_target_group) && (checked || self.aged)
    }

    pub(crate) fn set_status(&mut self, status: TaskStatus) {
        self.status = status;
        self.version += 1;
    }
}
