//! Owns the variables of containers: their names, and the files they come from.

use std::collections::BTreeMap;

use super::at::At;
use super::task::{Task, error, warning};
use crate::problem::Problems;

/// Source: ECS API model, `EnvironmentFile`.
const MOST_FILES: usize = 10;

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    for container in &task.containers {
        names(&container.at, problems);
        let files = container.at.list("environmentFiles");
        if let Some(beyond) = files.get(MOST_FILES) {
            error(
                problems,
                beyond.place(),
                format!(
                    "there are {} environment files, and ECS takes {MOST_FILES}",
                    files.len()
                ),
                "put some of them together",
            );
        }
        for file in files {
            environment_file(&file, problems);
        }
    }
}

/// Source: ECS's own answer to RegisterTaskDefinition ("The secret name must be unique and not
/// shared with any new or existing environment variables set on the container").
fn names(container: &At<'_>, problems: &mut Problems) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for list in ["environment", "secrets"] {
        for variable in container.list(list) {
            let Some(name) = variable.get("name") else {
                error(
                    problems,
                    variable.place(),
                    format!("an entry of `{list}` has no name"),
                    "add `name`",
                );
                continue;
            };
            let Some(text) = name.text() else {
                continue;
            };
            if text.is_empty() || text.contains(['=', '\0']) {
                error(
                    problems,
                    name.place(),
                    format!("{} cannot be the name of a variable", name.shown()),
                    "give it another name",
                );
            }
            match seen.insert(text, list) {
                None => {}
                Some("environment") if list == "environment" => {
                    warning(
                        problems,
                        name.place(),
                        format!("`{text}` is given twice"),
                        "keep one of the two",
                    );
                }
                Some(other) => {
                    error(
                        problems,
                        name.place(),
                        format!(
                            "`{text}` is in `{list}` and already in `{other}`, which ECS refuses"
                        ),
                        "keep one of the two",
                    );
                }
            }
        }
    }
}

/// Source: ECS API model, `EnvironmentFile`.
fn environment_file(file: &At<'_>, problems: &mut Problems) {
    let Some((at, text)) = file
        .get("value")
        .and_then(|at| at.text().map(|text| (at, text)))
    else {
        return;
    };
    let object = text
        .strip_prefix("arn:")
        .and_then(|arn| arn.split_once(":s3:::"));
    if !object.is_some_and(|(_, object)| object.contains('/')) {
        error(
            problems,
            at.place(),
            format!("{} is no ARN of an object in S3", at.shown()),
            "write it as `arn:aws:s3:::BUCKET/NAME.env`",
        );
    } else if text.rsplit('.').next() != Some("env") {
        error(
            problems,
            at.place(),
            "the name of an environment file ends in `.env`",
            "rename the object",
        );
    }
}
