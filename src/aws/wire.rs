//! What must happen to single requests and answers on their way through the SDK.
//!
//! Owns the SDK's interceptors and retry classifiers. Must not know what a call means.

pub(crate) mod answer;
pub(crate) mod call_count;
pub(crate) mod never_sent;
pub(crate) mod raw_body;
pub(crate) mod renewal;
pub(crate) mod untouched;
