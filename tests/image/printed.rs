//! Tokens that a build prints are in no report of it.

use super::workplace::{Workplace, works};
use crate::harness::{Example, Setting};
use crate::secrets::printed::{kept_everywhere, printed};

#[test]
fn under_buildx() {
    masked("buildx");
}

#[test]
fn under_buildah() {
    masked("buildah");
}

/// The step ends a moment after its last word, which buildah may lose otherwise.
/// The build fails, since its last lines are then in the error, too, and no cache hides them.
fn masked(builder: &str) {
    if !works(builder) {
        return;
    }
    let dockerfile = "FROM scratch\nCOPY busybox /bin/busybox\nCOPY www /www\n\
        RUN [\"/bin/busybox\", \"sh\", \"-c\", \"/bin/busybox cat /www/printed; /bin/busybox sleep 1; exit 3\"]\n";
    let setting = Setting::new(Example::PRODUCT_API).file("www/printed", printed().join("\n"));
    let work = Workplace::new(setting, Some(dockerfile));
    let events = work.directory().join("events");
    let run = work
        .foghorn(&["build", "--builder", builder, "--output", "json"])
        .args(&["--events", events.to_str().unwrap()])
        .run();
    assert_eq!(run.code, Some(5), "{run}");
    for shown in [&run.stdout, &run.stderr] {
        assert!(shown.contains("GITHUB_TOKEN=***"), "{run}");
    }
    let (_, report) = run.stderr.split_once("\nerror: ").unwrap();
    assert!(report.contains("giving up"), "{run}");
    kept_everywhere(&run, &[&events]);
}
