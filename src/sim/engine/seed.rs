//! Seeding: a world in which services have been running, healthy and steady, since long ago.
//! What is seeded is left alone by faults that strike only what is new.

use std::sync::Arc;

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::Millis;
use super::Region;
use super::Target;
use super::TargetGroup;
use super::TargetHealth;
use super::TargetState;
use super::TargetType;
use super::backdrop::Backdrop;
use super::definition::Definition;
use super::deployment::Deployment;
use super::deployment::RolloutState;
use super::lifecycle::Traffic;
use super::reasons;
use super::service::Controller;
use super::service::Service;
use super::service_deployment::ServiceDeploymentStatus;
use super::stage::LifecycleStage;
use super::task::HealthStatus;
use super::task::TaskStatus;
use super::wordings;

const DAY: Millis = 24 * 60 * 60 * 1000;
/// How long seeded services have been deployed.
const AGE: Millis = 7 * DAY;

/// How the circuit breaker of a service is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BreakerSetting {
    /// Enabled, with rollback.
    On,
    /// Not enabled.
    Off,
    /// Enabled, without rollback.
    NoRollback,
}

impl BreakerSetting {
    fn document(self) -> Value {
        let (enable, rollback) = match self {
            Self::On => (true, true),
            Self::Off => (false, false),
            Self::NoRollback => (true, false),
        };
        json!({"enable": enable, "rollback": rollback})
    }
}

/// How the deployment ended that made the service what it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Previous {
    /// It completed: ECS can go back to it.
    #[default]
    Completed,
    /// An alarm failed it after its tasks were healthy, and nothing rolled it back. The tasks run,
    /// but no deployment of the service is COMPLETED, so that ECS has nothing to go back to.
    Failed,
}

/// A service to seed.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceSeed {
    /// The cluster's name; it is made if need be.
    pub cluster: String,
    /// The service's name.
    pub name: String,
    /// The task definition it runs: family, `family:revision` or ARN.
    pub task_definition: String,
    /// How many tasks it runs.
    pub desired_count: u32,
    /// The circuit breaker.
    pub breaker: BreakerSetting,
    /// The target group, container and port of its load balancer.
    pub load_balancer: Option<LoadBalancerSeed>,
    /// How its present deployment ended.
    pub previous: Previous,
    /// Further members of `CreateService`, such as `deploymentConfiguration`,
    /// `deploymentController` or `healthCheckGracePeriodSeconds`. A service with a load balancer
    /// and a strategy that shifts traffic gets an alternate target group by itself.
    pub settings: Map<String, Value>,
}

/// A load balancer to attach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadBalancerSeed {
    /// The ARN that `seed_target_group` returned.
    pub target_group: String,
    /// The container's name.
    pub container: String,
    /// Its port.
    pub port: u16,
}

/// A seed that does not fit the world.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SeedError {
    /// The document is not a JSON object with a family.
    #[error("the task definition has no family")]
    NoFamily,
    /// The service names a definition that was not seeded.
    #[error("there is no task definition `{0}`")]
    NoTaskDefinition(String),
    /// The service names a target group that was not seeded.
    #[error("there is no target group `{0}`")]
    NoTargetGroup(String),
}

impl Region {
    /// Adds a cluster and returns its ARN.
    pub fn seed_cluster(&mut self, name: &str) -> String {
        self.add_cluster(name, &Value::Array(Vec::new()));
        self.backdrop.place.ecs(&format!("cluster/{name}"))
    }

    /// Adds a revision of a task definition, which faults leave alone, and returns its ARN.
    pub fn seed_task_definition(&mut self, document: &Value) -> Result<String, SeedError> {
        let document = document.as_object().ok_or(SeedError::NoFamily)?;
        if document.get("family").and_then(Value::as_str).is_none() {
            return Err(SeedError::NoFamily);
        }
        let Self { backdrop, .. } = self;
        let by = format!(
            "arn:{}:iam::{}:root",
            backdrop.place.partition, backdrop.place.account
        );
        let at = backdrop.now - AGE;
        let definition = backdrop
            .definitions
            .register(&backdrop.place, document, &by, at, true);
        Ok(definition.arn.clone())
    }

    /// Adds a target group and returns its ARN.
    pub fn seed_target_group(&mut self, name: &str, port: u16) -> String {
        let id = self.backdrop.chance.hex(16);
        let resource = format!("targetgroup/{name}/{id}");
        let arn = self.backdrop.place.arn("elasticloadbalancing", &resource);
        self.backdrop.target_groups.push(TargetGroup {
            arn: arn.clone(),
            name: name.to_owned(),
            port,
            health_check_path: "/".to_owned(),
            matcher: "200".to_owned(),
            target_type: TargetType::Ip,
            targets: Vec::new(),
        });
        arn
    }

    /// Returns a target group, to change what its health checks ask for or what its targets are.
    pub fn target_group_mut(&mut self, arn: &str) -> Option<&mut TargetGroup> {
        let mut groups = self.backdrop.target_groups.iter_mut();
        groups.find(|group| group.arn == arn)
    }

    /// Adds a service that has been running since long ago and returns its ARN.
    pub fn seed_service(&mut self, seed: &ServiceSeed) -> Result<String, SeedError> {
        let Some(definition) = self.backdrop.definitions.find(&seed.task_definition) else {
            return Err(SeedError::NoTaskDefinition(seed.task_definition.clone()));
        };
        if let Some(balancer) = &seed.load_balancer
            && self.target_health(&balancer.target_group).is_none()
        {
            return Err(SeedError::NoTargetGroup(balancer.target_group.clone()));
        }
        self.seed_cluster(&seed.cluster);
        let now = self.backdrop.now;
        self.backdrop.now = now - AGE;
        let mut settings = seed_settings(seed);
        self.seed_alternate(seed, &mut settings);
        let mut service = Service::new(
            self.services.len(),
            &seed.name,
            &seed.cluster,
            settings,
            &self.backdrop,
        );
        service.desired = seed.desired_count;
        service.definition.clone_from(&definition.arn);
        if service.controller == Controller::Ecs {
            service.seed_deployment(&definition, seed.previous, &mut self.backdrop);
        }
        self.backdrop.now = now;
        if seed.previous == Previous::Completed {
            service.tell(wordings::steady(&seed.name), &mut self.backdrop);
            service.steady_since = Some(now);
        }
        service.look_soon(&mut self.backdrop);
        let arn = service.arn.clone();
        self.services.push(service);
        Ok(arn)
    }
}

fn seed_settings(seed: &ServiceSeed) -> Map<String, Value> {
    let mut settings = seed.settings.clone();
    let mut configuration = settings
        .remove("deploymentConfiguration")
        .unwrap_or_else(|| json!({}));
    if configuration["deploymentCircuitBreaker"].is_null() {
        configuration["deploymentCircuitBreaker"] = seed.breaker.document();
    }
    settings.insert("deploymentConfiguration".to_owned(), configuration);
    if let Some(balancer) = &seed.load_balancer {
        let document = json!([{
            "targetGroupArn": balancer.target_group,
            "containerName": balancer.container,
            "containerPort": balancer.port,
        }]);
        settings.insert("loadBalancers".to_owned(), document);
    }
    settings
        .entry("launchType")
        .or_insert_with(|| json!("FARGATE"));
    settings.entry("networkConfiguration").or_insert_with(|| {
        json!({"awsvpcConfiguration": {
            "subnets": ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728"],
            "securityGroups": ["sg-0a1b2c3d4e5f60718"],
            "assignPublicIp": "DISABLED",
        }})
    });
    settings
}

impl Service {
    /// Adds a deployment that ended soon after it began, with its tasks.
    fn seed_deployment(
        &mut self,
        definition: &Arc<Definition>,
        previous: Previous,
        backdrop: &mut Backdrop,
    ) {
        let began = backdrop.now;
        let done = began + 180_000;
        let revision = self.record_revision(definition, false, backdrop);
        let mut record = self.record_service_deployment(Vec::new(), revision.clone(), backdrop);
        record.set_status(ServiceDeploymentStatus::InProgress, None, began + 2_000);
        let (status, reason) = match previous {
            Previous::Completed => (ServiceDeploymentStatus::Successful, None),
            Previous::Failed => {
                let reason = Some(reasons::STOPPED_BY_ALARM);
                (ServiceDeploymentStatus::Stopped, reason)
            }
        };
        record.set_status(status, reason, done);
        record.target.running = self.desired;
        record.lifecycle = self.first_lifecycle(1).map(|mut lifecycle| {
            lifecycle.begun = true;
            lifecycle.stage = LifecycleStage::CleanUp;
            lifecycle.traffic = Traffic::ALL;
            lifecycle
        });
        record.note_traffic(None);
        let id = record.deployment.clone();
        let mut deployment = Deployment::begin(
            id.clone(),
            definition.arn.clone(),
            revision,
            record.arn.clone(),
            began,
        );
        deployment.failures.ran();
        match previous {
            Previous::Completed => deployment.complete(done),
            Previous::Failed => {
                let reason = reasons::ALARM_DETECTED.to_owned();
                deployment.set_rollout(RolloutState::Failed, reason, done);
            }
        }
        self.deployments.push(deployment);
        self.records.push(record);
        for _ in 0..self.desired {
            self.seed_task(&id, definition, backdrop);
        }
        backdrop.now = done;
        match previous {
            Previous::Completed => {
                self.tell(wordings::deployment_completed(&self.name, &id), backdrop);
                self.tell(wordings::steady(&self.name), backdrop);
            }
            Previous::Failed => self.tell(wordings::failed_by_alarm(&self.name, &id), backdrop),
        }
    }

    fn seed_task(
        &mut self,
        deployment: &str,
        definition: &Arc<Definition>,
        backdrop: &mut Backdrop,
    ) {
        let number = backdrop.next_task();
        let mut task = self.new_task(number, deployment, definition, backdrop);
        let began = task.created_at;
        task.set_status(TaskStatus::Running);
        task.connected_at = Some(began + 10_000);
        task.pull_started_at = Some(began + 14_000);
        task.pull_stopped_at = Some(began + 22_000);
        task.started_at = Some(began + 25_000);
        task.aged = true;
        task.was_healthy = true;
        for container in &mut task.containers {
            container.health = HealthStatus::Healthy;
            container.runtime_id = Some(format!("{}-{}", task.id, backdrop.chance.digits(10)));
        }
        if let Some(attachment) = self.attachment(false) {
            task.registered = true;
            task.target_healthy = true;
            let target = Target {
                ip: task.ip.clone(),
                port: attachment.port,
                zone: task.zone.clone(),
                health: TargetHealth::of(TargetState::Healthy, None),
            };
            backdrop.set_target(&attachment.target_group, &target);
        }
        self.tasks.insert(number, task);
    }
}
