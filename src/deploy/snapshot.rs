//! Everything a plan needs to know about a service, read before anything is changed.

use crate::name::RevisionArn;
use crate::observation::{Service, ServiceDeployment, Task};
use serde_json::Value;

/// What the survey found about one service.
#[derive(Debug, Clone)]
pub struct ServiceSnapshot {
    /// The service's name.
    pub name: String,
    /// The service, or `None` if AWS does not know it.
    pub service: Option<Service>,
    /// The service deployment that is current, if AWS shows one.
    pub service_deployment: Option<ServiceDeployment>,
    /// Revisions that ours is compared with: first the one the service asks for, then the newest
    /// of our family. Each with DescribeTaskDefinition's raw `taskDefinition`.
    pub revisions: Vec<Revision>,
    /// The revision of the newest service deployment that was SUCCESSFUL; only looked for where
    /// no deployment of the service shows that it is complete.
    pub last_successful: Option<RevisionArn>,
    /// Tasks of the service, running and recently stopped; empty if there was no reason to look.
    pub tasks: Vec<Task>,
}

impl ServiceSnapshot {
    /// A service of which nothing was read yet.
    pub fn unread(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            service: None,
            service_deployment: None,
            revisions: Vec::new(),
            last_successful: None,
            tasks: Vec::new(),
        }
    }
}

/// A registered revision. `Debug` shows its name only: the document has values of `environment`.
#[derive(Clone)]
pub struct Revision {
    /// Its ARN.
    pub arn: RevisionArn,
    /// `taskDefinition` of DescribeTaskDefinition's answer, every field kept.
    pub document: Value,
}

impl std::fmt::Debug for Revision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Revision")
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}
