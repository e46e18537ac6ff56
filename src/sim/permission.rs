//! What principals may do: everything that is not denied. It owns the wording of a refusal.

use crate::glob;
use crate::principal::Principal;
use crate::service_error::ServiceError;
use crate::world::Denial;

/// All missing permissions.
#[derive(Debug, Default)]
pub(crate) struct Permissions {
    denied: Vec<Denial>,
}

impl Permissions {
    pub(crate) fn new(denied: Vec<Denial>) -> Self {
        Self { denied }
    }

    /// Tells whether `principal` may do `action` on `resource`.
    pub(crate) fn allows(&self, principal: &Principal, action: &str, resource: &str) -> bool {
        !self.denied.iter().any(|denial| {
            principal.is(&denial.who)
                && glob::matches(&denial.action, action)
                && glob::matches(&denial.resource, resource)
        })
    }

    /// Refuses the first resource that `principal` may not do `action` on.
    pub(crate) fn check(
        &self,
        principal: &Principal,
        action: &str,
        resources: &[String],
    ) -> Result<(), ServiceError> {
        resources
            .iter()
            .find(|resource| !self.allows(principal, action, resource))
            .map_or(Ok(()), |resource| Err(denied(principal, action, resource)))
    }
}

/// The refusal in AWS's words. Source: texts observed in public logs.
pub(crate) fn denied(principal: &Principal, action: &str, resource: &str) -> ServiceError {
    ServiceError::new(
        "AccessDeniedException",
        format!(
            "User: {} is not authorized to perform: {action} on resource: {resource} because no \
             identity-based policy allows the {action} action",
            principal.arn
        ),
    )
}
