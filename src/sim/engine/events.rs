//! A service's events: the newest hundred, without repeating one whose cause still stands.
//! It must not word messages; that is `wordings`'.

use std::collections::BTreeMap;
use std::collections::VecDeque;

use super::Millis;
use super::random::Chance;

/// The API shows no more. Source: ECS API model, `Service.events`.
const KEPT: usize = 100;
/// An identical message is not repeated before this. Source: ECS developer guide,
/// "service event messages".
const SILENCE: Millis = 6 * 60 * 60 * 1000;

/// One entry of `events[]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceEvent {
    pub(crate) id: String,
    pub(crate) at: Millis,
    pub(crate) message: String,
}

/// The events of one service.
#[derive(Debug, Clone, Default)]
pub(crate) struct Events {
    newest_first: VecDeque<ServiceEvent>,
    told: BTreeMap<String, Millis>,
}

impl Events {
    /// Notes a message, unless the same was noted within six hours and its cause never cleared.
    pub(crate) fn tell(&mut self, at: Millis, message: String, chance: &mut Chance) {
        if self
            .told
            .get(&message)
            .is_some_and(|told| at - told < SILENCE)
        {
            return;
        }
        self.told.retain(|_, told| at - *told < SILENCE);
        self.told.insert(message.clone(), at);
        self.newest_first.push_front(ServiceEvent {
            id: chance.uuid(),
            at,
            message,
        });
        self.newest_first.truncate(KEPT);
    }

    /// Forgets that messages containing `part` were told: their cause has cleared.
    pub(crate) fn clear(&mut self, part: &str) {
        self.told.retain(|message, _| !message.contains(part));
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &ServiceEvent> {
        self.newest_first.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identical_message_waits_six_hours_or_for_its_cause_to_clear() {
        let mut chance = Chance::new(1);
        let mut events = Events::default();
        let hour = 3_600_000;
        for (at, cleared, total) in [
            (0, false, 1),
            (hour, false, 1),
            (6 * hour, false, 2),
            (7 * hour, true, 3),
        ] {
            if cleared {
                events.clear("place a task");
            }
            events.tell(at, "unable to place a task".to_owned(), &mut chance);
            assert_eq!(events.newest_first().count(), total, "at {at}");
        }
    }

    #[test]
    fn a_hundred_are_kept_newest_first() {
        let mut chance = Chance::new(1);
        let mut events = Events::default();
        for number in 0..150 {
            events.tell(number, format!("event {number}"), &mut chance);
        }
        assert_eq!(events.newest_first().count(), 100);
        assert_eq!(
            events.newest_first().next().map(|event| event.at),
            Some(149)
        );
    }
}
