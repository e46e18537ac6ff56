//! Changing a service from outside: updating, stopping its deployment, scaling, deleting. The
//! API's requests end here, and so does what other people do in a scenario.

use serde_json::Value;

use super::Region;
use super::backdrop::Backdrop;
use super::reasons;
use super::script::Act;
use super::service::Service;
use super::service::ServiceStatus;
use super::service_deployment::ServiceDeploymentStatus;

impl Region {
    /// Lets somebody else do something to a service that still exists.
    pub(crate) fn act(&mut self, index: usize, act: &Act) {
        let Self {
            backdrop, services, ..
        } = self;
        let Some(service) = services.get_mut(index) else {
            return;
        };
        if service.status != ServiceStatus::Active {
            return;
        }
        match act {
            Act::Supersede => service.supersede_by_another(backdrop),
            Act::StopDeployment { service_deployment } => {
                service.request_rollback(service_deployment, backdrop);
            }
            Act::SetDesired(count) => service.set_desired(*count, backdrop),
            Act::DeleteService => service.delete(backdrop),
            Act::Alarm {
                service_deployment,
                name,
            } => service.alarm(service_deployment, name.as_deref(), backdrop),
            Act::DeleteTargetGroups => service.lose_target_groups(backdrop),
            Act::AnswerHook {
                service_deployment,
                action,
            } => {
                service.answer_hook(service_deployment, None, *action, backdrop);
            }
        }
    }
}

impl Service {
    /// Changes the desired count; this is not a deployment.
    /// Source: ECS API model, `UpdateService`.
    pub(crate) fn set_desired(&mut self, count: u32, backdrop: &mut Backdrop) {
        self.desired = count;
        self.look_soon(backdrop);
    }

    /// Has a service deployment rolled back, if it is under way; returns whether it is.
    /// Source: ECS developer guide, "stop service deployment".
    pub(crate) fn request_rollback(&mut self, arn: &str, backdrop: &mut Backdrop) -> bool {
        let now = backdrop.now;
        let Some(one) = self.service_deployment_mut(arn) else {
            return false;
        };
        let allowed = match one.status {
            ServiceDeploymentStatus::Pending | ServiceDeploymentStatus::InProgress => {
                one.set_status(ServiceDeploymentStatus::RollbackRequested, None, now);
                true
            }
            ServiceDeploymentStatus::StopRequested
            | ServiceDeploymentStatus::RollbackRequested
            | ServiceDeploymentStatus::RollbackInProgress => true,
            ServiceDeploymentStatus::Successful
            | ServiceDeploymentStatus::Stopped
            | ServiceDeploymentStatus::RollbackSuccessful
            | ServiceDeploymentStatus::RollbackFailed => false,
        };
        self.look_soon(backdrop);
        allowed
    }

    /// Begins to delete the service.
    pub(crate) fn delete(&mut self, backdrop: &mut Backdrop) {
        self.status = ServiceStatus::Draining;
        self.desired = 0;
        for one in &mut self.records {
            if !one.status.terminal() {
                let reason = Some(reasons::STOPPED_BY_DELETION);
                one.set_status(ServiceDeploymentStatus::Stopped, reason, backdrop.now);
            }
        }
        self.look_soon(backdrop);
    }

    /// Deploys a healthy revision that somebody else has registered.
    fn supersede_by_another(&mut self, backdrop: &mut Backdrop) {
        let Some(current) = backdrop.definitions.find(&self.definition) else {
            return;
        };
        let mut document = current.document.clone();
        document.insert("tags".to_owned(), Value::Array(Vec::new()));
        let place = backdrop.place.clone();
        let by = format!(
            "arn:{}:iam::{}:user/somebody-else",
            place.partition, place.account
        );
        let now = backdrop.now;
        let theirs = backdrop
            .definitions
            .register(&place, &document, &by, now, true);
        self.begin_deployment(&theirs, backdrop);
    }
}
