//! Names and identifiers that must not be confused with each other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the name as it is.
            pub fn new(name: impl Into<String>) -> Self {
                Self(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

name!(
    /// An entry of a service's `deployments[]`: `ecs-svc/<digits>`, equal to `startedBy` of its tasks.
    /// Source: ECS API model, `Task.startedBy`.
    DeploymentId
);
name!(
    /// The ARN of a service deployment, `…:service-deployment/CLUSTER/SERVICE/ID`.
    ServiceDeploymentArn
);
name!(
    /// The ARN of a task-definition revision, `…:task-definition/FAMILY:REVISION`.
    RevisionArn
);
name!(
    /// The digest of an image manifest or index, `sha256:<64 hex digits>`.
    Digest
);

impl RevisionArn {
    /// Returns `FAMILY:REVISION`, or the whole text if it is no ARN.
    pub fn short(&self) -> &str {
        self.0.rsplit_once('/').map_or(&self.0, |(_, short)| short)
    }

    /// Returns the family and the number, which grows with every registration.
    pub fn number(&self) -> Option<(&str, u64)> {
        let (family, number) = self.short().rsplit_once(':')?;
        Some((family, number.parse().ok()?))
    }
}

impl Digest {
    /// Returns `sha256:` and the first twelve digits, for people.
    pub fn short(&self) -> &str {
        self.0.get(..19).unwrap_or(&self.0)
    }
}
