//! A run that is cancelled while it builds leaves no builder behind.

use super::leftovers;
use super::workplace::{Workplace, works};

#[test]
fn under_buildx() {
    cancelled("buildx", "7331");
}

#[test]
fn under_buildah() {
    cancelled("buildah", "7332");
}

/// `seconds` is how long the build would take; no two tests may have the same.
fn cancelled(builder: &str, seconds: &str) {
    if !works(builder) {
        return;
    }
    let work = Workplace::product_api(Some(&format!(
        "FROM scratch\nCOPY busybox /bin/busybox\n\
         RUN [\"/bin/busybox\", \"sh\", \"-c\", \"echo now && exec /bin/busybox sleep {seconds}\"]\n"
    )));
    let mut run = work.foghorn(&["deploy", "--builder", builder]).start();
    run.wait_for("now");
    let scratch = work.scratch.path().to_str().unwrap();
    assert!(!leftovers::with_text(scratch).is_empty(), "no builder runs");
    run.signal("TERM");
    let run = run.finish();
    assert_eq!(run.code, Some(143), "{run}");
    assert!(run.took.as_secs() < 60, "{:?}", run.took);
    assert_eq!(leftovers::processes(scratch), [] as [&str; 0]);
    assert_eq!(
        leftovers::processes(&format!("sleep\0{seconds}")),
        [] as [&str; 0]
    );
    assert_eq!(work.tags(), []);
    assert_eq!(work.scene.calls("RegisterTaskDefinition"), 0);
}
