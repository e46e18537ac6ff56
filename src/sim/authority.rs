//! Who holds which key: verifies signatures, keeps sessions and registry tokens. What a known
//! caller may do is [`crate::permission`]'s.

mod session;
mod token;

use hyper::HeaderMap;

use crate::engine::Millis;
use crate::identifier::Identifiers;
use crate::principal::Principal;
use crate::service_error::ServiceError;
use crate::sigv4::{self, Authorization};
use crate::timestamp;
use crate::world::{ANY_ACCOUNT_SECRET, Credential, World};

pub(crate) use session::Session;
pub(crate) use token::RegistryToken;

/// How far a signature's time may be off. Source: IAM User Guide, "Elements of an AWS API request
/// signature" (five minutes).
const LEEWAY: Millis = 5 * 60 * 1000;

/// Keys, sessions and tokens.
#[derive(Debug, Default)]
pub(crate) struct Authority {
    credentials: Vec<Credential>,
    sessions: Vec<Session>,
    tokens: Vec<RegistryToken>,
    /// AWS's time when the simulation began.
    began: Millis,
    /// How long a session lasts at most, milliseconds.
    longest_session: Option<Millis>,
}

/// A request as it was signed.
pub(crate) struct SignedRequest<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) query: &'a str,
    pub(crate) headers: &'a HeaderMap,
    pub(crate) body: &'a [u8],
}

impl Authority {
    pub(crate) fn new(world: &World, now: Millis) -> Self {
        Self {
            credentials: world.credentials.clone(),
            began: now,
            longest_session: world.session_life.map(|life| Millis::from(life) * 1000),
            ..Self::default()
        }
    }

    /// Verifies the signature of `request` at the moment `wall` of the clients' clock and `now` of
    /// AWS's, which may run faster: clients that trust the `Date` header sign with AWS's.
    ///
    /// # Errors
    /// The exceptions of JSON services; the query protocol renames them.
    pub(crate) fn verify(
        &self,
        authorization: &Authorization,
        request: &SignedRequest<'_>,
        wall: Millis,
        now: Millis,
    ) -> Result<Principal, ServiceError> {
        let header = |name: &str| {
            request
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let token = header("x-amz-security-token");
        let (principal, secret) = self.key(&authorization.access_key_id, token, now)?;
        let amz_date = header("x-amz-date").unwrap_or_default();
        check_time(amz_date, authorization, wall.min(now), wall.max(now))?;
        let expected = sigv4::canonical_request(
            request.method,
            request.path,
            request.query,
            request.headers,
            &authorization.signed_headers,
            request.body,
        )
        .map(|canonical| sigv4::signature(&secret, amz_date, authorization, &canonical));
        if expected.as_deref() == Some(authorization.signature.as_str()) {
            Ok(principal)
        } else {
            Err(wrong_signature(
                "The request signature we calculated does not match the signature you provided. \
                 Check your AWS Secret Access Key and signing method. Consult the service \
                 documentation for details.",
            ))
        }
    }

    /// Finds the key's owner and its secret.
    fn key(
        &self,
        id: &str,
        token: Option<&str>,
        now: Millis,
    ) -> Result<(Principal, String), ServiceError> {
        if let Some(known) = self
            .credentials
            .iter()
            .find(|known| known.access_key_id == id)
        {
            if known.session_token.as_ref().map(crate::Secret::reveal) != token {
                return Err(unknown_key());
            }
            let life = known.expires_after.map(|life| Millis::from(life) * 1000);
            if life.is_some_and(|life| now >= self.began + life) {
                return Err(expired());
            }
            let principal = Principal::user(&known.account, &known.user, id);
            return Ok((principal, known.secret_access_key.reveal().to_owned()));
        }
        if let Some(session) = self
            .sessions
            .iter()
            .find(|session| session.access_key_id == id)
        {
            if token != Some(session.token.reveal()) {
                return Err(unknown_key());
            }
            if now >= session.expires {
                return Err(expired());
            }
            return Ok((
                session.principal.clone(),
                session.secret.reveal().to_owned(),
            ));
        }
        if is_account(id) && token.is_none() {
            let principal = Principal::user(id, "simulated", id);
            return Ok((principal, ANY_ACCOUNT_SECRET.to_owned()));
        }
        Err(unknown_key())
    }

    /// Opens a session of a role that ends at `expires` of AWS's time, or before if the world has
    /// shorter sessions.
    pub(crate) fn open_session(
        &mut self,
        (account, role, name): (&str, &str, &str),
        now: Millis,
        expires: Millis,
        identifiers: &mut Identifiers,
    ) -> Session {
        let longest = self.longest_session;
        let expires = longest.map_or(expires, |longest| expires.min(now + longest));
        let session = Session::open(account, role, name, expires, identifiers);
        self.sessions.push(session.clone());
        session
    }

    /// Makes a password for `docker login`.
    pub(crate) fn issue_token(
        &mut self,
        principal: &Principal,
        region: &str,
        now: Millis,
        identifiers: &mut Identifiers,
    ) -> RegistryToken {
        let token = RegistryToken::issue(principal, region, now, identifiers);
        self.tokens.push(token.clone());
        token
    }

    /// Finds the token with this password.
    pub(crate) fn token(&self, password: &str) -> Option<&RegistryToken> {
        self.tokens
            .iter()
            .find(|token| token.password.reveal() == password)
    }
}

/// Tells whether the text is an account id.
pub(crate) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn check_time(
    amz_date: &str,
    authorization: &Authorization,
    earliest: Millis,
    latest: Millis,
) -> Result<(), ServiceError> {
    let Some(signed) = timestamp::parse_amz_date(amz_date) else {
        return Err(ServiceError::new(
            "IncompleteSignatureException",
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        ));
    };
    if !amz_date.starts_with(&authorization.date) {
        return Err(wrong_signature(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.",
        ));
    }
    if signed < earliest - LEEWAY {
        let now = timestamp::amz_date(earliest);
        let limit = timestamp::amz_date(earliest - LEEWAY);
        return Err(wrong_signature(&format!(
            "Signature expired: {amz_date} is now earlier than {limit} ({now} - 5 min.)"
        )));
    }
    if signed > latest + LEEWAY {
        let now = timestamp::amz_date(latest);
        let limit = timestamp::amz_date(latest + LEEWAY);
        return Err(wrong_signature(&format!(
            "Signature not yet current: {amz_date} is still later than {limit} ({now} + 5 min.)"
        )));
    }
    Ok(())
}

fn wrong_signature(message: &str) -> ServiceError {
    ServiceError::new("InvalidSignatureException", message)
}

fn unknown_key() -> ServiceError {
    ServiceError::new(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )
}

/// The refusal of a session that has ended.
pub(crate) fn expired() -> ServiceError {
    ServiceError::new(
        "ExpiredTokenException",
        "The security token included in the request is expired",
    )
}

#[cfg(test)]
mod tests;
