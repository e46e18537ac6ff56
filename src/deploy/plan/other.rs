//! Somebody else's deployment in flight: whether there is one that a plan would replace, and who
//! it is of.
//!
//! A deployment of the very revision that is wanted is no other one, whoever started it: it is
//! followed, or started afresh where it fails.

use super::follow::is_over;
use super::{Change, ServicePlan};
use crate::foreign::{Foreign, Sentence};
use crate::name::{DeploymentId, RevisionArn};
use crate::observation::RolloutState;
use crate::snapshot::ServiceSnapshot;

/// A deployment in flight that leads elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Other {
    /// The service.
    pub service: String,
    /// Its id.
    pub deployment: DeploymentId,
    /// The revision that it leads to.
    pub revision: RevisionArn,
    /// Who registered that revision, if AWS says so.
    pub registered_by: Option<Foreign>,
}

impl Other {
    /// Finds it, in what the plan was made from.
    pub fn find(plan: &ServicePlan, found: &ServiceSnapshot) -> Option<Self> {
        match &plan.change {
            Change::Unchanged { .. } | Change::Adopt { .. } | Change::Redeploy { .. } => {
                return None;
            }
            Change::Reuse { .. } | Change::Deploy { .. } => {}
        }
        let service = found.service.as_ref()?;
        let primary = service.primary()?;
        // What ECS has given up goes nowhere any more.
        let given_up = primary.rollout_state == Some(RolloutState::Failed);
        if given_up || is_over(service, found) {
            return None;
        }
        let revision = found
            .revisions
            .iter()
            .find(|revision| revision.arn == primary.task_definition);
        let by = revision.and_then(|one| one.document["registeredBy"].as_str());
        Some(Self {
            service: plan.service.clone(),
            deployment: primary.id.clone(),
            revision: primary.task_definition.clone(),
            registered_by: by.map(Foreign::new),
        })
    }

    /// Names it: `the deployment ecs-svc/1 of api:9, which somebody registered`.
    pub fn sentence(&self) -> Sentence {
        let named = Sentence::own("the deployment ")
            .foreign(self.deployment.as_str())
            .then(" of ")
            .foreign(self.revision.short());
        match &self.registered_by {
            Some(who) => named.then(" (registered by ").foreign(who.raw()).then(")"),
            None => named,
        }
    }
}

#[cfg(test)]
mod tests;
