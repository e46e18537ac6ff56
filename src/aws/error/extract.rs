//! From the SDK's errors to ours.

use super::code::{by_status, kind};
use super::kind::Kind;
use super::{Error, Failure};
use crate::wire::never_sent::never_sent;
use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use foghorn_deploy::foreign::Foreign;
use std::error::Error as StdError;

/// What the SDK's chain of providers means when all of its links failed.
const NOWHERE: &str = "there are none in the environment, in the profile files, from a web \
    identity token, from the container's credentials endpoint or from the instance";

impl Error {
    /// Reads an error of the SDK.
    pub(crate) fn from_sdk<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: StdError + ProvideErrorMetadata + 'static,
    {
        match error {
            SdkError::ServiceError(error) => answered(operation, error.err().meta(), error.raw()),
            SdkError::TimeoutError(_) => {
                Self::local(operation, Kind::TimedOut, "no answer in time")
            }
            SdkError::DispatchFailure(failure) => {
                not_sent_or_lost(operation, failure.as_connector_error(), error)
            }
            SdkError::ResponseError(answer) => {
                let status = answer.raw().status().as_u16();
                let mut read =
                    Self::local(operation, by_status(status), "the answer cannot be read");
                read.0.status = Some(status);
                read.0.request_id = request_id(answer.raw());
                read
            }
            SdkError::ConstructionFailure(_) => not_built(operation, error),
            // The SDK's enum is open; what is not known counts as a lost answer.
            _ => Self::local(operation, Kind::Lost, chain(error)),
        }
    }
}

fn answered(operation: &'static str, meta: &ErrorMetadata, raw: &HttpResponse) -> Error {
    let status = raw.status().as_u16();
    let message = meta.message().unwrap_or_default();
    Error(Box::new(Failure {
        operation,
        resource: None,
        kind: kind(meta.code(), status, message),
        code: meta.code().map(str::to_owned),
        message: Foreign::new(message),
        request_id: request_id(raw),
        status: Some(status),
    }))
}

fn request_id(raw: &HttpResponse) -> Option<String> {
    let headers = raw.headers();
    headers
        .get("x-amzn-requestid")
        .or_else(|| headers.get("x-amz-request-id"))
        .map(str::to_owned)
}

fn not_sent_or_lost(
    operation: &'static str,
    connector: Option<&ConnectorError>,
    failure: &(dyn StdError + 'static),
) -> Error {
    if let Some(error) = credentials(failure) {
        return error;
    }
    let Some(connector) = connector else {
        return Error::local(operation, Kind::Lost, chain(failure));
    };
    let kind = if never_sent(connector) {
        Kind::Unreachable
    } else if connector.is_timeout() {
        Kind::TimedOut
    } else {
        Kind::Lost
    };
    Error::local(operation, kind, chain(connector))
}

fn not_built<E>(operation: &'static str, error: &SdkError<E, HttpResponse>) -> Error
where
    E: StdError + 'static,
{
    if let Some(error) = credentials(error) {
        return error;
    }
    let message = chain(error);
    let kind = if message.to_ascii_lowercase().contains("region") {
        Kind::NoRegion
    } else {
        Kind::Rejected
    };
    Error::local(operation, kind, message)
}

/// Finds out why there are no credentials, if that is why the call failed.
fn credentials(error: &(dyn StdError + 'static)) -> Option<Error> {
    let causes = || std::iter::successors(Some(error), |&error| error.source());
    let refused = causes().find_map(|cause| {
        let assume = cause.downcast_ref::<AssumeRoleError>();
        let web = cause.downcast_ref::<AssumeRoleWithWebIdentityError>();
        assume
            .map(|error| ("sts:AssumeRole", error.meta()))
            .or(web.map(|error| ("sts:AssumeRoleWithWebIdentity", error.meta())))
    });
    if let Some((operation, meta)) = refused {
        let message = meta.message().unwrap_or_default();
        // The status is not kept in the chain; every refusal of STS has a code.
        let mut error = Error::local(operation, kind(meta.code(), 400, message), message);
        error.0.code = meta.code().map(str::to_owned);
        return Some(error);
    }
    let cause = causes().find_map(|cause| cause.downcast_ref::<CredentialsError>())?;
    let message = chain(cause);
    // The instance metadata service is the last link of the chain: that it does not answer only
    // says that nothing before it had credentials either.
    let last_link = message.contains("IMDS");
    let kind = match cause {
        CredentialsError::CredentialsNotLoaded(_) => Kind::NoCredentials,
        _ if last_link => Kind::NoCredentials,
        // The call itself was never sent, however far the one for credentials came.
        CredentialsError::ProviderTimedOut(_) => Kind::Unreachable,
        _ if causes().any(unanswered) => Kind::Unreachable,
        _ => Kind::NoCredentials,
    };
    let message = if last_link {
        NOWHERE.to_owned()
    } else {
        message
    };
    Some(Error::local("loading credentials", kind, message))
}

/// Tells whether a call for credentials got no answer, or none that can be read.
fn unanswered(cause: &(dyn StdError + 'static)) -> bool {
    never_sent(cause)
        || no_answer::<AssumeRoleError>(cause)
        || no_answer::<AssumeRoleWithWebIdentityError>(cause)
}

fn no_answer<E>(cause: &(dyn StdError + 'static)) -> bool
where
    E: StdError + 'static,
{
    match cause.downcast_ref::<SdkError<E, HttpResponse>>() {
        Some(SdkError::TimeoutError(_) | SdkError::ResponseError(_)) => true,
        // That the role's own credentials could not be had looks like a broken connection, too.
        Some(SdkError::DispatchFailure(_)) => {
            let mut causes = std::iter::successors(Some(cause), |&cause| cause.source());
            !causes.any(<dyn StdError>::is::<CredentialsError>)
        }
        Some(_) | None => false,
    }
}

/// The causes on one line, each text once.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut texts: Vec<String> = Vec::new();
    for cause in std::iter::successors(Some(error), |&error| error.source()) {
        let text = without_request(&cause.to_string());
        if !texts.iter().any(|said| said.contains(&text)) {
            texts.push(text);
        }
    }
    texts.join(": ")
}

/// Some of the SDK's texts contain the whole request, and a request may contain the values of a
/// task definition's `environment`.
fn without_request(text: &str) -> String {
    match text.find("Request {").or_else(|| text.find("SdkBody")) {
        Some(at) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::chain;
    use std::io;

    #[test]
    fn a_request_is_never_shown() {
        let inner = io::Error::other("in SdkBody { inner: Once(Some(b\"hunter2\")) }: no scheme");
        let error = io::Error::other(inner);
        assert_eq!(chain(&error), "in …");
        let error = io::Error::other("to request `Request { body: \"hunter2\" }`");
        assert_eq!(chain(&error), "to request `…");
        assert_eq!(
            chain(&io::Error::other("connection reset")),
            "connection reset"
        );
    }
}
