//! Builders push with what `foghorn policy` prints, and miss what only they need.

use super::workplace::{Workplace, works};
use crate::harness::Run;
use crate::permissions::{Printed, refused, signed_in};

/// Builds as the role of dev; returns what IAM refused, too.
fn built(builder: &str, printed: &Printed) -> (Run, Vec<String>) {
    let work = Workplace::new(printed.in_force(), None);
    let words = ["build", "--builder", builder];
    let run = signed_in(&work.scene, work.foghorn(&words), "dev").run();
    (run, refused(&work.scene))
}

#[test]
fn builders_push_with_the_printed_policy() {
    for builder in ["buildx", "buildah"] {
        if !works(builder) {
            continue;
        }
        let printed = Printed::all();
        let (run, denied) = built(builder, &printed);
        assert_eq!((run.code, denied), (Some(0), vec![]), "{builder}: {run}");
    }
}

/// What is required stops a builder, and it names it; without what is optional it goes on.
#[test]
fn builders_miss_what_is_taken_away() {
    if !works("buildx") {
        return;
    }
    for (action, code) in [
        ("ecr:UploadLayerPart", 5),
        ("ecr:BatchGetImage", 5),
        ("ecr:GetDownloadUrlForLayer", 0),
    ] {
        let printed = Printed::all().without("dev", "push", action);
        let (run, denied) = built("buildx", &printed);
        let (_, operation) = action.split_once(':').unwrap();
        assert!(
            denied.iter().any(|one| one == operation),
            "{action}: {denied:?} {run}"
        );
        assert_eq!(run.code, Some(code), "without {action}: {run}");
    }
}
