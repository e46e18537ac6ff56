#![allow(clippy::unwrap_used, reason = "tests may panic")]

use super::{NoWayBack, Past, Target};
use crate::foreign::Sentence;
use crate::name::RevisionArn;

fn arn(short: &str) -> RevisionArn {
    RevisionArn::new(format!(
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/{short}"
    ))
}

/// `api:3 ok, api:2 failed`: the newest first.
fn past(text: &str) -> Vec<Past> {
    let entries = text.split(", ").filter(|entry| !entry.is_empty());
    entries
        .map(|entry| {
            let (revision, end) = entry.split_once(' ').unwrap();
            Past {
                revision: arn(revision),
                successful: end == "ok",
            }
        })
        .collect()
}

#[test]
fn where_it_leads() {
    let previous = |short: &str| Target::Previous(arn(short));
    let back = |short: &str| Target::Back { from: arn(short) };
    let table = [
        // The one before, not the one registered before.
        ("api:9", "api:9 ok, api:4 ok, api:3 ok", previous("api:4")),
        // Several deployments of the same revision are one.
        ("api:9", "api:9 ok, api:9 ok, api:8 ok", previous("api:8")),
        // What never succeeded is passed over.
        (
            "api:9",
            "api:9 ok, api:8 failed, api:7 ok",
            previous("api:7"),
        ),
        // What is in flight, or failed and stayed, is gone back from.
        ("api:9", "api:9 failed, api:8 ok", previous("api:8")),
        // AWS does not list the deployment in flight yet.
        ("api:9", "api:8 ok", previous("api:8")),
        // It went back: by a run before, or by ECS.
        ("api:8", "api:8 ok, api:9 ok, api:8 ok", back("api:9")),
        ("api:8", "api:9 failed, api:8 ok, api:7 ok", back("api:9")),
        // Forward again, by the same revision.
        ("api:9", "api:9 ok, api:8 ok, api:9 ok", previous("api:8")),
        // Numbers of another family say nothing.
        ("api:2", "api:2 ok, web:9 ok", previous("web:9")),
        ("api:9", "api:9 ok", Target::Unknown),
        ("api:9", "api:9 ok, api:8 failed", Target::Unknown),
        ("api:9", "", Target::Unknown),
    ];
    for (current, deployed, expected) in table {
        let found = Target::find(&arn(current), &past(deployed));
        assert_eq!(found, expected, "{current} after {deployed}");
    }
}

#[test]
fn hints_name_what_can_be_done() {
    let inactive = |active: &[&str], images: &[&str]| -> Vec<String> {
        let refusal = NoWayBack::Inactive {
            service: "api".to_owned(),
            revision: arn("api:8"),
            active: active.iter().map(|short| arn(short)).collect(),
            images: images.iter().map(|&image| image.to_owned()).collect(),
        };
        let plain = |hint: &Sentence| serde_json::to_string(hint).unwrap();
        refusal.hints().iter().map(plain).collect()
    };
    let [named, image] = inactive(&["api:7", "api:5"], &["registry/api@sha256:0"])
        .try_into()
        .unwrap();
    assert!(named.contains("--service api --to api:7"), "{named}");
    assert!(named.contains("api:5"), "{named}");
    assert!(image.contains("foghorn deploy --image registry/api@sha256:0"));
    let none = inactive(&[], &[]);
    assert!(
        none[0].contains("aws ecs list-task-definitions"),
        "{none:?}"
    );
}
