//! Owns the search for secrets that stand in the definition as plain text, and how to move them.
//!
//! No value is ever shown, not in part either.

mod command;

use super::at::At;
use super::task::{Container, Task};
use crate::document::Path;
use crate::plain_secret::{self, Suspicion};
use crate::problem::{Problem, Problems};
use crate::token_format;
use command::{Entry, word};

pub(super) fn check(task: &Task<'_>, accepted: &[String], problems: &mut Problems) {
    let family = word(task.root.text_of("family").unwrap_or_default(), "FAMILY");
    for container in &task.containers {
        for variable in container.at.list("environment") {
            let name = variable
                .get("name")
                .and_then(|name| name.raw_text())
                .unwrap_or_default();
            let Some(value) = variable.get("value") else {
                continue;
            };
            if accepted.iter().any(|accepted| accepted == name) {
                continue;
            }
            if let Some(suspicion) = value
                .raw_text()
                .and_then(|text| plain_secret::suspect(name, text))
            {
                problems.push(found(&value, name, &container.at.path, family, suspicion));
            }
        }
        elsewhere(container, problems);
    }
}

fn found(value: &At<'_>, name: &str, container: &Path, family: &str, why: Suspicion) -> Problem {
    let place = value.place();
    let problem = match why {
        Suspicion::Format(format) => {
            let message = format!("the value of `{name}` has {} in plain text", a(format));
            Problem::error(place, message)
        }
        Suspicion::Name => {
            let message = format!("`{name}` is called like a secret, and its value is plain text");
            Problem::warning(place, message)
        }
        Suspicion::Random => {
            let message =
                format!("the value of `{name}` looks random, like a secret, and is plain text");
            Problem::warning(place, message)
        }
    };
    let entry = Entry {
        file: value.file(),
        container,
        name: word(name, "NAME"),
        family,
        is_wrapped: value.is_wrapped(),
        is_literal: value.is_literal(),
    };
    let mut help =
        vec!["move it into SSM, in every account and region, with these two:".to_owned()];
    help.extend(entry.commands().map(|command| format!("  {command}")));
    if matches!(why, Suspicion::Format(_)) {
        help.push("and have its issuer replace it: whoever read the definition has it".to_owned());
    }
    let name = entry.name;
    help.push(format!(
        "if it is no secret: `plain-text: [{name}]` in the configuration, or `--plain-text {name}`"
    ));
    problem.help(help.join("\n"))
}

/// A noun with its article.
fn a(noun: &str) -> String {
    let vowel =
        noun.starts_with(['A', 'E', 'I', 'O', 'a', 'e', 'i', 'o']) || noun.starts_with("npm");
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// Tokens of a known form in other places that people put them in.
fn elsewhere(container: &Container<'_>, problems: &mut Problems) {
    for key in ["command", "entryPoint", "dockerLabels"] {
        let Some(at) = container.at.get(key) else {
            continue;
        };
        let mut texts = at.items();
        texts.extend(at.keys().filter_map(|key| at.get(key)));
        for text in texts {
            let format = text
                .raw_text()
                .and_then(|text| token_format::find(text).next());
            if let Some(token) = format {
                let message = format!("there is {} in plain text in `{key}`", a(token.format));
                let help = "put it into an SSM parameter, take it as a variable from `secrets`, and replace the token: whoever reads the definition has it";
                problems.push(Problem::error(text.place(), message).help(help));
            }
        }
    }
}
