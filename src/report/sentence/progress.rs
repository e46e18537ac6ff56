//! Counts of a deployment in words.

use foghorn_deploy::event::{Progress, TargetCounts};

/// Returns the counts, leaving out what is zero:
/// `1 of 2 running, 1 starting, 1 of 3 targets healthy, 2 old draining`.
pub fn counts(progress: &Progress) -> String {
    let Progress {
        desired, running, ..
    } = progress;
    let mut parts = vec![format!("{running} of {desired} running")];
    parts.extend(counted(progress.pending, "starting"));
    parts.extend(counted(progress.failed, "failed"));
    if let Some(targets) = &progress.targets {
        let all = in_service(targets);
        if all > 0 {
            parts.push(format!("{} of {all} targets healthy", targets.healthy));
        }
        parts.extend(counted(targets.unhealthy, "unhealthy"));
    }
    parts.extend(old(progress));
    parts.join(", ")
}

/// Returns the counts for a line that must be short: `1/2 running, 1 starting, 1/3 healthy, 2 old`.
pub fn brief(progress: &Progress) -> String {
    let Progress {
        desired, running, ..
    } = progress;
    let mut parts = vec![format!("{running}/{desired} running")];
    parts.extend(counted(progress.pending, "starting"));
    parts.extend(counted(progress.failed, "failed"));
    if let Some(targets) = progress.targets.filter(|targets| in_service(targets) > 0) {
        let all = in_service(&targets);
        parts.push(format!("{}/{all} healthy", targets.healthy));
    }
    parts.extend(old(progress));
    parts.join(", ")
}

/// Returns `1 task` or `3 tasks`.
pub fn tasks(count: u32) -> String {
    plural(count as usize, "task")
}

/// Returns `1 service` or `3 services`.
pub fn services(count: usize) -> String {
    plural(count, "service")
}

fn plural(count: usize, what: &str) -> String {
    if count == 1 {
        format!("1 {what}")
    } else {
        format!("{count} {what}s")
    }
}

fn counted(count: u32, what: &str) -> Option<String> {
    (count > 0).then(|| format!("{count} {what}"))
}

/// Targets that are not on their way out.
fn in_service(targets: &TargetCounts) -> u32 {
    targets
        .healthy
        .saturating_add(targets.initial)
        .saturating_add(targets.unhealthy)
}

/// Old tasks, and the targets that drain. While at least as many targets drain as there are old
/// tasks, those are taken for the same.
fn old(progress: &Progress) -> Option<String> {
    let draining = progress.targets.map_or(0, |targets| targets.draining);
    match (progress.old, draining) {
        (0, 0) => None,
        (old, 0) => Some(format!("{old} old")),
        (0, draining) => Some(format!("{draining} draining")),
        (old, draining) if draining >= old => Some(format!("{old} old draining")),
        (old, draining) => Some(format!("{old} old, {draining} draining")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeroes_are_left_out() {
        let targets = |[healthy, initial, unhealthy, draining]: [u32; 4]| {
            Some(TargetCounts {
                healthy,
                initial,
                unhealthy,
                draining,
            })
        };
        let rolling = Progress {
            desired: 2,
            running: 1,
            pending: 1,
            failed: 0,
            old: 2,
            targets: None,
        };
        for (progress, long, short) in [
            (Progress::default(), "0 of 0 running", "0/0 running"),
            (
                rolling,
                "1 of 2 running, 1 starting, 2 old",
                "1/2 running, 1 starting, 2 old",
            ),
            (
                Progress {
                    targets: targets([2, 1, 0, 0]),
                    ..rolling
                },
                "1 of 2 running, 1 starting, 2 of 3 targets healthy, 2 old",
                "1/2 running, 1 starting, 2/3 healthy, 2 old",
            ),
            (
                Progress {
                    pending: 0,
                    running: 2,
                    failed: 1,
                    targets: targets([1, 0, 1, 2]),
                    ..rolling
                },
                "2 of 2 running, 1 failed, 1 of 2 targets healthy, 1 unhealthy, 2 old draining",
                "2/2 running, 1 failed, 1/2 healthy, 2 old draining",
            ),
            (
                Progress {
                    targets: targets([0, 0, 0, 1]),
                    ..rolling
                },
                "1 of 2 running, 1 starting, 2 old, 1 draining",
                "1/2 running, 1 starting, 2 old, 1 draining",
            ),
        ] {
            assert_eq!(counts(&progress), long);
            assert_eq!(brief(&progress), short);
        }
        assert_eq!(tasks(1), "1 task");
        assert_eq!(services(60), "60 services");
    }
}
