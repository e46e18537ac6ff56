//! The plan as a comment on the pull request.

use super::complaint;
use crate::ci::Ci;
use foghorn_deploy::foreign::Sentence;
use foghorn_github::{Address, Error, Repository};

/// Begins the comment that is kept up to date.
const MARKER: &str = "<!-- foghorn plan";

/// Writes the plan into the comment of this job. Returns what to say if that cannot be done: the plan
/// is made all the same.
pub(crate) async fn plan(ci: &Ci, page: &str) -> Option<Sentence> {
    let lacking = |what| {
        let said = Sentence::code_only("--github-comment").then(" writes no comment: ");
        Some(said.then(what))
    };
    let Some(job) = &ci.github_job else {
        return lacking("this is no job of GitHub Actions, with its variables");
    };
    let Some(pull) = job.pull else {
        return lacking("the run is not for a pull request");
    };
    let Some(token) = &job.token else {
        return lacking("there is no token; pass it as the variable GITHUB_TOKEN");
    };
    let address = Address {
        api: job.api.clone(),
        repository: job.repository.clone(),
    };
    // Two jobs of a workflow may plan two configurations.
    let marker = format!("{MARKER} {} -->", job.name);
    let written = async {
        let repository = Repository::new(&address, token)?;
        repository.comment(pull, &marker, page).await
    };
    let written: Result<(), Error> = written.await;
    let said = Sentence::own("the plan is not on the pull request: ");
    written.err().map(|error| complaint(said, &error))
}
