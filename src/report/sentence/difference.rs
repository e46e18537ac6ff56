//! Differences between two task definitions in words.

use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::task_definition::{Difference, DifferenceKind};
use serde_json::Value;

/// Longest value that is shown in full, in characters. A whole container that was added would bury
/// everything else.
const LONGEST_VALUE: usize = 60;

/// Returns one difference: `~ containerDefinitions[app].cpu: 256 → 512`.
///
/// Values under `environment` and `secrets` are never shown, whatever the difference carries.
pub fn difference(difference: &Difference) -> Sentence {
    let sign = match difference.kind {
        DifferenceKind::Added => "+ ",
        DifferenceKind::Removed => "- ",
        DifferenceKind::Changed => "~ ",
    };
    let path = difference.path.to_string();
    let line = Sentence::own(sign).foreign(&path);
    let Some(shown) = difference.shown.as_ref().filter(|_| !is_secret(&path)) else {
        return line;
    };
    match (
        shown.old.as_ref().and_then(value),
        shown.new.as_ref().and_then(value),
    ) {
        (Some(old), Some(new)) => line.then(": ").foreign(old).then(" → ").foreign(new),
        (Some(one), None) | (None, Some(one)) => line.then(": ").foreign(one),
        (None, None) => line,
    }
}

fn value(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => image(text).unwrap_or_else(|| text.clone()),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        // Names of variables and secrets may be in it, and their values beside them.
        Value::Array(_) | Value::Object(_) => return None,
    };
    (text.chars().count() <= LONGEST_VALUE).then_some(text)
}

/// Shortens an image reference with a digest to its name and twelve digits.
fn image(reference: &str) -> Option<String> {
    let (repository, digest) = reference.split_once("@sha256:")?;
    let name = repository.rsplit('/').next()?;
    Some(format!("{name}@sha256:{}", digest.get(..12)?))
}

fn is_secret(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path.contains("environment") || path.contains("secret")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sentence::plain;
    use foghorn_deploy::document::Path;
    use foghorn_deploy::task_definition::Shown;

    #[test]
    fn values_of_the_environment_are_never_shown() {
        let cpu = Path::root().key("cpu");
        let variable = Path::root()
            .key("containerDefinitions")
            .named("app")
            .key("environment")
            .named("X");
        let secret = Path::root()
            .key("containerDefinitions")
            .named("app")
            .key("secrets");
        for (kind, path, shown) in [
            (DifferenceKind::Changed, &cpu, "~ cpu: 256 → 512"),
            (DifferenceKind::Added, &cpu, "+ cpu: 512"),
            (DifferenceKind::Removed, &cpu, "- cpu: 256"),
            (
                DifferenceKind::Changed,
                &variable,
                "~ containerDefinitions[app].environment[X]",
            ),
            (
                DifferenceKind::Changed,
                &secret,
                "~ containerDefinitions[app].secrets",
            ),
        ] {
            let old = (kind != DifferenceKind::Added).then(|| Value::from(256));
            let new = (kind != DifferenceKind::Removed).then(|| Value::from("512"));
            let one = Difference {
                path: path.clone(),
                kind,
                shown: Some(Shown { old, new }),
            };
            assert_eq!(plain(&difference(&one)), shown);
        }
    }

    #[test]
    fn long_and_nested_values_are_left_out() {
        assert_eq!(
            value(&serde_json::json!([{"name": "X", "value": "hunter2"}])),
            None
        );
        assert_eq!(value(&Value::from("x".repeat(LONGEST_VALUE + 1))), None);
    }
}
