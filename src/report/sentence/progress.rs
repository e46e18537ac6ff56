//! Counts of a deployment in words.

use foghorn_deploy::event::Progress;

/// Returns the counts, leaving out what is zero: `1 of 2 running, 1 starting, 2 old`.
pub fn counts(progress: &Progress) -> String {
    let rest = [
        (progress.pending, "starting"),
        (progress.failed, "failed"),
        (progress.old, "old"),
    ];
    let rest = rest.iter().filter(|(count, _)| *count > 0);
    let rest = rest.map(|(count, what)| format!(", {count} {what}"));
    format!(
        "{} of {} running{}",
        progress.running,
        progress.desired,
        rest.collect::<String>()
    )
}

/// Returns `1 task` or `3 tasks`.
pub fn tasks(count: u32) -> String {
    if count == 1 {
        "1 task".to_owned()
    } else {
        format!("{count} tasks")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeroes_are_left_out() {
        let progress = Progress {
            desired: 2,
            running: 1,
            pending: 1,
            failed: 0,
            old: 2,
        };
        assert_eq!(counts(&progress), "1 of 2 running, 1 starting, 2 old");
        assert_eq!(counts(&Progress::default()), "0 of 0 running");
        assert_eq!(tasks(1), "1 task");
    }
}
