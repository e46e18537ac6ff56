//! What can go wrong with a registry, in words that say what to do.

use super::exchange::is_passing;
use crate::digest::Digest;
use crate::layout::LayoutError;

/// The message of a refusal without a body.
pub(super) const NO_MESSAGE: &str = "no message";

/// A registry that could not be asked, refused, or answered wrongly.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The HTTP client could not be set up.
    #[error("cannot set up HTTP for the registry {registry}")]
    Setup {
        /// The registry's address.
        registry: String,
        /// The reason.
        source: reqwest::Error,
    },
    /// No answer, or a connection that ended in the middle.
    #[error("the registry {registry} gave no complete answer to {request}")]
    Unreachable {
        /// The registry's address.
        registry: String,
        /// What was asked.
        request: String,
        /// The reason.
        source: reqwest::Error,
    },
    /// The registry stopped taking what is sent to it, or does not say that it has it.
    #[error("the registry {registry} did nothing about {request} for {seconds} seconds")]
    Stalled {
        /// The registry's address.
        registry: String,
        /// What was asked.
        request: String,
        /// How long was waited.
        seconds: u64,
    },
    /// The credentials were not accepted (HTTP 401).
    #[error("the registry {registry} does not accept the credentials for {request}: {message}")]
    Unauthorized {
        /// The registry's address.
        registry: String,
        /// What was asked.
        request: String,
        /// The registry's message. Foreign text.
        message: String,
    },
    /// The user may not do this (HTTP 403).
    #[error("the registry {registry} denies {request}: {message}")]
    Denied {
        /// The registry's address.
        registry: String,
        /// What was asked.
        request: String,
        /// The registry's message. Foreign text.
        message: String,
    },
    /// There is no such repository (error code `NAME_UNKNOWN`).
    #[error("the repository {repository} does not exist in the registry {registry}")]
    RepositoryUnknown {
        /// The registry's address.
        registry: String,
        /// The repository.
        repository: String,
    },
    /// The tag holds another image and must not be moved.
    #[error(
        "the tag {tag} of {repository} already holds {theirs}, is immutable, and cannot become {ours}"
    )]
    TagTaken {
        /// The repository.
        repository: String,
        /// The tag.
        tag: String,
        /// The digest that was to be tagged.
        ours: Digest,
        /// The digest the tag holds.
        theirs: Digest,
    },
    /// The registry refuses for another reason.
    #[error("the registry {registry} refused {request}: HTTP {status}: {message}")]
    Refused {
        /// The registry's address.
        registry: String,
        /// What was asked.
        request: String,
        /// The HTTP status code.
        status: u16,
        /// The registry's message. Foreign text.
        message: String,
    },
    /// An answer that is not as the distribution specification wants it.
    #[error("the registry {registry} answered {request} wrongly: {what}")]
    Protocol {
        /// The registry's address.
        registry: String,
        /// What was asked.
        request: String,
        /// What is wrong.
        what: String,
    },
    /// Content with another digest than promised.
    #[error("the registry {registry} answered {request} with content of digest {got}, not {want}")]
    DigestMismatch {
        /// The registry's address.
        registry: String,
        /// What was asked.
        request: String,
        /// The digest promised.
        want: Digest,
        /// The digest of what came.
        got: Digest,
    },
    /// There is no such image to tag.
    #[error("there is no image {digest} in {repository}")]
    ImageMissing {
        /// The repository.
        repository: String,
        /// The digest.
        digest: Digest,
    },
    /// The image to push could not be read.
    #[error("cannot read the image to push")]
    Layout(#[from] LayoutError),
}

impl RegistryError {
    /// Says what to do about it.
    pub fn hint(&self) -> Option<String> {
        let text = match self {
            Self::Layout(error) => return error.hint(),
            Self::Unreachable {
                registry, source, ..
            } => unreachable(registry, source),
            Self::Stalled { registry, .. } => format!(
                "check the connection to {registry}, then run this step again: what it has already \
                 is not sent again"
            ),
            Self::Unauthorized { .. } => "use credentials of this registry that have not expired; \
                 for ECR, run with AWS credentials of the account and region in the address"
                .to_owned(),
            // What asks for a layer is a HEAD request, and the answer to that has no body.
            Self::Denied { message, .. } if message == NO_MESSAGE => "allow this user to look for \
                 layers: for ECR, that is `ecr:BatchCheckLayerAvailability` on the repository, and \
                 `foghorn policy` prints all permissions that are needed"
                .to_owned(),
            Self::Denied { .. } => "allow this user the action on the repository; for ECR, \
                 `foghorn policy` prints the permissions that are needed"
                .to_owned(),
            Self::RepositoryUnknown {
                registry,
                repository,
            } => format!(
                "create it: `aws ecr create-repository --repository-name {repository}{}`, or set \
                 `create-repository: true`",
                region(registry)
            ),
            Self::TagTaken { theirs, .. } => {
                format!(
                    "deploy what is there with `--image REPOSITORY@{theirs}`, or build from a new commit"
                )
            }
            Self::Refused { status: 429, .. } => {
                "too many requests: run this step again in a minute".to_owned()
            }
            Self::Refused { status: 500.., .. } => {
                "the registry itself has a problem: run this step again".to_owned()
            }
            Self::Setup { .. }
            | Self::Refused { .. }
            | Self::Protocol { .. }
            | Self::ImageMissing { .. } => return None,
            Self::DigestMismatch { .. } => {
                "run this step again; if it stays so, a proxy or the registry damages content"
                    .to_owned()
            }
        };
        Some(text)
    }

    /// Tells whether the same request may well succeed in a moment.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::Stalled { .. } => true,
            Self::Refused { status, .. } => {
                reqwest::StatusCode::from_u16(*status).is_ok_and(is_passing)
            }
            Self::Setup { .. }
            | Self::Unauthorized { .. }
            | Self::Denied { .. }
            | Self::RepositoryUnknown { .. }
            | Self::TagTaken { .. }
            | Self::Protocol { .. }
            | Self::DigestMismatch { .. }
            | Self::ImageMissing { .. }
            | Self::Layout(_) => false,
        }
    }

    /// Tells whether the repository is missing, which some callers mend by creating it.
    pub fn is_repository_unknown(&self) -> bool {
        matches!(self, Self::RepositoryUnknown { .. })
    }
}

/// Gives the option that names the region of an ECR registry; nothing for another registry.
/// Source: ECR User Guide, "Private registry": `ACCOUNT.dkr.ecr.REGION.amazonaws.com`.
fn region(registry: &str) -> String {
    let mut parts = registry.split('.').skip(1);
    match (parts.next(), parts.next(), parts.next()) {
        (Some("dkr"), Some("ecr" | "ecr-fips"), Some(region)) => format!(" --region {region}"),
        _ => String::new(),
    }
}

fn unreachable(registry: &str, error: &reqwest::Error) -> String {
    let mut chain = String::new();
    let mut next: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = next {
        chain.push_str(&error.to_string());
        next = error.source();
    }
    if chain.contains("dns") || chain.contains("lookup") {
        format!("{registry} has no address here: check the name, the region and the network")
    } else if chain.contains("certificate") {
        "add the registry's (or the proxy's) certificate authority to this system".to_owned()
    } else if chain.contains("InvalidContentType") || chain.contains("corrupt message") {
        format!("{registry} does not speak TLS: write its address as http://{registry}")
    } else if error.is_timeout() {
        format!("check that this machine may reach {registry} (proxy, firewall, VPC endpoint)")
    } else {
        format!(
            "check that {registry} is running and reachable from here, then run this step again"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::RegistryError;

    #[test]
    fn the_command_that_creates_a_repository_names_the_region_of_ecr() {
        for (registry, command) in [
            (
                "111111111111.dkr.ecr.eu-west-1.amazonaws.com",
                "aws ecr create-repository --repository-name app --region eu-west-1",
            ),
            ("ghcr.io", "aws ecr create-repository --repository-name app"),
        ] {
            let error = RegistryError::RepositoryUnknown {
                registry: registry.to_owned(),
                repository: "app".to_owned(),
            };
            let hint = error.hint().unwrap_or_default();
            assert!(hint.contains(&format!("`{command}`")), "{hint}");
        }
    }
}
