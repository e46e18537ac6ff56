//! The running ministack: a child that is led over stdin and stdout, see `aws.py`.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How long the last containers may take to go.
const CLEANING: Duration = Duration::from_secs(30);

/// A ministack of its own port. It ends, with its containers and images, when it is dropped.
pub(super) struct Ministack {
    child: Child,
    desk: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
    port: String,
}

impl Ministack {
    /// Starts it. Where Docker or ministack is missing, the test is skipped, but not in CI.
    pub(super) fn start() -> Option<Self> {
        let python = checkout(".setup/ministack/bin/python");
        let program = checkout("examples/product-api/busybox");
        let docker = Command::new("docker").arg("version").output();
        let lacking = if !docker.is_ok_and(|done| done.status.success()) {
            "a Docker daemon"
        } else if !python.exists() {
            "ministack"
        } else if !program.exists() {
            "the static BusyBox in examples/product-api"
        } else {
            return Some(Self::run(&python, &program));
        };
        let why = format!("{lacking} is missing; `make setup-test` provides it");
        assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "{why}");
        eprintln!("skipped: {why}");
        None
    }

    fn run(python: &Path, program: &Path) -> Self {
        let mut child = Command::new(python)
            .arg("-B")
            .arg(checkout("tests/second_world/aws.py"))
            .arg(program)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take().unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut port = String::new();
        stdout.read_line(&mut port).unwrap();
        assert!(!port.is_empty(), "ministack does not start: see above");
        Self {
            child,
            desk: Mutex::new(Some((stdin, stdout))),
            port: port.trim().to_owned(),
        }
    }

    /// Where AWS is.
    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Calls an operation of a service in an account.
    pub(super) fn call(
        &self,
        account: &str,
        service: &str,
        operation: &str,
        input: &Value,
    ) -> Value {
        self.ask(&json!({
            "account": account, "service": service, "operation": operation, "input": input
        }))
    }

    /// Pushes an image whose one file is BusyBox, and returns `REPOSITORY@sha256:…`.
    pub(super) fn image(&self, image: &str, entrypoint: &[&str]) -> String {
        let pushed = self.ask(&json!({ "image": image, "entrypoint": entrypoint }));
        pushed.as_str().unwrap().to_owned()
    }

    fn ask(&self, question: &Value) -> Value {
        let mut desk = self.desk.lock().unwrap();
        let (stdin, stdout) = desk.as_mut().unwrap();
        writeln!(stdin, "{question}").unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap();
        assert!(answer.get("error").is_none(), "{question}: {answer}");
        answer
    }
}

impl Drop for Ministack {
    #[expect(clippy::disallowed_methods, reason = "a test has no runtime to block")]
    fn drop(&mut self) {
        // A closed stdin is what it waits for.
        if let Ok(mut desk) = self.desk.lock() {
            desk.take();
        }
        let began = Instant::now();
        while began.elapsed() < CLEANING {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn checkout(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
