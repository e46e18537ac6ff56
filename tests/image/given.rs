//! An image that was built elsewhere comes in as an archive, and foghorn pushes it.

use super::workplace::{Workplace, works};
use std::process::Command;

#[test]
fn archive_of_buildah() {
    if !works("buildah") {
        return;
    }
    let work = Workplace::product_api(None);
    let outside = tempfile::TempDir::new().unwrap();
    let archive = outside.path().join("image.tar");
    let storage = outside.path().join("storage");
    let buildah = |arguments: &[&str]| {
        let done = Command::new("buildah")
            .args([
                "--root",
                storage.to_str().unwrap(),
                "--storage-driver",
                "vfs",
            ])
            .args(arguments)
            .current_dir(work.directory())
            // It refuses a configuration folder without a file in it.
            .env_remove("DOCKER_CONFIG")
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    };
    buildah(&[
        "build",
        "--isolation",
        "chroot",
        "--quiet",
        "--tag",
        "elsewhere",
        ".",
    ]);
    buildah(&[
        "push",
        "elsewhere",
        &format!("oci-archive:{}", archive.display()),
    ]);

    let image = archive.to_str().unwrap();
    let first = work.foghorn(&["build", "--image", image]).run();
    assert_eq!(first.code, Some(0), "{first}");
    let tags = work.tags();
    assert_eq!(tags.len(), 1);
    assert!(first.stdout.trim_end().ends_with(&tags[0].1), "{first}");
    // The tag is immutable, and holds this very image.
    let second = work.foghorn(&["build", "--image", image]).run();
    assert_eq!(
        (second.code, &second.stdout),
        (Some(0), &first.stdout),
        "{second}"
    );
    assert_eq!(work.tags(), tags);

    // It does not pass for a build of this commit.
    let built = work.foghorn(&["build", "--builder", "buildah"]).run();
    assert_eq!(built.code, Some(0), "{built}");
    assert_eq!(work.tags().len(), 2);
}

/// A file that is no image at all.
#[test]
fn not_an_archive() {
    let scene = crate::harness::Setting::new(crate::harness::Example::PRODUCT_API).start();
    let run = scene.foghorn(&["deploy", "--image", "Dockerfile"]).run();
    assert_eq!(run.code, Some(5), "{run}");
    insta::assert_snapshot!(run);
}
