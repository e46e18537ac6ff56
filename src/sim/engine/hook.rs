//! Lifecycle hooks: how a service has them configured, and one that runs or waits. It must not
//! move a deployment; that is `lifecycle`'s.

use serde_json::Value;

use super::Millis;
use super::random::Chance;
use super::stage::LifecycleStage;

const MINUTE: Millis = 60_000;

/// `targetType`. Source: ECS API model, `DeploymentLifecycleHookTargetType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookTarget {
    Lambda,
    Pause,
}

impl HookTarget {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Lambda => "AWS_LAMBDA",
            Self::Pause => "PAUSE",
        }
    }
}

/// What to do with a deployment that a hook holds. Source: ECS API model,
/// `DeploymentLifecycleHookAction`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum HookAction {
    /// Go on to the next stage.
    Continue,
    /// Go back to the revision before.
    Rollback,
}

impl HookAction {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Continue => "CONTINUE",
            Self::Rollback => "ROLLBACK",
        }
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        match text {
            "CONTINUE" => Some(Self::Continue),
            "ROLLBACK" => Some(Self::Rollback),
            _ => None,
        }
    }
}

/// `status`. Source: ECS API model, `DeploymentLifecycleHookStatus`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HookStatus {
    AwaitingAction,
    InProgress,
    Succeeded,
    Failed,
    TimedOut,
}

impl HookStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AwaitingAction => "AWAITING_ACTION",
            Self::InProgress => "IN_PROGRESS",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
        }
    }

    /// Tells whether the stage must wait for it.
    pub(crate) fn open(self) -> bool {
        match self {
            Self::AwaitingAction | Self::InProgress => true,
            Self::Succeeded | Self::Failed | Self::TimedOut => false,
        }
    }
}

/// One entry of `lifecycleHooks`. Source: ECS API model, `DeploymentLifecycleHook`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hook {
    pub(crate) target: HookTarget,
    pub(crate) arn: Option<String>,
    stages: Vec<String>,
    timeout: Millis,
    pub(crate) timeout_action: HookAction,
}

impl Hook {
    /// Reads the hooks of a `deploymentConfiguration` that run at a stage.
    pub(crate) fn read(configuration: &Value, stage: LifecycleStage) -> Vec<Self> {
        let hooks = configuration["lifecycleHooks"].as_array();
        let hooks = hooks.into_iter().flatten().map(Self::read_one);
        hooks
            .filter(|hook| hook.stages.iter().any(|one| one == stage.as_str()))
            .collect()
    }

    fn read_one(hook: &Value) -> Self {
        let stages = hook["lifecycleStages"].as_array().into_iter().flatten();
        let timeout = &hook["timeoutConfiguration"];
        let action = timeout["action"].as_str().and_then(HookAction::read);
        Self {
            target: match hook["targetType"].as_str() {
                Some("PAUSE") => HookTarget::Pause,
                Some(_) | None => HookTarget::Lambda,
            },
            arn: hook["hookTargetArn"].as_str().map(str::to_owned),
            stages: stages
                .filter_map(|stage| stage.as_str().map(str::to_owned))
                .collect(),
            // Source of both defaults: ECS API model, `DeploymentLifecycleHookTimeoutConfiguration`.
            timeout: timeout["timeoutInMinutes"].as_i64().unwrap_or(1440) * MINUTE,
            timeout_action: action.unwrap_or(HookAction::Rollback),
        }
    }

    /// Starts it. A Lambda function answers at `answers_at`, with FAILED if `fails`.
    pub(crate) fn start(
        &self,
        now: Millis,
        answers_at: Millis,
        fails: bool,
        chance: &mut Chance,
    ) -> HookRun {
        // Source of the shape: ECS developer guide, "pause hooks"; that of Lambda hooks is inferred.
        let (kind, status, answers_at) = match self.target {
            HookTarget::Pause => ("pause", HookStatus::AwaitingAction, None),
            HookTarget::Lambda => ("lambda", HookStatus::InProgress, Some(answers_at)),
        };
        HookRun {
            id: format!("ecs-{kind}-{}", chance.token(43)),
            target: self.target,
            arn: self.arn.clone(),
            status,
            expires_at: now + self.timeout,
            timeout_action: self.timeout_action,
            answers_at,
            fails,
        }
    }
}

/// A hook that runs, waits or has ended. Source: ECS API model,
/// `DeploymentLifecycleHookDetail`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HookRun {
    pub(crate) id: String,
    pub(crate) target: HookTarget,
    pub(crate) arn: Option<String>,
    pub(crate) status: HookStatus,
    pub(crate) expires_at: Millis,
    pub(crate) timeout_action: HookAction,
    answers_at: Option<Millis>,
    fails: bool,
}

impl HookRun {
    /// Lets it answer or time out, if it is time.
    pub(crate) fn pass(&mut self, now: Millis) {
        if !self.status.open() {
            return;
        }
        if self.answers_at.is_some_and(|at| at <= now) {
            self.status = if self.fails {
                HookStatus::Failed
            } else {
                HookStatus::Succeeded
            };
        } else if self.expires_at <= now {
            self.status = HookStatus::TimedOut;
        }
    }

    /// Tells whether it sends the deployment back.
    pub(crate) fn refuses(&self) -> bool {
        match self.status {
            HookStatus::Failed => true,
            HookStatus::TimedOut => self.timeout_action == HookAction::Rollback,
            HookStatus::AwaitingAction | HookStatus::InProgress | HookStatus::Succeeded => false,
        }
    }

    /// Returns when something happens to it by itself.
    pub(crate) fn next_at(&self) -> Millis {
        self.answers_at
            .map_or(self.expires_at, |at| at.min(self.expires_at))
    }
}
