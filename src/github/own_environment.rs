//! Whether GitHub made a deployment for the job itself, since it has an `environment:`.
//!
//! No variable tells a job that it has one. But GitHub's own deployment is of the same commit, is in
//! progress while the job runs, and its log is a page of the same run.

use crate::deployment::{DeploymentId, State, key};
use crate::error::Error;
use crate::repository::Repository;

/// Deployments of one commit that are looked at: one for each job that runs now.
const NEWEST: usize = 5;

impl Repository {
    /// Returns the environment of the deployment that GitHub made for a job of this run, if there is
    /// one under way.
    pub async fn own_environment(&self, commit: &str, run: &str) -> Result<Option<String>, Error> {
        let page = format!("/actions/runs/{run}/");
        let deployments = self.deployments(commit).await?;
        let foreign = deployments.iter().filter(|made| key(made).is_none());
        for made in foreign.take(NEWEST) {
            let statuses = self.statuses(DeploymentId::of(made)?).await?;
            let under_way = statuses.first().is_some_and(|newest| {
                let url = newest["log_url"].as_str().unwrap_or_default();
                newest["state"] == State::InProgress.wire() && url.contains(&page)
            });
            if under_way {
                let name = made["environment"].as_str().unwrap_or_default();
                return Ok(Some(name.to_owned()));
            }
        }
        Ok(None)
    }
}
