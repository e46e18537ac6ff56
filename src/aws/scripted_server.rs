//! A server for tests that answers requests in the order of a script and keeps what it was sent.

#![allow(
    clippy::unwrap_used,
    reason = "only for tests: a server that cannot run is a failed test"
)]

use crate::connector::Role;
use crate::pace::Pace;
use crate::session::Session;
use crate::wire::renewal::Renewal;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// The `Date` of every answer: 2026-11-21 10:00:00 UTC.
pub(crate) const DATE: &str = "Sat, 21 Nov 2026 10:00:00 GMT";
pub(crate) const DATE_MILLIS: i64 = 1_795_255_200_000;

/// What the server does with one request.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Status and body.
    Answer(u16, String),
    /// Closes the connection after the request was read.
    Hangup,
    /// Reads the request and never answers.
    Silence,
}

/// What was sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct ScriptedServer {
    endpoint: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

/// An error as ECS, ECR, SSM and CloudWatch Logs send it.
pub(crate) fn error(status: u16, code: &str, message: &str) -> Step {
    let body = serde_json::json!({"__type": code, "message": message});
    Step::Answer(status, body.to_string())
}

pub(crate) fn json(body: &serde_json::Value) -> Step {
    Step::Answer(200, body.to_string())
}

impl ScriptedServer {
    pub(crate) fn start(script: impl IntoIterator<Item = Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&requests);
        let script: Vec<Step> = script.into_iter().collect();
        thread::spawn(move || {
            let mut silent = Vec::new();
            for step in script {
                let Ok((mut stream, _)) = listener.accept() else {
                    return;
                };
                kept.lock().unwrap().push(read(&mut stream));
                match step {
                    Step::Answer(status, body) => answer(&mut stream, status, &body),
                    Step::Hangup => drop(stream),
                    Step::Silence => silent.push(stream),
                }
            }
            // Keeps the silent connections open until the test's process ends.
            loop {
                thread::park();
            }
        });
        Self { endpoint, requests }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// A session that talks to this server and retries quickly.
    pub(crate) fn session(&self) -> Session {
        session(&self.endpoint)
    }

    /// A session of a role that talks to this server and retries quickly.
    pub(crate) async fn session_as(&self, role: &Role) -> Session {
        // The SDK's provider wants what only its loader fills in, such as a clock.
        let config = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::from_static("eu-west-1"))
            .endpoint_url(&self.endpoint)
            .retry_config(PACE.retries())
            .timeout_config(PACE.timeouts())
            .credentials_provider(keys())
            .load()
            .await;
        let config = role.assumed(config, "test").await;
        Session::new(config, None, Renewal::default(), "test", PACE)
    }
}

pub(crate) fn session(endpoint: &str) -> Session {
    session_of(endpoint, keys())
}

pub(crate) fn session_of(endpoint: &str, credentials: SharedCredentialsProvider) -> Session {
    let config = config(endpoint, credentials);
    Session::new(config, None, Renewal::default(), "test", PACE)
}

/// As patient as is good for a test.
const PACE: Pace = Pace {
    attempts: 4,
    first_backoff: Duration::from_millis(1),
    connect: Duration::from_millis(500),
    attempt: Duration::from_millis(200),
    call: Duration::from_secs(5),
};

fn keys() -> SharedCredentialsProvider {
    let keys = Credentials::builder()
        .access_key_id("AKIDEXAMPLE")
        .secret_access_key("secret")
        .provider_name("test")
        .build();
    SharedCredentialsProvider::new(keys)
}

fn config(endpoint: &str, credentials: SharedCredentialsProvider) -> SdkConfig {
    SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("eu-west-1"))
        .endpoint_url(endpoint)
        .credentials_provider(credentials)
        .build()
}

fn read(stream: &mut TcpStream) -> Request {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).unwrap();
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers
        .get("content-length")
        .map_or(0, |l| l.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    Request { headers, body }
}

fn answer(stream: &mut TcpStream, status: u16, body: &str) {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} X\r\nDate: {DATE}\r\nx-amzn-requestid: req-1\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    // The client may have gone; then nobody is interested.
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(body.as_bytes());
}
