//! Errors as ECS answers them. Texts marked "background knowledge" were not found in a
//! transcript.

/// An error as ECS answers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EcsError {
    /// The `__type`, such as `ServiceNotFoundException`.
    pub(crate) code: &'static str,
    /// The `message`.
    pub(crate) message: String,
    /// The HTTP status.
    pub(crate) status: u16,
}

impl EcsError {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            status: 400,
        }
    }

    pub(super) fn client(message: impl Into<String>) -> Self {
        Self::new("ClientException", message)
    }

    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    /// A member of the wrong JSON type. Source: public transcripts of JSON 1.1 services.
    pub(super) fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", message)
    }

    /// Source: public transcripts.
    pub(super) fn cluster_not_found() -> Self {
        Self::new("ClusterNotFoundException", "Cluster not found.")
    }

    /// Source: public transcripts.
    pub(super) fn service_not_found() -> Self {
        Self::new("ServiceNotFoundException", "Service not found.")
    }

    /// Source: public transcripts.
    pub(super) fn service_not_active() -> Self {
        Self::new("ServiceNotActiveException", "Service was not ACTIVE.")
    }

    /// Source: public transcripts; the answer to a definition that does not exist.
    pub(super) fn no_task_definition() -> Self {
        Self::client("Unable to describe task definition.")
    }
}
