//! Stories: whole rollouts, told through the region. Each is short, seeded and on virtual time.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]

mod endings;
mod illusion;
mod rollouts;
mod starts;
mod world;
