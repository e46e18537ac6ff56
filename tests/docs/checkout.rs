//! A copy of an example that is a git repository of its own, with one commit: so that what is being
//! edited in this one does not show.

use super::page::root;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// The copy; it goes when this is dropped.
pub(super) struct Checkout(TempDir);

impl Checkout {
    /// Copies an example, by its path from the root.
    pub(super) fn of(example: &str) -> Self {
        let directory = TempDir::with_prefix("foghorn-").unwrap();
        copy(&root().join(example), directory.path());
        let checkout = Self(directory);
        checkout.git(&["init", "--quiet", "--initial-branch=main"]);
        checkout.git(&["add", "--all"]);
        checkout.git(&["commit", "--quiet", "--message=Example"]);
        checkout
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    fn git(&self, words: &[&str]) {
        let mut git = Command::new("git");
        git.args(words).current_dir(self.path());
        for who in ["AUTHOR", "COMMITTER"] {
            git.env(format!("GIT_{who}_NAME"), "foghorn");
            git.env(format!("GIT_{who}_EMAIL"), "foghorn@example.com");
            git.env(format!("GIT_{who}_DATE"), "2026-01-01T00:00:00Z");
        }
        assert!(git.status().unwrap().success(), "git {words:?}");
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            std::fs::create_dir(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}
