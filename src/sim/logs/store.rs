//! The log groups of all accounts.

use std::collections::BTreeMap;

use crate::engine::{LogLine, Millis};
use crate::place::Place;
use crate::world;

/// All log groups.
#[derive(Debug, Default)]
pub(crate) struct LogStore {
    groups: BTreeMap<(Place, String), Group>,
}

/// A log group with its streams by name.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) created_at: Millis,
    pub(super) streams: BTreeMap<String, Stream>,
}

/// A stream with its events, oldest first.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) created_at: Millis,
    pub(super) events: Vec<Event>,
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) at: Millis,
    pub(super) ingested_at: Millis,
    pub(super) text: String,
}

impl LogStore {
    /// Makes the groups a world starts with.
    pub(crate) fn seeded(seeds: &[world::LogGroup], now: Millis) -> Self {
        let mut store = Self::default();
        for seed in seeds {
            store.create(&Place::new(&seed.account, &seed.region), &seed.name, now);
        }
        store
    }

    pub(crate) fn has_group(&self, place: &Place, name: &str) -> bool {
        self.group(place, name).is_some()
    }

    pub(super) fn group(&self, place: &Place, name: &str) -> Option<&Group> {
        self.groups.get(&(place.clone(), name.to_owned()))
    }

    /// The groups of one place, by name.
    pub(super) fn of<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = (&'a str, &'a Group)> {
        self.groups
            .iter()
            .filter(move |((at, _), _)| at == place)
            .map(|((_, name), group)| (name.as_str(), group))
    }

    /// Makes a group if there is none of that name.
    pub(super) fn create(&mut self, place: &Place, name: &str, now: Millis) -> &mut Group {
        self.groups
            .entry((place.clone(), name.to_owned()))
            .or_insert_with(|| Group {
                created_at: now,
                streams: BTreeMap::new(),
            })
    }

    /// Files what containers wrote. A line for a group that does not exist comes from a task that
    /// may create it (`awslogs-create-group`); other tasks do not start without their group.
    pub(crate) fn file(&mut self, place: &Place, lines: Vec<LogLine>, now: Millis) {
        for line in lines {
            let group = self.create(place, &line.group, line.at);
            let stream = group.streams.entry(line.stream).or_insert_with(|| Stream {
                created_at: line.at,
                events: Vec::new(),
            });
            stream.events.push(Event {
                at: line.at,
                ingested_at: now,
                text: line.text,
            });
        }
    }
}
