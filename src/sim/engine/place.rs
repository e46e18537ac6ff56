//! Where a region is, and the ARNs that follow from it.

/// Partition, region and account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) partition: String,
    pub(crate) region: String,
    pub(crate) account: String,
}

impl Place {
    pub(crate) fn new(account: &str, region: &str) -> Self {
        let partition = if region.starts_with("cn-") {
            "aws-cn"
        } else if region.starts_with("us-gov-") {
            "aws-us-gov"
        } else {
            "aws"
        };
        Self {
            partition: partition.to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
        }
    }

    /// Returns `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
    pub(crate) fn arn(&self, service: &str, resource: &str) -> String {
        let Self {
            partition,
            region,
            account,
        } = self;
        format!("arn:{partition}:{service}:{region}:{account}:{resource}")
    }

    /// Returns the ARN of something of ECS, such as `cluster/NAME`.
    pub(crate) fn ecs(&self, resource: &str) -> String {
        self.arn("ecs", resource)
    }

    /// Returns the session ARN under which ECS acts with an execution role: its session name is
    /// the task's id. Source: observed in stopped reasons.
    pub(crate) fn task_session(&self, role_arn: &str, task_id: &str) -> String {
        let role = role_arn.rsplit('/').next().unwrap_or(role_arn);
        let account = role_arn.split(':').nth(4).unwrap_or(&self.account);
        format!(
            "arn:{}:sts::{account}:assumed-role/{role}/{task_id}",
            self.partition
        )
    }
}

/// Returns the last part of an ARN or path: the name itself when there is no `/`.
pub(crate) fn last_part(name_or_arn: &str) -> &str {
    name_or_arn.rsplit('/').next().unwrap_or(name_or_arn)
}
