//! Why a call is refused, in AWS's words.
//! Source: IAM User Guide, "Troubleshoot access denied error messages".

use crate::policy::Trusted;

/// Which kind of policy stands in the way, and whether by saying nothing or by denying.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    /// No policy of the identity allows it.
    NoIdentityPolicy,
    /// One of them denies it.
    DeniedByIdentityPolicy,
    /// The permissions boundary does not allow it.
    NoBoundary,
    /// The permissions boundary denies it.
    DeniedByBoundary,
    /// The resource's policy does not allow it.
    NoResourcePolicy,
    /// The resource's policy denies it.
    DeniedByResourcePolicy,
    /// The organization does not allow it.
    NoOrganizationPolicy,
    /// The organization denies it.
    DeniedByOrganization,
}

impl Because {
    /// What a resource that does not trust the caller answers.
    pub(super) fn resource(trusted: Trusted) -> Self {
        match trusted {
            Trusted::Denied => Self::DeniedByResourcePolicy,
            Trusted::No | Trusted::Account | Trusted::Directly => Self::NoResourcePolicy,
        }
    }

    /// The end of the sentence.
    pub(crate) fn words(self, action: &str) -> String {
        let none = |article: &str| format!("because no {article} allows the {action} action");
        match self {
            Self::NoIdentityPolicy => none("identity-based policy"),
            Self::NoBoundary => none("permissions boundary"),
            Self::NoResourcePolicy => none("resource-based policy"),
            Self::NoOrganizationPolicy => none("service control policy"),
            Self::DeniedByIdentityPolicy => {
                "with an explicit deny in an identity-based policy".to_owned()
            }
            Self::DeniedByBoundary => "with an explicit deny in a permissions boundary".to_owned(),
            Self::DeniedByResourcePolicy => {
                "with an explicit deny in a resource-based policy".to_owned()
            }
            Self::DeniedByOrganization => {
                "with an explicit deny in a service control policy".to_owned()
            }
        }
    }
}
