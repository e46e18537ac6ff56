//! Target groups and the health of the targets in them. It owns what ELBv2's
//! `DescribeTargetHealth` shows; it must not decide when a target becomes healthy.

/// A target group that services register their tasks in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetGroup {
    /// `arn:aws:elasticloadbalancing:R:A:targetgroup/NAME/ID`.
    pub arn: String,
    /// The name in the ARN.
    pub name: String,
    /// The default port of its targets.
    pub port: u16,
    /// The path its health checks ask for.
    pub health_check_path: String,
    /// The status codes that count as healthy, such as `200-399`.
    pub matcher: String,
    /// What its targets are.
    pub target_type: TargetType,
    /// The targets registered now, including those that are draining.
    pub targets: Vec<Target>,
}

/// What the targets of a group are; tasks on Fargate fit only [`Self::Ip`].
/// Source: ELBv2 API model, `TargetTypeEnum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TargetType {
    /// Addresses.
    #[default]
    Ip,
    /// EC2 instances.
    Instance,
}

impl TargetType {
    /// Returns the word ELBv2 uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ip => "ip",
            Self::Instance => "instance",
        }
    }
}

/// One registered address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The task's private address (`TargetType` is `ip` on Fargate).
    pub ip: String,
    /// The container's port.
    pub port: u16,
    /// The availability zone.
    pub zone: String,
    /// Its health.
    pub health: TargetHealth,
}

/// The state, reason and description of a target. Source: ELBv2 API model, `TargetHealth`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetHealth {
    /// The state.
    pub state: TargetState,
    /// Such as `Target.ResponseCodeMismatch`; absent when healthy.
    pub reason: Option<String>,
    /// Such as `Health checks failed with these codes: [404]`; absent when healthy.
    pub description: Option<String>,
}

/// The states a simulated target goes through. Source: ELBv2 API model, `TargetHealthStateEnum`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetState {
    /// Registered, not yet judged.
    Initial,
    /// Answers its health checks.
    Healthy,
    /// Fails its health checks.
    Unhealthy,
    /// Deregistered, finishing its connections.
    Draining,
}

impl TargetState {
    /// Returns the word ELBv2 uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Healthy => "healthy",
            Self::Unhealthy => "unhealthy",
            Self::Draining => "draining",
        }
    }
}
