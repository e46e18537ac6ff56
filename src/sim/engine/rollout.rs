//! Beginning and completing deployments, and the service deployments that record them.

use std::sync::Arc;

use super::agenda::Due;
use super::alarm::AlarmWatch;
use super::backdrop::Backdrop;
use super::definition::Definition;
use super::deployment::Deployment;
use super::deployment::DeploymentStatus;
use super::reasons;
use super::revision::RevisionImage;
use super::revision::ServiceRevision;
use super::revision::named_digest;
use super::script::Act;
use super::script::act_of;
use super::service::Service;
use super::service_deployment::MonitorStatus;
use super::service_deployment::RevisionCounts;
use super::service_deployment::ServiceDeployment;
use super::service_deployment::ServiceDeploymentStatus;
use super::wordings;

/// Settings of a service that its revisions record. Source: ECS API model, `ServiceRevision`.
const RECORDED: [&str; 8] = [
    "launchType",
    "capacityProviderStrategy",
    "platformVersion",
    "platformFamily",
    "loadBalancers",
    "serviceRegistries",
    "networkConfiguration",
    "serviceConnectConfiguration",
];

impl Service {
    /// Begins a deployment of `definition`; the one before is replaced, and if it was still in
    /// progress its service deployment is stopped.
    pub(crate) fn begin_deployment(
        &mut self,
        definition: &Arc<Definition>,
        backdrop: &mut Backdrop,
    ) {
        self.supersede(backdrop);
        let sources = self.shown_deployments();
        let sources: Vec<RevisionCounts> = sources
            .into_iter()
            .map(|one| self.revision_counts(one))
            .filter(|counts| counts.running + counts.pending > 0)
            .collect();
        let lifecycle = self.first_lifecycle(self.shown_deployments().len());
        let before = self.production().is_some_and(|one| one.alternate);
        let alternate = before != lifecycle.is_some();
        let revision = self.record_revision(definition, alternate, backdrop);
        let mut service_deployment =
            self.record_service_deployment(sources, revision.clone(), backdrop);
        service_deployment.lifecycle = lifecycle;
        for deployment in &mut self.deployments {
            if deployment.status == DeploymentStatus::Primary {
                deployment.status = DeploymentStatus::Active;
                deployment.updated_at = backdrop.now;
            }
        }
        let arn = service_deployment.arn.clone();
        let mut deployment = Deployment::begin(
            service_deployment.deployment.clone(),
            definition.arn.clone(),
            revision,
            arn.clone(),
            backdrop.now,
        );
        deployment.alternate = alternate;
        self.deployments.insert(0, deployment);
        self.records.push(service_deployment);
        definition.arn.clone_into(&mut self.definition);
        // The guide promises this for a new task definition; that a forced deployment of the same
        // one starts afresh, too, is an inference.
        self.backoff.reset();
        self.trouble = None;
        self.steady_since = None;
        self.events.clear("has reached a steady state");
        if !definition.seeded {
            self.plan_acts(&arn, backdrop);
        }
        self.look_soon(backdrop);
    }

    fn supersede(&mut self, backdrop: &Backdrop) {
        for one in &mut self.records {
            match one.status {
                ServiceDeploymentStatus::Pending | ServiceDeploymentStatus::InProgress => {
                    let reason = Some(reasons::STOPPED_BY_NEWER);
                    one.set_status(ServiceDeploymentStatus::StopRequested, reason, backdrop.now);
                }
                // No document says how a rollback ends that a newer deployment cuts short; the
                // guide lists no other way out of these states.
                ServiceDeploymentStatus::RollbackRequested => {
                    one.set_status(ServiceDeploymentStatus::Stopped, None, backdrop.now);
                }
                ServiceDeploymentStatus::RollbackInProgress => {
                    one.set_status(ServiceDeploymentStatus::RollbackFailed, None, backdrop.now);
                }
                ServiceDeploymentStatus::StopRequested
                | ServiceDeploymentStatus::Stopped
                | ServiceDeploymentStatus::Successful
                | ServiceDeploymentStatus::RollbackSuccessful
                | ServiceDeploymentStatus::RollbackFailed => {}
            }
        }
    }

    /// Records a service revision of `definition` and returns its ARN.
    pub(crate) fn record_revision(
        &mut self,
        definition: &Definition,
        alternate: bool,
        backdrop: &mut Backdrop,
    ) -> String {
        let number = backdrop.chance.digits(19);
        let resource = format!("service-revision/{}/{}/{number}", self.cluster, self.name);
        let arn = backdrop.place.ecs(&resource);
        let recorded = self.settings.iter();
        let recorded = recorded.filter(|(name, _)| RECORDED.contains(&name.as_str()));
        let containers = definition.containers.iter();
        let rule = self.settings.get("loadBalancers").and_then(|list| {
            let rule = &list[0]["advancedConfiguration"]["productionListenerRule"];
            rule.as_str().map(str::to_owned)
        });
        let group = self.attachment(alternate).map(|one| one.target_group);
        self.revisions.push(ServiceRevision {
            arn: arn.clone(),
            resolved: group.zip(rule),
            definition: definition.arn.clone(),
            created_at: backdrop.now,
            settings: recorded
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            images: containers
                .map(|container| RevisionImage {
                    container: container.name.clone(),
                    image: container.image.clone(),
                    digest: named_digest(&container.image),
                })
                .collect(),
        });
        arn
    }

    /// Makes the record of a service deployment that is PENDING, with the id of its deployment.
    pub(crate) fn record_service_deployment(
        &self,
        sources: Vec<RevisionCounts>,
        revision: String,
        backdrop: &mut Backdrop,
    ) -> ServiceDeployment {
        let token = backdrop.chance.token(21);
        let resource = format!("service-deployment/{}/{}/{token}", self.cluster, self.name);
        let breaker = self.breaker();
        ServiceDeployment {
            arn: backdrop.place.ecs(&resource),
            deployment: format!("ecs-svc/{}", backdrop.chance.digits(19)),
            status: ServiceDeploymentStatus::Pending,
            status_reason: None,
            created_at: backdrop.now,
            started_at: None,
            finished_at: None,
            stopped_at: None,
            updated_at: backdrop.now,
            sources,
            target: RevisionCounts {
                arn: revision,
                requested: self.desired,
                running: 0,
                pending: 0,
                traffic: None,
            },
            rollback: None,
            monitor: if breaker.enable {
                MonitorStatus::Monitoring
            } else {
                MonitorStatus::Disabled
            },
            failure_count: 0,
            threshold: breaker.limit(self.desired),
            configuration: self.configuration.clone(),
            alarms: AlarmWatch::begin(&self.configuration),
            lifecycle: None,
            baking_until: None,
            released: false,
        }
    }

    /// Notes what other people will do to the service while this deployment runs.
    fn plan_acts(&mut self, service_deployment: &str, backdrop: &mut Backdrop) {
        let spot = self.spot(true, backdrop.now);
        let acts = backdrop
            .faults
            .strike_all(spot, |kind| act_of(kind, service_deployment));
        for (seconds, act) in acts {
            let mut at = backdrop.now + seconds * 1000;
            if let Act::Alarm { name, .. } = &act {
                if seconds <= 0 {
                    self.alarm_at_start(service_deployment, name.as_deref());
                    continue;
                }
                at += backdrop.chance.within(backdrop.timing.alarm);
            }
            let due = Due::Act {
                service: self.index,
                act,
            };
            backdrop.agenda.add(at, due);
        }
    }

    /// Moves service deployments whose next state only needs the scheduler to look.
    pub(crate) fn move_service_deployments(&mut self, backdrop: &mut Backdrop) {
        let mut requested = None;
        let mut lost = None;
        for one in &mut self.records {
            match one.status {
                ServiceDeploymentStatus::Pending => {
                    one.set_status(ServiceDeploymentStatus::InProgress, None, backdrop.now);
                }
                ServiceDeploymentStatus::StopRequested => {
                    one.set_status(ServiceDeploymentStatus::Stopped, None, backdrop.now);
                }
                ServiceDeploymentStatus::RollbackRequested => {
                    requested = Some(one.deployment.clone());
                }
                ServiceDeploymentStatus::RollbackInProgress if one.rollback.is_none() => {
                    lost = Some(one.arn.clone());
                }
                ServiceDeploymentStatus::InProgress
                | ServiceDeploymentStatus::RollbackInProgress
                | ServiceDeploymentStatus::Successful
                | ServiceDeploymentStatus::Stopped
                | ServiceDeploymentStatus::RollbackSuccessful
                | ServiceDeploymentStatus::RollbackFailed => {}
            }
        }
        if let Some(deployment) = requested {
            self.roll_back_on_request(&deployment, backdrop);
        }
        if let Some(record) = lost {
            self.give_rollback_up(&record, backdrop);
        }
    }

    /// Completes the deployment, and the service deployment that waited for it.
    pub(crate) fn complete(&mut self, id: &str, backdrop: &mut Backdrop) {
        let now = backdrop.now;
        if let Some(deployment) = self.deployment_mut(id) {
            deployment.complete(now);
        }
        self.note_counts();
        for one in &mut self.records {
            match one.status {
                ServiceDeploymentStatus::InProgress if one.deployment == id => {
                    one.set_status(ServiceDeploymentStatus::Successful, None, now);
                }
                ServiceDeploymentStatus::RollbackInProgress => {
                    one.set_status(ServiceDeploymentStatus::RollbackSuccessful, None, now);
                }
                ServiceDeploymentStatus::InProgress
                | ServiceDeploymentStatus::Pending
                | ServiceDeploymentStatus::StopRequested
                | ServiceDeploymentStatus::RollbackRequested
                | ServiceDeploymentStatus::Successful
                | ServiceDeploymentStatus::Stopped
                | ServiceDeploymentStatus::RollbackSuccessful
                | ServiceDeploymentStatus::RollbackFailed => {}
            }
        }
        self.tell(wordings::deployment_completed(&self.name, id), backdrop);
    }

    /// Takes a snapshot of the counts that unfinished service deployments show.
    pub(crate) fn note_counts(&mut self) {
        let counts: Vec<(String, RevisionCounts, u32)> = self
            .deployments
            .iter()
            .map(|one| {
                (
                    one.id.clone(),
                    self.revision_counts(one),
                    one.failures.count,
                )
            })
            .collect();
        let limit = self.breaker().limit(self.desired);
        let production = self.production().map(|one| one.revision.clone());
        for one in &mut self.records {
            if one.status.terminal() {
                continue;
            }
            for (deployment, count, failures) in &counts {
                if *deployment == one.deployment {
                    one.target = count.clone();
                    one.failure_count = *failures;
                }
                for source in &mut one.sources {
                    if source.arn == count.arn {
                        *source = count.clone();
                    }
                }
            }
            one.threshold = limit;
            one.note_traffic(production.as_deref());
        }
    }
}
