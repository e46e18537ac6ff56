//! What a check found: every finding that a person should look at, a table of everything that was
//! looked at, and one line that says how it ended.
//!
//! Colour has no part in it. What several stages have in common is said once. A token that stands on
//! the line of a problem is masked here, too.

use super::table;
use crate::escape::log;
use crate::sentence::plain;
use foghorn_deploy::check::{Answer, Checked, Finding};
use foghorn_deploy::foreign::{Part, Sentence};
use foghorn_deploy::token_format;

/// Returns the page.
pub fn lines(checked: &Checked) -> Vec<String> {
    let findings = checked.findings();
    let said = said(findings);
    let mut page = Vec::new();
    for finding in &said {
        let rendered = rendered(finding, findings);
        page.extend(rendered.lines().map(log::line));
        page.push(String::new());
    }
    page.extend(table::lines(&rows(findings)));
    page.push(String::new());
    if let Some(line) = missing(checked) {
        page.push(line);
        page.push(String::new());
    }
    let code = checked.outcome().exit_code();
    page.push(match counts(each_once(findings).into_iter()) {
        none if none.is_empty() => format!("No problems (exit code {code})."),
        counts => format!("{counts} (exit code {code})."),
    });
    page
}

/// A problem in its parts, nothing in it escaped.
pub struct Shown<'c> {
    /// What was found.
    pub finding: &'c Finding,
    /// The same in words.
    pub text: String,
    /// What to do about it, line by line.
    pub help: String,
    /// All of it with its source line, as a person reads it.
    pub rendered: String,
}

/// Returns the problems, each once.
pub fn problems(checked: &Checked) -> Vec<Shown<'_>> {
    let findings = checked.findings();
    let problems = each_once(findings).into_iter();
    let problems = problems.filter(|one| one.answer == Answer::Problem);
    let text = |sentence| token_format::mask(&raw(sentence)).into_owned();
    let shown = problems.map(|finding| Shown {
        finding,
        text: text(&finding.text),
        help: finding.fix.iter().map(text).collect::<Vec<_>>().join("\n"),
        rendered: rendered(finding, findings),
    });
    shown.collect()
}

fn rendered(finding: &Finding, findings: &[Finding]) -> String {
    let rendered = finding.render(&notes(finding, findings));
    token_format::mask_lines(rendered.lines()).join("\n")
}

/// A sentence whose parts are not escaped.
fn raw(sentence: &Sentence) -> String {
    let parts = sentence.0.iter().map(|part| match part {
        Part::Own(words) => words.clone(),
        Part::Code(literal) => format!("`{literal}`"),
        Part::Foreign(text) => text.raw().to_owned(),
    });
    parts.collect()
}

/// What a person should look at, each once. What only lacks a permission to be looked at is in the
/// table and below it.
fn said(findings: &[Finding]) -> Vec<&Finding> {
    let said = each_once(findings).into_iter();
    said.filter(|one| one.missing_permission().is_none())
        .collect()
}

/// What to allow, so that everything can be looked at.
fn missing(checked: &Checked) -> Option<String> {
    let missing = checked.missing_permissions();
    let listed = log::line(&missing.join(", "));
    (!missing.is_empty())
        .then(|| format!("To look at everything, allow the deploying identity: {listed}."))
}

fn each_once(findings: &[Finding]) -> Vec<&Finding> {
    let mut said: Vec<&Finding> = Vec::new();
    for finding in findings.iter().filter(|one| one.answer != Answer::Ok) {
        if !said.iter().any(|other| other.is_same(finding)) {
            said.push(finding);
        }
    }
    said
}

/// Where it was found, unless it is everywhere where its file is.
fn notes(finding: &Finding, findings: &[Finding]) -> Vec<String> {
    let same_thing = |one: &&Finding| {
        (one.about.area, &one.about.subject) == (finding.about.area, &finding.about.subject)
    };
    let having = |one: &str| {
        let of_it = findings.iter().filter(same_thing);
        let mut of_it = of_it.filter(|other| other.about.to_string() == one);
        of_it.any(|other| other.is_same(finding))
    };
    let mut places: Vec<String> = Vec::new();
    for one in findings.iter().filter(same_thing) {
        let place = one.about.to_string();
        if !places.contains(&place) {
            places.push(place);
        }
    }
    let count = places.len();
    places.retain(|place| having(place));
    if finding.place.is_some() && places.len() == count {
        return Vec::new();
    }
    let only = if places.len() == count { "" } else { "only " };
    let places = places.join(", ");
    (!places.is_empty())
        .then(|| format!("{only}in {places}"))
        .into_iter()
        .collect()
}

/// One row for each thing that was looked at.
fn rows(findings: &[Finding]) -> Vec<Vec<String>> {
    let with_stage = findings.iter().any(|one| one.about.stage.is_some());
    let mut header = vec!["LOOKED AT", "", "RESULT"];
    if with_stage {
        header.splice(0..0, ["STAGE", "SERVICE"]);
    }
    let mut rows = vec![header.into_iter().map(str::to_owned).collect::<Vec<_>>()];
    for these in findings.chunk_by(|one, next| one.about == next.about) {
        let about = &these[0].about;
        let name = |name: Option<&String>| name.map_or("-".to_owned(), |name| log::line(name));
        let mut row = Vec::new();
        if with_stage {
            row.extend([name(about.stage.as_ref()), name(about.service.as_ref())]);
        }
        row.extend([
            about.area.meaning().to_owned(),
            log::line(&token_format::mask(about.subject.raw())),
            result(these),
        ]);
        rows.push(row);
    }
    rows
}

/// What was found at one thing.
fn result(findings: &[Finding]) -> String {
    if let [one] = findings {
        match &one.answer {
            Answer::Ok => return format!("ok, {}", plain(&one.text)),
            Answer::CouldNotLook {
                missing_permission: Some(permission),
            } => return format!("could not look: {} is missing", log::line(permission)),
            Answer::CouldNotLook { .. } | Answer::Warning | Answer::Problem => {}
        }
    }
    match counts(findings.iter()) {
        none if none.is_empty() => "ok".to_owned(),
        counts => counts,
    }
}

/// How many problems, warnings and so on there are; empty if there are none.
fn counts<'f>(findings: impl Iterator<Item = &'f Finding>) -> String {
    let (mut problems, mut warnings, mut unknown) = (0, 0, 0);
    for finding in findings {
        match finding.answer {
            Answer::Ok => {}
            Answer::Problem => problems += 1,
            Answer::Warning => warnings += 1,
            Answer::CouldNotLook { .. } => unknown += 1,
        }
    }
    let some = |count: usize, word: &str, plural: &str| {
        let word = if count == 1 { word } else { plural };
        (count > 0).then(|| format!("{count} {word}"))
    };
    let parts = [
        some(problems, "problem", "problems"),
        some(warnings, "warning", "warnings"),
        some(unknown, "could not be looked at", "could not be looked at"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
