//! What keeps a stage from starting, in words. What is allowed is decided in `foghorn-deploy`.

use crate::failure::Failure;
use crate::record::Proof;
use foghorn_deploy::config::Stage;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::gate::{self, Closed};
use foghorn_report::span;
use std::time::Duration;

/// Refuses a stage that may not be deployed from this branch.
pub(crate) fn from_branch(stage: &Stage, branch: Option<&str>) -> Result<(), Failure> {
    gate::branch(stage, branch).map_err(|closed| refused(stage, &closed))
}

/// Refuses a stage if the stage before has not been healthy for long enough.
pub(crate) fn old_enough(stage: &Stage, proof: &Proof) -> Result<(), Failure> {
    gate::age(stage, proof.since, proof.at).map_err(|closed| refused(stage, &closed))
}

/// Refuses a run in which a stage comes after one that is neither deployed before it nor the source
/// of its images.
pub(crate) fn in_order(chosen: &[&Stage]) -> Result<(), Failure> {
    for (place, stage) in chosen.iter().enumerate().skip(1) {
        let Some(before) = &stage.after else { continue };
        if chosen.iter().take(place).all(|one| one.name != *before) {
            let message = Sentence::own("stage ")
                .code(&stage.name)
                .then(" comes after ")
                .code(before)
                .then(", which this run leaves out");
            return Err(Failure::refused(message).hint(
                Sentence::own("name it, too, or promote what it proved: ")
                    .code(format!("foghorn promote --to {}", stage.name)),
            ));
        }
    }
    Ok(())
}

fn refused(stage: &Stage, closed: &Closed) -> Failure {
    let name = Sentence::own("stage ").code(&stage.name);
    match closed {
        Closed::Branch(branch) => {
            let from = match branch {
                Some(branch) => name
                    .then(" may not be deployed from the branch ")
                    .foreign(branch),
                None => name.then(" may only be deployed from a branch, and this run has none"),
            };
            Failure::refused(from).hint(
                Sentence::own("its branches are ")
                    .code(stage.branches.join(", "))
                    .then(" (")
                    .code(format!("stages.{}.branches", stage.name))
                    .then(")"),
            )
        }
        Closed::TooYoung(left) => {
            // Rounded up: who comes back then is not refused again.
            let left = Duration::from_mins(left.as_secs() / 60 + 1);
            let before = stage.after.as_deref().unwrap_or_default();
            let message = name
                .then(" takes what was healthy in ")
                .code(before)
                .then(format!(
                    " for {}, and this image has not been yet",
                    span::words(stage.minimum_age)
                ));
            let again = Sentence::own(format!("in {}: ", span::words(left)))
                .code(format!("foghorn promote --to {}", stage.name));
            Failure::refused(message).hint(again)
        }
    }
}
