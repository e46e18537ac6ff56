//! The phases of something that takes time, one after the other.

/// How a phase is to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// It is under way, or nothing is to be said of it.
    Active,
    /// It went well.
    Done,
    /// It went wrong.
    Bad,
}

/// A length of time with a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Phase {
    /// What went on. It may contain text of AWS.
    pub(crate) name: String,
    /// How to show it.
    pub(crate) tone: Tone,
    /// Its begin, in milliseconds since the run began.
    pub(crate) from_ms: u64,
    /// Its end; `None` while it goes on.
    pub(crate) to_ms: Option<u64>,
}

/// Phases without gaps: the begin of one is the end of the one before.
#[derive(Debug, Default)]
pub(crate) struct Phases(Vec<Phase>);

impl Phases {
    /// Begins a phase, and ends the one before.
    pub(crate) fn begin(&mut self, name: &str, tone: Tone, at_ms: u64) {
        self.close(at_ms);
        self.0.push(Phase {
            name: name.to_owned(),
            tone,
            from_ms: at_ms,
            to_ms: None,
        });
    }

    /// Ends the last phase. What went wrong before stays so.
    pub(crate) fn end(&mut self, tone: Tone, at_ms: u64) {
        if let Some(last) = self.0.last_mut().filter(|last| last.to_ms.is_none())
            && last.tone != Tone::Bad
        {
            last.tone = tone;
        }
        self.close(at_ms);
    }

    /// Says that the phase under way goes wrong.
    pub(crate) fn spoil(&mut self) {
        if let Some(last) = self.0.last_mut().filter(|last| last.to_ms.is_none()) {
            last.tone = Tone::Bad;
        }
    }

    /// Returns all of them, oldest first.
    pub(crate) fn all(&self) -> &[Phase] {
        &self.0
    }

    fn close(&mut self, at_ms: u64) {
        if let Some(last) = self.0.last_mut().filter(|last| last.to_ms.is_none()) {
            last.to_ms = Some(at_ms);
        }
    }
}
