//! Counts calls against the wire faults and says which fault hits one. It does not play them.

use crate::glob;
use crate::world::{WireFault, WireFaultKind};

/// The wire faults with their counters.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    faults: Vec<(WireFault, u32)>,
}

impl Faults {
    pub(crate) fn new(faults: Vec<WireFault>) -> Self {
        Self {
            faults: faults.into_iter().map(|fault| (fault, 0)).collect(),
        }
    }

    /// Counts one call and returns the first fault that hits it.
    pub(crate) fn hit(
        &mut self,
        service: &str,
        operation: &str,
        account: &str,
    ) -> Option<WireFaultKind> {
        let mut hit = None;
        for (fault, seen) in &mut self.faults {
            let matches = glob::matches(&fault.service, service)
                && glob::matches(&fault.operation, operation)
                && fault.account.as_deref().is_none_or(|only| only == account);
            if !matches {
                continue;
            }
            *seen = seen.saturating_add(1);
            let due = *seen > fault.after && *seen - fault.after <= fault.times;
            if due && hit.is_none() {
                hit = Some(fault.kind);
            }
        }
        hit
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::Faults;
    use crate::world::{WireFault, WireFaultKind};

    #[test]
    fn after_and_times_count_matching_calls() {
        let fault: WireFault = serde_json::from_value(serde_json::json!({
            "service": "ecs", "operation": "Describe*", "after": 1, "times": 2, "kind": "slow", "ms": 5
        }))
        .unwrap();
        let mut faults = Faults::new(vec![fault]);
        let hits: Vec<_> = [
            "DescribeServices",
            "UpdateService",
            "DescribeTasks",
            "DescribeServices",
            "DescribeTasks",
        ]
        .into_iter()
        .map(|operation| faults.hit("ecs", operation, "111111111111"))
        .collect();
        let slow = Some(WireFaultKind::Slow { ms: 5 });
        assert_eq!(hits, [None, None, slow, slow, None]);
    }
}
