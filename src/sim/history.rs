//! What ECS was like a while ago, for answers that are stale. It owns the moments that are kept;
//! when an answer is stale is [`crate::faults`]'s.
//!
//! A region is kept as every call left it. Between two calls it moves by itself, and always the
//! same way, so that any moment between them can be played again.

use std::collections::{BTreeMap, VecDeque};

use crate::engine::{Millis, Region};
use crate::place::Place;

/// The past of all regions.
#[derive(Debug, Default)]
pub(crate) struct History {
    moments: BTreeMap<Place, VecDeque<Region>>,
}

impl History {
    /// Keeps a region as it is, and forgets what is older than `reach` before `now`.
    pub(crate) fn keep(&mut self, place: &Place, region: &Region, reach: Millis, now: Millis) {
        let moments = self.moments.entry(place.clone()).or_default();
        // Of several calls at one moment only the last one's result can be seen later.
        if moments
            .back()
            .is_some_and(|last| last.now() >= region.now())
        {
            moments.pop_back();
        }
        moments.push_back(region.clone());
        // The newest one before the reach is where the oldest wanted moment is played from.
        while moments.get(1).is_some_and(|next| next.now() <= now - reach) {
            moments.pop_front();
        }
    }

    /// Returns a copy of a region as a call had left it at a moment or before; the oldest one known
    /// if all are later.
    pub(crate) fn before(&self, place: &Place, moment: Millis) -> Option<Region> {
        let moments = self.moments.get(place)?;
        let mut newest_first = moments.iter().rev();
        let found = newest_first.find(|region| region.now() <= moment);
        found.or(moments.front()).cloned()
    }
}
