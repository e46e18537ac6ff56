//! Runs a script of `tests/honesty` with the Python of `.venv`, led to a simulated AWS.

use super::world::{ACCOUNT, REGION};
use foghorn_sim::Simulator;
use foghorn_sim::world::ANY_ACCOUNT_SECRET;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs a script, which fails with what it found. Without `.venv` it is skipped, but not in CI.
pub(super) fn run(script: &str, aws: &Simulator) {
    let Some(bin) = programs() else { return };
    let home = tempfile::tempdir().unwrap();
    let path = std::env::join_paths([bin.clone(), "/usr/bin".into(), "/bin".into()]).unwrap();
    let output = Command::new(bin.join("python"))
        .arg(checkout().join("tests/honesty").join(script))
        .env_clear()
        .env("PATH", path)
        .env("HOME", home.path())
        .env("LC_ALL", "C.UTF-8")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("AWS_ENDPOINT_URL", aws.endpoint())
        .env("AWS_ACCESS_KEY_ID", ACCOUNT)
        .env("AWS_SECRET_ACCESS_KEY", ANY_ACCOUNT_SECRET)
        .env("AWS_DEFAULT_REGION", REGION)
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .current_dir(home.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} failed:\n{said}{error}");
}

fn checkout() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns where the clients are.
fn programs() -> Option<PathBuf> {
    let bin = checkout().join(".venv/bin");
    if bin.join("python").exists() {
        return Some(bin);
    }
    let missing = "the clients are not there; run `bash tests/setup/python.sh`";
    assert!(std::env::var_os("CI").is_none(), "{missing}");
    eprintln!("skipped: {missing}");
    None
}
