//! Time that passes in steps: when everybody who is at work sleeps, the simulated AWS is told to let
//! the time pass until the first of them wakes.
//!
//! Owns who is at work and who sleeps. It must not be used with a real AWS, whose time nobody moves.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::Notify;

/// The time and who waits for it.
#[derive(Debug)]
pub(super) struct Stepped {
    simulator: String,
    state: Mutex<State>,
    moved: Notify,
}

#[derive(Debug, Default)]
struct State {
    now: Duration,
    at_work: usize,
    /// When everybody who sleeps wants to wake, by a number of their own.
    asleep: BTreeMap<u64, Duration>,
    next_number: u64,
    moving: bool,
}

/// Something that is under way, until it is dropped.
#[derive(Debug)]
pub(crate) struct Work(Option<&'static Stepped>);

/// Somebody who sleeps, until it is dropped.
struct Sleeper<'a> {
    stepped: &'a Stepped,
    number: u64,
}

impl Stepped {
    pub(super) fn new(simulator: String) -> Self {
        Self {
            simulator,
            state: Mutex::default(),
            moved: Notify::new(),
        }
    }

    pub(super) fn now(&self) -> Duration {
        self.state().now
    }

    pub(super) fn work(&'static self) -> Work {
        self.state().at_work += 1;
        Work(Some(self))
    }

    pub(super) async fn sleep_until(&'static self, moment: Duration) {
        let _asleep = self.fall_asleep(moment);
        loop {
            let moved = self.moved.notified();
            if self.now() >= moment {
                return;
            }
            self.step();
            moved.await;
        }
    }

    fn fall_asleep(&self, moment: Duration) -> Sleeper<'_> {
        let mut state = self.state();
        let number = state.next_number;
        state.next_number += 1;
        state.asleep.insert(number, moment);
        Sleeper {
            stepped: self,
            number,
        }
    }

    /// Lets time pass until somebody wakes, if everybody sleeps.
    fn step(&'static self) {
        let mut state = self.state();
        let next = state.asleep.values().min().copied();
        let Some(next) = next.filter(|next| *next < Duration::MAX && *next > state.now) else {
            return;
        };
        if state.moving || state.asleep.len() < state.at_work {
            return;
        }
        state.moving = true;
        // AWS's time has whole milliseconds; neither side may get ahead of the other.
        let left = next
            .saturating_sub(state.now)
            .as_nanos()
            .div_ceil(1_000_000);
        let by = Duration::from_millis(u64::try_from(left).unwrap_or(u64::MAX));
        drop(state);
        // Whoever sleeps may be woken by something else meanwhile; the step is made all the same.
        tokio::spawn(async move {
            // Where there is no simulator, the calls to it say so.
            pass(&self.simulator, by).await.ok();
            let mut state = self.state();
            state.now += by;
            state.moving = false;
            drop(state);
            self.moved.notify_waiters();
        });
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Work {
    /// Work that no clock has to know of.
    pub(super) fn untold() -> Self {
        Self(None)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Some(stepped) = self.0 {
            stepped.state().at_work -= 1;
        }
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.stepped.state().asleep.remove(&self.number);
    }
}

/// Tells the simulated AWS to let time pass.
async fn pass(simulator: &str, by: Duration) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(simulator).await?;
    let request = format!(
        "POST /_foghorn/pass/{} HTTP/1.1\r\nHost: {simulator}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        by.as_millis()
    );
    stream.write_all(request.as_bytes()).await?;
    // The connection is closed when the time has passed.
    stream.read_to_end(&mut Vec::new()).await?;
    Ok(())
}
