//! Counts calls against the wire faults and says which fault hits one. It does not play them.

use std::num::NonZeroU32;

use crate::engine::Millis;
use crate::glob;
use crate::world::{WireFault, WireFaultKind};

/// The wire faults with their counters.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    faults: Vec<Counted>,
    /// When they were set.
    since: Millis,
}

/// A fault and what it has done.
#[derive(Debug)]
struct Counted {
    fault: WireFault,
    seen: u32,
    hits: u32,
    first_hit: Option<Millis>,
}

impl Faults {
    /// Sets faults at a moment of AWS's time.
    pub(crate) fn new(faults: Vec<WireFault>, now: Millis) -> Self {
        let counted = |fault| Counted {
            fault,
            seen: 0,
            hits: 0,
            first_hit: None,
        };
        Self {
            faults: faults.into_iter().map(counted).collect(),
            since: now,
        }
    }

    /// Counts one call and returns the first fault that hits it.
    pub(crate) fn hit(
        &mut self,
        service: &str,
        operation: &str,
        account: &str,
        now: Millis,
    ) -> Option<WireFaultKind> {
        let mut hit = None;
        for counted in &mut self.faults {
            let fault = &counted.fault;
            let from = self.since + seconds(fault.from.unwrap_or(0));
            let matches = now >= from
                && glob::matches(&fault.service, service)
                && glob::matches(&fault.operation, operation)
                && fault.account.as_deref().is_none_or(|only| only == account);
            if matches && counted.strikes(now) && hit.is_none() {
                hit = Some(counted.fault.kind);
            }
        }
        hit
    }

    /// How far back in AWS's time a stale answer may reach; nothing when there is none.
    pub(crate) fn reach(&self) -> Option<Millis> {
        let stale = self.faults.iter().filter_map(|counted| {
            if let WireFaultKind::Stale { by } = counted.fault.kind {
                Some(seconds(by))
            } else {
                None
            }
        });
        stale.max()
    }
}

impl Counted {
    /// Counts a matching call and tells whether it is hit.
    fn strikes(&mut self, now: Millis) -> bool {
        self.seen = self.seen.saturating_add(1);
        let every = self.fault.every.map_or(1, NonZeroU32::get);
        let over = self.first_hit.is_some_and(|first| {
            let lasts = self.fault.r#for.map(seconds);
            lasts.is_some_and(|lasts| now >= first + lasts)
        });
        let due =
            self.seen > self.fault.after && (self.seen - self.fault.after).is_multiple_of(every);
        let strikes = due && !over && self.hits < self.fault.most();
        if strikes {
            self.hits = self.hits.saturating_add(1);
            self.first_hit.get_or_insert(now);
        }
        strikes
    }
}

fn seconds(count: u32) -> Millis {
    Millis::from(count) * 1000
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use serde_json::json;

    use super::Faults;

    /// Calls once a second, from second 100 on, and writes `x` for each call that is hit.
    fn hits(mut fault: serde_json::Value, calls: i64) -> String {
        fault["service"] = "ecs".into();
        fault["operation"] = "Describe*".into();
        let mut faults = Faults::new(vec![serde_json::from_value(fault).unwrap()], 100_000);
        (0..calls)
            .map(|second| {
                let now = 100_000 + second * 1000;
                assert_eq!(
                    faults.hit("ecs", "UpdateService", "111111111111", now),
                    None
                );
                let hit = faults.hit("ecs", "DescribeTasks", "111111111111", now);
                if hit.is_some() { 'x' } else { '.' }
            })
            .collect()
    }

    #[test]
    fn which_calls_are_hit() {
        for (fault, expected) in [
            (json!({"kind": "slow", "ms": 5}), "x......."),
            (json!({"kind": "reset", "after": 1, "times": 2}), ".xx....."),
            (json!({"kind": "reset", "every": 2}), ".x.x.x.x"),
            (
                json!({"kind": "reset", "every": 2, "after": 1, "times": 2}),
                "..x.x...",
            ),
            (json!({"kind": "reset", "from": 3}), "...x...."),
            (json!({"kind": "reset", "from": 3, "for": 2}), "...xx..."),
            (json!({"kind": "stale", "by": 15, "after": 2}), "..xxxxxx"),
            (
                json!({"kind": "stale", "by": 15, "every": 2, "for": 4}),
                ".x.x....",
            ),
            (json!({"kind": "stale", "by": 15, "times": 1}), "x......."),
        ] {
            assert_eq!(hits(fault.clone(), 8), expected, "{fault}");
        }
    }
}
