//! Target groups of load balancers, and the health of their targets.

use super::Session;
use crate::error::{Error, Kind, Missing};
use aws_sdk_elasticloadbalancingv2::types::{
    TargetDescription, TargetHealth, TargetHealthDescription,
};
use foghorn_deploy::check::fact::TargetGroup;
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

    /// Reads a target group. `None` if there is none.
    pub async fn target_group(&self, arn: &str) -> Result<Option<TargetGroup>, Error> {
        const CALL: &str = "elasticloadbalancing:DescribeTargetGroups";
        let describe = self.clients().elb.describe_target_groups();
        let answer = describe
            .target_group_arns(arn)
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(arn));
        match answer {
            Ok(answer) => Ok(answer
                .target_groups()
                .first()
                .map(|group| target_group(arn, group))),
            Err(error) if *error.kind() == Kind::NotFound(Missing::TargetGroup) => Ok(None),
            Err(error) => Err(error),
        }
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

fn target_group(
    arn: &str,
    group: &aws_sdk_elasticloadbalancingv2::types::TargetGroup,
) -> TargetGroup {
    let count = |count: Option<i32>| count.and_then(|count| count.try_into().ok()).unwrap_or(0);
    TargetGroup {
        arn: arn.to_owned(),
        target_type: group
            .target_type()
            .map_or("", |kind| kind.as_str())
            .to_owned(),
        path: group.health_check_path().map(str::to_owned),
        codes: group
            .matcher()
            .and_then(|matcher| matcher.http_code().or(matcher.grpc_code()))
            .map(str::to_owned),
        interval: count(group.health_check_interval_seconds()),
        unhealthy_threshold: count(group.unhealthy_threshold_count()),
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
