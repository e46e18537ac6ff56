//! The stories the simulated AWS can play, as data: one JSON file each, embedded. It owns reading
//! them; what a fault does is the engine's.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Map;
use serde_json::Value;

use crate::engine::BreakerSetting;
use crate::engine::Fault;
use crate::engine::LoadBalancerSeed;
use crate::engine::Previous;
use crate::engine::ServiceSeed;

/// One story: what goes wrong after the first deployment of the day.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Scenario {
    /// The name it is asked for by.
    pub name: String,
    /// One sentence that says what happens.
    pub about: String,
    /// The circuit breaker of every service.
    pub breaker: BreakerSetting,
    /// The desired count of every service.
    #[serde(default = "two")]
    pub desired_count: u32,
    /// Whether the story needs services behind a load balancer.
    #[serde(default)]
    pub load_balancer: bool,
    /// Further members of `CreateService`, such as `deploymentConfiguration`, in AWS's spelling.
    #[serde(default)]
    pub service: Map<String, Value>,
    /// How the deployment before ended.
    #[serde(default)]
    pub previous: Previous,
    /// What the task definition must have, or the story's faults find nothing to strike.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// What the execution roles of the services may not do, such as `ssm:GetParameters`: the
    /// statement is missing in them.
    #[serde(default)]
    pub execution_role_lacks: Vec<String>,
    /// What goes wrong.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// How a deployment ends in it, whoever watches.
    pub ends: Ending,
}

/// Something a task definition must have for a story to happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// A container with an entry in `secrets`.
    Secret,
    /// A container with an entry in `secrets` that names a JSON key of a Secrets Manager secret.
    JsonKey,
    /// A container with a `healthCheck`.
    HealthCheck,
}

/// How ECS leaves a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ending {
    /// It completes and stays.
    Deployed,
    /// ECS rolls it back, by its breaker or because a person asked.
    RolledBack,
    /// ECS gives up on it and rolls nothing back.
    Failed,
    /// ECS tries for ever.
    Never,
    /// Another deployment takes its place.
    Superseded,
}

impl Scenario {
    /// Returns the story of a place where nothing of it happens: the same services, which deploy
    /// as services do that nobody has configured.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        Self {
            service: Map::new(),
            previous: Previous::Completed,
            execution_role_lacks: Vec::new(),
            faults: Vec::new(),
            ends: Ending::Deployed,
            ..self.clone()
        }
    }

    /// Returns the task definition that ran before. Where a role may not read secrets, the next one
    /// is the first to have any, as in "The Fargate Illusion": what ran before could start again.
    #[must_use]
    pub fn before(&self, mut definition: Value) -> Value {
        if !self.execution_role_lacks.is_empty() {
            let containers = definition["containerDefinitions"].as_array_mut();
            for container in containers.into_iter().flatten() {
                if let Some(members) = container.as_object_mut() {
                    members.remove("secrets");
                }
            }
        }
        definition
    }

    /// Returns a service as the story needs it.
    pub fn seed(
        &self,
        cluster: &str,
        name: &str,
        task_definition: &str,
        load_balancer: Option<LoadBalancerSeed>,
    ) -> ServiceSeed {
        ServiceSeed {
            cluster: cluster.to_owned(),
            name: name.to_owned(),
            task_definition: task_definition.to_owned(),
            desired_count: self.desired_count,
            breaker: self.breaker,
            load_balancer,
            previous: self.previous,
            settings: self.service.clone(),
        }
    }
}

fn two() -> u32 {
    2
}

const FILES: [&str; 37] = [
    include_str!("scenarios/healthy.json"),
    include_str!("scenarios/slow.json"),
    include_str!("scenarios/fargate-illusion.json"),
    include_str!("scenarios/fargate-illusion-no-breaker.json"),
    include_str!("scenarios/fargate-illusion-no-rollback.json"),
    include_str!("scenarios/missing-parameter.json"),
    include_str!("scenarios/missing-json-key.json"),
    include_str!("scenarios/image-not-found.json"),
    include_str!("scenarios/wrong-architecture.json"),
    include_str!("scenarios/registry-times-out-once.json"),
    include_str!("scenarios/no-route-to-registry.json"),
    include_str!("scenarios/log-group-missing.json"),
    include_str!("scenarios/exit-at-start.json"),
    include_str!("scenarios/out-of-memory.json"),
    include_str!("scenarios/bad-entrypoint.json"),
    include_str!("scenarios/crash-after-healthy.json"),
    include_str!("scenarios/crash-much-later.json"),
    include_str!("scenarios/one-task-dies-once.json"),
    include_str!("scenarios/load-balancer-404.json"),
    include_str!("scenarios/container-health-check.json"),
    include_str!("scenarios/target-group-gone.json"),
    include_str!("scenarios/capacity-then-there.json"),
    include_str!("scenarios/vcpu-quota.json"),
    include_str!("scenarios/role-not-ready-yet.json"),
    include_str!("scenarios/role-not-assumable.json"),
    include_str!("scenarios/deployment-alarm.json"),
    include_str!("scenarios/no-rollback-candidate.json"),
    include_str!("scenarios/early-success.json"),
    include_str!("scenarios/blue-green.json"),
    include_str!("scenarios/blue-green-hook-waits.json"),
    include_str!("scenarios/blue-green-hook-fails.json"),
    include_str!("scenarios/canary-alarm.json"),
    include_str!("scenarios/rolled-back-by-ecs.json"),
    include_str!("scenarios/rolled-back-by-a-person.json"),
    include_str!("scenarios/scaled-meanwhile.json"),
    include_str!("scenarios/superseded.json"),
    include_str!("scenarios/service-deleted.json"),
];

/// The files are part of the program: a test proves that every one of them can be read.
static ALL: LazyLock<Vec<Scenario>> = LazyLock::new(|| {
    FILES
        .iter()
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
});

/// Returns all stories, the healthy one first.
pub fn all() -> &'static [Scenario] {
    &ALL
}

/// Returns the story of this name.
pub fn find(name: &str) -> Option<&'static Scenario> {
    all().iter().find(|scenario| scenario.name == name)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_scenario_of_its_own_name() {
        for text in FILES {
            let scenario: Scenario = serde_json::from_str(text).expect(text);
            assert_eq!(find(&scenario.name), Some(&scenario));
        }
        assert_eq!(all().len(), FILES.len());
        assert_eq!(find("healhty"), None);
    }
}
