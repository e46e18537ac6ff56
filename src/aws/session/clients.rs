//! The SDK's clients of a session, at one pace.

use crate::pace::Pace;
use crate::wire::call_count::CallCount;
use crate::wire::renewal::Renewal;
use aws_config::{Region, SdkConfig};
use aws_smithy_runtime::client::retries::RetryPartition;

/// What all clients of a session share.
#[derive(Debug)]
pub(super) struct Means {
    pub(super) budget: RetryPartition,
    pub(super) calls: CallCount,
    pub(super) renewal: Renewal,
}

#[derive(Debug)]
pub(super) struct Clients {
    pub(super) ecs: aws_sdk_ecs::Client,
    pub(super) ecr: aws_sdk_ecr::Client,
    pub(super) elb: aws_sdk_elasticloadbalancingv2::Client,
    pub(super) iam: aws_sdk_iam::Client,
    pub(super) secrets: aws_sdk_secretsmanager::Client,
    pub(super) ssm: aws_sdk_ssm::Client,
    pub(super) sts: aws_sdk_sts::Client,
    pub(super) logs: aws_sdk_cloudwatchlogs::Client,
}

/// Makes a client: the services' configurations are alike, but have no type in common.
macro_rules! client {
    ($sdk:ident, $config:expr, $repeats:expr, $means:expr) => {
        $sdk::Client::from_conf(
            $sdk::config::Builder::from($config)
                .retry_partition($means.budget.clone())
                .retry_classifier($repeats.clone())
                .interceptor($means.calls.clone())
                .interceptor($means.renewal.clone())
                .build(),
        )
    };
}

impl Clients {
    pub(super) fn new(config: &SdkConfig, pace: Pace, means: &Means) -> Self {
        let repeats = means.renewal.repeats(pace.attempts == 1);
        let config = &config
            .to_builder()
            .identity_cache(means.renewal.clone())
            .timeout_config(pace.timeouts())
            .retry_config(pace.retries())
            .build();
        Self {
            ecs: client!(aws_sdk_ecs, config, repeats, means),
            ecr: client!(aws_sdk_ecr, config, repeats, means),
            elb: client!(aws_sdk_elasticloadbalancingv2, config, repeats, means),
            iam: client!(aws_sdk_iam, config, repeats, means),
            secrets: client!(aws_sdk_secretsmanager, config, repeats, means),
            ssm: client!(aws_sdk_ssm, config, repeats, means),
            sts: client!(aws_sdk_sts, config, repeats, means),
            logs: client!(aws_sdk_cloudwatchlogs, config, repeats, means),
        }
    }

    /// A client for log groups of another region; `awslogs-region` may name any.
    pub(super) fn logs_in(&self, region: Option<&str>) -> aws_sdk_cloudwatchlogs::Client {
        let usual = self.logs.config();
        match region {
            Some(region) if usual.region().is_none_or(|usual| usual.as_ref() != region) => {
                let elsewhere = usual.to_builder().region(Region::new(region.to_owned()));
                aws_sdk_cloudwatchlogs::Client::from_conf(elsewhere.build())
            }
            Some(_) | None => self.logs.clone(),
        }
    }
}
