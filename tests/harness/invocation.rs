//! One call of the program under test: its arguments, its environment, and the running child.

use super::run::Run;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A child that runs longer than this is stuck.
const STUCK: Duration = Duration::from_mins(2);

/// A command line that is not run yet.
pub(crate) struct Invocation {
    command: Command,
    environment: BTreeMap<OsString, OsString>,
    contained: bool,
}

impl Invocation {
    pub(super) fn new(directory: &Path, arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foghorn"));
        command.args(arguments).current_dir(directory);
        Self {
            command,
            environment: BTreeMap::new(),
            contained: false,
        }
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", directory)
    }

    /// Sets a variable of the child.
    pub(crate) fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.environment.insert(name.into(), value.into());
        self
    }

    /// Leaves a variable out.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.environment.remove(&OsString::from(name));
        self
    }

    /// Adds arguments.
    pub(crate) fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    /// Runs it as process 1 of a PID namespace of its own, as a container's only program.
    pub(crate) fn first_process(mut self) -> Self {
        let mut command = Command::new("unshare");
        command.args(["--pid", "--fork", "--kill-child"]);
        // Only root may do without a user namespace; some machines give no other user one.
        if std::fs::metadata("/proc/self").unwrap().uid() != 0 {
            command.args(["--user", "--map-root-user"]);
        }
        command.arg(self.command.get_program());
        command.args(self.command.get_args());
        if let Some(directory) = self.command.get_current_dir() {
            command.current_dir(directory);
        }
        self.command = command;
        self.contained = true;
        self
    }

    /// Runs it to its end.
    pub(crate) fn run(self) -> Run {
        self.start().finish()
    }

    /// Starts it.
    pub(crate) fn start(mut self) -> Running {
        let began = Instant::now();
        let mut child = self
            .command
            .env_clear()
            .envs(self.environment)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = child.stdout.take().unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        let (tell, lines) = channel();
        std::thread::spawn(move || {
            for line in err.split(b'\n') {
                let line = String::from_utf8_lossy(&line.unwrap()).into_owned();
                // Nobody listens any more when the test has failed.
                tell.send(line).ok();
            }
        });
        Running {
            child,
            contained: self.contained,
            began,
            stdout: Some(std::thread::spawn(move || {
                let mut bytes = Vec::new();
                out.read_to_end(&mut bytes).unwrap();
                String::from_utf8_lossy(&bytes).into_owned()
            })),
            lines,
            stderr: String::new(),
        }
    }
}

/// A running child. It is killed when it is dropped.
pub(crate) struct Running {
    child: Child,
    contained: bool,
    began: Instant,
    stdout: Option<JoinHandle<String>>,
    lines: Receiver<String>,
    stderr: String,
}

impl Running {
    /// Waits until stderr has a line with this text.
    pub(crate) fn wait_for(&mut self, text: &str) {
        while let Some(line) = self.line() {
            if line.contains(text) {
                return;
            }
        }
        panic!("`{text}` was never said:\n{}", self.stderr);
    }

    /// Sends a signal, by its name without `SIG`.
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let mut kill = if self.contained {
            // What was started is `unshare`; its only child is the program.
            let mut kill = Command::new("pkill");
            kill.args(["--signal", name, "--parent", &pid]);
            kill
        } else {
            let mut kill = Command::new("kill");
            kill.args(["-s", name, &pid]);
            kill
        };
        assert!(kill.status().unwrap().success(), "{kill:?}");
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end.
    pub(crate) fn finish(mut self) -> Run {
        while self.line().is_some() {}
        let status = self.child.wait().unwrap();
        Run {
            stdout: self.stdout.take().unwrap().join().unwrap(),
            stderr: std::mem::take(&mut self.stderr),
            code: status.code(),
            took: self.began.elapsed(),
        }
    }

    fn line(&mut self) -> Option<String> {
        let left = STUCK.saturating_sub(self.began.elapsed());
        match self.lines.recv_timeout(left) {
            Ok(line) => {
                self.stderr.push_str(&line);
                self.stderr.push('\n');
                Some(line)
            }
            Err(RecvTimeoutError::Disconnected) => None,
            Err(RecvTimeoutError::Timeout) => panic!("it does not end:\n{}", self.stderr),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails when it has ended already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
