//! Which image is taken.

use super::{DEV, PROD, image_of_prod, promote, record, refused};
use crate::harness::{Example, Run, Scene, Setting};
use std::time::Duration;

/// A scene in which dev proved `first`.
fn proven() -> Scene {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    scene
}

/// Deploys another image to dev.
fn second_in_dev(scene: &Scene) -> Run {
    let image = scene.image("second");
    let words = ["deploy", "--stage", "dev", "--image", &image];
    scene.timed(&words).run()
}

#[test]
fn what_dev_proved_weeks_ago_and_again() {
    let scene = proven();
    scene.simulator.pass(Duration::from_hours(21 * 24));
    let run = promote(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(image_of_prod(&scene), scene.image("first"));
    insta::assert_snapshot!(run);
    let kept = record(&scene, "prod", PROD);
    assert_eq!(kept["images"], record(&scene, "dev", DEV)["images"]);
    let updates = scene.calls("UpdateService");
    let again = promote(&scene, &[]);
    assert_eq!(again.code, Some(0), "{again}");
    assert!(again.stderr.contains("unchanged"), "{again}");
    assert_eq!(scene.calls("UpdateService"), updates, "{again}");
}

/// The newest is taken unless another is named, which dev proved earlier.
#[test]
fn what_dev_proved_earlier() {
    let scene = proven();
    assert_eq!(second_in_dev(&scene).code, Some(0));
    let first = scene.image("first");
    let run = promote(&scene, &["--image", &first]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(image_of_prod(&scene), first);
    let run = promote(&scene, &[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(image_of_prod(&scene), scene.image("second"));
}

#[test]
fn never_proven() {
    let scene = proven();
    let second = scene.image("second");
    insta::assert_snapshot!(refused(&scene, &["--image", &second]));
    let reason = ["--force-unproven", "incident 7: dev is down"];
    let run = promote(&scene, &[&["--image", &second][..], &reason].concat());
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(image_of_prod(&scene), second);
    insta::assert_snapshot!("never_proven_and_forced", run);
    let kept = record(&scene, "prod", PROD);
    assert_eq!(kept["unproven"], "incident 7: dev is down");
    let status = scene.foghorn(&["status", "--stage", "prod", "--history"]);
    let status = status.run();
    let said = "NOT PROVEN BEFORE: incident 7: dev is down";
    assert!(status.stdout.contains(said), "{status}");
}

/// A reason that is not needed is not kept: it would be a lie.
#[test]
fn forced_but_proven() {
    let scene = proven();
    let first = scene.image("first");
    let words = ["--image", &first, "--force-unproven", "no idea"];
    let run = promote(&scene, &words);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.stderr.contains("warning"), "{run}");
    assert!(record(&scene, "prod", PROD).get("unproven").is_none());
}

#[test]
fn what_makes_no_sense_is_refused() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let first = scene.image("first");
    let table: [(&[&str], &str); 5] = [
        (&["--to", "dev"], "no stage before `dev`"),
        (&["--to", "nowhere"], "there is no stage `nowhere`"),
        (
            &["--to", "prod", "--image", "product-api:1"],
            "has no digest",
        ),
        (&["--to", "prod", "--force-unproven", "why"], "--image"),
        (
            &["--to", "prod", "--image", &first, "--force-unproven", " "],
            "say why",
        ),
    ];
    for (arguments, said) in table {
        let run = scene.timed(&[&["promote"], arguments].concat()).run();
        assert_eq!(run.code, Some(2), "{arguments:?}: {run}");
        assert!(run.stderr.contains(said), "{arguments:?}: {run}");
    }
}
