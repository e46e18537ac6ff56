//! Runs a builder as a child process that is watched, can be cancelled, and does not outlive
//! foghorn. It does not know what the child does.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::future::Future;
use std::path::Path;
use std::pin::Pin;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::Command;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::line::{Line, Stream, read};
use super::watchdog::Watchdog;

/// How many lines of output an error keeps.
const TAIL: usize = 40;
/// How long a builder may take to end after an interrupt. CI systems kill everything about seven
/// seconds after they cancel a job.
const GRACE: Duration = Duration::from_secs(3);
/// How long to wait for output after the child ended, when something it started holds the pipe.
const DRAIN: Duration = Duration::from_secs(2);

/// A command to run.
pub(super) struct Task<'a> {
    pub(super) program: &'a str,
    pub(super) args: Vec<OsString>,
    pub(super) environment: Vec<(OsString, OsString)>,
    /// Removed should foghorn be killed.
    pub(super) private: &'a Path,
}

/// How a child ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// By itself.
    Exit {
        status: ExitStatus,
        /// The last lines it printed.
        tail: Vec<String>,
    },
    /// Because we were asked to stop.
    Cancelled,
}

/// A child's process group, killed when dropped before the child has ended.
struct Group(Option<Pid>);

impl Group {
    fn signal(&self, signal: Signal) {
        if let Some(group) = self.0 {
            // It may have ended already.
            let _ = kill_process_group(group, signal);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal(Signal::KILL);
    }
}

/// Runs a task to its end, or until `cancel` is ready.
pub(super) async fn run<C: Future<Output = ()>>(
    task: Task<'_>,
    sink: &mut (dyn FnMut(Line) + Send),
    cancel: &mut Pin<&mut C>,
) -> std::io::Result<Ended> {
    let mut child = Command::new(task.program)
        .args(&task.args)
        .envs(task.environment)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(0)
        .kill_on_drop(true)
        .spawn()?;
    let id = child.id();
    let mut group = Group(
        id.and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw),
    );
    let _watchdog = id.and_then(|id| Watchdog::start(id, task.private));

    let (to, mut lines) = mpsc::channel(64);
    if let Some(stdout) = child.stdout.take() {
        tokio::spawn(read(stdout, Stream::Stdout, to.clone()));
    }
    if let Some(stderr) = child.stderr.take() {
        tokio::spawn(read(stderr, Stream::Stderr, to.clone()));
    }
    drop(to);

    let mut tail = VecDeque::new();
    let mut status = None;
    let mut open = true;
    let mut cancelled = false;
    let mut deadline: Option<Instant> = None;
    while open || status.is_none() {
        let limit = deadline.unwrap_or_else(Instant::now);
        tokio::select! {
            line = lines.recv(), if open => match line {
                Some(line) => {
                    if tail.len() == TAIL {
                        tail.pop_front();
                    }
                    tail.push_back(line.text.clone());
                    sink(line);
                }
                None => open = false,
            },
            ended = child.wait(), if status.is_none() => {
                status = Some(ended?);
                deadline = Some(Instant::now() + DRAIN);
            }
            () = cancel.as_mut(), if !cancelled => {
                cancelled = true;
                group.signal(Signal::INT);
                deadline = Some(Instant::now() + GRACE);
            }
            () = tokio::time::sleep_until(limit), if deadline.is_some() => {
                group.signal(Signal::KILL);
                if status.is_some() {
                    break;
                }
                deadline = Some(Instant::now() + DRAIN);
            }
        }
    }
    // Reaped: the number may soon belong to somebody else.
    group.0 = None;
    Ok(match status {
        Some(status) if !cancelled => Ended::Exit {
            status,
            tail: tail.into(),
        },
        Some(_) | None => Ended::Cancelled,
    })
}

#[cfg(test)]
#[path = "child_tests.rs"]
mod tests;
