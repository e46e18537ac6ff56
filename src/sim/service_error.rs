//! An error as a service answers it, before a protocol has given it its shape.

/// One error of an AWS service.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub(crate) struct ServiceError {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The `__type` of JSON services, the `Code` of query services.
    pub(crate) code: &'static str,
    /// The text for people.
    pub(crate) message: String,
}

impl ServiceError {
    /// An error of the client, HTTP status 400.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: 400,
            code,
            message: message.into(),
        }
    }

    /// The same error with another HTTP status.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

impl From<crate::ecs::EcsError> for ServiceError {
    fn from(error: crate::ecs::EcsError) -> Self {
        Self {
            status: error.status,
            code: error.code,
            message: error.message,
        }
    }
}
