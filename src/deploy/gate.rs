//! What a stage asks for before it starts, beside a proven image: a branch, and an age in the stage
//! before. Guardrails against mistakes; the boundary against people is IAM and the CI's approval.

use crate::config::Stage;
use crate::time::AwsTime;
use std::time::Duration;

/// Why a stage may not start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// It may not be deployed from this branch; `None` if the run is of none, as for a tag or a pull
    /// request.
    Branch(Option<String>),
    /// The stage before has not been healthy for long enough: what is left.
    TooYoung(Duration),
}

/// Looks whether a stage may be deployed from a branch.
///
/// # Errors
///
/// [`Closed::Branch`].
pub fn branch(stage: &Stage, branch: Option<&str>) -> Result<(), Closed> {
    let open = |branch: &str| {
        stage
            .branches
            .iter()
            .any(|pattern| matches(pattern, branch))
    };
    if stage.branches.is_empty() || branch.is_some_and(open) {
        Ok(())
    } else {
        Err(Closed::Branch(branch.map(str::to_owned)))
    }
}

/// Looks whether an image has been proven for long enough in the stage before.
///
/// # Errors
///
/// [`Closed::TooYoung`].
pub fn age(stage: &Stage, proven_since: AwsTime, now: AwsTime) -> Result<(), Closed> {
    let left = stage.minimum_age.saturating_sub(now.since(proven_since));
    if left.is_zero() {
        Ok(())
    } else {
        Err(Closed::TooYoung(left))
    }
}

/// Whether a text fits a pattern, in which `*` stands for any text, `/` included.
fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = text.strip_prefix(first) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        let Some(at) = rest.find(part) else {
            return false;
        };
        rest = rest.get(at + part.len()..).unwrap_or_default();
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use super::*;
    use crate::config::Config;

    fn prod(settings: &str) -> Stage {
        let text = format!(
            "service: web\ntask-definition: web.json\nstages:\n  dev: {{ region: eu-west-1, cluster: dev }}\n  \
             prod: {{ region: eu-west-1, cluster: prod, after: dev, {settings} }}\n"
        );
        let config = Config::parse("foghorn.yml", &text).unwrap();
        config.stage("prod").unwrap().clone()
    }

    #[test]
    fn branches() {
        let table = [
            ("branches: []", Some("any"), true),
            ("branches: []", None, true),
            ("branches: [main]", Some("main"), true),
            ("branches: [main]", Some("maintenance"), false),
            ("branches: [main]", Some("my/main"), false),
            ("branches: [main]", None, false),
            ("branches: [main, 'release/*']", Some("release/1/2"), true),
            ("branches: [main, 'release/*']", Some("release"), false),
            ("branches: ['*-stable']", Some("8-stable"), true),
            ("branches: ['*-stable']", Some("8-stable-not"), false),
            ("branches: ['a*b*a']", Some("a-b-a"), true),
            ("branches: ['a*b*a']", Some("aba"), true),
            ("branches: ['a*b*a']", Some("ab"), false),
            ("branches: ['*']", Some("é"), true),
        ];
        for (settings, from, open) in table {
            let found = branch(&prod(settings), from);
            let closed = Err(Closed::Branch(from.map(str::to_owned)));
            let expected = if open { Ok(()) } else { closed };
            assert_eq!(found, expected, "{settings}, {from:?}");
        }
    }

    #[test]
    fn ages() {
        let minute = 60_000;
        let table = [
            (
                "minimum-age: 30m",
                29,
                Err(Closed::TooYoung(Duration::from_mins(1))),
            ),
            ("minimum-age: 30m", 30, Ok(())),
            ("minimum-age: 30m", 31, Ok(())),
            (
                "minimum-age: 30m",
                -5,
                Err(Closed::TooYoung(Duration::from_mins(30))),
            ),
            ("minimum-age: 0", 0, Ok(())),
            ("branches: []", 0, Ok(())),
        ];
        for (settings, minutes, expected) in table {
            let found = age(&prod(settings), AwsTime(0), AwsTime(minutes * minute));
            assert_eq!(found, expected, "{settings}, {minutes} min");
        }
    }
}
