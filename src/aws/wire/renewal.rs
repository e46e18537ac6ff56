//! Gets new credentials when AWS refuses the ones in use as expired, and has the call repeated.
//!
//! The SDK renews credentials by their expiry and this machine's clock. That is not enough where
//! the clock is wrong, where a session is ended early, or where a source tells no expiry. A refusal
//! as expired proves that nothing was carried out, so that writes may be repeated as well.

use aws_config::identity::IdentityCache;
use aws_sdk_ecs::config::interceptors::{
    BeforeDeserializationInterceptorContextMut, BeforeTransmitInterceptorContextRef,
};
use aws_sdk_ecs::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_ecs::error::BoxError;
use aws_smithy_runtime_api::client::identity::{
    IdentityFuture, ResolveCachedIdentity, SharedIdentityCache, SharedIdentityResolver,
};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};
use aws_smithy_types::config_bag::{Storable, StoreReplace};
use aws_smithy_types::retry::ErrorKind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// For all calls that it takes to get credentials; the SDK's 5 s are short for a web identity and
/// then a role over a bad network.
const LOAD_TIMEOUT: Duration = Duration::from_secs(20);

/// Credentials, kept until they expire or are refused. Shared by all clients with one source.
#[derive(Debug, Clone)]
pub(crate) struct Renewal(Arc<Mutex<Round>>);

/// What was loaded since the last refusal.
#[derive(Debug)]
struct Round {
    number: Number,
    kept: SharedIdentityCache,
    /// Whether AWS took any of it. New credentials that never worked are no reason to get more.
    worked: bool,
}

/// Counts the rounds; every request knows in which it was signed, and hands it on to its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Number(u64);

impl Storable for Number {
    type Storer = StoreReplace<Self>;
}

impl Default for Renewal {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Round {
            number: Number(0),
            kept: empty(),
            // A session that begins with expired credentials may have better ones on disk by now.
            worked: true,
        })))
    }
}

impl Renewal {
    /// Returns what has a refused call repeated. With `only`, nothing else is.
    pub(crate) fn repeats(&self, only: bool) -> Repeats {
        Repeats {
            renewal: self.clone(),
            only,
        }
    }

    fn round(&self) -> MutexGuard<'_, Round> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Round {
    /// Takes note of a refusal and returns whether there is something new to try.
    fn refused(&mut self, signed_in: Number) -> bool {
        if signed_in < self.number {
            // Another call was refused before and has begun the next round.
            return true;
        }
        if !self.worked {
            return false;
        }
        self.number = Number(self.number.0 + 1);
        self.kept = empty();
        self.worked = false;
        true
    }

    fn taken(&mut self, signed_in: Number) {
        self.worked |= signed_in == self.number;
    }
}

fn empty() -> SharedIdentityCache {
    IdentityCache::lazy().load_timeout(LOAD_TIMEOUT).build()
}

impl ResolveCachedIdentity for Renewal {
    fn resolve_cached_identity<'a>(
        &'a self,
        resolver: SharedIdentityResolver,
        components: &'a RuntimeComponents,
        config: &'a ConfigBag,
    ) -> IdentityFuture<'a> {
        let kept = self.round().kept.clone();
        IdentityFuture::new(async move {
            kept.resolve_cached_identity(resolver, components, config)
                .await
        })
    }
}

#[dyn_dispatch_hint]
impl Intercept for Renewal {
    fn name(&self) -> &'static str {
        "Renewal"
    }

    fn read_before_attempt(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        config.interceptor_state().store_put(self.round().number);
        Ok(())
    }

    // Classifiers see the answer, but not the configuration.
    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if let Some(number) = config.load::<Number>() {
            context.response_mut().add_extension(*number);
        }
        Ok(())
    }
}

/// Has a call repeated at once when new credentials may help.
#[derive(Debug, Clone)]
pub(crate) struct Repeats {
    renewal: Renewal,
    only: bool,
}

impl ClassifyRetry for Repeats {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let answer = context.response();
        if let Some(answer) = answer
            && let Some(number) = answer.extension::<Number>()
        {
            let mut round = self.renewal.round();
            if !expired(answer) {
                round.taken(*number);
            } else if round.refused(*number) {
                let kind = ErrorKind::ClientError;
                return RetryAction::retryable_error_with_explicit_delay(kind, Duration::ZERO);
            }
        }
        if self.only && context.is_failed() {
            RetryAction::RetryForbidden
        } else {
            RetryAction::NoActionIndicated
        }
    }

    fn name(&self) -> &'static str {
        "Repeats"
    }
}

/// Tells whether an answer refuses the credentials as expired. The error has no type here, so the
/// body is asked; JSON services may write a namespace before the code.
/// Sources: AWS API references, "Common error types" (`ExpiredTokenException` of JSON services,
/// `ExpiredToken` of STS and ELBv2).
fn expired(answer: &HttpResponse) -> bool {
    let body = answer.body().bytes().map(String::from_utf8_lossy);
    answer.status().is_client_error()
        && body.is_some_and(|body| {
            body.contains("ExpiredTokenException\"") || body.contains("<Code>ExpiredToken</Code>")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_before_it_ever_worked_is_not_renewed() {
        let renewal = Renewal::default();
        let mut round = renewal.round();
        assert!(round.refused(Number(0)));
        // Two calls were under way with the same credentials.
        assert!(round.refused(Number(0)));
        round.taken(Number(0));
        assert!(!round.refused(Number(1)));
        assert!(!round.refused(Number(1)));
        round.taken(Number(1));
        assert!(round.refused(Number(1)));
        assert_eq!(round.number, Number(2));
    }
}
