//! An image is built once for a commit and its inputs, and found from then on.

use super::workplace::{REMOTE, Workplace, git, path_with_old_docker, works};
use crate::harness::{Example, Run, Setting};
use crate::plan::is_write;
use foghorn_sim::world;
use std::collections::BTreeSet;
use std::os::unix::fs::symlink;
use std::path::Path;
use tempfile::TempDir;

#[test]
fn by_buildx() {
    once("buildx");
}

#[test]
fn by_docker_alone() {
    if !works("buildx") {
        return;
    }
    let Some(path) = path_with_old_docker() else {
        eprintln!("skipped: this Docker CLI builds through buildx only");
        return;
    };
    let work = Workplace::product_api(None);
    let run = work
        .foghorn(&["build", "--builder", "docker"])
        .env("PATH", path)
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    let (_, digest) = &work.tags()[0];
    assert!(run.stdout.trim_end().ends_with(digest.as_str()), "{run}");
}

#[test]
fn by_buildah() {
    once("buildah");
}

fn once(builder: &str) {
    if !works(builder) {
        return;
    }
    let work = Workplace::product_api(None);
    let first = work.foghorn(&["build", "--builder", builder]).run();
    assert_eq!(first.code, Some(0), "{first}");
    let tags = work.tags();
    let [(tag, digest)] = tags.as_slice() else {
        panic!("{tags:?}");
    };
    let commit = work.commit();
    assert!(
        tag.starts_with(&commit[..12]) && !tag.contains("dirty"),
        "{tag}"
    );
    let reference = format!("111111111111.dkr.ecr.eu-west-1.amazonaws.com/product-api@{digest}\n");
    assert_eq!(first.stdout, reference);
    let pushed = work
        .scene
        .simulator
        .image_config("111111111111", "eu-west-1", "product-api", tag);
    let labels = pushed.unwrap()["config"]["Labels"].take();
    assert_eq!(labels["org.opencontainers.image.revision"], commit.as_str());
    assert_eq!(labels["org.opencontainers.image.source"], REMOTE);

    // A new runner: another clone, nothing cached, and not even a builder.
    let runner = TempDir::new().unwrap();
    let clone = runner.path().join("clone");
    git(
        runner.path(),
        &[
            "clone",
            "--quiet",
            work.directory().to_str().unwrap(),
            "clone",
        ],
    );
    git(&clone, &["remote", "set-url", "origin", REMOTE]);
    let config = clone.join("foghorn.yml");
    let second = work
        .foghorn(&["build", "--config", config.to_str().unwrap()])
        .env("PATH", only_git(runner.path()))
        .run();
    assert_eq!(second.code, Some(0), "{second}");
    assert_eq!(second.stdout, reference);
    assert_eq!(work.tags(), tags);

    let again = work
        .foghorn(&["build", "--builder", builder, "--rebuild"])
        .run();
    assert_eq!(again.code, Some(5), "{again}");
    assert_eq!(work.tags(), tags);
    insta::allow_duplicates! {
        insta::assert_snapshot!("found", timeless(&second, tag));
        insta::assert_snapshot!("rebuilt_under_an_immutable_tag", timeless(&again, tag));
    }
}

#[test]
fn uncommitted_changes_are_said_and_tagged() {
    if !works("buildah") {
        return;
    }
    let work = Workplace::product_api(None);
    work.scene.write("www/index.html", "changed");
    let run = work.foghorn(&["build", "--builder", "buildah"]).run();
    assert_eq!(run.code, Some(0), "{run}");
    let tags = work.tags();
    let start = format!("{}-dirty-", &work.commit()[..12]);
    assert!(tags.len() == 1 && tags[0].0.starts_with(&start), "{tags:?}");
    assert!(
        run.stderr.contains("changes that are not in the commit"),
        "{run}"
    );

    work.scene.write("www/index.html", "changed once more");
    let other = work.foghorn(&["build", "--builder", "buildah"]).run();
    assert_eq!(other.code, Some(0), "{other}");
    assert_eq!(work.tags().len(), 2, "another change is another image");
}

#[test]
fn rebuilt_under_a_mutable_tag() {
    if !works("buildah") {
        return;
    }
    let configuration = Example::PRODUCT_API
        .read("foghorn.yml")
        .replace("repository: product-api", "repository: products");
    let setting = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", configuration)
        .world(|world| {
            world.repositories.push(world::Repository {
                account: "111111111111".to_owned(),
                region: "eu-west-1".to_owned(),
                name: "products".to_owned(),
                tag_mutability: world::TagMutability::Mutable,
                images: vec![],
            });
        });
    let work = Workplace::new(setting, None);
    let tags = || {
        work.scene
            .simulator
            .tags("111111111111", "eu-west-1", "products")
    };
    let first = work.foghorn(&["build", "--builder", "buildah"]).run();
    assert_eq!(first.code, Some(0), "{first}");
    let before = tags();
    let again = work
        .foghorn(&["build", "--builder", "buildah", "--rebuild"])
        .run();
    assert_eq!(again.code, Some(0), "{again}");
    let after = tags();
    assert_eq!(before.len(), 1);
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    let digest = after.values().next().unwrap();
    assert!(
        again.stdout.trim_end().ends_with(digest.as_str()),
        "{again}"
    );
}

/// From a Dockerfile to a healthy service, and once more with nothing to do.
#[test]
fn deployed() {
    if !works("buildah") {
        return;
    }
    let work = Workplace::product_api(None);
    let deploy = || {
        let command = ["deploy", "--stage", "dev", "--builder", "buildah"];
        work.timed(&command).run()
    };
    let run = deploy();
    assert_eq!(run.code, Some(0), "{run}");
    let before = work.scene.simulator.calls().len();
    let again = deploy();
    assert_eq!(again.code, Some(0), "{again}");
    let made = work.scene.operations_after(before);
    assert!(made.len() <= 10, "{made:?}");
    let (tag, _) = &work.tags()[0];
    insta::assert_snapshot!(timeless(&again, tag));
}

/// What a builder does to the registry is within what the plan announced, and a plan builds nothing.
#[test]
fn as_planned() {
    for builder in ["buildx", "buildah"] {
        if !works(builder) {
            continue;
        }
        let work = Workplace::product_api(None);
        let plan = work.foghorn(&["plan", "--output", "json"]).run();
        assert_eq!(plan.code, Some(0), "{plan}");
        assert_eq!(work.tags(), []);
        let plan: serde_json::Value = serde_json::from_str(&plan.stdout).unwrap();
        let image = &plan["images"][0];
        let announced: Vec<&str> = image["writes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|write| write["action"].as_str().unwrap())
            .collect();
        let before = work.scene.simulator.calls().len();
        let built = work.foghorn(&["build", "--builder", builder]).run();
        assert_eq!(built.code, Some(0), "{built}");
        let calls = work.scene.simulator.calls();
        let made: BTreeSet<String> = calls[before..]
            .iter()
            .filter(|call| is_write(call))
            .map(|call| format!("ecr:{}", call.operation))
            .collect();
        assert!(made.contains("ecr:PutImage"), "{builder}: {made:?}");
        for call in made {
            assert!(announced.contains(&call.as_str()), "{builder}: {call}");
        }
        let (tag, digest) = &work.tags()[0];
        let reference = image["reference"].as_str().unwrap();
        assert!(reference.ends_with(&format!(":{tag}")), "{reference}");
        // From now on it is found.
        let again = work.foghorn(&["plan"]).run();
        assert!(again.stdout.contains(digest), "{again}");
        assert!(!again.stdout.contains("ecr:"), "{again}");
    }
}

/// Returns everything the user saw but the tag and the commit, which differ from run to run.
fn timeless(run: &Run, tag: &str) -> String {
    run.to_string()
        .replace(tag, "[tag]")
        .replace(&tag[..12], "[commit]")
}

/// Makes a directory for `PATH` that has git and nothing else.
fn only_git(directory: &Path) -> String {
    let bin = directory.join("bin");
    std::fs::create_dir(&bin).unwrap();
    let path = std::env::var_os("PATH").unwrap();
    let git = std::env::split_paths(&path)
        .map(|dir| dir.join("git"))
        .find(|git| git.exists());
    symlink(git.unwrap(), bin.join("git")).unwrap();
    bin.to_str().unwrap().to_owned()
}
