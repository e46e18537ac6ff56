//! Sends bytes as they are through a typed call of the SDK.

use aws_sdk_ecs::config::interceptors::BeforeTransmitInterceptorContextMut;
use aws_sdk_ecs::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_ecs::error::BoxError;
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_types::body::SdkBody;

/// Replaces the body that the SDK serialised. The SDK still resolves the endpoint, signs, retries
/// and reads errors.
///
/// This happens once, before the retry loop, so that every attempt sends and signs these bytes.
#[derive(Debug)]
pub(crate) struct RawBody(pub(crate) Vec<u8>);

#[dyn_dispatch_hint]
impl Intercept for RawBody {
    fn name(&self) -> &'static str {
        "RawBody"
    }

    fn modify_before_retry_loop(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request_mut();
        *request.body_mut() = SdkBody::from(self.0.clone());
        // The serialiser has written the length of its own body, and the header is signed.
        request
            .headers_mut()
            .insert("content-length", self.0.len().to_string());
        Ok(())
    }
}
