//! Keeps what the SDK's typed answers drop: the raw body and the `Date` header.

use aws_sdk_ecs::config::interceptors::AfterDeserializationInterceptorContextRef;
use aws_sdk_ecs::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_ecs::error::BoxError;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use foghorn_deploy::time::AwsTime;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// Body and date of the last answer, filled in while the call is carried out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    body: Option<Vec<u8>>,
    date: Option<AwsTime>,
}

impl Answer {
    /// Returns the body as JSON, or `None` if there is none or it is no JSON.
    pub(crate) fn json(&self) -> Option<Value> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        serde_json::from_slice(kept.body.as_deref()?).ok()
    }

    /// Returns the `Date` header: AWS's clock, to the second.
    pub(crate) fn date(&self) -> Option<AwsTime> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).date
    }
}

#[dyn_dispatch_hint]
impl Intercept for Answer {
    fn name(&self) -> &'static str {
        "Answer"
    }

    // The first hook in which the body is buffered; it runs for error answers, too.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response();
        let date = response
            .headers()
            .get("date")
            .and_then(|date| DateTime::from_str(date, Format::HttpDate).ok())
            .and_then(|date| date.to_millis().ok())
            .map(AwsTime);
        let body = response.body().bytes().map(<[u8]>::to_vec);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Kept { body, date };
        Ok(())
    }
}
