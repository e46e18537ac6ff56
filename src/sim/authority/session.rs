//! Sessions of assumed roles.

use crate::engine::Millis;
use crate::identifier::Identifiers;
use crate::principal::Principal;
use crate::secret::Secret;

/// Temporary credentials.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// `ASIA…`.
    pub(crate) access_key_id: String,
    /// What requests are signed with.
    pub(crate) secret: Secret,
    /// `X-Amz-Security-Token`.
    pub(crate) token: Secret,
    /// When it ends, in AWS's time, which may run faster than the clients' clock: then a client
    /// learns of the end by a refusal.
    pub(crate) expires: Millis,
    /// Whose session it is.
    pub(crate) principal: Principal,
}

impl Session {
    pub(super) fn open(
        account: &str,
        role: &str,
        name: &str,
        expires: Millis,
        identifiers: &mut Identifiers,
    ) -> Self {
        let access_key_id = identifiers.session_key();
        Self {
            secret: Secret::new(&identifiers.hex()[..40]),
            token: Secret::new(format!("IQoJ{}{}", identifiers.hex(), identifiers.hex())),
            expires,
            principal: Principal::session(account, role, name, &access_key_id),
            access_key_id,
        }
    }
}
