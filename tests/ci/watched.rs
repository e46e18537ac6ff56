//! A child that is watched while it runs, by what it says.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// A child that has not said what it should for so long is stuck.
const STUCK: Duration = Duration::from_mins(2);

/// A running child. It is killed when it is dropped.
pub(super) struct Watched {
    child: Child,
    heard: Arc<Heard>,
    readers: Vec<JoinHandle<()>>,
}

/// What the child has said so far.
#[derive(Default)]
struct Heard {
    text: Mutex<Vec<u8>>,
    more: Condvar,
}

impl Watched {
    pub(super) fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::null());
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let heard = Arc::default();
        let (out, err) = (child.stdout.take(), child.stderr.take());
        let readers = vec![
            listen(out.unwrap(), Arc::clone(&heard)),
            listen(err.unwrap(), Arc::clone(&heard)),
        ];
        Self {
            child,
            heard,
            readers,
        }
    }

    /// Waits until it has said this.
    pub(super) fn wait_for(&self, text: &str) {
        let heard = self.heard.text.lock();
        let heard = heard.unwrap_or_else(PoisonError::into_inner);
        let missing = |heard: &mut Vec<u8>| !String::from_utf8_lossy(heard).contains(text);
        let waited = self.heard.more.wait_timeout_while(heard, STUCK, missing);
        let (heard, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        let heard = String::from_utf8_lossy(&heard);
        assert!(!waited.timed_out(), "no `{text}`: {heard}");
    }

    /// Sends it a signal, by its name without `SIG`.
    pub(super) fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        kill.args(["-s", name, &self.child.id().to_string()]);
        assert!(kill.status().unwrap().success(), "it has ended");
    }

    /// Waits for its end; returns its exit code and everything that it said.
    pub(super) fn finish(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().unwrap().code();
        for reader in self.readers.drain(..) {
            reader.join().unwrap();
        }
        let heard = self.heard.text.lock();
        let heard = heard.unwrap_or_else(PoisonError::into_inner);
        (code, String::from_utf8_lossy(&heard).into_owned())
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // Fails when it has ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn listen(mut from: impl Read + Send + 'static, heard: Arc<Heard>) -> JoinHandle<()> {
    std::thread::spawn(move || {
        let mut part = [0; 4096];
        while let Ok(length @ 1..) = from.read(&mut part) {
            let text = heard.text.lock();
            let mut text = text.unwrap_or_else(PoisonError::into_inner);
            text.extend_from_slice(&part[..length]);
            heard.more.notify_all();
        }
    })
}
