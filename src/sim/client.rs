//! A small HTTP client for the tests of this crate: one request per connection, nothing clever.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use hyper::HeaderMap;
use hyper::header::{HeaderName, HeaderValue};
use serde_json::Value;

use crate::sigv4::{self, Authorization};
use crate::world::ANY_ACCOUNT_SECRET;
use crate::{Simulator, clock, timestamp};

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// By lower-case name.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// Sends a request; nothing when the connection is closed without an answer.
pub(crate) fn send(
    to: SocketAddr,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &[u8],
) -> Option<Answer> {
    let lines: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let lines = lines.concat();
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\n{lines}\
         content-length: {length}\r\n\r\n"
    );
    let mut stream = TcpStream::connect(to).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    // A fault may have closed the connection before the body.
    let _ = stream.write_all(body);
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).ok()?;
    let split = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n")?;
    let head = String::from_utf8(answer[..split].to_vec()).unwrap();
    let mut lines = head.lines();
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    Some(Answer {
        status,
        headers,
        body: answer[split + 4..].to_vec(),
    })
}

/// What a call is signed with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keys<'a> {
    pub(crate) id: &'a str,
    pub(crate) secret: &'a str,
    pub(crate) token: Option<&'a str>,
}

impl<'a> Keys<'a> {
    /// The keys every account has.
    pub(crate) fn of(account: &'a str) -> Self {
        Self {
            id: account,
            secret: ANY_ACCOUNT_SECRET,
            token: None,
        }
    }
}

/// Calls an operation of a service in `eu-west-1`: `target` is an `X-Amz-Target`, or empty for
/// the Query protocol.
pub(crate) fn call(
    simulator: &Simulator,
    keys: Keys<'_>,
    service: &str,
    target: &str,
    body: &str,
) -> Option<Answer> {
    let to = simulator.address();
    let amz_date = timestamp::amz_date(clock::wall());
    let mut headers = vec![("x-amz-date", amz_date.clone())];
    if !target.is_empty() {
        headers.push(("x-amz-target", target.to_owned()));
    }
    headers.extend(
        keys.token
            .map(|token| ("x-amz-security-token", token.to_owned())),
    );
    let mut map: HeaderMap = headers
        .iter()
        .map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_str(value).unwrap(),
            )
        })
        .collect();
    map.insert("host", to.to_string().parse().unwrap());
    let mut authorization = Authorization {
        access_key_id: keys.id.to_owned(),
        date: amz_date[..8].to_owned(),
        region: "eu-west-1".to_owned(),
        service: service.to_owned(),
        signed_headers: vec!["host".to_owned(), "x-amz-date".to_owned()],
        signature: String::new(),
    };
    let signed = &authorization.signed_headers;
    let canonical =
        sigv4::canonical_request("POST", "/", "", &map, signed, body.as_bytes()).unwrap();
    authorization.signature = sigv4::signature(keys.secret, &amz_date, &authorization, &canonical);
    let Authorization {
        date,
        region,
        signature,
        ..
    } = authorization;
    headers.push((
        "authorization",
        format!(
            "AWS4-HMAC-SHA256 Credential={}/{date}/{region}/{service}/aws4_request, \
             SignedHeaders=host;x-amz-date, Signature={signature}",
            keys.id
        ),
    ));
    let headers: Vec<(&str, &str)> = headers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    send(to, "POST", "/", &headers, body.as_bytes())
}
