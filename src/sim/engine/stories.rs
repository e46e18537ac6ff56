//! Stories: whole rollouts, told through the region. Each is short, seeded and on virtual time.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

mod alarms;
mod early;
mod endings;
mod illusion;
mod many;
mod rollbacks;
mod rollouts;
mod starts;
mod traffic;
mod world;
