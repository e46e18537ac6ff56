//! How healthy the running tasks are, by the checks that there are.

use super::findings::Definition;
use crate::foreign::Foreign;
use crate::observation::{self, Target, Task};
use serde::Serialize;

/// How healthy the running tasks are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Running tasks that pass every check that there is; `None` if there is no check at all, or
    /// if what it says could not be read.
    pub healthy: Option<u32>,
    /// What the containers' own checks say; `None` if there are none or they could not be read.
    pub containers: Option<ContainerHealth>,
    /// What the load balancers' checks say, by target group; empty if there are none or they could
    /// not be read.
    pub targets: Vec<TargetGroupHealth>,
}

/// Running tasks by what their containers' health checks say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct ContainerHealth {
    /// They pass.
    pub healthy: u32,
    /// They fail.
    pub unhealthy: u32,
    /// They have not answered yet.
    pub unknown: u32,
}

/// The targets of one target group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TargetGroupHealth {
    /// The ARN of the group.
    pub group: String,
    /// Targets that get traffic.
    pub healthy: u32,
    /// Targets on their way out.
    pub draining: u32,
    /// All others, by what AWS says of them.
    pub failing: Vec<FailingTargets>,
}

/// Targets that do not get traffic for the same reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailingTargets {
    /// How many.
    pub count: u32,
    /// `initial`, `unhealthy`, …, as AWS writes it.
    pub state: String,
    /// `Target.ResponseCodeMismatch`, …
    pub reason: Option<String>,
    /// In AWS's words.
    pub description: Option<Foreign>,
}

/// Puts together what the checks say. `groups` are the service's target groups; `None` stands for
/// what could not be read.
pub(super) fn health(
    running: Option<&[&Task]>,
    definitions: &[Definition],
    groups: &[&str],
    targets: Option<&[Target]>,
) -> Health {
    let containers = running.and_then(|tasks| container_health(tasks, definitions));
    let unread = running.is_none() || (targets.is_none() && !groups.is_empty());
    let targets: Vec<_> = targets
        .map(|targets| {
            groups
                .iter()
                .map(|group| group_health(group, targets))
                .collect()
        })
        .unwrap_or_default();
    let counts = targets.iter().map(|group| group.healthy);
    let healthy = counts.chain(containers.map(|c| c.healthy)).min();
    Health {
        healthy: healthy.filter(|_| !unread),
        containers,
        targets,
    }
}

/// Counts tasks by what their own checks say; tasks without a check pass. `None` if no task has one.
fn container_health(tasks: &[&Task], definitions: &[Definition]) -> Option<ContainerHealth> {
    let checked = |task: &Task| {
        // A check that was defined in the image does not count in ECS.
        // Source: ECS API model, `ContainerDefinition.healthCheck`.
        let definition = definitions
            .iter()
            .find(|one| one.arn == task.task_definition);
        definition.map_or(task.health != observation::Health::Unknown, |one| {
            let containers = one.document["containerDefinitions"].as_array();
            containers.is_some_and(|all| all.iter().any(|c| c["healthCheck"].is_object()))
        })
    };
    if !tasks.iter().any(|task| checked(task)) {
        return None;
    }
    let mut counts = ContainerHealth::default();
    for task in tasks {
        match (checked(task), task.health) {
            (false, _) | (true, observation::Health::Healthy) => counts.healthy += 1,
            (true, observation::Health::Unhealthy) => counts.unhealthy += 1,
            (true, observation::Health::Unknown) => counts.unknown += 1,
        }
    }
    Some(counts)
}

fn group_health(group: &str, targets: &[Target]) -> TargetGroupHealth {
    let mut health = TargetGroupHealth {
        group: group.to_owned(),
        healthy: 0,
        draining: 0,
        failing: Vec::new(),
    };
    for target in targets.iter().filter(|target| target.group == group) {
        match target.state.as_str() {
            "healthy" => health.healthy += 1,
            "draining" => health.draining += 1,
            // AWS's states are open: whatever else there is does not get traffic as it should.
            _other => {
                let same = |one: &&mut FailingTargets| {
                    one.state == target.state
                        && one.reason == target.reason
                        && one.description == target.description
                };
                match health.failing.iter_mut().find(same) {
                    Some(one) => one.count += 1,
                    None => health.failing.push(FailingTargets {
                        count: 1,
                        state: target.state.clone(),
                        reason: target.reason.clone(),
                        description: target.description.clone(),
                    }),
                }
            }
        }
    }
    health
}
