//! Passwords for registries, as GetAuthorizationToken hands them out.

use crate::engine::Millis;
use crate::identifier::Identifiers;
use crate::principal::Principal;
use crate::secret::Secret;

/// How long a token is good for, milliseconds. Source: ECR API model, GetAuthorizationToken
/// (twelve hours).
const TOKEN_LIFE: Millis = 12 * 60 * 60 * 1000;

/// A password for the user `AWS`.
#[derive(Debug, Clone)]
pub(crate) struct RegistryToken {
    /// The password.
    pub(crate) password: Secret,
    /// Who asked for it, and whose permissions it carries.
    pub(crate) principal: Principal,
    /// The one region it works in, with the registries of all accounts.
    /// Source: ECR User Guide, "Private registry authentication".
    pub(crate) region: String,
    /// When it ends, in AWS's time.
    pub(crate) expires: Millis,
}

impl RegistryToken {
    pub(super) fn issue(
        principal: &Principal,
        region: &str,
        now: Millis,
        identifiers: &mut Identifiers,
    ) -> Self {
        Self {
            password: Secret::new(format!("eyJ{}{}", identifiers.hex(), identifiers.hex())),
            principal: principal.clone(),
            region: region.to_owned(),
            expires: now + TOKEN_LIFE,
        }
    }
}
