//! The two protocols, JSON 1.1 and Query, and what differs between them.

use bytes::Bytes;
use hyper::header::HeaderValue;
use hyper::{HeaderMap, Response};
use serde_json::Value;

use super::body::Body;
use super::{json, query};
use crate::engine::Millis;
use crate::service;
use crate::service_error::ServiceError;
use crate::timestamp;

/// How a request is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Protocol {
    /// `X-Amz-Target` and a JSON body.
    Json,
    /// A form with `Action`, answered in XML.
    Query,
}

impl Protocol {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        if headers.contains_key("x-amz-target") {
            Self::Json
        } else {
            Self::Query
        }
    }

    /// The operation's name, empty if there is none.
    pub(super) fn operation(self, headers: &HeaderMap, body: &[u8]) -> String {
        match self {
            Self::Json => target(headers).1.to_owned(),
            Self::Query => query::action(body),
        }
    }

    /// Tells whether `service` speaks this protocol and is the one the request names.
    pub(super) fn is_for(self, service: &str, headers: &HeaderMap) -> bool {
        match self {
            Self::Json => service::target_prefix(service) == Some(target(headers).0),
            Self::Query => service::query_namespace(service).is_some(),
        }
    }

    /// Reads the body.
    pub(super) fn input(self, body: &Bytes) -> Result<Value, ServiceError> {
        match self {
            Self::Json => json::input(body),
            Self::Query => Ok(query::input(body)),
        }
    }

    /// Writes an output.
    pub(super) fn output(
        self,
        service: &str,
        operation: &str,
        output: &Value,
        request_id: &str,
    ) -> Response<Body> {
        match self {
            Self::Json => json::response(200, output),
            Self::Query => query::output(service, operation, output, request_id),
        }
    }

    /// Writes an error.
    pub(super) fn error(
        self,
        service: &str,
        error: &ServiceError,
        request_id: &str,
    ) -> Response<Body> {
        match self {
            Self::Json => json::error(error),
            Self::Query => query::error(service, error, request_id),
        }
    }
}

/// `AmazonSSM.PutParameter` as its two parts.
fn target(headers: &HeaderMap) -> (&str, &str) {
    headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok())
        .map_or(("", ""), |target| {
            target.split_once('.').unwrap_or(("", target))
        })
}

/// An answer without a body.
pub(super) fn empty(status: u16) -> Response<Body> {
    response(status, "text/plain", Body::default())
}

/// An answer with a body.
pub(crate) fn response(status: u16, content_type: &'static str, body: Body) -> Response<Body> {
    let mut response = Response::new(body);
    // Every status here is written in this crate; were one out of range, 500 is what AWS has for
    // its own mistakes.
    *response.status_mut() =
        hyper::StatusCode::from_u16(status).unwrap_or(hyper::StatusCode::INTERNAL_SERVER_ERROR);
    response
        .headers_mut()
        .insert("content-type", HeaderValue::from_static(content_type));
    response
}

/// Adds what every answer of AWS carries: the request's id and AWS's time.
pub(crate) fn stamp(mut response: Response<Body>, request_id: &str, now: Millis) -> Response<Body> {
    for (name, value) in [
        ("x-amzn-requestid", request_id.to_owned()),
        ("date", timestamp::http_date(now)),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}
