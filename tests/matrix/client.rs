//! Calls as the SDK makes them, on virtual time: they take a while, and what may be repeated is
//! repeated. Source: `foghorn_aws`, the paces and what must not be repeated.

use super::chance::Chance;
use foghorn_sim::engine::Millis;
use foghorn_sim::{Bench, CallFailure};
use serde_json::Value;

/// Attempts of a call, the first included.
const ATTEMPTS: u32 = 5;
/// Attempts of RegisterTaskDefinition, whose bucket fills slowly.
const INSISTENT: u32 = 15;

/// Whether a call may be made again when it is not known what came of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Repeat {
    Freely,
    OnlyIfRefused,
}

/// One attempt of a write, and how it ended.
pub(super) struct Write {
    pub(super) operation: String,
    pub(super) ended: Result<(), CallFailure>,
}

impl Write {
    /// Whether AWS carried it out, which the caller may not know.
    pub(super) fn performed(&self) -> bool {
        matches!(self.ended, Ok(()) | Err(CallFailure::AnswerLost))
    }
}

/// Calls the simulated AWS.
pub(super) struct Client {
    pub(super) bench: Bench,
    chance: Chance,
    /// How long a request or an answer is under way at most.
    slowest_way: Millis,
    pub(super) writes: Vec<Write>,
    pub(super) calls: u32,
}

impl Client {
    pub(super) fn new(bench: Bench, chance: Chance, slowest_way: Millis) -> Self {
        Self {
            bench,
            chance,
            slowest_way,
            writes: Vec::new(),
            calls: 0,
        }
    }

    pub(super) fn now(&self) -> Millis {
        self.bench.now()
    }

    /// Reads something of ECS.
    pub(super) fn read(&mut self, operation: &str, input: &Value) -> Result<Value, CallFailure> {
        self.call("ecs", operation, input, Repeat::Freely)
    }

    pub(super) fn call(
        &mut self,
        service: &str,
        operation: &str,
        input: &Value,
        repeat: Repeat,
    ) -> Result<Value, CallFailure> {
        let attempts = if operation == "RegisterTaskDefinition" {
            INSISTENT
        } else {
            ATTEMPTS
        };
        let mut backoff = 1000;
        for attempt in 1..=attempts {
            let there = self.chance.within(10, self.slowest_way);
            self.bench.pass(there);
            let answer = self.bench.call(&Bench::place(), service, operation, input);
            let back = self.chance.within(10, self.slowest_way);
            self.bench.pass(back);
            self.calls += 1;
            if !operation.starts_with("Describe") && !operation.starts_with("List") {
                self.writes.push(Write {
                    operation: operation.to_owned(),
                    ended: answer.as_ref().map(|_| ()).map_err(CallFailure::clone),
                });
            }
            match answer {
                Err(failure) if attempt < attempts && again(&failure, repeat) => {
                    let wait = self.chance.within(0, backoff);
                    self.bench.pass(wait);
                    backoff = (backoff * 2).min(if attempts == INSISTENT { 4000 } else { 20_000 });
                }
                answer => return answer,
            }
        }
        unreachable!("the last attempt returns")
    }
}

fn again(failure: &CallFailure, repeat: Repeat) -> bool {
    match failure {
        CallFailure::Refused { code, .. } => code == "ThrottlingException",
        CallFailure::ServerFault | CallFailure::Reset | CallFailure::AnswerLost => {
            repeat == Repeat::Freely
        }
    }
}
