//! The decision for one service: what its reality and our document ask for.

use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::task_definition::{Difference, TaskDefinition};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What will be done to a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "change", rename_all = "kebab-case")]
pub enum Change {
    /// Nothing: our revision runs and its deployment is complete.
    Unchanged {
        /// The revision.
        revision: RevisionArn,
        /// Tasks that run.
        running: u32,
    },
    /// Follow the deployment of our revision that is in flight.
    Adopt {
        /// The revision.
        revision: RevisionArn,
        /// The deployment.
        deployment: DeploymentId,
        /// The service deployment, if AWS shows one.
        service_deployment: Option<ServiceDeploymentArn>,
    },
    /// Start a fresh deployment of the revision that the service already asks for.
    Redeploy {
        /// The revision.
        revision: RevisionArn,
        /// Why.
        why: RedeployReason,
    },
    /// Deploy a revision that is registered already and equal to our document.
    Reuse {
        /// The revision.
        revision: RevisionArn,
        /// How it differs from what the service asks for now.
        differences: Vec<Difference>,
    },
    /// Register our document and deploy it.
    Deploy {
        /// The document, sealed values hidden.
        register: Register,
        /// How it differs from what the service asks for now.
        differences: Vec<Difference>,
    },
}

/// Why the same revision is deployed once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RedeployReason {
    /// `--force`.
    Asked,
    /// Ours is in flight, but failing.
    InFlightFailing,
}

/// A document to register. Serialises redacted; only the binary takes the bytes out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Register {
    /// The task-definition family.
    pub family: String,
    /// The document with sealed values hidden.
    pub redacted: serde_json::Value,
    /// The document itself. Never serialised.
    #[serde(skip)]
    pub document: Option<TaskDefinition>,
}
