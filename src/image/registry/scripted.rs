//! A registry that gives prepared answers, for the tests of this crate: one connection after the
//! other, byte by byte as they are written down, so that it can also break off.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{Credentials, RegistryClient};
use crate::sealed::Sealed;

/// A server that ends after its last answer.
pub(super) struct Scripted {
    pub(super) address: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Scripted {
    /// Answers the first request with the first of `answers`, and so on. In an answer `{here}`
    /// stands for its own address.
    pub(super) async fn start(answers: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (noted, here) = (Arc::clone(&requests), address.clone());
        tokio::spawn(async move {
            for answer in answers {
                let (mut stream, _) = listener.accept().await.unwrap();
                let mut request = String::new();
                let mut piece = vec![0; 65536];
                while !is_whole(&request) {
                    let count = stream.read(&mut piece).await.unwrap();
                    if count == 0 {
                        break;
                    }
                    request.push_str(&String::from_utf8_lossy(&piece[..count]));
                }
                noted.lock().unwrap().push(request);
                let answer = answer.replace("{here}", &here);
                stream.write_all(answer.as_bytes()).await.unwrap();
                stream.flush().await.unwrap();
            }
        });
        Self { address, requests }
    }

    /// A client with credentials for it.
    pub(super) fn client(&self) -> RegistryClient {
        let credentials = Credentials {
            user: "AWS".into(),
            password: Sealed::new("x"),
        };
        RegistryClient::new(self.address.parse().unwrap(), Some(credentials)).unwrap()
    }

    /// The requests so far, with heads and bodies.
    pub(super) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The requests so far, in their first lines.
    pub(super) fn lines(&self) -> Vec<String> {
        let line = |request: &String| {
            let line = request.lines().next().unwrap_or_default();
            line.trim_end_matches(" HTTP/1.1").to_owned()
        };
        self.requests().iter().map(line).collect()
    }
}

/// Tells whether the body is as long as the head says.
fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length")
            .then(|| value.parse::<usize>().unwrap())
    });
    body.len() >= length.unwrap_or(0)
}

/// Writes an answer; its body may be shorter than `length`, as when a connection breaks.
pub(super) fn answer(status: &str, headers: &[&str], length: usize, body: &str) -> String {
    let headers: Vec<String> = headers.iter().map(|line| format!("{line}\r\n")).collect();
    format!(
        "HTTP/1.1 {status}\r\n{}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}",
        headers.concat()
    )
}
