//! Looks for what a build may leave behind: files with credentials in them, and processes.

use regex_lite::Regex;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Returns the files below a directory that have a password of the simulated registry in them,
/// plain or as Docker stores logins: base64 of `AWS:` and the password.
pub(super) fn with_passwords(directory: &Path) -> Vec<PathBuf> {
    let password = Regex::new("eyJ[0-9a-f]{64}|QVdTOmV5S").unwrap();
    let mut found = Vec::new();
    // What is removed while this looks is not left behind.
    for entry in std::fs::read_dir(directory).into_iter().flatten().flatten() {
        let path = entry.path();
        let Ok(kind) = entry.file_type() else {
            continue;
        };
        if kind.is_dir() {
            found.extend(with_passwords(&path));
        } else if kind.is_file() {
            let bytes = std::fs::read(&path).unwrap_or_default();
            if password.is_match(&String::from_utf8_lossy(&bytes)) {
                found.push(path);
            }
        }
    }
    found
}

/// Waits until no process has this text in its command line or environment. Returns the command
/// lines of those that are still there after five seconds.
#[expect(clippy::disallowed_methods, reason = "a test has no runtime to block")]
pub(super) fn processes(text: &str) -> Vec<String> {
    let patience = Instant::now() + Duration::from_secs(5);
    loop {
        let left = with_text(text);
        if left.is_empty() || Instant::now() > patience {
            return left;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Returns the command lines of the processes that have this text in theirs or in their
/// environment.
pub(super) fn with_text(text: &str) -> Vec<String> {
    let read = |path: PathBuf| {
        String::from_utf8_lossy(&std::fs::read(path).unwrap_or_default()).into_owned()
    };
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    processes
        .filter_map(|entry| {
            let command = read(entry.path().join("cmdline"));
            let has = command.contains(text) || read(entry.path().join("environ")).contains(text);
            has.then(|| command.replace('\0', " "))
        })
        .collect()
}

#[test]
fn passwords_are_noticed() {
    let directory = tempfile::TempDir::new().unwrap();
    std::fs::create_dir(directory.path().join("docker")).unwrap();
    let login = directory.path().join("docker/config.json");
    std::fs::write(
        &login,
        r#"{"auths":{"127.0.0.1":{"auth":"QVdTOmV5SjEyMzQ="}}}"#,
    )
    .unwrap();
    assert_eq!(with_passwords(directory.path()), [login]);
}
