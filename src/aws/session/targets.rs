//! Health of load balancer targets.

use super::Session;
use crate::error::Error;
use aws_sdk_elasticloadbalancingv2::types::{
    TargetDescription, TargetHealth, TargetHealthDescription,
};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::observation::Target;

impl Session {
    /// Reads the targets of all these target groups.
    ///
    /// A group that does not exist is [`crate::Kind::NotFound`] with
    /// [`crate::Missing::TargetGroup`], about that group.
    pub async fn targets(&self, groups: &[&str]) -> Result<Vec<Target>, Error> {
        let mut targets = Vec::new();
        // A service has at most five groups (ECS quota) and usually one.
        for group in groups {
            targets.extend(self.group_targets(group).await?);
        }
        Ok(targets)
    }

    async fn group_targets(&self, group: &str) -> Result<Vec<Target>, Error> {
        let answer = self
            .clients()
            .elb
            .describe_target_health()
            .target_group_arn(group)
            .send()
            .await
            .map_err(|error| {
                self.failed("elasticloadbalancing:DescribeTargetHealth", &error)
                    .about(group)
            })?;
        let described = answer.target_health_descriptions().iter();
        Ok(described
            .map(|described| target(group, described))
            .collect())
    }
}

fn target(group: &str, described: &TargetHealthDescription) -> Target {
    let health = described.target_health();
    let target = described.target();
    Target {
        group: group.to_owned(),
        id: target
            .and_then(TargetDescription::id)
            .unwrap_or_default()
            .to_owned(),
        port: target
            .and_then(TargetDescription::port)
            .and_then(|port| port.try_into().ok()),
        state: health
            .and_then(TargetHealth::state)
            .map_or("unknown", |state| state.as_str())
            .to_owned(),
        reason: health
            .and_then(TargetHealth::reason)
            .map(|reason| reason.as_str().to_owned()),
        description: health.and_then(TargetHealth::description).map(Foreign::new),
    }
}
