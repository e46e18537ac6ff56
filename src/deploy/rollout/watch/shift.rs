//! Blue/green, linear and canary: the stages of a deployment that shifts traffic.
//!
//! Owns what is said of stages and of hooks that wait for an answer. Answering one is a person's.

use crate::event::EventKind;
use crate::foreign::Sentence;
use crate::observation::{LifecycleHook, ServiceDeployment};
use crate::time::{AwsTime, millis};
use std::collections::HashSet;

/// What is known of the stages.
#[derive(Debug, Default)]
pub(super) struct Shift {
    stage: Option<String>,
    traffic: Option<u8>,
    waiting: Option<String>,
    hooks_said: HashSet<String>,
}

impl Shift {
    /// Takes a reading in, and returns whether there was something to say.
    pub(super) fn take(
        &mut self,
        deployment: &ServiceDeployment,
        at: AwsTime,
        events: &mut Vec<EventKind>,
    ) -> bool {
        let before = events.len();
        if deployment.lifecycle_stage != self.stage || deployment.production_traffic != self.traffic
        {
            self.stage.clone_from(&deployment.lifecycle_stage);
            self.traffic = deployment.production_traffic;
            if let Some(stage) = &self.stage {
                events.push(EventKind::LifecycleStageEntered {
                    stage: stage.clone(),
                    production_traffic: self.traffic,
                });
            }
        }
        let waiting = deployment.hooks.iter().find(|hook| hook.awaits_action());
        self.waiting = waiting.map(|hook| hook.id.clone());
        if let Some(hook) = waiting.filter(|hook| self.hooks_said.insert(hook.id.clone())) {
            events.push(EventKind::HookWaiting {
                hook: hook.id.clone(),
                stage: self.stage.clone(),
                expires_in_ms: hook.expires_at.map(|end| millis(end.since(at))),
                timeout_action: hook.timeout_action.clone(),
                hints: how_to_answer(deployment, hook),
            });
        }
        events.len() > before
    }

    /// Whether the deployment stands still by design.
    pub(super) fn stands_still(&self) -> bool {
        self.waiting.is_some() || self.stage.as_deref() == Some("BAKE_TIME")
    }

    /// Says what the deployment waits for, if its stage tells.
    pub(super) fn waiting_for(&self) -> Option<Sentence> {
        if let Some(hook) = &self.waiting {
            return Some(Sentence::own("an answer to lifecycle hook ").code(hook));
        }
        self.stage
            .as_ref()
            .map(|stage| Sentence::own("stage ").code(stage).then(" to end"))
    }
}

/// Source: ECS API model, `ContinueServiceDeployment`.
fn how_to_answer(deployment: &ServiceDeployment, hook: &LifecycleHook) -> Vec<Sentence> {
    let command = |action: &str| {
        format!(
            "aws ecs continue-service-deployment --service-deployment-arn {} --hook-id {} --action {action}",
            deployment.arn, hook.id
        )
    };
    vec![
        Sentence::own("let it go on with ").code(command("CONTINUE")),
        Sentence::own("or send it back with ").code(command("ROLLBACK")),
    ]
}
