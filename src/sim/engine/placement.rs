//! Launching tasks: where there is room, capacity and a role. How many are wanted is the
//! scheduler's decision.

use std::sync::Arc;

use super::Millis;
use super::StartFacts;
use super::backdrop::Backdrop;
use super::definition::Definition;
use super::fault::FaultKind;
use super::revision::named_digest;
use super::service::PlacementTrouble;
use super::service::Service;
use super::task::Container;
use super::task::HealthStatus;
use super::task::Step;
use super::task::Task;
use super::task::TaskStatus;
use super::wordings;

/// While tasks cannot be placed, a failure of the deployment is counted this often. Source:
/// inferred from a transcript in which the breaker (threshold 3) took 46 minutes.
const COUNTED_EVERY: Millis = 15 * 60 * 1000;

impl Service {
    /// Launches `count` tasks of the PRIMARY deployment, or notes why that is not possible now.
    pub(crate) fn launch(&mut self, count: u32, backdrop: &mut Backdrop, facts: &dyn StartFacts) {
        let Some(primary) = self.primary() else {
            return;
        };
        let id = primary.id.clone();
        let Some(definition) = backdrop.definitions.find(&primary.definition) else {
            return;
        };
        if let Some(trouble) = self.trouble.filter(|one| one.next_try > backdrop.now) {
            self.look_by(trouble.next_try, backdrop);
            return;
        }
        let refusal = self
            .placement_refusal(&definition, backdrop)
            .or_else(|| self.role_refusal(&definition, facts));
        if let Some(message) = refusal {
            self.tell(message, backdrop);
            self.note_trouble(&id, backdrop);
            return;
        }
        if self.trouble.take().is_some() {
            self.events.clear("was unable to place a task");
            self.events.clear("failed to launch a task");
        }
        self.events.clear("was unable to stop or start tasks");
        let ids: Vec<String> = (0..count)
            .map(|_| self.launch_one(&id, &definition, backdrop))
            .collect();
        self.tell(wordings::started(&self.name, &ids), backdrop);
    }

    fn placement_refusal(
        &self,
        definition: &Definition,
        backdrop: &mut Backdrop,
    ) -> Option<String> {
        let role = definition.text("executionRoleArn").unwrap_or_default();
        let spot = self.spot(!definition.seeded, backdrop.now);
        backdrop.faults.strike(spot, |kind| {
            if *kind == FaultKind::Capacity {
                return Some(wordings::unable_to_place(&self.name, wordings::CAPACITY));
            }
            if *kind == FaultKind::VcpuQuota {
                return Some(wordings::unable_to_place(&self.name, wordings::VCPU_QUOTA));
            }
            (*kind == FaultKind::AssumeRole).then(|| wordings::cannot_assume_role(&self.name, role))
        })
    }

    /// Says which role ECS cannot assume: it does not exist, or does not trust
    /// `ecs-tasks.amazonaws.com`. Source: ECS developer guide, "task execution IAM role".
    fn role_refusal(&self, definition: &Definition, facts: &dyn StartFacts) -> Option<String> {
        let members = ["executionRoleArn", "taskRoleArn"].into_iter();
        // An empty ARN is none: some clients send one for a role that a definition has not.
        let mut roles = members
            .filter_map(|member| definition.text(member))
            .filter(|role| !role.is_empty());
        let role = roles.find(|role| !facts.assumable(role))?;
        Some(wordings::cannot_assume_role(&self.name, role))
    }

    fn note_trouble(&mut self, deployment: &str, backdrop: &mut Backdrop) {
        let now = backdrop.now;
        let next_try = now + backdrop.chance.within(backdrop.timing.placement);
        let trouble = self.trouble.get_or_insert(PlacementTrouble {
            counted_at: now,
            next_try,
        });
        trouble.next_try = next_try;
        let counts = now - trouble.counted_at >= COUNTED_EVERY;
        if counts {
            trouble.counted_at = now;
            if let Some(deployment) = self.deployment_mut(deployment) {
                deployment.failures.never_ran();
            }
            self.check_breaker(deployment, backdrop);
        }
        self.look_by(next_try, backdrop);
    }

    fn launch_one(
        &mut self,
        deployment: &str,
        definition: &Arc<Definition>,
        backdrop: &mut Backdrop,
    ) -> String {
        let number = backdrop.next_task();
        let task = self.new_task(number, deployment, definition, backdrop);
        let id = task.id.clone();
        self.tasks.insert(number, task);
        let span = backdrop.timing.provisioning;
        self.plan(number, span, Step::Provisioned, backdrop);
        id
    }

    /// Makes a task that is PROVISIONING.
    pub(crate) fn new_task(
        &self,
        number: u64,
        deployment: &str,
        definition: &Arc<Definition>,
        backdrop: &mut Backdrop,
    ) -> Task {
        let id = backdrop.chance.hex(32);
        let zones = ["a", "b", "c"];
        let which = usize::try_from(number % 3).unwrap_or(0);
        let zone = zones.get(which).copied().unwrap_or("a");
        let containers = definition.containers.iter().map(|plan| Container {
            name: plan.name.clone(),
            digest: named_digest(&plan.image),
            image: plan.image.clone(),
            runtime_id: None,
            exit_code: None,
            reason: None,
            health: HealthStatus::Unknown,
        });
        Task {
            number,
            arn: backdrop.place.ecs(&format!("task/{}/{id}", self.cluster)),
            id,
            deployment: deployment.to_owned(),
            definition: Arc::clone(definition),
            status: TaskStatus::Provisioning,
            containers: containers.collect(),
            stop: None,
            ip: format!("10.0.{}.{}", (number / 250) % 250, number % 250 + 4),
            zone: format!("{}{zone}", backdrop.place.region),
            subnet: self.subnet(which),
            interface: format!("eni-{}", backdrop.chance.hex(17)),
            target_healthy: false,
            alternate: self
                .deployments
                .iter()
                .any(|one| one.id == deployment && one.alternate),
            registered: false,
            aged: false,
            was_healthy: false,
            turn: 0,
            version: 1,
            created_at: backdrop.now,
            connected_at: None,
            pull_started_at: None,
            pull_stopped_at: None,
            started_at: None,
            stopping_at: None,
            execution_stopped_at: None,
            stopped_at: None,
        }
    }

    fn subnet(&self, which: usize) -> String {
        let network = self.settings.get("networkConfiguration");
        let subnets = network.and_then(|one| one["awsvpcConfiguration"]["subnets"].as_array());
        let subnets = subnets.map(Vec::as_slice).unwrap_or_default();
        subnets
            .get(which % subnets.len().max(1))
            .and_then(|subnet| subnet.as_str())
            .unwrap_or("subnet-0123456789abcdef0")
            .to_owned()
    }

    /// Counts a task that stopped before it ran, tells why, and slows further launches down.
    pub(crate) fn failed_start(
        &mut self,
        deployment: &str,
        launched: Millis,
        reason: Option<String>,
        backdrop: &mut Backdrop,
    ) {
        if let Some(reason) = reason {
            let message = wordings::unable_to_place(&self.name, &reason);
            // Unlike others, this message was seen at every attempt. Source: observed.
            if reason.starts_with("CannotPullContainerError") {
                self.events.clear(&message);
            }
            self.tell(message, backdrop);
        }
        let current = self
            .primary()
            .is_some_and(|primary| primary.id == deployment);
        if let Some(failed) = self.deployment_mut(deployment) {
            failed.failures.never_ran();
        }
        // What an older deployment's tasks do says nothing about the new one's.
        if current && self.backoff.failed(launched, backdrop.now) {
            self.tell(wordings::impaired(&self.name), backdrop);
        }
        self.check_breaker(deployment, backdrop);
    }
}
