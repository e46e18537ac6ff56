//! A service: what was asked for, and what is there. It owns the state and the questions about
//! it; moving it is split by subject into `scheduler`, `placement`, `life`, `rollout` and
//! `rollback`.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::Millis;
use super::agenda::Due;
use super::backdrop::Backdrop;
use super::backoff::Backoff;
use super::breaker::Breaker;
use super::deployment::Deployment;
use super::deployment::DeploymentStatus;
use super::deployment::RolloutState;
use super::events::Events;
use super::fault::Spot;
use super::revision::ServiceRevision;
use super::service_deployment::RevisionCounts;
use super::service_deployment::ServiceDeployment;
use super::task::Task;
use super::tasks::Tasks;

/// `status`. Source: ECS API model, `Service.status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ServiceStatus {
    Active,
    Draining,
    Inactive,
}

impl ServiceStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// `deploymentController.type`. Source: ECS API model, `DeploymentControllerType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Controller {
    Ecs,
    CodeDeploy,
    External,
}

impl Controller {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ecs => "ECS",
            Self::CodeDeploy => "CODE_DEPLOY",
            Self::External => "EXTERNAL",
        }
    }
}

/// A target group that the service's tasks are registered in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Attachment {
    pub(crate) target_group: String,
    pub(crate) port: u16,
}

/// Trouble in placing tasks, from the first refusal on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlacementTrouble {
    pub(crate) counted_at: Millis,
    pub(crate) next_try: Millis,
}

/// One service.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    /// Its index in the region.
    pub(crate) index: usize,
    pub(crate) name: String,
    pub(crate) arn: String,
    /// The cluster's name.
    pub(crate) cluster: String,
    pub(crate) status: ServiceStatus,
    pub(crate) controller: Controller,
    pub(crate) desired: u32,
    /// The ARN of the task definition that was asked for last.
    pub(crate) definition: String,
    /// Members that are shown as they were given: network, load balancers, launch type.
    pub(crate) settings: Map<String, Value>,
    /// `deploymentConfiguration`, complete.
    pub(crate) configuration: Value,
    pub(crate) created_at: Millis,
    pub(crate) created_by: String,
    pub(crate) tags: Value,
    /// Newest first; the first is PRIMARY, unless a rollback made an older one PRIMARY.
    pub(crate) deployments: Vec<Deployment>,
    /// Newest last.
    pub(crate) records: Vec<ServiceDeployment>,
    /// Newest last.
    pub(crate) revisions: Vec<ServiceRevision>,
    /// By number: oldest first.
    pub(crate) tasks: Tasks,
    pub(crate) events: Events,
    pub(crate) backoff: Backoff,
    pub(crate) trouble: Option<PlacementTrouble>,
    /// When the scheduler looks next.
    pub(crate) look_at: Option<Millis>,
    /// When "steady state" was last said, while it still holds.
    pub(crate) steady_since: Option<Millis>,
}

impl Service {
    /// Makes an ACTIVE service without deployments. `settings` are the members of a
    /// `CreateService` request that are shown as given.
    pub(crate) fn new(
        index: usize,
        name: &str,
        cluster: &str,
        mut settings: Map<String, Value>,
        backdrop: &Backdrop,
    ) -> Self {
        let given = settings.remove("deploymentConfiguration");
        let controller = settings.remove("deploymentController");
        let place = &backdrop.place;
        let root = format!("arn:{}:iam::{}:root", place.partition, place.account);
        Self {
            index,
            name: name.to_owned(),
            arn: place.ecs(&format!("service/{cluster}/{name}")),
            cluster: cluster.to_owned(),
            status: ServiceStatus::Active,
            controller: match controller.as_ref().and_then(|one| one["type"].as_str()) {
                Some("CODE_DEPLOY") => Controller::CodeDeploy,
                Some("EXTERNAL") => Controller::External,
                Some(_) | None => Controller::Ecs,
            },
            desired: 0,
            definition: String::new(),
            settings,
            configuration: complete_configuration(given),
            created_at: backdrop.now,
            created_by: root,
            tags: json!([]),
            deployments: Vec::new(),
            records: Vec::new(),
            revisions: Vec::new(),
            tasks: Tasks::default(),
            events: Events::default(),
            backoff: Backoff::default(),
            trouble: None,
            look_at: None,
            steady_since: None,
        }
    }

    pub(crate) fn breaker(&self) -> Breaker {
        Breaker::read(&self.configuration)
    }

    /// Returns the most tasks that may be pending or running; the percentage is rounded down.
    /// Source: ECS API model, `DeploymentConfiguration.maximumPercent`.
    pub(crate) fn ceiling(&self) -> u32 {
        let percent = self.configuration["maximumPercent"].as_u64().unwrap_or(200);
        u32::try_from(u64::from(self.desired) * percent / 100).unwrap_or(u32::MAX)
    }

    /// Returns the fewest healthy tasks; the percentage is rounded up.
    /// Source: ECS API model, `DeploymentConfiguration.minimumHealthyPercent`.
    pub(crate) fn floor(&self) -> u32 {
        let percent = self.configuration["minimumHealthyPercent"].as_u64();
        let share = (u64::from(self.desired) * percent.unwrap_or(100)).div_ceil(100);
        u32::try_from(share).unwrap_or(u32::MAX)
    }

    /// Returns where a task is registered: a deployment that shifts traffic has its tasks in the
    /// target group that the one before does not use. Source: ECS API model,
    /// `AdvancedConfiguration.alternateTargetGroupArn`.
    pub(crate) fn attachment(&self, alternate: bool) -> Option<Attachment> {
        let balancer = &self.settings.get("loadBalancers")?[0];
        let first = balancer["targetGroupArn"].as_str()?;
        let other = balancer["advancedConfiguration"]["alternateTargetGroupArn"].as_str();
        let target_group = other.filter(|_| alternate).unwrap_or(first);
        Some(Attachment {
            target_group: target_group.to_owned(),
            port: u16::try_from(balancer["containerPort"].as_u64()?).ok()?,
        })
    }

    /// Tells whether tasks must be healthy for a load balancer.
    pub(crate) fn attached(&self) -> bool {
        self.attachment(false).is_some()
    }

    /// Returns where a task of this service is registered.
    pub(crate) fn attachment_of(&self, number: u64) -> Option<Attachment> {
        self.attachment(self.tasks.get(number)?.alternate)
    }

    /// Returns `healthCheckGracePeriodSeconds` in milliseconds.
    pub(crate) fn grace(&self) -> Millis {
        let seconds = self.settings.get("healthCheckGracePeriodSeconds");
        seconds.and_then(Value::as_i64).unwrap_or(0) * 1000
    }

    pub(crate) fn primary(&self) -> Option<&Deployment> {
        self.deployments
            .iter()
            .find(|one| one.status == DeploymentStatus::Primary)
    }

    /// Returns the deployment that completed last: the one a rollback goes back to. Source: ECS
    /// developer guide, "deployment circuit breaker".
    pub(crate) fn production(&self) -> Option<&Deployment> {
        let deployments = self.deployments.iter();
        deployments
            .filter(|one| one.rollout == RolloutState::Completed)
            .max_by_key(|one| one.completed_at)
    }

    pub(crate) fn deployment_mut(&mut self, id: &str) -> Option<&mut Deployment> {
        self.deployments.iter_mut().find(|one| one.id == id)
    }

    /// Returns the deployments that the API shows, the PRIMARY one first.
    pub(crate) fn shown_deployments(&self) -> Vec<&Deployment> {
        let active = self
            .deployments
            .iter()
            .filter(|one| one.status == DeploymentStatus::Active);
        self.primary().into_iter().chain(active).collect()
    }

    pub(crate) fn service_deployment_mut(&mut self, arn: &str) -> Option<&mut ServiceDeployment> {
        self.records.iter_mut().find(|one| one.arn == arn)
    }

    pub(crate) fn count(&self, pick: impl Fn(&Task) -> bool) -> u32 {
        let picked = self.tasks.values().filter(|task| pick(task)).count();
        u32::try_from(picked).unwrap_or(u32::MAX)
    }

    /// Returns `desiredCount` of a deployment: what the service wants of the PRIMARY one, what is
    /// left of any other.
    pub(crate) fn desired_of(&self, deployment: &Deployment) -> u32 {
        match deployment.status {
            DeploymentStatus::Primary => self.desired,
            DeploymentStatus::Active | DeploymentStatus::Inactive => {
                self.count(|task| task.deployment == deployment.id && task.wanted())
            }
        }
    }

    /// Returns a revision's task counts as they are now.
    pub(crate) fn revision_counts(&self, deployment: &Deployment) -> RevisionCounts {
        let ours = |task: &Task| task.deployment == deployment.id;
        RevisionCounts {
            arn: deployment.revision.clone(),
            requested: self.desired_of(deployment),
            running: self.count(|task| ours(task) && task.running()),
            pending: self.count(|task| ours(task) && task.pending()),
            traffic: None,
        }
    }

    /// Describes where a fault could strike: tasks of this definition, now.
    pub(crate) fn spot(&self, new: bool, at: Millis) -> Spot<'_> {
        Spot {
            cluster: &self.cluster,
            service: &self.name,
            new,
            at,
        }
    }

    /// Has the scheduler look at the service soon.
    pub(crate) fn look_soon(&mut self, backdrop: &mut Backdrop) {
        let at = backdrop.now + backdrop.chance.within(backdrop.timing.scheduler);
        self.look_by(at, backdrop);
    }

    /// Has the scheduler look at the service at a moment, or before.
    pub(crate) fn look_by(&mut self, at: Millis, backdrop: &mut Backdrop) {
        if self.look_at.is_some_and(|planned| planned <= at) {
            return;
        }
        self.look_at = Some(at);
        let due = Due::Schedule {
            service: self.index,
        };
        backdrop.agenda.add(at, due);
    }

    pub(crate) fn tell(&mut self, message: String, backdrop: &mut Backdrop) {
        self.events
            .tell(backdrop.now, message, &mut backdrop.chance);
    }
}

/// Fills in what ECS fills in. Source: ECS API model, `DeploymentConfiguration`.
pub(crate) fn complete_configuration(given: Option<Value>) -> Value {
    let mut configuration = match given {
        Some(Value::Object(members)) => members,
        Some(_) | None => Map::new(),
    };
    let breaker = configuration
        .entry("deploymentCircuitBreaker")
        .or_insert_with(|| json!({"enable": false, "rollback": false}));
    if breaker.is_null() {
        *breaker = json!({"enable": false, "rollback": false});
    }
    for (member, default) in [
        ("maximumPercent", json!(200)),
        ("minimumHealthyPercent", json!(100)),
        ("strategy", json!("ROLLING")),
        ("bakeTimeInMinutes", json!(0)),
    ] {
        configuration.entry(member).or_insert(default);
    }
    Value::Object(configuration)
}
