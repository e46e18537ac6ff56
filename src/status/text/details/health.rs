//! Health checks that do not pass.

use super::shown;
use foghorn_deploy::status::{Health, TargetGroupHealth};
use foghorn_report::escape::log;

/// What the checks say, unless enough tasks pass them and none fails.
pub(super) fn health(health: &Health, desired: u32) -> Vec<String> {
    let Health {
        healthy,
        containers,
        targets,
    } = health;
    let enough = healthy.is_none_or(|healthy| healthy >= desired);
    let failing = containers.is_some_and(|counts| counts.unhealthy > 0)
        || targets.iter().any(|group| !group.failing.is_empty());
    let mut lines = Vec::new();
    if enough && !failing {
        return lines;
    }
    if let Some(counts) = containers {
        lines.push(format!(
            "containers: {} healthy, {} unhealthy, {} without an answer yet",
            counts.healthy, counts.unhealthy, counts.unknown
        ));
    }
    lines.extend(targets.iter().flat_map(group));
    lines
}

fn group(group: &TargetGroupHealth) -> Vec<String> {
    let mut lines = vec![format!(
        "targets: {} healthy, {} draining in {}",
        group.healthy,
        group.draining,
        log::line(&group.group)
    )];
    for failing in &group.failing {
        let mut line = format!("  {} {}", failing.count, log::line(&failing.state));
        for word in failing.reason.iter().map(|reason| log::line(reason)) {
            line = format!("{line}: {word}");
        }
        for word in failing.description.iter().map(shown) {
            line = format!("{line}: {word}");
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use foghorn_deploy::foreign::Foreign;
    use foghorn_deploy::status::{ContainerHealth, FailingTargets};

    #[test]
    fn what_fails_is_told_and_what_passes_is_not() {
        let failing = FailingTargets {
            count: 1,
            state: "unhealthy".to_owned(),
            reason: Some("Target.ResponseCodeMismatch".to_owned()),
            description: Some(Foreign::new("Health checks failed with these codes: [404]")),
        };
        let group = |healthy, failing| TargetGroupHealth {
            group: "tg".to_owned(),
            healthy,
            draining: 0,
            failing,
        };
        let mut status = Health {
            healthy: Some(2),
            containers: None,
            targets: vec![group(2, vec![])],
        };
        assert!(health(&status, 2).is_empty());
        let told = "  1 unhealthy: Target.ResponseCodeMismatch: Health checks failed with these \
                    codes: [404]";
        status.targets = vec![group(2, vec![failing])];
        let lines = health(&status, 2);
        assert_eq!(lines, ["targets: 2 healthy, 0 draining in tg", told]);
        status.targets.clear();
        status.containers = Some(ContainerHealth {
            healthy: 1,
            unhealthy: 0,
            unknown: 1,
        });
        status.healthy = Some(1);
        let told = "containers: 1 healthy, 0 unhealthy, 1 without an answer yet";
        assert_eq!(health(&status, 2), [told]);
    }
}
