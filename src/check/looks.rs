//! Looks that are made side by side, so that one slow answer does not hold up the rest.

use foghorn_aws::{Error, Kind};
use foghorn_deploy::check::Finding;
use foghorn_deploy::check::fact::Unseen;
use foghorn_deploy::foreign::Sentence;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How many looks are made at the same time: enough for a service with all that belongs to it, and
/// within what the APIs take of one caller.
const SIDE_BY_SIDE: usize = 12;

/// Looks that are under way.
pub(super) struct Looks {
    all: JoinSet<(usize, Vec<Finding>)>,
    turns: Arc<Semaphore>,
}

impl Looks {
    /// None yet.
    pub(super) fn new() -> Self {
        Self {
            all: JoinSet::new(),
            turns: Arc::new(Semaphore::new(SIDE_BY_SIDE)),
        }
    }

    /// Begins one.
    pub(super) fn begin(&mut self, look: impl Future<Output = Vec<Finding>> + Send + 'static) {
        let turns = Arc::clone(&self.turns);
        let place = self.all.len();
        self.all.spawn(async move {
            // Nobody closes it, so that there is always a turn to come.
            let _turn = turns.acquire().await;
            (place, look.await)
        });
    }

    /// Waits for all of them; what they found is in the order in which they were begun.
    pub(super) async fn finish(self) -> Vec<Finding> {
        let mut found = self.all.join_all().await;
        found.sort_by_key(|(place, _)| *place);
        let mut findings: Vec<Finding> = Vec::new();
        for finding in found.into_iter().flat_map(|(_, findings)| findings) {
            // Several looks may be in need of the same permission.
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        findings
    }
}

/// Says why something could not be looked at.
pub(super) fn unseen(error: &Error) -> Unseen {
    match error.kind() {
        Kind::AccessDenied { action, .. } => {
            let action = action.as_deref().unwrap_or(error.operation());
            Unseen {
                why: Sentence::own("foghorn is not allowed ").code(action),
                missing_permission: Some(action.to_owned()),
            }
        }
        Kind::NoCredentials
        | Kind::ExpiredCredentials
        | Kind::UnknownCredentials
        | Kind::WrongSignature
        | Kind::NoProfile { .. }
        | Kind::NoTokenFile { .. }
        | Kind::BadEndpoint { .. }
        | Kind::NoRegion
        | Kind::Throttled
        | Kind::NotFound(_)
        | Kind::Rejected
        | Kind::Unreachable
        | Kind::TimedOut
        | Kind::ServerFault
        | Kind::Lost
        | Kind::Unreadable => Unseen {
            why: Sentence::own("AWS did not say: ").foreign(error.to_string()),
            missing_permission: None,
        },
    }
}
