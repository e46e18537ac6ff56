//! Whether ECS would take a `deploymentConfiguration`. It must not change one. The rules are the
//! API model's; their texts are background knowledge.

use serde_json::Value;

use super::error::EcsError;
use crate::engine::hook::HookAction;

/// Source: ECS API model, `DeploymentStrategy`.
const STRATEGIES: [&str; 4] = ["ROLLING", "BLUE_GREEN", "LINEAR", "CANARY"];
/// Stages at which a hook cannot pause. Source: ECS API model, `DeploymentLifecycleHook`.
const NO_PAUSE: [&str; 2] = ["TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"];

/// Refuses what ECS would refuse. `given` is the request's, `present` the service's own.
pub(super) fn check(given: &Value, present: &Value) -> Result<(), EcsError> {
    let strategy = given["strategy"].as_str();
    if strategy.is_some_and(|strategy| !STRATEGIES.contains(&strategy)) {
        return Err(EcsError::invalid(format!(
            "Invalid strategy. Valid values: [{}]",
            STRATEGIES.join(", ")
        )));
    }
    if strategy == Some("BLUE_GREEN") && given["bakeTimeInMinutes"].is_null() {
        return Err(EcsError::invalid(
            "bakeTimeInMinutes is required for the BLUE_GREEN deployment strategy.",
        ));
    }
    let of = |member: &str| match &given[member] {
        Value::Null => &present[member],
        value => value,
    };
    let rolling = of("strategy")
        .as_str()
        .is_none_or(|strategy| strategy == "ROLLING");
    for hook in given["lifecycleHooks"].as_array().into_iter().flatten() {
        check_hook(hook)?;
    }
    let early = &given["earlySuccessCriteria"];
    if early["enable"] == true {
        let least = of("minimumHealthyPercent").as_i64().unwrap_or(100);
        let percent = early["healthyPercent"].as_i64();
        if !rolling || percent.is_none_or(|percent| !(least..=100).contains(&percent)) {
            return Err(EcsError::invalid(
                "earlySuccessCriteria needs the ROLLING deployment strategy and a healthyPercent \
                 between minimumHealthyPercent and 100.",
            ));
        }
    }
    Ok(())
}

fn check_hook(hook: &Value) -> Result<(), EcsError> {
    let stages = hook["lifecycleStages"].as_array().into_iter().flatten();
    let mut stages = stages.filter_map(Value::as_str);
    if hook["targetType"] == "PAUSE" {
        if stages.any(|stage| NO_PAUSE.contains(&stage)) {
            return Err(EcsError::invalid(format!(
                "A PAUSE lifecycle hook cannot run at: [{}]",
                NO_PAUSE.join(", ")
            )));
        }
    } else if hook["hookTargetArn"].as_str().is_none_or(str::is_empty) {
        return Err(EcsError::invalid(
            "hookTargetArn is required for an AWS_LAMBDA lifecycle hook.",
        ));
    }
    let timeout = &hook["timeoutConfiguration"];
    let minutes = timeout["timeoutInMinutes"].as_i64().unwrap_or(1440);
    let action = timeout["action"].as_str().unwrap_or("ROLLBACK");
    if !(1..=20160).contains(&minutes) || HookAction::read(action).is_none() {
        return Err(EcsError::invalid(
            "A lifecycle hook's timeout must be between 1 and 20160 minutes, and its action \
             CONTINUE or ROLLBACK.",
        ));
    }
    Ok(())
}
