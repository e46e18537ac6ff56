//! Builds that fail: the end of the output is in the report, and nothing was changed.

use super::workplace::{Workplace, works};
use crate::harness::Run;

/// Commands to terminals and CI systems.
const HOSTILE: &str = "\\033[2J ::error::owned ##[error]owned";

#[test]
fn under_buildx() {
    let Some(run) = failed("buildx") else { return };
    assert!(run.stderr.contains("owned"), "{run}");
}

#[test]
fn under_buildah() {
    let Some(run) = failed("buildah") else { return };
    assert!(run.stderr.contains("owned"), "{run}");
}

fn failed(builder: &str) -> Option<Run> {
    if !works(builder) {
        return None;
    }
    let work = Workplace::product_api(Some(&format!(
        "FROM scratch\nCOPY busybox /bin/busybox\n\
         RUN [\"/bin/busybox\", \"sh\", \"-c\", \"printf '{}\\\\n'; echo the compiler gave up; exit 3\"]\n",
        HOSTILE.replace('\\', "\\\\")
    )));
    let run = work.foghorn(&["deploy", "--builder", builder]).run();
    assert_eq!(run.code, Some(5), "{run}");
    let (_, report) = run
        .stderr
        .split_once("\nerror: ")
        .expect("an error is reported");
    assert!(report.contains("the compiler gave up"), "{run}");
    assert!(!run.stderr.contains('\u{1b}'), "{run:?}");
    for line in run.stderr.lines() {
        let line = line.trim_start();
        assert!(
            !line.starts_with("::") && !line.starts_with("##["),
            "{line}"
        );
    }
    assert_eq!(work.tags(), []);
    assert_eq!(work.scene.calls("RegisterTaskDefinition"), 0);
    Some(run)
}

/// What `COPY` needs is not in the context that the builder gets.
#[test]
fn for_files_that_are_ignored() {
    if !works("buildah") {
        return;
    }
    let work = Workplace::product_api(None);
    work.scene.write(".dockerignore", "*\n");
    let run = work.foghorn(&["deploy", "--builder", "buildah"]).run();
    assert_eq!(run.code, Some(5), "{run}");
    let (_, report) = run
        .stderr
        .split_once("\nerror: ")
        .expect("an error is reported");
    assert!(report.contains("busybox"), "{run}");
    assert!(report.contains(".dockerignore"), "{run}");
    assert_eq!(work.tags(), []);
}
