//! A way in for programs that are not in this process, under a path no AWS service has.

use hyper::{Method, Response};
use serde_json::{Value, json};

use crate::simulator::Shared;
use crate::wire::body::Body;
use crate::wire::protocol::response;

/// What the paths of this module start with.
pub(crate) const PREFIX: &str = "/_foghorn/";

/// Answers `GET /_foghorn/calls` (every call so far) and `GET /_foghorn/world` (AWS's time, and
/// where the registries are). `POST /_foghorn/pass/MILLISECONDS` lets AWS's time pass.
pub(crate) fn answer(shared: &Shared, method: &Method, path: &str) -> Response<Body> {
    let not_found = || response(404, "text/plain", Body::default());
    if *method == Method::POST {
        let passed = path
            .strip_prefix(PREFIX)
            .and_then(|path| path.strip_prefix("pass/"));
        let Some(passed) = passed.and_then(|passed| passed.parse().ok()) else {
            return not_found();
        };
        shared.clock.pass(passed);
        return response(200, "text/plain", Body::default());
    }
    let state = shared.state();
    let value = match path.strip_prefix(PREFIX) {
        Some("calls") => state
            .calls
            .iter()
            .map(|call| {
                json!({
                    "at": call.at,
                    "account": call.account,
                    "region": call.region,
                    "service": call.service,
                    "operation": call.operation,
                    "outcome": call.outcome.to_string(),
                })
            })
            .collect(),
        Some("world") => json!({
            "now": shared.clock.now(),
            "registries": state
                .stores
                .registries
                .iter()
                .map(|(place, address)| (place.to_string(), Value::from(address.to_string())))
                .collect::<serde_json::Map<_, _>>(),
        }),
        Some(_) | None => return not_found(),
    };
    response(200, "application/json", Body::from(value.to_string()))
}
