//! Owns what `foghorn check --output json` prints, and its schema.
//!
//! Sentences are plain texts there. Escaping for a terminal or a log is the printer's.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{Answer, Area, Checked, Finding, words};
use crate::foreign::Sentence;
use crate::token_format;

/// What `foghorn check --output json` prints.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "foghorn check", rename = "check")]
struct CheckOutput {
    /// Everything that was looked at, by stage, service and area. Several entries can be about one
    /// thing.
    findings: Vec<FoundThing>,
}

/// One thing that was looked at, or one of several things that were found there.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "finding")]
struct FoundThing {
    /// The stage; `null` without a configuration.
    stage: Option<String>,
    /// The service, by its name in ECS; `null` if it is the whole stage's.
    service: Option<String>,
    /// What kind of thing was looked at.
    area: Area,
    /// Its name: a file, a role, a parameter, an image.
    subject: String,
    /// What was found.
    outcome: FoundOutcome,
    /// The action that the caller is not allowed, if that is why it could not be looked at.
    missing_permission: Option<String>,
    /// What was found, in words.
    text: String,
    /// What to do about it, line by line.
    fix: Vec<String>,
    /// Where in which file; `null` if it is in none.
    place: Option<FoundPlace>,
}

/// What was found.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "outcome")]
enum FoundOutcome {
    /// It is as it should be.
    Ok,
    /// Someone should look at it; a deployment can work.
    Warning,
    /// A deployment cannot work, or must not. The exit code is 3.
    Problem,
    /// It could not be looked at.
    CouldNotLook,
}

/// Where something is in a file.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "place")]
struct FoundPlace {
    /// The file, as the user named it.
    file: String,
    /// The line, from 1; `null` if the whole file is meant.
    line: Option<usize>,
    /// The column in characters, from 1.
    column: Option<usize>,
    /// The way to the value, such as `containerDefinitions[0].image`; empty for the document.
    path: String,
}

/// What was checked, as JSON.
pub fn json(checked: &Checked) -> Value {
    let output = CheckOutput {
        findings: checked.findings().iter().map(finding).collect(),
    };
    // Only a map with keys that are no texts could fail, and there is none.
    serde_json::to_value(output).unwrap_or_default()
}

/// The JSON Schema of [`json`].
pub fn json_schema() -> Value {
    // As it is printed: every member is there, `null` or not.
    let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
    settings
        .into_generator()
        .into_root_schema_for::<CheckOutput>()
        .to_value()
}

fn finding(finding: &Finding) -> FoundThing {
    let (outcome, missing_permission) = match &finding.answer {
        Answer::Ok => (FoundOutcome::Ok, None),
        Answer::Warning => (FoundOutcome::Warning, None),
        Answer::Problem => (FoundOutcome::Problem, None),
        Answer::CouldNotLook { missing_permission } => {
            (FoundOutcome::CouldNotLook, missing_permission.clone())
        }
    };
    let place = finding.place.as_ref().map(|place| FoundPlace {
        file: place.file.clone(),
        line: place.spot.as_ref().map(|spot| spot.line),
        column: place.spot.as_ref().map(|spot| spot.column),
        path: place.path.to_string(),
    });
    FoundThing {
        stage: finding.about.stage.clone(),
        service: finding.about.service.clone(),
        area: finding.about.area,
        subject: plain(finding.about.subject.raw()),
        outcome,
        missing_permission,
        text: text(&finding.text),
        fix: finding.fix.iter().map(text).collect(),
        place,
    }
}

fn text(sentence: &Sentence) -> String {
    plain(&words(sentence))
}

fn plain(text: &str) -> String {
    token_format::mask(text).into_owned()
}
