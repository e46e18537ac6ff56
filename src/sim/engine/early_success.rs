//! Early success criteria: when a rolling deployment counts as successful before it has settled.

use serde_json::Value;

/// `sourceServiceRevisionCleanup`. Source: ECS API model, `ServiceRevisionCleanup`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cleanup {
    /// The old tasks are gone before the deployment is complete.
    Blocking,
    /// The old tasks go after it.
    Deferred,
}

/// `earlySuccessCriteria`. Source: ECS API model, `DeploymentEarlySuccessCriteria`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct EarlySuccess {
    healthy_percent: u64,
    pub(crate) cleanup: Cleanup,
}

impl EarlySuccess {
    /// Reads `deploymentConfiguration`; nothing when the criteria are not enabled.
    pub(crate) fn read(configuration: &Value) -> Option<Self> {
        let criteria = &configuration["earlySuccessCriteria"];
        criteria["enable"].as_bool().filter(|enable| *enable)?;
        Some(Self {
            healthy_percent: criteria["healthyPercent"].as_u64().unwrap_or(100),
            cleanup: match criteria["sourceServiceRevisionCleanup"].as_str() {
                Some("DEFERRED") => Cleanup::Deferred,
                Some(_) | None => Cleanup::Blocking,
            },
        })
    }

    /// Returns how many tasks must be healthy: the percentage is rounded up, and ECS waits for one
    /// task at least. Source: ECS developer guide, "early success criteria".
    pub(crate) fn required(self, desired: u32) -> u32 {
        let share = (u64::from(desired) * self.healthy_percent).div_ceil(100);
        u32::try_from(share)
            .unwrap_or(u32::MAX)
            .clamp(1, desired.max(1))
            .min(desired)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn healthy_task_counts_are_those_of_the_developer_guide() {
        let table = [
            (2, 50, 1),
            (3, 50, 2),
            (10, 80, 8),
            (100, 90, 90),
            (10, 100, 10),
            (10, 0, 1),
            (0, 50, 0),
        ];
        for (desired, percent, required) in table {
            let configuration = json!({"earlySuccessCriteria":
                {"enable": true, "healthyPercent": percent}});
            let early = EarlySuccess::read(&configuration).unwrap();
            assert_eq!(early.required(desired), required, "{percent} of {desired}");
        }
        let off = json!({"earlySuccessCriteria": {"enable": false, "healthyPercent": 1}});
        assert_eq!(EarlySuccess::read(&off), None);
    }
}
