//! The HTTP front of all services but the registries: takes a request off the wire, finds out
//! who calls what, plays wire faults, and gives the answer its protocol's shape.

pub(crate) mod body;
mod json;
pub(crate) mod listener;
pub(crate) mod protocol;
mod query;
#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use hyper::{Request, Response};
use serde_json::Value;

use crate::authority::SignedRequest;
use crate::clock;
use crate::control;
use crate::front::{self, Failure};
use crate::place::Place;
use crate::principal::Principal;
use crate::recorder::{Call, Outcome};
use crate::request;
use crate::service_error::ServiceError;
use crate::sigv4::Authorization;
use crate::simulator::Shared;
use crate::world::WireFaultKind;
use body::Body;
use listener::Dropped;
use protocol::Protocol;

/// More than any request of these services may have.
const LARGEST_BODY: usize = 16 * 1024 * 1024;

/// Answers one HTTP request.
pub(crate) async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Body>, Dropped> {
    let (head, body) = request.into_parts();
    if head.uri.path().starts_with(control::PREFIX) {
        return Ok(control::answer(&shared, &head.method, head.uri.path()));
    }
    let body = Limited::new(body, LARGEST_BODY)
        .collect()
        .await
        .map_err(|_| Dropped)?
        .to_bytes();
    let interrupted = shared.receive().await?;
    let protocol = Protocol::of(&head.headers);
    let now = shared.clock.now();
    let mut call = Call {
        at: now,
        account: String::new(),
        caller: String::new(),
        region: String::new(),
        service: String::new(),
        operation: protocol.operation(&head.headers, &body),
        outcome: Outcome::Ok,
    };
    let result = perform(&shared, &head, &body, protocol, &mut call).await;
    call.outcome = match &result {
        Ok(_) => Outcome::Ok,
        Err(Failure::Error(error)) => Outcome::Error(error.code.to_owned()),
        Err(Failure::Broken) => Outcome::Error("500".to_owned()),
        Err(Failure::Reset) => Outcome::Reset,
        Err(Failure::AnswerLost) => Outcome::AnswerLost,
    };
    let service = call.service.clone();
    let operation = call.operation.clone();
    let request_id = {
        let mut state = shared.state();
        state.calls.push(call);
        state.stores.identifiers.uuid()
    };
    if let Some(after) = interrupted {
        after.strike();
        return Err(Dropped);
    }
    let response = match result {
        Ok(output) => protocol.output(&service, &operation, &output, &request_id),
        Err(Failure::Error(error)) => protocol.error(&service, &error, &request_id),
        Err(Failure::Broken) => protocol::empty(500),
        Err(Failure::Reset | Failure::AnswerLost) => return Err(Dropped),
    };
    Ok(protocol::stamp(response, &request_id, shared.clock.now()))
}

async fn perform(
    shared: &Arc<Shared>,
    head: &Parts,
    raw: &Bytes,
    protocol: Protocol,
    call: &mut Call,
) -> Result<Value, Failure> {
    let (principal, place, service) = identify(shared, head, raw, protocol, call)?;
    call.service.clone_from(&service);
    call.account.clone_from(&place.account);
    call.caller.clone_from(&principal.arn);
    call.region.clone_from(&place.region);
    if !protocol.is_for(&service, &head.headers) {
        return Err(ServiceError::new("UnknownOperationException", "").into());
    }
    let body = protocol.input(raw)?;
    let fault = shared.state().faults.hit(
        &service,
        &call.operation,
        &place.account,
        shared.clock.now(),
    );
    if let Some(WireFaultKind::Slow { ms }) = fault {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
    if service == "ecr" {
        shared
            .open_registry(&place)
            .map_err(|error| ServiceError::new("ServerException", error.to_string()).status(500))?;
    }
    let request = request::Request {
        now: shared.clock.now(),
        place: &place,
        principal: &principal,
        operation: &call.operation,
        body: &body,
    };
    front::perform(&mut shared.state(), &service, &request, fault)
}

/// Finds out who calls which service where, from the signature.
fn identify(
    shared: &Shared,
    head: &Parts,
    body: &[u8],
    protocol: Protocol,
    call: &mut Call,
) -> Result<(Principal, Place, String), ServiceError> {
    let Some(header) = head
        .headers
        .get("authorization")
        .and_then(|value| value.to_str().ok())
    else {
        if protocol == Protocol::Query && call.operation == "AssumeRoleWithWebIdentity" {
            // Whoever brings a token has no keys yet.
            let nobody = Principal::user("anonymous", "anonymous", "");
            return Ok((nobody, Place::new("", "us-east-1"), "sts".to_owned()));
        }
        return Err(ServiceError::new(
            "MissingAuthenticationTokenException",
            "Missing Authentication Token",
        ));
    };
    let authorization = Authorization::parse(header)?;
    call.service.clone_from(&authorization.service);
    call.region.clone_from(&authorization.region);
    let request = SignedRequest {
        method: head.method.as_str(),
        path: head.uri.path(),
        query: head.uri.query().unwrap_or_default(),
        headers: &head.headers,
        body,
    };
    let principal = shared.state().stores.authority.verify(
        &authorization,
        &request,
        clock::wall(),
        shared.clock.now(),
    )?;
    let place = Place::new(&principal.account, &authorization.region);
    Ok((principal, place, authorization.service))
}
