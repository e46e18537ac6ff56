//! What one reading of a service showed, as plain data.
//!
//! Owns the shape of readings. Must not interpret them: that is `rollout::assessment`'s.
//! Every enum of AWS's is open: a value that foghorn does not know is kept as `Other`.

use crate::foreign::Foreign;
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::time::AwsTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One reading of one service. Parts that were not read this time are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// AWS's time of the answer to DescribeServices (its `Date` header).
    pub at: AwsTime,
    /// The service, or `None` if AWS answered `MISSING`.
    pub service: Option<Service>,
    /// The service deployment this run is bound to, when it was asked for and could be read.
    pub service_deployment: Option<ServiceDeployment>,
    /// Tasks of the service, running and recently stopped, when they were asked for.
    pub tasks: Option<Vec<Task>>,
    /// Health of the service's targets, when it was asked for.
    pub targets: Option<Vec<Target>>,
}

/// A service as DescribeServices shows it. Source: ECS API model, `Service`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// The service's name.
    pub name: String,
    /// The service's ARN.
    pub arn: String,
    /// Whether the service exists to the full.
    pub status: ServiceStatus,
    /// Who carries out deployments.
    pub controller: Controller,
    /// Tasks wanted, over all deployments.
    pub desired: u32,
    /// Tasks running, over **all** deployments: old ones count, too.
    pub running: u32,
    /// Tasks starting, over all deployments.
    pub pending: u32,
    /// The revision asked for. Changes at once with UpdateService: no proof that anything runs it.
    pub task_definition: RevisionArn,
    /// The rolling deployments, newest first as AWS gives them.
    pub deployments: Vec<Deployment>,
    /// The newest service deployment, when AWS shows it. May lag behind.
    pub current_service_deployment: Option<ServiceDeploymentArn>,
    /// At most 100, newest first. De-duplicated by AWS for six hours.
    pub events: Vec<ServiceEvent>,
    /// Load balancers of the service.
    pub load_balancers: Vec<LoadBalancer>,
    /// How the service deploys.
    pub configuration: DeploymentConfiguration,
    /// For how long failed health checks of a new task do not count, in seconds.
    #[serde(default)]
    pub health_check_grace: u32,
}

/// Source: ECS API model, `Service.status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServiceStatus {
    /// Can be deployed to.
    Active,
    /// Is being deleted.
    Draining,
    /// Was deleted.
    Inactive,
    /// Something newer than foghorn.
    Other(String),
}

/// Source: ECS API model, `DeploymentController.type`; an absent controller is `ECS`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Controller {
    /// ECS itself.
    Ecs,
    /// CodeDeploy: UpdateService cannot change its task definition.
    CodeDeploy,
    /// Task sets made by somebody else.
    External,
    /// Something newer than foghorn.
    Other(String),
}

/// An entry of `deployments[]`. Source: ECS API model, `Deployment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deployment {
    /// `ecs-svc/<digits>`.
    pub id: DeploymentId,
    /// PRIMARY, ACTIVE or INACTIVE.
    pub status: DeploymentStatus,
    /// The revision it runs.
    pub task_definition: RevisionArn,
    /// Tasks wanted of this deployment.
    pub desired: u32,
    /// Tasks starting.
    pub pending: u32,
    /// Tasks running.
    pub running: u32,
    /// Consecutive failures; back to 0 once a task runs, so that a crash loop can show 0.
    pub failed: u32,
    /// When it was made.
    pub created_at: Option<AwsTime>,
    /// Absent for services behind a Classic Load Balancer.
    pub rollout_state: Option<RolloutState>,
    /// Why it is in that state, in AWS's words.
    pub rollout_state_reason: Option<Foreign>,
}

/// Source: ECS API model, `Deployment.status`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeploymentStatus {
    /// The newest.
    Primary,
    /// Being replaced; still has tasks.
    Active,
    /// Replaced.
    Inactive,
    /// Something newer than foghorn.
    Other(String),
}

/// Source: ECS API model, `DeploymentRolloutState`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RolloutState {
    /// Under way; for ever, if it fails with neither circuit breaker nor alarms.
    InProgress,
    /// Steady, old tasks gone.
    Completed,
    /// Given up by the circuit breaker or an alarm.
    Failed,
    /// Something newer than foghorn.
    Other(String),
}

/// An entry of `events[]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceEvent {
    /// Unique id.
    pub id: String,
    /// When ECS wrote it.
    pub at: AwsTime,
    /// In ECS's words, with the prefix `(service NAME) `.
    pub message: Foreign,
}

/// A load balancer entry of a service. Source: ECS API model, `LoadBalancer`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoadBalancer {
    /// The target group; absent for a Classic Load Balancer.
    pub target_group: Option<String>,
    /// The container that takes the traffic.
    pub container: String,
    /// Its port.
    pub port: u16,
}

/// How a service deploys. Source: ECS API model, `DeploymentConfiguration`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentConfiguration {
    /// ROLLING unless AWS says otherwise.
    pub strategy: Strategy,
    /// Least healthy tasks during a deployment, in percent of the desired count (rounded up).
    pub minimum_healthy_percent: Option<u32>,
    /// Most tasks during a deployment, in percent of the desired count (rounded down).
    pub maximum_percent: Option<u32>,
    /// Whether ECS gives up by itself.
    pub circuit_breaker: CircuitBreaker,
    /// Whether an alarm ends a deployment, and whether it then rolls back.
    pub alarms: CircuitBreaker,
}

/// Source: ECS API model, `DeploymentStrategy`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Strategy {
    /// Old tasks are replaced step by step.
    Rolling,
    /// All at once behind a load balancer.
    BlueGreen,
    /// Traffic in equal steps.
    Linear,
    /// A little traffic first.
    Canary,
    /// Something newer than foghorn.
    Other(String),
}

impl Strategy {
    /// Returns whether ECS runs both revisions side by side and shifts traffic between them:
    /// `deployments[]` then has no rollout state, and the service deployment alone tells the end.
    /// Source: ECS API model, `Deployment.rolloutState`.
    pub fn shifts_traffic(&self) -> bool {
        match self {
            Self::Rolling => false,
            Self::BlueGreen | Self::Linear | Self::Canary | Self::Other(_) => true,
        }
    }

    /// Returns its name as AWS writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Rolling => "ROLLING",
            Self::BlueGreen => "BLUE_GREEN",
            Self::Linear => "LINEAR",
            Self::Canary => "CANARY",
            Self::Other(other) => other,
        }
    }
}

/// Whether ECS gives a failing deployment up, and what it does then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CircuitBreaker {
    /// A failing deployment goes on for ever.
    Off,
    /// A failing deployment is stopped and left.
    On,
    /// A failing deployment is rolled back.
    OnWithRollback,
}

/// Source: ECS API model, `ServiceDeployment`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceDeployment {
    /// Its ARN.
    pub arn: ServiceDeploymentArn,
    /// Where it stands.
    pub status: ServiceDeploymentStatus,
    /// In AWS's words; empty until it ends badly.
    pub status_reason: Option<Foreign>,
    /// When it was made.
    pub created_at: Option<AwsTime>,
    /// When it ended.
    pub finished_at: Option<AwsTime>,
    /// ARN of the service revision it leads to.
    pub target_revision: Option<String>,
    /// Set once ECS rolls back.
    pub rollback: Option<Rollback>,
    /// The circuit breaker's counters: failures so far and the threshold.
    pub circuit_breaker: Option<BreakerCount>,
    /// Names of alarms that fired.
    pub triggered_alarms: Vec<String>,
    /// Stage of the deployment, such as `BAKE_TIME`, as AWS writes it.
    pub lifecycle_stage: Option<String>,
    /// Lifecycle hooks of the present stage.
    pub hooks: Vec<LifecycleHook>,
    /// Production traffic that the target revision is to get, in percent. Absent for rolling.
    pub production_traffic: Option<u8>,
}

/// Source: ECS API model, `DeploymentLifecycleHookDetail`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifecycleHook {
    /// What ContinueServiceDeployment names it by.
    pub id: String,
    /// ARN of its function; absent for a pause.
    pub target: Option<String>,
    /// `AWAITING_ACTION`, `IN_PROGRESS`, `FAILED`, …, as AWS writes it.
    pub status: String,
    /// When it is answered by itself.
    pub expires_at: Option<AwsTime>,
    /// How it is answered then: `CONTINUE` or `ROLLBACK`.
    pub timeout_action: Option<String>,
}

impl LifecycleHook {
    /// Returns whether the deployment stands still until somebody answers.
    /// Source: ECS API model, `DeploymentLifecycleHookStatus`.
    pub fn awaits_action(&self) -> bool {
        self.status == "AWAITING_ACTION"
    }
}

/// Source: ECS API model, `Rollback`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollback {
    /// In AWS's words.
    pub reason: Option<Foreign>,
    /// ARN of the service revision it goes back to.
    pub revision: Option<String>,
}

/// Source: ECS API model, `ServiceDeploymentCircuitBreaker`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakerCount {
    /// Failures counted so far.
    pub failures: u32,
    /// Failures at which ECS gives up.
    pub threshold: u32,
}

/// Source: ECS API model, `ServiceDeploymentStatus`. There is no FAILED: a circuit breaker
/// without rollback ends in STOPPED.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are AWS's own")]
pub enum ServiceDeploymentStatus {
    Pending,
    InProgress,
    Successful,
    StopRequested,
    Stopped,
    RollbackRequested,
    RollbackInProgress,
    RollbackSuccessful,
    RollbackFailed,
    Other(String),
}

impl ServiceDeploymentStatus {
    /// The word AWS uses.
    pub fn as_str(&self) -> &str {
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
            Self::Other(other) => other,
        }
    }

    /// Whether ECS goes back to what ran before.
    pub const fn is_going_back(&self) -> bool {
        match self {
            Self::RollbackRequested | Self::RollbackInProgress => true,
            Self::Pending
            | Self::InProgress
            | Self::Successful
            | Self::StopRequested
            | Self::Stopped
            | Self::RollbackSuccessful
            | Self::RollbackFailed
            | Self::Other(_) => false,
        }
    }
}

/// The stop code of a task of which a container ended by itself. Source: ECS API model,
/// `TaskStopCode`.
pub const ESSENTIAL_CONTAINER_EXITED: &str = "EssentialContainerExited";

/// A task. Source: ECS API model, `Task`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// The last part of its ARN.
    pub id: String,
    /// The deployment that started it, `ecs-svc/<digits>`.
    pub started_by: Option<String>,
    /// The revision it runs.
    pub task_definition: RevisionArn,
    /// PROVISIONING … STOPPED, as AWS writes it.
    pub last_status: String,
    /// Whether ECS wants it gone: `desiredStatus` is STOPPED.
    pub stopping: bool,
    /// The overall health of its containers.
    pub health: Health,
    /// Why it stopped, as a code such as [`ESSENTIAL_CONTAINER_EXITED`]. Set already while it is
    /// stopping.
    pub stop_code: Option<String>,
    /// Why it stopped, in AWS's words. Set already while it is stopping.
    pub stopped_reason: Option<Foreign>,
    /// When ECS made it.
    pub created_at: Option<AwsTime>,
    /// When it reached RUNNING.
    pub started_at: Option<AwsTime>,
    /// When it stopped or began to.
    pub stopped_at: Option<AwsTime>,
    /// Its containers.
    pub containers: Vec<Container>,
}

/// A container of a task. Source: ECS API model, `Container`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Container {
    /// Its name in the task definition.
    pub name: String,
    /// Absent if it never started.
    pub exit_code: Option<i32>,
    /// At most 1024 characters, in AWS's words.
    pub reason: Option<Foreign>,
    /// Its own health check's answer.
    pub health: Health,
    /// The digest that was pulled.
    pub image_digest: Option<String>,
}

/// Source: ECS API model, `HealthStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// The check passes.
    Healthy,
    /// The check fails.
    Unhealthy,
    /// There is no check, or no answer yet.
    Unknown,
}

/// A target of a load balancer. Source: ELBv2 API model, `TargetHealthDescription`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// ARN of its target group.
    pub group: String,
    /// The task's address.
    pub id: String,
    /// The port that is checked.
    pub port: Option<u16>,
    /// `initial`, `healthy`, `unhealthy`, `draining`, … as AWS writes it.
    pub state: String,
    /// `Target.ResponseCodeMismatch`, …
    pub reason: Option<String>,
    /// In AWS's words, such as `Health checks failed with these codes: [404]`.
    pub description: Option<Foreign>,
}

impl Service {
    /// Returns the deployment with this id.
    pub fn deployment(&self, id: &DeploymentId) -> Option<&Deployment> {
        self.deployments.iter().find(|d| d.id == *id)
    }

    /// Returns the newest deployment.
    pub fn primary(&self) -> Option<&Deployment> {
        self.deployments
            .iter()
            .find(|d| d.status == DeploymentStatus::Primary)
    }
}
