//! The registry's password is never on disk, not even while the builder has it.

use super::leftovers::with_passwords;
use super::workplace::{Workplace, works};
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn of_buildx() {
    never_on_disk("buildx");
}

#[test]
fn of_buildah() {
    never_on_disk("buildah");
}

fn never_on_disk(builder: &str) {
    if !works(builder) {
        return;
    }
    let work = Workplace::product_api(Some(&format!(
        "FROM scratch\nCOPY busybox /bin/busybox\n\
         RUN [\"/bin/busybox\", \"sh\", \"-c\", \": {} && sleep 1\"]\n",
        std::process::id()
    )));
    let docker = work.home.path().join(".docker");
    std::fs::create_dir(&docker).unwrap();
    // Somebody's own login stays as it is.
    let own = r#"{"auths":{"registry.example.com":{"auth":"dXNlcjpwYXNzd29yZA=="}}}"#;
    std::fs::write(docker.join("config.json"), own).unwrap();
    let mut run = work.foghorn(&["build", "--builder", builder]);
    if builder == "buildx" {
        plugins(&docker);
    }
    run = run.env("DOCKER_CONFIG", &docker);

    let looked = AtomicBool::new(false);
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                for directory in [work.scratch.path(), work.home.path()] {
                    let found = with_passwords(directory);
                    assert!(found.is_empty(), "{found:?}");
                }
                // The directory of foghorn's own helper is there while the builder runs.
                let during = std::fs::read_dir(work.scratch.path()).unwrap().count() > 0;
                looked.fetch_or(during, Ordering::Relaxed);
            }
        });
        let run = run.run();
        ended.store(true, Ordering::Relaxed);
        assert_eq!(run.code, Some(0), "{run}");
    });
    assert!(
        looked.into_inner(),
        "nothing was looked at while the builder ran"
    );
    assert_eq!(work.tags().len(), 1, "the builder was let in");
    let found = with_passwords(work.directory());
    assert!(found.is_empty(), "{found:?}");
    let left: Vec<_> = std::fs::read_dir(work.scratch.path())
        .unwrap()
        .flatten()
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(
        std::fs::read_to_string(docker.join("config.json")).unwrap(),
        own
    );
}

/// Puts the buildx plugin of this machine's configuration, if it is there, into another one.
fn plugins(docker: &std::path::Path) {
    let theirs = super::workplace::docker_config().map(|directory| directory.join("cli-plugins"));
    if let Some(theirs) = theirs.filter(|directory| directory.exists()) {
        std::os::unix::fs::symlink(theirs, docker.join("cli-plugins")).unwrap();
    }
}
