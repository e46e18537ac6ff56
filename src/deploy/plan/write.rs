//! Which calls that change something carrying out a plan makes, and under which condition.
//!
//! Owns the list; what the rollout and the push do must stay within it, which a test of the whole
//! program proves. Calls that only read are not listed.

use super::{Change, OnCancel, OnFailure, ServicePlan};
use crate::name::RevisionArn;
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

    fn arn(&self, service: &str, rest: &str) -> String {
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

/// A cluster may be configured by its ARN, `…:cluster/NAME`.
fn cluster_name(cluster: &str) -> &str {
    cluster.rsplit_once('/').map_or(cluster, |(_, name)| name)
}

impl Write {
    /// Makes one.
    pub fn new(action: &str, resource: String, when: When) -> Self {
        Self {
            action: action.to_owned(),
            resource,
            when,
        }
    }
}

impl ServicePlan {
    /// Returns the calls that carrying this out makes, in their order. `recorded` says that what
    /// the stage proved is on record already.
    ///
    /// Source of the resources: service authorization reference, "Amazon Elastic Container Service"
    /// and "AWS Systems Manager".
    pub fn writes(&self, place: &Place, recorded: bool) -> Vec<Write> {
        let name = format!("{}/{}", cluster_name(&self.cluster), self.service);
        let update = |when| {
            let service = place.arn("ecs", &format!("service/{name}"));
            Write::new("ecs:UpdateService", service, when)
        };
        let stop = |when| {
            let deployments = place.arn("ecs", &format!("service-deployment/{name}/*"));
            Write::new("ecs:StopServiceDeployment", deployments, when)
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
                let family = place.arn("ecs", &format!("task-definition/{}:*", register.family));
                let register = Write::new("ecs:RegisterTaskDefinition", family, When::Always);
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
        let parameter = record_parameter(&self.cluster, &self.service);
        let arn = place.arn("ssm", &format!("parameter{parameter}"));
        let record = Write::new("ssm:PutParameter", arn, When::Healthy);
        (self.desired > 0 && !recorded).then_some(record)
    }
}

#[cfg(test)]
mod tests;
