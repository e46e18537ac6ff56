//! Ends a builder when foghorn itself is killed. A shell waits on a pipe that only foghorn holds:
//! when foghorn dies, however suddenly, the pipe closes, and the shell kills the builder's process
//! group and removes the private directory.

use std::io::Write as _;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Ends the watch when dropped.
pub(super) struct Watchdog {
    shell: Child,
}

impl Watchdog {
    /// Watches over the process group `group`. Gives `None` where there is no `sh`: then a builder
    /// outlives a foghorn that is killed with SIGKILL, and nothing worse.
    pub(super) fn start(group: u32, directory: &Path) -> Option<Self> {
        let script = r#"read -r done || { kill -KILL "-$0"; rm -rf -- "$1"; }"#;
        Command::new("sh")
            .args(["-c", script, &group.to_string()])
            .arg(directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Signals to foghorn's own group must not end it.
            .process_group(0)
            .spawn()
            .ok()
            .map(|shell| Self { shell })
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        if let Some(mut pipe) = self.shell.stdin.take() {
            let _ = pipe.write_all(b"done\n");
        }
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
    use std::process::Command;

    use super::Watchdog;

    #[test]
    fn the_builder_dies_with_foghorn() {
        let dir = tempfile::tempdir().unwrap();
        let private = dir.path().join("private");
        std::fs::create_dir(&private).unwrap();
        let mut builder = Command::new("sleep")
            .arg("60")
            .process_group(0)
            .spawn()
            .unwrap();
        let mut watchdog = Watchdog::start(builder.id(), &private).unwrap();
        // What the kernel does when foghorn is killed.
        drop(watchdog.shell.stdin.take());
        assert_eq!(builder.wait().unwrap().signal(), Some(9));
        watchdog.shell.wait().unwrap();
        assert!(!private.exists());
    }

    #[test]
    fn a_finished_build_is_left_alone() {
        let mut builder = Command::new("sleep")
            .arg("60")
            .process_group(0)
            .spawn()
            .unwrap();
        let dir = tempfile::tempdir().unwrap();
        drop(Watchdog::start(builder.id(), dir.path()).unwrap());
        assert!(builder.try_wait().unwrap().is_none());
        assert!(dir.path().exists());
        builder.kill().unwrap();
        builder.wait().unwrap();
    }
}
