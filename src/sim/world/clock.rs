//! How AWS's time runs, as data.

use serde::Deserialize;

use crate::engine::Millis;

/// AWS's time is `start` plus the real time that has passed, times `scale`.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Clock {
    /// AWS's time when the simulator starts, epoch milliseconds; this machine's time if absent.
    pub start: Option<Millis>,
    /// How many seconds pass in AWS for each real one; 0 stops AWS's time.
    pub scale: f64,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            start: None,
            scale: 1.0,
        }
    }
}
