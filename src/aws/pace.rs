//! How long a call may take and how often it is tried.
//!
//! Owns the two paces, patient and hurried. The SDK has no timeout of its own after the
//! connection: a server that accepts and never answers would hang the run.

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use std::time::Duration;

/// Fifteen attempts, with their random waits, are then over within the minute of a call.
const LONGEST_INSISTENT_BACKOFF: Duration = Duration::from_secs(4);

/// Timeouts and attempts of a call.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    /// Attempts, the first included.
    pub(crate) attempts: u32,
    /// Longest random wait before the second attempt; doubles after that.
    pub(crate) first_backoff: Duration,
    /// For the TCP connection and the TLS handshake.
    pub(crate) connect: Duration,
    /// For one attempt.
    pub(crate) attempt: Duration,
    /// For the call with all its attempts.
    pub(crate) call: Duration,
}

impl Pace {
    /// For a run that has time.
    pub(crate) const PATIENT: Self = Self {
        attempts: 5,
        first_backoff: Duration::from_secs(1),
        connect: Duration::from_secs(3),
        attempt: Duration::from_secs(15),
        call: Duration::from_mins(1),
    };

    /// For a run that was cancelled: CI systems kill what is left after a few seconds.
    pub(crate) const HURRIED: Self = Self {
        attempts: 1,
        first_backoff: Duration::from_millis(100),
        connect: Duration::from_secs(1),
        attempt: Duration::from_secs(2),
        call: Duration::from_secs(3),
    };

    /// How many registrations of one session may be under way at once. AWS takes 20 at once and
    /// then one a second per account and region, from everybody; with many in a queue of retries,
    /// some would never get their turn. Two keep the bucket empty without fighting over it.
    /// Source: ECS API reference, "Request throttling for the Amazon ECS API".
    pub(crate) const REGISTRATIONS: usize = 2;

    /// For calls whose bucket fills by one token a second: more attempts, none of them late.
    pub(crate) fn insistent(self) -> RetryConfig {
        let attempts = match self.attempts {
            1 => 2,
            usual => usual.saturating_mul(3),
        };
        self.retries()
            .with_max_attempts(attempts)
            .with_max_backoff(LONGEST_INSISTENT_BACKOFF)
    }

    pub(crate) fn timeouts(self) -> TimeoutConfig {
        TimeoutConfig::builder()
            .connect_timeout(self.connect)
            .operation_attempt_timeout(self.attempt)
            .operation_timeout(self.call)
            .build()
    }

    pub(crate) fn retries(self) -> RetryConfig {
        // Where there is one attempt, the second is for new credentials alone: see `Renewal`.
        RetryConfig::standard()
            .with_max_attempts(self.attempts.max(2))
            .with_initial_backoff(self.first_backoff)
    }
}
