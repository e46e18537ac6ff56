//! The deployment strategy of a service, as its `deploymentConfiguration` has it: how production
//! traffic moves to the new revision, and how long ECS waits in between.

use serde_json::Value;

use super::Millis;

const MINUTE: Millis = 60_000;
/// All of the traffic, in tenths of a percent.
pub(crate) const ALL: u32 = 1000;

/// `strategy`. Source: ECS API model, `DeploymentStrategy`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    Rolling,
    BlueGreen,
    Linear,
    Canary,
}

/// One step of the shift of production traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shift {
    /// What the new revision has of the traffic from then on, in tenths of a percent.
    pub(crate) share: u32,
    /// How long ECS waits before the next step.
    pub(crate) bake: Millis,
}

impl Strategy {
    /// Reads `deploymentConfiguration`.
    pub(crate) fn read(configuration: &Value) -> Self {
        match configuration["strategy"].as_str() {
            Some("BLUE_GREEN") => Self::BlueGreen,
            Some("LINEAR") => Self::Linear,
            Some("CANARY") => Self::Canary,
            Some(_) | None => Self::Rolling,
        }
    }

    /// Tells whether both revisions run side by side until traffic has moved.
    pub(crate) fn shifts_traffic(self) -> bool {
        match self {
            Self::BlueGreen | Self::Linear | Self::Canary => true,
            Self::Rolling => false,
        }
    }

    /// Returns the steps in which production traffic moves. Source of the defaults: ECS API model,
    /// `LinearConfiguration`, `CanaryConfiguration`.
    pub(crate) fn shifts(self, configuration: &Value) -> Vec<Shift> {
        let last = Shift {
            share: ALL,
            bake: 0,
        };
        match self {
            Self::Rolling | Self::BlueGreen => vec![last],
            Self::Canary => {
                let canary = &configuration["canaryConfiguration"];
                let first = Shift {
                    share: tenths(&canary["canaryPercent"], 50),
                    bake: minutes(&canary["canaryBakeTimeInMinutes"], 10),
                };
                vec![first, last]
            }
            Self::Linear => {
                let linear = &configuration["linearConfiguration"];
                let step = tenths(&linear["stepPercent"], 100);
                let bake = minutes(&linear["stepBakeTimeInMinutes"], 6);
                let before = (1..).map(|number| step * number);
                let before = before.take_while(|share| *share < ALL);
                let mut shifts: Vec<Shift> = before.map(|share| Shift { share, bake }).collect();
                shifts.push(last);
                shifts
            }
        }
    }
}

/// Returns `bakeTimeInMinutes` as milliseconds.
pub(crate) fn bake_time(configuration: &Value) -> Millis {
    minutes(&configuration["bakeTimeInMinutes"], 0)
}

fn minutes(value: &Value, default: Millis) -> Millis {
    value.as_i64().unwrap_or(default).clamp(0, 1440) * MINUTE
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the range of a share first"
)]
fn tenths(percent: &Value, default: u32) -> u32 {
    match percent.as_f64() {
        Some(percent) => (percent * 10.0).round().clamp(1.0, f64::from(ALL)) as u32,
        None => default,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn traffic_moves_in_the_steps_of_the_strategy() {
        let table = [
            (json!({"strategy": "BLUE_GREEN"}), vec![(1000, 0)]),
            (json!({"strategy": "CANARY"}), vec![(50, 10), (1000, 0)]),
            (
                json!({"strategy": "CANARY", "canaryConfiguration":
                    {"canaryPercent": 0.1, "canaryBakeTimeInMinutes": 0}}),
                vec![(1, 0), (1000, 0)],
            ),
            (
                json!({"strategy": "LINEAR", "linearConfiguration":
                    {"stepPercent": 33.4, "stepBakeTimeInMinutes": 2}}),
                vec![(334, 2), (668, 2), (1000, 0)],
            ),
        ];
        for (configuration, steps) in table {
            let strategy = Strategy::read(&configuration);
            assert!(strategy.shifts_traffic());
            let shifts = strategy.shifts(&configuration);
            let found: Vec<(u32, Millis)> = shifts
                .iter()
                .map(|shift| (shift.share, shift.bake / MINUTE))
                .collect();
            assert_eq!(found, steps, "{configuration}");
        }
    }
}
