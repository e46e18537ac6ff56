//! All reporters of a run.
//!
//! Owns the promise that a broken reporter is switched off, mentioned once by the others, and never
//! ends the watch of a deployment.

use crate::reporter::Reporter;
use foghorn_deploy::event::Event;
use foghorn_deploy::foreign::Sentence;
use std::io;

/// Passes each event to every reporter that still works.
#[derive(Default)]
pub struct Reporters {
    working: Vec<Box<dyn Reporter>>,
}

impl Reporters {
    /// Starts with no reporter.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a reporter. They are called in the order in which they were added.
    #[must_use]
    pub fn with(mut self, reporter: impl Reporter + 'static) -> Self {
        self.add(Box::new(reporter));
        self
    }

    /// Adds a reporter that was chosen at run time.
    pub fn add(&mut self, reporter: Box<dyn Reporter>) {
        self.working.push(reporter);
    }

    /// Reports one event.
    pub fn report(&mut self, event: &Event) {
        self.each(|reporter| reporter.report(event));
    }

    /// Shows that time has passed, `at_ms` milliseconds since the run began.
    pub fn tick(&mut self, at_ms: u64) {
        self.each(|reporter| reporter.tick(at_ms));
    }

    /// Says something about the reporting itself.
    pub fn notice(&mut self, notice: &Sentence) {
        self.each(|reporter| reporter.notice(notice));
    }

    /// Ends all reports.
    pub fn finish(&mut self) {
        self.each(|reporter| reporter.finish());
    }

    /// Returns how many reporters still work.
    pub fn working(&self) -> usize {
        self.working.len()
    }

    fn each(&mut self, mut call: impl FnMut(&mut dyn Reporter) -> io::Result<()>) {
        let mut notices = self.keep(&mut call);
        // Mentioning a failure may fail, too. Each round loses a reporter, so this ends.
        while !notices.is_empty() {
            let round = std::mem::take(&mut notices);
            for notice in &round {
                notices
                    .extend(self.keep(&mut |reporter: &mut dyn Reporter| reporter.notice(notice)));
            }
        }
    }

    /// Calls every reporter, drops those that fail, and returns what to say about them.
    fn keep(
        &mut self,
        call: &mut impl FnMut(&mut dyn Reporter) -> io::Result<()>,
    ) -> Vec<Sentence> {
        let mut notices = Vec::new();
        self.working
            .retain_mut(|reporter| match call(reporter.as_mut()) {
                Ok(()) => true,
                Err(error) => {
                    notices.push(
                        Sentence::own(format!("{} failed and is switched off: ", reporter.name()))
                            .foreign(error.to_string()),
                    );
                    false
                }
            });
        notices
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;
    use foghorn_deploy::event::EventKind;
    use std::sync::{Arc, Mutex};

    struct Probe {
        name: &'static str,
        breaks_at: u64,
        seen: Arc<Mutex<Vec<String>>>,
    }

    impl Probe {
        fn say(&self, what: &str) {
            self.seen
                .lock()
                .unwrap()
                .push(format!("{}: {what}", self.name));
        }
    }

    impl Reporter for Probe {
        fn name(&self) -> &str {
            self.name
        }

        fn report(&mut self, event: &Event) -> io::Result<()> {
            if event.seq == self.breaks_at {
                return Err(io::Error::other("disk full"));
            }
            self.say(&event.seq.to_string());
            Ok(())
        }

        fn notice(&mut self, notice: &Sentence) -> io::Result<()> {
            self.say(&format!("{notice:?}"));
            Ok(())
        }
    }

    #[test]
    fn a_broken_reporter_is_switched_off_and_mentioned_once() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let probe = |name, breaks_at| Probe {
            name,
            breaks_at,
            seen: Arc::clone(&seen),
        };
        let mut reporters = Reporters::new()
            .with(probe("the events file", 2))
            .with(probe("the log", 9));
        for seq in 1..=3 {
            reporters.report(&Event {
                seq,
                at_ms: 0,
                stage: None,
                service: None,
                kind: EventKind::DirtyTreeNoticed,
            });
        }
        reporters.finish();
        let seen = seen.lock().unwrap();
        assert_eq!(
            seen.iter()
                .filter(|line| line.contains("disk full"))
                .count(),
            1,
            "{seen:#?}"
        );
        assert_eq!(
            seen.iter()
                .filter(|line| line.starts_with("the events file"))
                .count(),
            1,
            "{seen:#?}"
        );
        assert_eq!(seen.last().map(String::as_str), Some("the log: 3"));
        assert_eq!(reporters.working(), 1);
    }
}
