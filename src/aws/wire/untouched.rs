//! Forbids to repeat a write that AWS may have carried out.

use crate::wire::never_sent::never_sent;
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{ClassifyRetry, RetryAction};

/// For writes without an idempotency token (RegisterTaskDefinition, UpdateService): a retry is
/// allowed only if the error proves that nothing was changed, which is when AWS refused (4xx,
/// throttling among them) or the connection was never made.
///
/// Source: ECS API model; neither request has a `clientToken`.
#[derive(Debug)]
pub(crate) struct OnlyIfUntouched;

impl ClassifyRetry for OnlyIfUntouched {
    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let Some(Err(error)) = context.output_or_error() else {
            return RetryAction::NoActionIndicated;
        };
        let untouched = match context.response() {
            Some(response) => response.status().is_client_error(),
            None => error
                .as_connector_error()
                .is_some_and(|error| never_sent(error)),
        };
        if untouched {
            // Whether it is worth a retry is for the other classifiers to say.
            RetryAction::NoActionIndicated
        } else {
            RetryAction::RetryForbidden
        }
    }

    fn name(&self) -> &'static str {
        "OnlyIfUntouched"
    }
}
