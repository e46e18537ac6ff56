//! The registry of one account in one region: OCI distribution 1.1 over HTTP, with ECR's habits.
//! What it stores is [`crate::images`]'.

mod blob;
mod entry;
mod error;
mod manifest;
mod route;
#[cfg(test)]
mod tests;
mod upload;

use std::sync::Arc;
use std::time::Duration;

use hyper::body::Incoming;
use hyper::header::HeaderValue;
use hyper::http::request::Parts;
use hyper::{Request, Response};

use crate::place::Place;
use crate::principal::Principal;
use crate::recorder::{Call, Outcome};
use crate::simulator::Shared;
use crate::wire::body::Body;
use crate::wire::listener::Dropped;
use crate::wire::protocol::{response, stamp};
use crate::world::WireFaultKind;
use error::RegistryError;
use route::Route;

pub(crate) use upload::Uploads;

/// What a request to the registry works with.
struct Visit<'a> {
    shared: &'a Shared,
    place: &'a Place,
    head: &'a Parts,
    /// Where the client believes the registry to be; addresses in answers start with it.
    base: String,
}

/// Answers one HTTP request.
pub(crate) async fn answer(
    shared: Arc<Shared>,
    place: Place,
    request: Request<Incoming>,
) -> Result<Response<Body>, Dropped> {
    let (head, body) = request.into_parts();
    let interrupted = shared.receive().await?;
    let route = Route::of(&head.method, head.uri.path());
    let mut call = Call {
        at: shared.clock.now(),
        account: place.account.clone(),
        caller: String::new(),
        region: place.region.clone(),
        service: "registry".to_owned(),
        operation: route.operation().to_owned(),
        outcome: Outcome::Ok,
    };
    let fault = shared
        .state()
        .faults
        .hit("registry", &call.operation, &place.account, call.at);
    let result = visit(&shared, &place, &head, body, &route, fault).await;
    call.outcome = match &result {
        Ok(_) => Outcome::Ok,
        Err(Failure::Error(error)) => Outcome::Error(error.code.to_owned()),
        Err(Failure::Reset) => Outcome::Reset,
        Err(Failure::AnswerLost) => Outcome::AnswerLost,
    };
    let request_id = {
        let mut state = shared.state();
        state.calls.push(call);
        state.stores.identifiers.uuid()
    };
    if let Some(after) = interrupted {
        after.strike();
        return Err(Dropped);
    }
    let mut response = match result {
        Ok(response) => response,
        Err(Failure::Error(error)) => error.response(&place),
        Err(Failure::Reset | Failure::AnswerLost) => return Err(Dropped),
    };
    response.headers_mut().insert(
        "docker-distribution-api-version",
        HeaderValue::from_static("registry/2.0"),
    );
    Ok(stamp(response, &request_id, shared.clock.now()))
}

/// Why a request has no ordinary answer.
enum Failure {
    /// An error of the registry.
    Error(RegistryError),
    /// The connection is closed: a fault was asked for, or the client went away.
    Reset,
    /// Performed, no answer.
    AnswerLost,
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        Self::Error(error)
    }
}

/// Lets the client in, and answers, unless a fault comes between.
async fn visit(
    shared: &Shared,
    place: &Place,
    head: &Parts,
    body: Incoming,
    route: &Route,
    fault: Option<WireFaultKind>,
) -> Result<Response<Body>, Failure> {
    let host = head
        .headers
        .get("host")
        .and_then(|value| value.to_str().ok());
    let base = format!("http://{}", host.unwrap_or_default());
    let visit = Visit {
        shared,
        place,
        head,
        base,
    };
    let visitor = match route {
        // The storage behind the registry; its addresses carry their own authorisation.
        Route::Layer { .. } => None,
        _ => Some(entry::visitor(&visit)?),
    };
    match fault {
        Some(WireFaultKind::Reset) => return Err(Failure::Reset),
        Some(WireFaultKind::Http500) => return Err(RegistryError::broken().into()),
        Some(WireFaultKind::Throttling) => return Err(RegistryError::throttled().into()),
        Some(WireFaultKind::ExpiredToken) => return Err(RegistryError::expired().into()),
        Some(WireFaultKind::AccessDenied) => {
            return Err(entry::refused(&visit, route, visitor.as_ref()).into());
        }
        Some(WireFaultKind::Slow { ms }) => tokio::time::sleep(Duration::from_millis(ms)).await,
        Some(
            WireFaultKind::LostAnswer | WireFaultKind::CutOff { .. } | WireFaultKind::Stale { .. },
        )
        | None => {}
    }
    let (operation, now) = (route.operation(), shared.clock.now());
    let taken = shared.state().limits.take(place, "ecr", operation, now);
    if !taken {
        return Err(RegistryError::throttled().into());
    }
    if let Some(visitor) = &visitor {
        entry::admit(&visit, route, visitor)?;
    }
    let answer = serve(&visit, route, visitor.as_ref(), body).await?;
    match fault {
        Some(WireFaultKind::LostAnswer) => Err(Failure::AnswerLost),
        Some(WireFaultKind::CutOff { bytes }) => Ok(answer.map(|body| body.cut_off(bytes))),
        Some(_) | None => Ok(answer),
    }
}

async fn serve(
    visit: &Visit<'_>,
    route: &Route,
    visitor: Option<&Principal>,
    body: Incoming,
) -> Result<Response<Body>, Failure> {
    match route {
        Route::Base => Ok(response(200, "application/json", Body::from("{}"))),
        Route::CheckBlob { name, digest } => Ok(blob::check(visit, name, digest)?),
        Route::Blob { name, digest } => Ok(blob::redirect(visit, name, digest)?),
        Route::StartUpload { name } => Ok(upload::start(visit, name, visitor)),
        Route::Upload { name, id } => upload::proceed(visit, name, id, body).await,
        Route::FinishUpload { name, id } => upload::finish(visit, name, id, body).await,
        Route::PutManifest { name, reference } => manifest::put(visit, name, reference, body).await,
        Route::Manifest { name, reference } => Ok(manifest::get(visit, name, reference)?),
        Route::Tags { name } => Ok(manifest::tags(visit, name)?),
        Route::Referrers { name, digest } => Ok(manifest::referrers(visit, name, digest)?),
        Route::Layer { name, digest } => Ok(blob::stored(visit, name, digest)?),
        Route::Unknown => Err(RegistryError::unsupported().into()),
    }
}
