//! The cause of a failure, as data: what kind it is, what it concerns, and how sure foghorn is.
//!
//! Owns the vocabulary. Classifying AWS's texts is `diagnosis`'s work, and the words that people
//! read are `cause::wording`'s.

use crate::foreign::Foreign;
use serde::{Deserialize, Serialize};

mod rank;
pub mod wording;

pub use rank::Rank;

/// Whether another attempt with the same inputs can succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// It may heal by itself: said, and waited on.
    Transient,
    /// Heals within two minutes if the role was just made, and not after that: ends the wait when
    /// a task stops this way two minutes or more after the first one did.
    Settling,
    /// Normally a mistake, now and then a hiccup (a permission that was just granted takes a while
    /// to spread): said at once, ends the wait when a task of a later launch round stops the same
    /// way.
    Uncertain,
    /// No retry can cure it: ends the wait at once.
    Deterministic,
}

/// What went wrong. Each kind has its own words and its own fix in `wording`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CauseKind {
    /// The execution role may not read an SSM parameter.
    ParameterAccessDenied,
    /// An SSM parameter does not exist in that region and account.
    ParameterMissing,
    /// The execution role may not decrypt with the KMS key, or the key does not exist.
    KeyAccessDenied,
    /// The execution role may not read a Secrets Manager secret.
    SecretAccessDenied,
    /// A Secrets Manager secret does not exist or has no value.
    SecretMissing,
    /// A Secrets Manager secret has no such JSON key, or is not JSON.
    SecretJsonKeyMissing,
    /// Secrets or the registry's credentials could not be fetched, and AWS's text ends before it says why.
    SecretsUnreadable,
    /// The execution role may not ask ECR for a token.
    RegistryTokenDenied,
    /// The credentials of a private registry are wrong or unreadable.
    RegistryCredentialsRejected,
    /// The execution role may not pull the image.
    ImagePullDenied,
    /// The registry has no such repository, tag or digest.
    ImageNotFound,
    /// The image does not exist for the task's CPU architecture or operating system.
    ImageWrongPlatform,
    /// The registry limits the rate of pulls.
    ImagePullThrottled,
    /// A layer could not be read from the registry's storage.
    ImageLayerUnreadable,
    /// The image could not be pulled, and AWS's text ends before it says why.
    ImagePullFailed,
    /// The image does not fit on the task's disk.
    DiskFull,
    /// The task has no way to an AWS service or a registry.
    NoRoute,
    /// A log group does not exist.
    LogGroupMissing,
    /// The execution role may not write logs.
    LogAccessDenied,
    /// The log configuration is invalid.
    LogConfigurationInvalid,
    /// The log driver did not start, and AWS's text ends before it says why.
    LogDriverFailed,
    /// An environment file could not be read from S3.
    EnvironmentFileUnreadable,
    /// An EFS file system could not be mounted.
    FileSystemUnmountable,
    /// ECS cannot assume the role.
    RoleNotAssumable,
    /// The command or entry point cannot be executed.
    CommandNotExecutable,
    /// The container runtime failed.
    ContainerRuntimeFailed,
    /// An essential container exited.
    ContainerExited,
    /// A container used more memory than it may.
    OutOfMemory,
    /// The load balancer's health checks fail.
    LoadBalancerUnhealthy,
    /// A target group is gone or not attached.
    TargetGroupMissing,
    /// ECS itself may not call the load balancer, or no longer manage the service.
    ServiceRoleDenied,
    /// The load balancer's or the network's configuration is invalid for this deployment.
    NetworkConfigurationInvalid,
    /// A container's own health check fails.
    ContainerUnhealthy,
    /// The subnet has no free addresses.
    SubnetFull,
    /// The network interface could not be made in time.
    NetworkInterfaceFailed,
    /// Fargate has no capacity for now.
    CapacityMissing,
    /// A quota of the account is used up.
    QuotaReached,
    /// No container instance fits (EC2).
    NoContainerInstance,
    /// The account is blocked.
    AccountBlocked,
    /// Minimum and maximum percent leave no room to move.
    DeploymentConfigurationStuck,
    /// Protected tasks cannot be stopped.
    TasksProtected,
    /// The task definition does not fit the launch type or capacity provider.
    ComputeIncompatible,
    /// AWS's calls to its own services are throttled.
    AwsThrottled,
    /// ECS's own fault.
    AwsInternal,
    /// A Spot task was interrupted.
    SpotInterrupted,
    /// A task was stopped by a person or a tool.
    StoppedByUser,
    /// A deployment alarm fired.
    AlarmTriggered,
    /// The circuit breaker tripped and no task says why.
    CircuitBreakerTripped,
    /// There is no earlier deployment that ECS could go back to.
    RollbackCandidateMissing,
    /// The deployment failed, and AWS says no more than that.
    DeploymentFailed,
    /// A lifecycle hook failed.
    LifecycleHookFailed,
    /// Tasks do not start, and AWS says no more than that.
    TasksNotStarting,
    /// A text that foghorn does not know: shown as it is.
    Unrecognised,
}

/// One cause, with what it concerns. Fields that the text did not give are `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// What went wrong.
    pub kind: CauseKind,
    /// Whether waiting can help.
    pub class: Class,
    /// The role that lacks something, as a name or ARN.
    pub role: Option<Foreign>,
    /// The IAM action that was denied, such as `ssm:GetParameters`.
    pub action: Option<Foreign>,
    /// What it was about: a parameter, an image, a log group, a target group, an alarm.
    pub resource: Option<Foreign>,
    /// The container, if it was one of several.
    pub container: Option<String>,
    /// Its exit code.
    pub exit_code: Option<i32>,
    /// AWS's text in full.
    pub text: Foreign,
}

impl CauseKind {
    /// Returns whether IAM or a resource policy denied a call, so that a permission that was just
    /// granted may still be spreading.
    pub fn is_access_denied(self) -> bool {
        matches!(
            self,
            Self::ParameterAccessDenied
                | Self::KeyAccessDenied
                | Self::SecretAccessDenied
                | Self::RegistryTokenDenied
                | Self::ImagePullDenied
                | Self::LogAccessDenied
                | Self::ServiceRoleDenied
        )
    }
}

impl Cause {
    /// A cause that is sure to keep tasks from starting, found before ECS says anything of it.
    pub fn foreseen(kind: CauseKind) -> Self {
        Self {
            kind,
            class: Class::Deterministic,
            role: None,
            action: None,
            resource: None,
            container: None,
            exit_code: None,
            text: Foreign::new(""),
        }
    }

    /// The same, of this resource.
    #[must_use]
    pub fn of(mut self, resource: &str) -> Self {
        self.resource = Some(Foreign::new(resource));
        self
    }

    /// Returns whether two tasks stopped for the same reason. What one text does not name, the
    /// other may: AWS cuts texts off, and a container that is still stopping has no exit code yet.
    pub fn same_as(&self, other: &Self) -> bool {
        self.kind == other.kind
            && agree(self.resource.as_ref(), other.resource.as_ref())
            && agree(self.container.as_ref(), other.container.as_ref())
            && agree(self.exit_code.as_ref(), other.exit_code.as_ref())
            && (self.kind != CauseKind::Unrecognised || same_words(&self.text, &other.text))
    }
}

fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.is_none() || other.is_none() || one == other
}

/// Whether two texts differ in nothing but what has a digit: ids of requests, tasks and addresses.
fn same_words(one: &Foreign, other: &Foreign) -> bool {
    fn words(text: &Foreign) -> impl Iterator<Item = &str> {
        let has_digit = |word: &&str| word.contains(|c: char| c.is_ascii_digit());
        text.raw()
            .split_whitespace()
            .filter(move |word| !has_digit(word))
    }
    words(one).eq(words(other))
}

/// What was seen that supports a cause.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Tasks that stopped this way, at most a handful of ids.
    pub tasks: Vec<String>,
    /// How many stopped this way.
    pub count: u32,
    /// `stopCode` of the first.
    pub stop_code: Option<String>,
    /// Targets that are not healthy.
    pub targets: Vec<crate::observation::Target>,
    /// Events of the service that say something about it, since the deployment began.
    pub events: Vec<Foreign>,
    /// Where its log is, and its last lines.
    pub log: Option<LogTail>,
}

/// The end of a container's log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogTail {
    /// The log group.
    pub group: String,
    /// The log stream.
    pub stream: String,
    /// The last lines, oldest first, or why they could not be read.
    pub lines: Result<Vec<Foreign>, String>,
}
