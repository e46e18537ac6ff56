//! The deployment circuit breaker: its configuration, its threshold and the count of failures.
//! It must not roll anything back; that is `rollback`'s.

use serde_json::Value;

/// `deploymentCircuitBreaker`. Source: ECS API model, `DeploymentCircuitBreaker`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Breaker {
    pub(crate) enable: bool,
    pub(crate) rollback: bool,
    pub(crate) reset_on_healthy_task: bool,
    pub(crate) threshold: Threshold,
}

/// `thresholdConfiguration`. Source: ECS API model, `DeploymentCircuitBreaker`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Threshold {
    /// Percent of the desired count, at least 3 and at most 200.
    BoundedPercent(f64),
    /// Percent of the desired count.
    UnboundedPercent(f64),
    /// A number of tasks.
    Count(u32),
}

impl Breaker {
    /// Reads `deploymentConfiguration`; a missing member has ECS's default.
    pub(crate) fn read(deployment_configuration: &Value) -> Self {
        let breaker = &deployment_configuration["deploymentCircuitBreaker"];
        let flag = |name: &str, default| breaker[name].as_bool().unwrap_or(default);
        let configured = &breaker["thresholdConfiguration"];
        let value = configured["value"].as_f64();
        let threshold = match configured["type"].as_str() {
            Some("COUNT") => Threshold::Count(whole(value.unwrap_or(3.0))),
            Some("UNBOUNDED_PERCENT") => Threshold::UnboundedPercent(value.unwrap_or(50.0)),
            _ => Threshold::BoundedPercent(value.unwrap_or(50.0)),
        };
        Self {
            enable: flag("enable", false),
            rollback: flag("rollback", false),
            reset_on_healthy_task: flag("resetOnHealthyTask", true),
            threshold,
        }
    }

    /// Returns how many failures trip the breaker. Source: ECS developer guide,
    /// "deployment circuit breaker".
    pub(crate) fn limit(&self, desired: u32) -> u32 {
        let share = |percent: f64| whole((f64::from(desired) * percent / 100.0).ceil());
        match self.threshold {
            Threshold::BoundedPercent(percent) => share(percent).clamp(3, 200),
            Threshold::UnboundedPercent(percent) => share(percent),
            Threshold::Count(count) => count,
        }
        .max(1)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of u32 first"
)]
fn whole(value: f64) -> u32 {
    value.clamp(0.0, f64::from(u32::MAX)) as u32
}

/// The failures of one deployment, as ECS counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Failures {
    /// `failedTasks`: consecutive failures.
    pub(crate) count: u32,
    /// A task has reached RUNNING: from then on only failed health checks count.
    pub(crate) reached_running: bool,
}

impl Failures {
    /// Counts a task that could not be placed or never reached RUNNING (stage 1).
    pub(crate) fn never_ran(&mut self) {
        if !self.reached_running {
            self.count += 1;
        }
    }

    /// Counts a task that was replaced for failing a health check (stage 2).
    pub(crate) fn unhealthy(&mut self) {
        self.count += 1;
    }

    /// Notes that a task reached RUNNING.
    pub(crate) fn ran(&mut self) {
        self.reached_running = true;
    }

    /// Notes a task that passed its health checks, or runs where there are none.
    pub(crate) fn healthy(&mut self, reset: bool) {
        if reset {
            self.count = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn thresholds_are_those_of_the_developer_guide() {
        let table = [
            (json!(null), 0, 3),
            (json!(null), 1, 3),
            (json!(null), 25, 13),
            (json!(null), 400, 200),
            (json!(null), 800, 200),
            (json!({"type": "BOUNDED_PERCENT", "value": 10}), 100, 10),
            (json!({"type": "UNBOUNDED_PERCENT", "value": 50}), 800, 400),
            (json!({"type": "UNBOUNDED_PERCENT", "value": 50}), 1, 1),
            (json!({"type": "COUNT", "value": 7}), 1, 7),
        ];
        for (configured, desired, limit) in table {
            let breaker = Breaker::read(&json!({"deploymentCircuitBreaker":
                {"enable": true, "rollback": true, "thresholdConfiguration": configured}}));
            assert_eq!(breaker.limit(desired), limit, "{breaker:?} of {desired}");
        }
    }

    #[test]
    fn starts_are_counted_until_one_task_runs_and_health_checks_always() {
        let mut failures = Failures::default();
        failures.never_ran();
        failures.never_ran();
        assert_eq!(failures.count, 2);
        failures.ran();
        failures.never_ran();
        assert_eq!(failures.count, 2);
        failures.unhealthy();
        assert_eq!(failures.count, 3);
        failures.healthy(false);
        assert_eq!(failures.count, 3);
        failures.healthy(true);
        assert_eq!(failures.count, 0);
    }
}
