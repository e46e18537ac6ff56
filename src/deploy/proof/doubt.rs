//! Why a record proves nothing, and the words for it.

use crate::foreign::Sentence;
use crate::name::{Digest, RevisionArn, ServiceDeploymentArn};
use crate::observation::ServiceDeploymentStatus;

/// Why a record proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// It names no service deployment.
    NoDeployment,
    /// It names a service deployment of another service.
    OtherService {
        /// The one that it names.
        named: ServiceDeploymentArn,
    },
    /// ECS does not know the service deployment, or not any more.
    DeploymentGone,
    /// The service deployment was not successful.
    NotSuccessful {
        /// What became of it.
        status: ServiceDeploymentStatus,
    },
    /// The service deployment led to another revision.
    OtherRevision {
        /// As recorded.
        recorded: RevisionArn,
        /// As ECS has it.
        deployed: RevisionArn,
    },
    /// It says nothing of an image.
    NoImage {
        /// The image's name in the configuration.
        image: String,
    },
    /// No container of what was deployed has the image.
    OtherImage {
        /// The image that was to be there.
        recorded: String,
        /// The revision that was deployed.
        deployed: RevisionArn,
    },
    /// The image has no digest.
    NoDigest {
        /// The image.
        reference: String,
    },
    /// ECS resolved the image to another digest.
    OtherDigest {
        /// The digest that was to run.
        promised: Digest,
        /// The digest that runs.
        resolved: Digest,
    },
    /// The service is gone.
    NoService,
    /// Something else was deployed since.
    Replaced {
        /// What was proven.
        proved: RevisionArn,
        /// What the service is to run now.
        by: RevisionArn,
    },
    /// It is still what the service is to run, but not healthy now.
    NotHealthy {
        /// The revision.
        revision: RevisionArn,
    },
}

impl Doubt {
    /// Says why the record proves nothing.
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::NoDeployment => Sentence::own("the record names no service deployment"),
            Self::OtherService { named } => {
                Sentence::own("the record names a service deployment of another service, ")
                    .foreign(named.as_str())
            }
            Self::DeploymentGone => Sentence::own(
                "ECS does not know the recorded service deployment; it keeps them for 90 days, and an older proof counts no more",
            ),
            Self::NotSuccessful { status } => {
                Sentence::own("the recorded service deployment was not successful, ECS has it as ")
                    .foreign(status.as_str())
            }
            Self::OtherRevision { recorded, deployed } => Sentence::own("the record says ")
                .foreign(recorded.short())
                .then(", but its service deployment brought ")
                .foreign(deployed.short()),
            Self::NoImage { image } => {
                Sentence::own("the record says nothing of the image ").code(image)
            }
            Self::OtherImage { recorded, deployed } => {
                Sentence::own("the record says that it runs ")
                    .foreign(recorded)
                    .then(", but ")
                    .foreign(deployed.short())
                    .then(" has another image")
            }
            Self::NoDigest { reference } => {
                Sentence::own("its record has no digest: ").foreign(reference)
            }
            Self::OtherDigest { promised, resolved } => Sentence::own("it was to run ")
                .foreign(promised.as_str())
                .then(", but ECS resolved the image to ")
                .foreign(resolved.as_str()),
            Self::NoService => Sentence::own("the service is gone"),
            Self::Replaced { proved, by } => Sentence::own("it proved ")
                .foreign(proved.short())
                .then(", but somebody deployed ")
                .foreign(by.short())
                .then(" since"),
            Self::NotHealthy { revision } => Sentence::own("the deployment of ")
                .foreign(revision.short())
                .then(" is not complete there, or its tasks are gone"),
        }
    }
}
