//! SIGINT and SIGTERM, also as process 1 of a container, where they are ignored unless handled.

use foghorn_deploy::outcome::Outcome;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Tells whether the run is being cancelled, and by which signal. Clones see the same.
#[derive(Debug, Clone)]
pub(crate) struct Cancel(watch::Receiver<Option<Outcome>>);

impl Cancel {
    /// Installs the handlers. Needs a running tokio runtime.
    pub(crate) fn install() -> std::io::Result<Self> {
        let mut interrupt = signal(SignalKind::interrupt())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let (tell, told) = watch::channel(None);
        tokio::spawn(async move {
            let outcome = tokio::select! {
                _ = interrupt.recv() => Outcome::Interrupted,
                _ = terminate.recv() => Outcome::Terminated,
            };
            // Nobody listens any more only when the run is over.
            tell.send(Some(outcome)).ok();
            tell.closed().await;
        });
        Ok(Self(told))
    }

    /// Returns how the run was cancelled, if it was.
    pub(crate) fn requested(&self) -> Option<Outcome> {
        *self.0.borrow()
    }

    /// Returns once the run is being cancelled.
    pub(crate) async fn wait(&mut self) -> Outcome {
        loop {
            if let Some(outcome) = *self.0.borrow_and_update() {
                return outcome;
            }
            if self.0.changed().await.is_err() {
                // The handler is gone with the runtime; nothing will come any more.
                std::future::pending::<()>().await;
            }
        }
    }
}
