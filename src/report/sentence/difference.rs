//! Differences between two task definitions in words.

use foghorn_deploy::document::Step;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::task_definition::{Difference, DifferenceKind, Shown};
use serde_json::Value;

/// Longest value that is shown in full, in characters. A whole container that was added would bury
/// everything else.
const LONGEST_VALUE: usize = 60;
/// Stands for one of two values that is longer.
const LEFT_OUT: &str = "…";
/// The lists of a container whose items' names are shown, and never their values.
const NAMED: [&str; 2] = ["environment", "secrets"];

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
    if let Some(names) = difference.shown.as_ref().and_then(names) {
        return line.then(": ").foreign(names);
    }
    let Some(shown) = difference.shown.as_ref().filter(|_| !is_secret(&path)) else {
        return line;
    };
    let last = difference.path.steps().last();
    let is_image = matches!(last, Some(Step::Key(key)) if key == "image");
    let words = |value: &Value| words(value, is_image);
    match (shown.old.as_ref().map(words), shown.new.as_ref().map(words)) {
        (None | Some(None), None | Some(None)) => line,
        (Some(old), Some(new)) => {
            let [old, new] = [old, new].map(|value| value.unwrap_or_else(|| LEFT_OUT.to_owned()));
            line.then(": ").foreign(old).then(" → ").foreign(new)
        }
        (Some(Some(one)), None) | (None, Some(Some(one))) => line.then(": ").foreign(one),
    }
}

/// Returns the names of variables and secrets in a container that is added or removed as a whole:
/// `environment LOG_LEVEL, PORT; secrets DATABASE_URL`.
fn names(shown: &Shown) -> Option<String> {
    let ((Some(container), None) | (None, Some(container))) = (&shown.old, &shown.new) else {
        return None;
    };
    let of = |list: &str| {
        let items = container.get(list)?.as_array()?.iter();
        let names: Vec<&str> = items.filter_map(|item| item["name"].as_str()).collect();
        (!names.is_empty()).then(|| format!("{list} {}", names.join(", ")))
    };
    let lists: Vec<String> = NAMED.into_iter().filter_map(of).collect();
    (!lists.is_empty()).then(|| lists.join("; "))
}

fn words(value: &Value, is_image: bool) -> Option<String> {
    let text = match value {
        Value::String(text) if is_image => image(text),
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
        // Names of variables and secrets may be in it, and their values beside them.
        Value::Array(_) | Value::Object(_) => return None,
    };
    (text.chars().count() <= LONGEST_VALUE).then_some(text)
}

/// Shortens an image reference that is long or has a digest to its name and tag, or to its name and
/// twelve digits.
fn image(reference: &str) -> String {
    let name = |text: &str| text.rsplit('/').next().unwrap_or(text).to_owned();
    match reference.split_once("@sha256:") {
        Some((repository, digest)) => {
            let digits = digest.get(..12).unwrap_or(digest);
            format!("{}@sha256:{digits}", name(repository))
        }
        None if reference.chars().count() > LONGEST_VALUE => name(reference),
        None => reference.to_owned(),
    }
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
        let nested = serde_json::json!([{"name": "X", "value": "hunter2"}]);
        let long = Value::from("x".repeat(LONGEST_VALUE + 1));
        for (old, new, shown) in [
            (&nested, &nested, "~ user"),
            (&long, &long, "~ user"),
            (&Value::from("root"), &long, "~ user: root → …"),
            (&nested, &Value::Null, "~ user: … → null"),
        ] {
            let one = Difference {
                path: Path::root().key("user"),
                kind: DifferenceKind::Changed,
                shown: Some(Shown {
                    old: Some(old.clone()),
                    new: Some(new.clone()),
                }),
            };
            assert_eq!(plain(&difference(&one)), shown);
        }
    }

    #[test]
    fn a_whole_container_comes_with_the_names_in_it() {
        let container = serde_json::json!({
            "name": "secrets-agent",
            "environment": [{"name": "A", "value": "hunter2"}, {"name": "B", "value": "***"}],
            "secrets": [{"name": "C", "valueFrom": "hunter2"}],
        });
        for (kind, sign, old, new) in [
            (DifferenceKind::Added, "+", None, Some(container.clone())),
            (DifferenceKind::Removed, "-", Some(container), None),
        ] {
            let one = Difference {
                path: Path::root()
                    .key("containerDefinitions")
                    .named("secrets-agent"),
                kind,
                shown: Some(Shown { old, new }),
            };
            let wanted =
                format!("{sign} containerDefinitions[secrets-agent]: environment A, B; secrets C");
            assert_eq!(plain(&difference(&one)), wanted);
        }
    }

    #[test]
    fn images_are_shortened() {
        let registry = "111111111111.dkr.ecr.eu-west-1.amazonaws.com";
        let digest = "0123456789abcdef".repeat(4);
        for (reference, shown) in [
            (
                format!("{registry}/api@sha256:{digest}"),
                "api@sha256:0123456789ab",
            ),
            (
                format!("{registry}/team/api:45e2c059024a-d95fbdc6"),
                "api:45e2c059024a-d95fbdc6",
            ),
            ("nginx:1".to_owned(), "nginx:1"),
        ] {
            assert_eq!(image(&reference), shown);
        }
    }
}
