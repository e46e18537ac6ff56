//! Which calls that change something carrying out a plan makes, and under which condition.
//!
//! Owns the list; what the rollout and the push do must stay within it, which a test of the whole
//! program proves. Calls that only read are not listed.

use super::{Change, OnCancel, OnFailure, ServicePlan};
use crate::name::RevisionArn;
use crate::permission::{Call, cluster_name};
use schemars::JsonSchema;
use serde::Serialize;

/// A call that changes something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Write {
    /// The IAM action, such as `ecs:UpdateService`.
    pub action: String,
    /// The ARN of what it changes; what is not known before the call is `*`. For a registry that is
    /// not ECR, the address of the repository.
    pub resource: String,
    /// When it is made.
    pub when: When,
}

/// When a call is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// In any case; once more if an answer of AWS's is lost and the change is not there.
    Always,
    /// For each part of an image, layer or manifest, that the registry does not have yet.
    Missing,
    /// When the service is proven healthy.
    Healthy,
    /// When the deployment cannot succeed.
    Failure,
    /// When the run is cancelled while the deployment is under way.
    Cancelled,
}

/// The part of AWS that a stage is in, for ARNs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// `aws`, `aws-cn` or `aws-us-gov`.
    pub partition: String,
    /// The region.
    pub region: String,
    /// The account, twelve digits.
    pub account: String,
}

impl Place {
    /// Returns the place of an identity: ARNs of one account are all of its partition.
    /// Source: IAM user guide, "Amazon Resource Names (ARNs)".
    pub fn of(identity_arn: &str, account: &str, region: &str) -> Self {
        Self {
            partition: identity_arn.split(':').nth(1).unwrap_or("aws").to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
        }
    }

    /// Returns the ARN of something in this place, of which `rest` is the end.
    pub fn arn(&self, service: &str, rest: &str) -> String {
        let Self {
            partition,
            region,
            account,
        } = self;
        format!("arn:{partition}:{service}:{region}:{account}:{rest}")
    }

    /// Returns the ARN of a repository in ECR.
    /// Source: service authorization reference, "Amazon Elastic Container Registry".
    pub fn repository(&self, name: &str) -> String {
        self.arn("ecr", &format!("repository/{name}"))
    }
}

/// Returns the SSM parameter in which is kept what a service of a stage proved.
pub fn record_parameter(cluster: &str, service: &str) -> String {
    format!("/foghorn/{}/{service}", cluster_name(cluster))
}

impl Write {
    /// Makes one.
    pub fn new(call: Call, resource: String, when: When) -> Self {
        Self {
            action: call.action().to_owned(),
            resource,
            when,
        }
    }

    /// Makes the one that a registry gets that is not ECR: IAM knows nothing of it.
    pub fn push(repository: String) -> Self {
        Self {
            action: "push".to_owned(),
            resource: repository,
            when: When::Always,
        }
    }
}

impl ServicePlan {
    /// Returns the calls that carrying this out makes, in their order. `recorded` says that what
    /// the stage proved is on record already.
    pub fn writes(&self, place: &Place, recorded: bool) -> Vec<Write> {
        let (cluster, service) = (&self.cluster, &self.service);
        let update = |when| Write::new(Call::UpdateService, place.service(cluster, service), when);
        let stop = |when| {
            let deployments = place.service_deployments(cluster, service);
            Write::new(Call::StopServiceDeployment, deployments, when)
        };
        let mut writes = Vec::new();
        let ours: Option<&RevisionArn> = match &self.change {
            Change::Unchanged { .. } => return self.record(place, recorded).into_iter().collect(),
            Change::Adopt { revision, .. } => Some(revision),
            Change::Redeploy { revision, .. } | Change::Reuse { revision, .. } => {
                writes.push(update(When::Always));
                Some(revision)
            }
            Change::Deploy { register, .. } => {
                let family = place.task_definition(&register.family);
                let register = Write::new(Call::RegisterTaskDefinition, family, When::Always);
                writes.extend([register, update(When::Always)]);
                None
            }
        };
        let elsewhere = self.fallback.as_ref().is_some_and(|to| Some(to) != ours);
        let mut go_back = |when| {
            writes.push(stop(when));
            // Where there is nothing to stop any more, or it may not be stopped.
            if elsewhere {
                writes.push(update(when));
            }
        };
        match self.on_failure {
            OnFailure::Rollback => go_back(When::Failure),
            OnFailure::StopWaiting | OnFailure::KeepWaiting => {}
        }
        match self.on_cancel {
            OnCancel::Rollback => go_back(When::Cancelled),
            OnCancel::Leave => {}
        }
        writes.extend(self.record(place, recorded));
        writes
    }

    /// What a service proves is recorded; one that wants no task proves nothing.
    fn record(&self, place: &Place, recorded: bool) -> Option<Write> {
        let parameter = place.record(&self.cluster, &self.service);
        let record = Write::new(Call::PutParameter, parameter, When::Healthy);
        (self.desired > 0 && !recorded).then_some(record)
    }
}

#[cfg(test)]
mod tests;
