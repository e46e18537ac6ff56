use super::{Together, together};
use crate::foreign::{Foreign, Sentence};
use crate::name::RevisionArn;
use crate::plan::{Change, ServicePlan, example};
use crate::verdict::{Failure, RolledBackBy, Unknown, Verdict};

fn revision() -> RevisionArn {
    RevisionArn::new("arn:aws:ecs:eu-west-1:111111111111:task-definition/api:8")
}

fn plan(service: &str, change: Change) -> ServicePlan {
    ServicePlan {
        service: service.to_owned(),
        ..example::plan(change)
    }
}

/// One service for each word: how the work on it ended.
fn ended(words: &str) -> Vec<(ServicePlan, Verdict)> {
    let one = |(place, word): (usize, &str)| {
        let (revision, running) = (revision(), 2);
        let failure = Failure::default();
        let verdict = match word {
            "deployed" => Verdict::Deployed { revision, running },
            "unchanged" => Verdict::Unchanged { revision, running },
            "idle" => Verdict::Idle { revision },
            "rolled-back" => Verdict::RolledBack {
                failure,
                by: RolledBackBy::Foghorn,
                to: None,
            },
            "rollback-failed" => Verdict::RollbackFailed {
                failure,
                reason: None,
            },
            "failed" => Verdict::Failed {
                failure,
                hints: vec![],
            },
            "superseded" => Verdict::Superseded {
                by: None,
                revision: None,
                registered_by: None,
            },
            "unknown" => Verdict::Unknown {
                why: Unknown::ServiceGone,
                failure: None,
            },
            "not-started" => Verdict::NotStarted {
                call: "UpdateService".to_owned(),
                error: Foreign::new("no"),
                hints: vec![],
            },
            "cancelled" => Verdict::Cancelled {
                left: Sentence::default(),
                hints: vec![],
            },
            other => panic!("no verdict `{other}`"),
        };
        let change = Change::Reuse {
            revision: self::revision(),
            differences: vec![],
        };
        (plan(&place.to_string(), change), verdict)
    };
    words.split(' ').enumerate().map(one).collect()
}

#[test]
fn who_goes_back() {
    let names = |all: &[&str]| all.iter().map(|&one| one.to_owned()).collect::<Vec<_>>();
    let undo = |deployed: &[usize], failed: &[&str]| Together::Undo {
        deployed: deployed.to_vec(),
        failed: names(failed),
    };
    let torn = |deployed: &[usize], open: &[&str]| Together::Torn {
        deployed: deployed.to_vec(),
        open: names(open),
    };
    let table = [
        ("deployed deployed unchanged idle", Together::Stands),
        ("deployed rolled-back deployed", undo(&[0, 2], &["1"])),
        ("failed deployed not-started", undo(&[1], &["0", "2"])),
        ("rollback-failed deployed", undo(&[1], &["0"])),
        // What was there before this run stays.
        ("rolled-back unchanged idle", Together::Stands),
        ("rolled-back failed", Together::Stands),
        // It may come together yet.
        ("deployed unknown", torn(&[0], &["1"])),
        ("deployed superseded", torn(&[0], &["1"])),
        ("deployed unknown rolled-back", undo(&[0], &["2"])),
        // A run that was cancelled begins nothing.
        ("deployed cancelled rolled-back", torn(&[0], &["1", "2"])),
    ];
    for (words, expected) in table {
        let ended = ended(words);
        let ended = ended.iter().map(|(plan, verdict)| (plan, verdict));
        assert_eq!(together(ended), expected, "{words}");
    }
}
