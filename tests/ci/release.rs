//! The scripts of a release, in a copy of what they read; git is real, `gh` only writes down what
//! it is told. The workflow that calls them runs on GitHub alone.

use super::npm::{checkout, there};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const DIGEST: &str = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";

/// A repository with the files that a release reads, and a remote beside it.
struct Repository(TempDir);

impl Repository {
    /// Commits them, with a changelog that has a section for this version.
    fn new() -> Self {
        let repository = Self(TempDir::new().unwrap());
        let root = repository.path("");
        for file in [
            "Cargo.toml",
            "README.md",
            "LICENSE-APACHE",
            "LICENSE-MIT",
            "action.yml",
        ] {
            copy(&checkout(file), &root.join(file));
        }
        for folder in [
            "release",
            "install",
            "docs",
            "workflows/github",
            "workflows/gitlab",
        ] {
            for entry in fs::read_dir(checkout(folder)).unwrap() {
                let entry = entry.unwrap();
                copy(&entry.path(), &root.join(folder).join(entry.file_name()));
            }
        }
        repository.write(
            "CHANGELOG.md",
            "# Changelog\n\n## 0.2.0\n\n- Later.\n\n## 0.1.0 - 2026-11-21\n\n- First.\n\n- Second.\n\n## 0.0.1\n",
        );
        repository.write(".gitignore", "/dist\n");
        repository.git(&["init", "--quiet", "--bare", "../remote"]);
        repository.git(&["init", "--quiet", "--initial-branch=main"]);
        repository.git(&["remote", "add", "origin", "../remote"]);
        repository.git(&["add", "--all"]);
        repository.git(&["commit", "--quiet", "--message=x"]);
        repository
    }

    fn path(&self, path: &str) -> PathBuf {
        let root = self.0.path().join("checkout");
        fs::create_dir_all(&root).unwrap();
        root.join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=x", "-c", "user.email=x@example.com"]);
        let done = git.args(arguments).current_dir(self.path("")).output();
        let done = done.unwrap();
        assert!(done.status.success(), "{arguments:?}: {done:?}");
        String::from_utf8(done.stdout).unwrap().trim().to_owned()
    }

    /// Runs a script of the release, with a `gh` that succeeds.
    fn run(&self, script: &str, arguments: &[&str]) -> Output {
        let tools = self.0.path().join("tools");
        fs::create_dir_all(&tools).unwrap();
        let gh = tools.join("gh");
        let told = self.0.path().join("gh-was-told");
        fs::write(
            &gh,
            format!("#!/bin/sh\nprintf '%s\\n' \"$@\" >> {}\n", told.display()),
        )
        .unwrap();
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).unwrap();
        let path = std::env::var("PATH").unwrap();
        Command::new(self.path("release").join(script))
            .args(arguments)
            .current_dir(self.path(""))
            .env("PATH", format!("{}:{path}", tools.display()))
            .output()
            .unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
}

fn ok(done: &Output) -> String {
    assert!(done.status.success(), "{done:?}");
    String::from_utf8(done.stdout.clone()).unwrap()
}

#[test]
fn a_version_is_released_only_when_everything_names_it() {
    let ready = Repository::new();
    assert_eq!(ok(&ready.run("check.sh", &["0.1.0"])), "");
    assert_eq!(
        ok(&ready.run("notes.sh", &["0.1.0"])),
        "- First.\n\n- Second.\n"
    );

    // What is changed, and what is said of it.
    let table: [(&str, &str, &str, &str); 6] = [
        (
            "Cargo.toml",
            "version = \"0.1.0\"",
            "version = \"0.1.1\"",
            "Cargo.toml says 0.1.1",
        ),
        (
            "CHANGELOG.md",
            "## 0.1.0 -",
            "## Unreleased",
            "nothing under \"## 0.1.0\"",
        ),
        (
            "action.yml",
            "foghorn:v0.1.0",
            "foghorn:v0.0.9",
            "action.yml, line",
        ),
        (
            "workflows/github/plan.yml",
            "foghorn@v0.1.0",
            "foghorn@v0.0.9",
            "foghorn@v0.0.9",
        ),
        (
            "workflows/gitlab/deploy.yml",
            "foghorn:v0.1.0",
            "foghorn:v0.0.9",
            "foghorn:v0.0.9",
        ),
        (
            "install/action.yml",
            "default: v0.1.0",
            "default: v0.0.9",
            "install/action.yml: the input",
        ),
    ];
    for (file, from, to, why) in table {
        let text = ready.read(file);
        assert!(text.contains(from), "{file}");
        ready.write(file, &text.replace(from, to));
        let refused = ready.run("check.sh", &["0.1.0"]);
        assert_eq!(refused.status.code(), Some(1), "{file}: {refused:?}");
        let said = String::from_utf8_lossy(&refused.stderr);
        assert!(said.contains(why), "{why}: {said}");
        ready.write(file, &text);
    }
    ready.git(&["push", "--quiet", "origin", "HEAD:refs/tags/v0.1.0"]);
    let refused = ready.run("check.sh", &["0.1.0"]);
    assert!(!refused.status.success(), "{refused:?}");
}

#[test]
fn a_released_tag_pins_what_it_hands_out_and_is_never_moved() {
    let repository = Repository::new();
    repository.write("foghorn", "#!/bin/sh\necho foghorn 0.1.0\n");
    let program = repository.path("foghorn");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let program = program.to_str().unwrap();
    let mut sums = Vec::new();
    for _ in 0..2 {
        // The same program gives the same archive.
        ok(&repository.run(
            "archive.sh",
            &[program, "x86_64-unknown-linux-musl", "dist"],
        ));
        sums.push(ok(&repository.run("sums.sh", &[])));
    }
    assert_eq!(sums[0], sums[1]);
    repository.write("dist/SHA256SUMS.sigstore.json", "{}");

    let refused = repository.run("pin.sh", &["v0.1.0", "dist/SHA256SUMS"]);
    assert!(!refused.status.success(), "{refused:?}");
    ok(&repository.run("pin.sh", &[DIGEST, "dist/SHA256SUMS"]));
    ok(&repository.run("publish.sh", &["0.1.0"]));

    let tagged = |path: &str| repository.git(&["show", &format!("origin-tag:{path}")]);
    repository.git(&[
        "fetch",
        "--quiet",
        "origin",
        "refs/tags/v0.1.0:refs/heads/origin-tag",
    ]);
    let image = format!("  image: docker://ghcr.io/foghorn-deploy/foghorn@{DIGEST} # v0.1.0");
    assert!(tagged("action.yml").lines().any(|line| line == image));
    assert!(tagged("install/SHA256SUMS").contains(sums[0].trim()));
    let told = fs::read_to_string(repository.0.path().join("gh-was-told")).unwrap();
    for word in [
        "release",
        "create",
        "v0.1.0",
        "--verify-tag",
        "dist/SHA256SUMS.sigstore.json",
    ] {
        assert!(told.lines().any(|line| line == word), "{word}: {told}");
    }

    // Somebody runs it again, from another checkout.
    let before = repository.git(&["ls-remote", "origin", "refs/tags/v0.1.0"]);
    repository.git(&["tag", "--delete", "v0.1.0"]);
    repository.write("install/SHA256SUMS", "other\n");
    let refused = repository.run("publish.sh", &["0.1.0"]);
    assert!(!refused.status.success(), "{refused:?}");
    assert_eq!(
        repository.git(&["ls-remote", "origin", "refs/tags/v0.1.0"]),
        before
    );
}

/// What `make dist` has built in the Dockerfile, as a release does.
#[test]
fn the_released_program_needs_nothing_else() {
    let built = fs::read_dir(checkout("dist")).map(|entries| {
        let archive = |path: &PathBuf| path.to_string_lossy().ends_with(".tar.gz");
        entries.map(|entry| entry.unwrap().path()).find(archive)
    });
    let Some(archive) = built.ok().flatten() else {
        there(false, "dist (made by `make dist`)");
        return;
    };
    let root = TempDir::new().unwrap();
    let mut unpack = Command::new("tar");
    unpack
        .arg("-xzf")
        .arg(&archive)
        .args(["--strip-components=1", "-C"]);
    assert!(unpack.arg(root.path()).status().unwrap().success());
    // A root with nothing in it but what was in the archive: no libraries, no loader.
    let mut program = Command::new("unshare");
    program.args(["--map-root-user", "--root"]).arg(root.path());
    let said = ok(&program.args(["/foghorn", "--version"]).output().unwrap());
    assert_eq!(said, "foghorn 0.1.0\n");
    for file in ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT", "README.md"] {
        assert!(root.path().join(file).exists(), "{file}");
    }
    let size = fs::metadata(&archive).unwrap().len();
    assert!(size < 25_000_000, "{}: {size} bytes", archive.display());
}
