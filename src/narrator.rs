//! Numbers and dates what happens, and tells every reporter.
//!
//! The one place where events get their order. It never decides anything.

use crate::clock::Clock;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::time::millis;
use foghorn_report::Reporters;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A handle to the run's reporters. Clones speak to the same ones.
#[derive(Clone)]
pub(crate) struct Narrator {
    shared: Arc<Mutex<Shared>>,
    clock: Clock,
    stage: Option<Arc<str>>,
}

struct Shared {
    reporters: Reporters,
    seq: u64,
}

impl Narrator {
    /// Makes a narrator.
    pub(crate) fn new(reporters: Reporters, clock: Clock) -> Self {
        Self {
            shared: Arc::new(Mutex::new(Shared { reporters, seq: 0 })),
            clock,
            stage: None,
        }
    }

    /// A reporter that panicked has nothing to do with the deployment: goes on with what is left.
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Shows that time has passed, to reporters that rewrite themselves in place.
    pub(crate) fn tick(&self) {
        let at_ms = millis(self.clock.now());
        self.shared().reporters.tick(at_ms);
    }

    /// Ends all reports, after the last event.
    pub(crate) fn finish(&self) {
        self.shared().reporters.finish();
    }

    /// Says something about the reporting itself. It is no event of the run.
    pub(crate) fn notice(&self, notice: &Sentence) {
        self.shared().reporters.notice(notice);
    }

    /// Returns one that speaks of a stage.
    pub(crate) fn for_stage(&self, stage: &str) -> Self {
        Self {
            stage: Some(stage.into()),
            ..self.clone()
        }
    }

    /// Tells what happened.
    pub(crate) fn tell(&self, kind: EventKind) {
        self.tell_of(None, kind);
    }

    /// Tells what happened to a service.
    pub(crate) fn tell_of(&self, service: Option<&str>, kind: EventKind) {
        let at_ms = millis(self.clock.now());
        let mut shared = self.shared();
        shared.seq += 1;
        let event = Event {
            seq: shared.seq,
            at_ms,
            stage: self.stage.as_deref().map(str::to_owned),
            service: service.map(str::to_owned),
            kind,
        };
        shared.reporters.report(&event);
    }
}
