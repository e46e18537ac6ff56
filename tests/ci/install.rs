//! The action that installs the released program, run by act; a server on loopback plays the release.

use super::act::{Act, without_sign_in};
use super::docker::unique;
use super::npm::checkout;
use crate::harness::{Example, Setting};
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// What the act image is; the release has musl in its name.
const TARGET: &str = concat!("x86_64", "-unknown-linux-musl");

/// A server of the files in a folder. Its thread ends with the tests.
fn server(folder: &Path) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let folder = folder.to_owned();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let request = lines.next().unwrap_or_default();
            while lines.next().is_some_and(|line| !line.is_empty()) {}
            let path = request.split(' ').nth(1).unwrap_or_default();
            let (code, body) = match fs::read(folder.join(path.trim_start_matches('/'))) {
                Ok(body) => (200, body),
                Err(_) => (404, Vec::new()),
            };
            let head = format!(
                "HTTP/1.1 {code} x\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            // A client that is gone has nothing to say.
            stream.write_all(&[head.as_bytes(), &body].concat()).ok();
        }
    });
    format!("http://{address}")
}

/// Packs a program as a release has it, below `v0.1.0`; returns the archive's checksum.
fn release(folder: &Path, program: &Path) -> String {
    let version = folder.join("v0.1.0");
    let mut archive = Command::new(checkout("release/archive.sh"));
    archive.arg(program).arg(TARGET).arg(&version);
    assert!(archive.status().unwrap().success());
    let mut sums = Command::new("sha256sum");
    sums.arg(format!("foghorn-v0.1.0-{TARGET}.tar.gz"));
    let sums = sums.current_dir(&version).output().unwrap();
    let line = String::from_utf8(sums.stdout).unwrap();
    fs::write(version.join("SHA256SUMS"), &line).unwrap();
    line.split(' ').next().unwrap().to_owned()
}

/// A program that says its version and is small.
fn small_program(folder: &Path) -> PathBuf {
    let program = folder.join("small");
    fs::write(&program, "#!/bin/sh\necho foghorn 0.1.0\n").unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    program
}

/// Writes the action below a folder, with these checksums in it.
fn write_action(folder: &Path, sums: &str) {
    let action = folder.join("install");
    fs::create_dir_all(&action).unwrap();
    for file in ["action.yml", "install.sh"] {
        fs::copy(checkout("install").join(file), action.join(file)).unwrap();
    }
    fs::write(action.join("SHA256SUMS"), sums).unwrap();
}

/// Runs a workflow whose first step installs, with these inputs, from a server that is not GitHub.
fn run(act: &Act, address: &str, sums: &str, inputs: &[(&str, &str)]) -> (bool, String) {
    let folder = TempDir::new().unwrap();
    write_action(folder.path(), sums);
    let mut given = format!("          base_url: {address}\n");
    for (name, value) in inputs {
        writeln!(given, "          {name}: \"{value}\"").unwrap();
    }
    let workflow = format!(
        "name: {}\non: push\njobs:\n  job:\n    runs-on: ubuntu-latest\n    steps:\n      \
         - uses: actions/checkout@v6\n      \
         - id: first\n        uses: ./install\n        with:\n{given}      \
         - uses: ./install\n        with:\n{given}      \
         - run: foghorn --version && echo \"in ${{{{ steps.first.outputs.path }}}}\"\n",
        unique()
    );
    let workflows = folder.path().join(".github/workflows");
    fs::create_dir_all(&workflows).unwrap();
    fs::write(workflows.join("install.yml"), &workflow).unwrap();
    let run = act.run(folder.path(), "push", &[]).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    (
        run.status.success(),
        said + &String::from_utf8_lossy(&run.stderr),
    )
}

#[test]
fn a_release_is_installed_once_and_found_on_the_path() {
    let Some(act) = Act::new() else { return };
    let folder = TempDir::new().unwrap();
    let sum = release(folder.path(), &small_program(folder.path()));
    let pinned = format!("# a comment\n{sum}  foghorn-v0.1.0-{TARGET}.tar.gz\n");
    let address = server(folder.path());
    // The checksum is from the action's own commit, from the workflow, from the release.
    for (sums, inputs) in [
        (pinned.as_str(), &[] as &[(&str, &str)]),
        ("", &[("sha256", &sum), ("version", "0.1.0")]),
        ("# none yet\n", &[("version", "v0.1.0")]),
    ] {
        let (ended_well, said) = run(&act, &address, sums, inputs);
        assert!(ended_well, "{said}");
        for text in [
            "foghorn 0.1.0",
            &format!("in /tmp/tool-cache/foghorn/v0.1.0/{TARGET}"),
        ] {
            assert!(said.contains(text), "{text}: {said}");
        }
        // The first step fetched it, the second found it.
        let found = said.matches("foghorn v0.1.0 is in the tool cache");
        assert_eq!(found.count(), 1, "{said}");
    }
}

#[test]
fn what_is_not_what_was_released_is_not_installed() {
    let Some(act) = Act::new() else { return };
    let folder = TempDir::new().unwrap();
    release(folder.path(), &small_program(folder.path()));
    let address = server(folder.path());
    let other = "0".repeat(64);
    let pinned = format!("{other}  foghorn-v0.1.0-{TARGET}.tar.gz\n");
    for (sums, inputs, why) in [
        (
            pinned.as_str(),
            &[] as &[(&str, &str)],
            "is the one in this action's SHA256SUMS: nothing was unpacked",
        ),
        (
            "",
            &[("sha256", &other)],
            "is the one in the input sha256: nothing was unpacked",
        ),
        ("", &[("sha256", "abc")], "there is no SHA-256 checksum of"),
        (
            "",
            &[("version", "v9.9.9")],
            "/v9.9.9/SHA256SUMS cannot be fetched: curl: (22)",
        ),
        (
            "",
            &[("version", "latest")],
            "the input version is \"latest\": give a release, such as v0.1.0",
        ),
    ] {
        let (ended_well, said) = run(&act, &address, sums, inputs);
        assert!(!ended_well, "{why}: {said}");
        assert!(said.contains(why), "{why}: {said}");
        assert!(
            said.contains("::error title=foghorn was not installed::"),
            "{said}"
        );
        assert!(!said.contains("foghorn 0.1.0"), "{said}");
    }
}

/// The workflow that users copy: outputs and summary are those of the container.
#[test]
fn the_installed_program_deploys() {
    let Some(act) = Act::new() else { return };
    let folder = TempDir::new().unwrap();
    let program = folder.path().join("foghorn");
    let mut strip = Command::new("strip");
    strip.arg(env!("CARGO_BIN_EXE_foghorn")).arg("-o");
    assert!(strip.arg(&program).status().unwrap().success());
    let sum = release(folder.path(), &program);
    let address = server(folder.path());
    let scene = Setting::new(Example::PRODUCT_API)
        .default_setting("soak: 0s")
        .scale(50)
        .start();
    let sums = format!("{sum}  foghorn-v0.1.0-{TARGET}.tar.gz\n");
    write_action(scene.directory(), &sums);
    let mirrored = format!("./install\n        with:\n          base_url: {address}");
    let named = "\nname: deploy with the installed program\n";
    let workflow = without_sign_in("installed.yml");
    assert!(workflow.contains(named), "{workflow}");
    let workflow = workflow
        .replace(named, &format!("\nname: {}\n", unique()))
        .replace("foghorn-deploy/foghorn/install@v0.1.0", &mirrored);
    scene.write(".github/workflows/installed.yml", &workflow);
    let mut run = act.signed_in(&scene, "workflow_dispatch");
    run.arg("--input")
        .arg(format!("image={}", scene.image("first")));
    let run = run.output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{run:?}");
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    for text in [
        "::set-output:: verdict=deployed",
        "## ✅ Deployed and healthy in `dev`",
    ] {
        assert!(said.contains(text), "{text}: {said}");
    }
}
