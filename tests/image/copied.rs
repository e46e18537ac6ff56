//! Copies from one ECR to another, with everything that is peculiar about ECR.
//!
//! The library is asked directly here: what a user sees of a copy is tested with the stages.

mod stock;

use foghorn_image::{
    Copied, CopyError, CopyProgress, CopyWarning, Digest, RegistryError, Repository, Tag, copy,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use stock::{DEV, Limited, PROD, Stock};

async fn copied(
    from: &Repository,
    to: &Repository,
    image: &Digest,
    tag: &str,
) -> Result<Copied, CopyError> {
    let tags: Vec<Tag> = vec![tag.parse().unwrap()];
    copy(from, to, image, &tags, &mut |_| ()).await
}

/// Sent, mounted, present, manifests, referrers.
fn figures(copied: &Copied) -> [usize; 5] {
    [
        copied.sent,
        copied.mounted,
        copied.present,
        copied.manifests,
        copied.referrers,
    ]
}

/// Blobs: three configurations, two layers and the shared one, a signature. Manifests: index, two
/// images, signature.
const ALL: [usize; 5] = [7, 0, 0, 4, 1];

#[tokio::test]
async fn into_another_account_and_once_more() {
    let stock = Stock::new(json!({})).await;
    let (from, to) = (stock.repository(DEV, "app"), stock.repository(PROD, "app"));
    let image = copied(&from, &to, &stock.index, "v1").await.unwrap();
    assert_eq!((figures(&image), &image.warnings), (ALL, &vec![]));
    assert_eq!(stock.count(PROD, "UploadLayerPart"), 0, "no PATCH at all");
    stock.assert_complete(&to).await;

    let uploads = stock.count(PROD, "InitiateLayerUpload");
    let puts = stock.count(PROD, "PutImage");
    let again = copied(&from, &to, &stock.index, "v1").await.unwrap();
    assert_eq!(figures(&again), [0, 0, 7, 0, 1]);
    assert_eq!(stock.count(PROD, "InitiateLayerUpload"), uploads);
    assert_eq!(stock.count(PROD, "PutImage"), puts);
}

/// In the same account and region, blobs are mounted if the account has turned that on.
#[tokio::test]
async fn mounts_are_tried_and_may_be_refused() {
    for (on, expected) in [(false, ALL), (true, [0, 7, 0, 4, 1])] {
        let stock = Stock::new(json!({ "blob-mounting": on })).await;
        let (from, to) = (
            stock.repository(DEV, "app"),
            stock.repository(DEV, "beside"),
        );
        let before = stock.count(DEV, "InitiateLayerUpload");
        let image = copied(&from, &to, &stock.index, "v1").await.unwrap();
        assert_eq!(figures(&image), expected);
        let asked = stock.count(DEV, "InitiateLayerUpload") - before;
        assert_eq!(asked, 7, "the upload that answers a refused mount is used");
        stock.assert_complete(&to).await;
    }
}

#[tokio::test]
async fn immutable_tags() {
    let stock = Stock::new(json!({})).await;
    let (from, to) = (
        stock.repository(DEV, "app"),
        stock.repository(PROD, "immutable"),
    );
    for _ in 0..2 {
        copied(&from, &to, &stock.index, "v1").await.unwrap();
    }
    let one = stock.images[0].clone();
    let error = copied(&from, &to, &one, "v1").await.unwrap_err();
    let CopyError::Destination {
        source: RegistryError::TagTaken { tag, theirs, .. },
        ..
    } = &error
    else {
        panic!("{error:?}");
    };
    assert_eq!((tag.as_str(), theirs), ("v1", &stock.index));
    // A signature of cosign's that was added to afterwards is no reason to do without the image.
    let tag = format!("sha256-{}.sig", one.hex());
    stock.push_cosign_signature(&from, &one, "first").await;
    copied(&from, &to, &one, "one").await.unwrap();
    stock.push_cosign_signature(&from, &one, "second").await;
    let image = copied(&from, &to, &one, "one").await.unwrap();
    assert!(
        matches!(&image.warnings[..], [CopyWarning::TagKept { tag: kept, .. }] if *kept == tag),
        "{image:?}"
    );
}

/// ECR takes ten PutImage a second.
#[tokio::test]
async fn an_index_of_many() {
    let stock = Stock::new(json!({})).await;
    let from = stock.repository(DEV, "app");
    let many = stock.push_index(&from, "many", 16).await;
    let limited = Limited::start("app");
    let began = Instant::now();
    let image = copied(&from, &limited.to, &many, "many").await.unwrap();
    assert_eq!(image.manifests, 17);
    assert!(began.elapsed() > Duration::from_millis(700));
    let refused = limited.refused();
    // At once it would be seven; a busy machine lets a few come too close together.
    assert!(refused <= 4, "{refused} requests were too many");
}

#[tokio::test]
async fn connections_break_and_answers_are_lost() {
    for (account, operation, kind, times) in [
        (
            DEV,
            "GetObject",
            json!({ "kind": "cut-off", "bytes": 3 }),
            3,
        ),
        (DEV, "GetDownloadUrlForLayer", json!({ "kind": "reset" }), 2),
        (DEV, "BatchGetImage", json!({ "kind": "http-500" }), 2),
        (
            PROD,
            "BatchCheckLayerAvailability",
            json!({ "kind": "reset" }),
            2,
        ),
        (
            PROD,
            "InitiateLayerUpload",
            json!({ "kind": "http-500" }),
            2,
        ),
        (PROD, "CompleteLayerUpload", json!({ "kind": "reset" }), 2),
        (
            PROD,
            "CompleteLayerUpload",
            json!({ "kind": "lost-answer" }),
            2,
        ),
        (PROD, "PutImage", json!({ "kind": "lost-answer" }), 2),
        (PROD, "PutImage", json!({ "kind": "throttling" }), 4),
    ] {
        let stock = Stock::new(json!({})).await;
        let mut fault = kind.clone();
        for (name, value) in [
            ("service", json!("registry")),
            ("account", json!(account)),
            ("operation", json!(operation)),
            ("times", json!(times)),
        ] {
            fault[name] = value;
        }
        stock.set_faults(vec![fault]);
        // Immutable, so that a tag that was put although the answer was lost is a trap.
        let (from, to) = (
            stock.repository(DEV, "app"),
            stock.repository(PROD, "immutable"),
        );
        let image = copied(&from, &to, &stock.index, "v1").await;
        let image = image.unwrap_or_else(|error| panic!("{operation} {kind}: {error:?}"));
        assert_eq!(figures(&image), ALL, "{operation} {kind}");
        stock.assert_complete(&to).await;
    }
}

/// The copy is ended at every third of its requests; the next one finishes it.
#[tokio::test]
async fn killed_at_any_moment() {
    let stock = Stock::new(json!({})).await;
    let from = stock.repository(DEV, "app");
    let mut ended = 0;
    for moment in (1..).step_by(3) {
        let to = stock.fresh_repository(moment);
        let begun = stock.calls();
        let reached = async {
            while stock.calls() < begun + moment {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let finished = tokio::select! {
            copied = copied(&from, &to, &stock.index, "v1") => { copied.unwrap(); true }
            () = reached => false,
        };
        if finished {
            break;
        }
        ended += 1;
        copied(&from, &to, &stock.index, "v1").await.unwrap();
        stock.assert_complete(&to).await;
    }
    assert!(ended > 10, "{ended}");
}

#[tokio::test]
async fn what_is_missing_is_said_with_the_side_it_is_missing_on() {
    let stock = Stock::new(json!({})).await;
    let (from, to) = (stock.repository(DEV, "app"), stock.repository(PROD, "app"));
    let nowhere = stock.repository(PROD, "absent");
    let error = copied(&from, &nowhere, &stock.index, "v1")
        .await
        .unwrap_err();
    assert!(error.is_repository_unknown());
    assert!(
        error
            .hint()
            .unwrap()
            .starts_with("create it: `aws ecr create-repository --repository-name absent"),
        "{error:?}"
    );
    let error = copied(&stock.repository(DEV, "absent"), &to, &stock.index, "v1").await;
    let error = error.unwrap_err();
    assert!(!error.is_repository_unknown());
    assert!(error.hint().unwrap().contains("nothing was ever pushed"));

    for (account, action, side, hint) in [
        (
            DEV,
            "ecr:BatchGetImage",
            "cannot read the image from",
            "pull",
        ),
        (
            DEV,
            "ecr:GetDownloadUrlForLayer",
            "cannot read the image from",
            "pull",
        ),
        (
            PROD,
            "ecr:BatchGetImage",
            "cannot write the image to",
            "push",
        ),
        (
            PROD,
            "ecr:InitiateLayerUpload",
            "cannot write the image to",
            "push",
        ),
        (PROD, "ecr:PutImage", "cannot write the image to", "push"),
    ] {
        stock.deny(account, action);
        let error = copied(&from, &stock.repository(PROD, "denied"), &stock.index, "v1").await;
        let error = error.unwrap_err();
        assert!(error.to_string().starts_with(side), "{action}: {error:?}");
        let wanted = format!("allow this identity to {hint}");
        assert!(error.hint().unwrap().starts_with(&wanted), "{action}");
    }
    stock.deny(DEV, "ecr:ListImageReferrers");
    let image = copied(&from, &to, &stock.index, "v1").await.unwrap();
    let [CopyWarning::ReferrersDenied { message, .. }] = &image.warnings[..] else {
        panic!("{image:?}");
    };
    assert!(message.contains("ecr:ListImageReferrers"), "{message}");
}

#[tokio::test]
async fn progress_is_told_twice_a_second() {
    let stock = Stock::new(json!({})).await;
    let slow: Value = json!({
        "service": "registry", "account": PROD, "operation": "CompleteLayerUpload",
        "kind": "slow", "ms": 800, "times": 100,
    });
    stock.set_faults(vec![slow]);
    let (from, to) = (stock.repository(DEV, "app"), stock.repository(PROD, "app"));
    let mut told: Vec<CopyProgress> = Vec::new();
    let mut tell = |progress| told.push(progress);
    copy(&from, &to, &stock.index, &[], &mut tell)
        .await
        .unwrap();
    // Seven blobs, four at a time: 1.6 seconds, with the beginning and the end.
    assert!((4..=7).contains(&told.len()), "{told:?}");
    assert_eq!(told[0].bytes, 0);
    assert_eq!(told[told.len() - 1].bytes, told[0].of_bytes);
    assert!(told.is_sorted_by_key(|progress| progress.bytes));
}
