//! GitHub's own description of its API has nothing against what foghorn sends: Prism checks it.

use super::deployments::job;
use super::npm::{checkout, package};
use crate::harness::{Example, Setting};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Ports that are tried: the tests beside this one open many.
const TRIES: usize = 5;

/// A running Prism, which ends when it is dropped.
struct Prism {
    child: Child,
    port: u16,
}

impl Prism {
    fn start(folder: &Path) -> Option<Self> {
        let program = package("@stoplight/prism-cli/dist/index.js")?;
        let description = package("@octokit/openapi/generated/api.github.com.json")?;
        let cut = Command::new("node")
            .arg(checkout("tests/ci/cut_openapi.mjs"))
            .arg(description)
            .output()
            .unwrap();
        assert!(cut.status.success(), "{cut:?}");
        let file = folder.join("github.json");
        std::fs::write(&file, cut.stdout).unwrap();
        let mut tries = std::iter::repeat_with(|| Self::listen(&program, &file));
        let prism = tries.by_ref().take(TRIES).flatten().next();
        Some(prism.expect("Prism does not start"))
    }

    /// Starts it on a port that was free a moment ago; `None` if somebody was quicker.
    fn listen(program: &Path, file: &Path) -> Option<Self> {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let mut child = Command::new("node")
            .arg(program)
            .args(["mock", "--port", &port.to_string()])
            .arg(file)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listens = lines.any(|line| line.unwrap().contains("Prism is listening"));
        if !listens {
            child.wait().unwrap();
            return None;
        }
        // Its log must go somewhere as long as it runs.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { child, port })
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Posts a body and returns the status line of the answer.
    fn post(&self, path: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.lines().next().unwrap_or_default().to_owned()
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

#[test]
fn every_request_is_as_github_describes_it() {
    let folder = tempfile::tempdir().unwrap();
    let Some(prism) = Prism::start(folder.path()) else {
        return;
    };
    // It can say no.
    let no_ref = prism.post("/repos/example/product/deployments", "{}");
    assert!(no_ref.contains("422"), "{no_ref}");

    for (scenario, code) in [("healthy", 0), ("fargate-illusion", 10)] {
        let scene = Setting::new(Example::PRODUCT_API)
            .scenario(scenario)
            .at("dev")
            .start();
        let planned = super::comment::plan(&scene, &prism.address(), "first");
        assert_eq!(planned.code, Some(0), "{planned}");
        assert!(!planned.stderr.contains("pull request"), "{planned}");
        let run = job(&scene, &prism.address(), &["--stage", "dev"]).run();
        assert_eq!(run.code, Some(code), "{run}");
        assert!(!run.stderr.contains("on GitHub"), "{run}");
    }
}
