//! A small GitHub that remembers deployments and loses answers when told to.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    None,
    /// The token may not.
    Denied,
    /// The first deployment is made, but its answer is lost.
    AnswerLost,
    /// The first request for a deployment is lost.
    RequestLost,
    /// The job has an `environment:`, so that GitHub has made a deployment.
    OwnEnvironment,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) authorization: String,
    pub(super) body: Value,
}

/// A GitHub on loopback. Its thread ends with the tests.
pub(super) struct FakeGithub {
    address: String,
    world: Arc<Mutex<World>>,
}

struct World {
    trouble: Trouble,
    deployments: Vec<Value>,
    statuses: Vec<(u64, Value)>,
    comments: Vec<Value>,
    requests: Vec<Request>,
}

impl FakeGithub {
    pub(super) fn start(trouble: Trouble) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let mut world = World {
            trouble,
            deployments: Vec::new(),
            statuses: Vec::new(),
            // Somebody who is gone has said something.
            comments: vec![json!({ "id": 1, "body": "<!-- x -->", "user": null })],
            requests: Vec::new(),
        };
        if trouble == Trouble::OwnEnvironment {
            world.deployments.push(deployment(
                1,
                &json!({ "environment": "dev", "payload": {} }),
            ));
            let page = "https://github.example/example/product/actions/runs/42/job/7";
            let told = json!({ "state": "in_progress", "log_url": page });
            world.statuses.push((1, status(1, &told)));
        }
        let world = Arc::new(Mutex::new(world));
        let shared = Arc::clone(&world);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                std::thread::spawn(move || serve(&stream, &shared));
            }
        });
        Self { address, world }
    }

    /// The address of the API, with a path as that of a GitHub Enterprise Server.
    pub(super) fn api(&self) -> String {
        format!("http://{}/api/v3", self.address)
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.lock().requests.clone()
    }

    /// Returns the deployments that were made, without those that were there before.
    pub(super) fn made(&self) -> Vec<Value> {
        let world = self.lock();
        let made = world.deployments.iter();
        made.filter(|one| one["payload"]["foghorn"].is_string())
            .cloned()
            .collect()
    }

    /// Returns what was said of a deployment: state and description, oldest first.
    pub(super) fn said(&self, id: u64) -> Vec<(String, String)> {
        let world = self.lock();
        let statuses = world.statuses.iter().filter(|(of, _)| *of == id);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        statuses
            .map(|(_, said)| (text(&said["state"]), text(&said["description"])))
            .collect()
    }

    /// Returns the texts of the pull request's comments, without the one that was there before.
    pub(super) fn comments(&self) -> Vec<String> {
        let world = self.lock();
        let comments = world.comments.iter().skip(1);
        comments
            .map(|comment| comment["body"].as_str().unwrap().to_owned())
            .collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn serve(stream: &TcpStream, world: &Mutex<World>) {
    let mut lines = BufReader::new(stream);
    // A client keeps its connection for the next request.
    while let Some(request) = read(&mut lines) {
        let (code, answer) = world.lock().unwrap().answer(&request);
        let text = answer.to_string();
        let length = text.len();
        let mut stream = stream;
        let head = format!(
            "HTTP/1.1 {code} x\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
        );
        if stream.write_all((head + &text).as_bytes()).is_err() {
            return;
        }
    }
}

fn read(lines: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut line = String::new();
    lines.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, path) = (words.next()?, words.next()?);
    let (mut length, mut authorization) = (0, String::new());
    loop {
        let mut line = String::new();
        lines.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse().ok()?,
            "authorization" => value.clone_into(&mut authorization),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    Some(Request {
        method,
        path,
        authorization,
        body: serde_json::from_slice(&body).unwrap_or_default(),
    })
}

impl World {
    fn answer(&mut self, request: &Request) -> (u16, Value) {
        self.requests.push(request.clone());
        let first = self.requests.iter().filter(|r| r.method == "POST").count() == 1;
        let lost = (502, json!({ "message": "Server Error" }));
        if self.trouble == Trouble::Denied {
            let message = "Resource not accessible by integration";
            return (403, json!({ "message": message }));
        }
        let path = request.path.split('?').next().unwrap_or_default();
        let rest = path.strip_prefix("/api/v3/repos/example/product/");
        let parts: Vec<&str> = rest.unwrap_or("?").split('/').collect();
        match (request.method.as_str(), parts.as_slice()) {
            ("GET", ["issues", "7", "comments"]) => (200, json!(self.comments)),
            ("POST", ["issues", "7", "comments"]) => {
                let made = json!({ "id": self.comments.len() + 1, "body": request.body["body"] });
                self.comments.push(made.clone());
                (201, made)
            }
            ("PATCH", ["issues", "comments", id]) => {
                let at: usize = id.parse().unwrap();
                self.comments[at - 1]["body"] = request.body["body"].clone();
                (200, self.comments[at - 1].clone())
            }
            ("GET", ["deployments"]) => (200, self.deployments.iter().rev().cloned().collect()),
            ("POST", ["deployments"]) if first && self.trouble == Trouble::RequestLost => lost,
            ("POST", ["deployments"]) => {
                let made = deployment(self.deployments.len() as u64 + 1, &request.body);
                self.deployments.push(made.clone());
                if first && self.trouble == Trouble::AnswerLost {
                    return lost;
                }
                (201, made)
            }
            ("GET", ["deployments", id, "statuses"]) => {
                let of = |(of, _): &&(u64, Value)| of.to_string() == *id;
                let said = self.statuses.iter().rev().filter(of);
                (200, said.map(|(_, said)| said.clone()).collect())
            }
            ("POST", ["deployments", id, "statuses"]) => {
                let said = status(self.statuses.len() as u64 + 1, &request.body);
                self.statuses.push((id.parse().unwrap(), said.clone()));
                (201, said)
            }
            _ => (404, json!({ "message": "Not Found" })),
        }
    }
}

fn deployment(id: u64, given: &Value) -> Value {
    let mut made = given.clone();
    made["id"] = json!(id);
    made
}

fn status(id: u64, given: &Value) -> Value {
    deployment(id, given)
}
