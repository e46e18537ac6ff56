//! The verdicts as a JUnit report, which a merge request shows.
//!
//! Owns the mapping: a stage is a class, a service a test case. What is not proven has failed; what
//! was not worked on was skipped. Source: GitLab documentation, "Unit test reports".

use crate::escape::xml;
use crate::history::{End, History};
use crate::reporter::Reporter;
use crate::sentence::aftermath::aftermath;
use crate::sentence::verdict as words;
use crate::sentence::{outcome, plain};
use foghorn_deploy::cause::wording;
use foghorn_deploy::event::{ErrorReport, Event, EventKind, Running};
use foghorn_deploy::verdict::Verdict;
use std::io;
use std::path::PathBuf;

/// Writes the report once the run has ended.
pub struct Junit {
    path: PathBuf,
    history: History,
}

/// What a test case comes to.
enum Ending {
    Passed,
    Failed { kind: String, lines: Vec<String> },
    Skipped(String),
}

/// A test case.
struct Case {
    class: String,
    name: String,
    took_ms: u64,
    ending: Ending,
}

impl Junit {
    /// Writes to `path`, replacing what is there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            history: History::default(),
        }
    }

    fn cases(&self, end: &End) -> Vec<Case> {
        let mut cases: Vec<Case> = end.running.iter().map(|one| self.case(one)).collect();
        for (stage, why) in &self.history.skipped {
            if end.running.iter().all(|one| one.stage != *stage) {
                cases.push(Case {
                    class: stage.clone(),
                    name: "stage".to_owned(),
                    took_ms: 0,
                    ending: Ending::Skipped(plain(why)),
                });
            }
        }
        if let Some(error) = &end.error {
            cases.push(Case {
                class: "foghorn".to_owned(),
                name: self.history.verb.clone(),
                took_ms: end.at_ms,
                ending: self::error(error),
            });
        }
        cases
    }

    fn case(&self, one: &Running) -> Case {
        let services = &self.history.services;
        let known = services
            .iter()
            .find(|service| service.stage == one.stage && service.name == one.service);
        let ending = match &one.verdict {
            None => Ending::Skipped("not touched".to_owned()),
            Some(Verdict::Deployed { .. } | Verdict::Unchanged { .. }) => Ending::Passed,
            Some(verdict @ Verdict::Idle { .. }) => {
                Ending::Skipped(plain(&words::sentence(verdict)))
            }
            Some(
                verdict @ (Verdict::RolledBack { .. }
                | Verdict::RollbackFailed { .. }
                | Verdict::Failed { .. }
                | Verdict::Superseded { .. }
                | Verdict::Unknown { .. }
                | Verdict::NotStarted { .. }
                | Verdict::Cancelled { .. }),
            ) => failed(one, verdict),
        };
        Case {
            class: one.stage.clone(),
            name: one.service.clone(),
            took_ms: known.map_or(0, |service| service.took_ms),
            ending,
        }
    }
}

fn failed(one: &Running, verdict: &Verdict) -> Ending {
    let mut lines = Vec::new();
    if let Some((cause, _)) = words::failure(verdict).and_then(|failure| failure.causes.first()) {
        lines.push(plain(&wording::title(cause)));
        let fixes = wording::fixes(cause);
        lines.extend(fixes.iter().map(|fix| format!("fix: {}", plain(fix))));
        lines.push(format!("AWS says: {}", cause.text.raw()));
    }
    lines.push(plain(&words::sentence(verdict)));
    let left = aftermath(verdict, &one.stage, Some(&one.service));
    let left = left.parts();
    lines.extend(left.map(|(what, said)| format!("{what}: {}", plain(said))));
    Ending::Failed {
        kind: words::name(verdict).to_owned(),
        lines,
    }
}

fn error(error: &ErrorReport) -> Ending {
    let mut lines = vec![plain(&error.message)];
    lines.extend(error.problems.iter().map(|problem| {
        let (file, line, message) = (&problem.file, problem.line, problem.message.raw());
        format!("{file}:{line}: {message}")
    }));
    let causes = error.causes.iter();
    lines.extend(causes.map(|cause| format!("caused by: {}", cause.raw())));
    let hints = error.hints.iter();
    lines.extend(hints.map(|hint| format!("hint: {}", plain(hint))));
    Ending::Failed {
        kind: "error".to_owned(),
        lines,
    }
}

fn document(cases: &[Case], end: &End) -> String {
    let failures = cases
        .iter()
        .filter(|case| matches!(case.ending, Ending::Failed { .. }))
        .count();
    let skipped = cases
        .iter()
        .filter(|case| matches!(case.ending, Ending::Skipped(_)))
        .count();
    let name = xml::text(&plain(&outcome::headline(end.outcome, &end.running)));
    let counts = format!(
        "tests=\"{}\" failures=\"{failures}\" skipped=\"{skipped}\" time=\"{}\"",
        cases.len(),
        seconds(end.at_ms)
    );
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n  \
         <testsuite name=\"foghorn: {name}\" {counts}>\n"
    );
    for case in cases {
        let result = match &case.ending {
            Ending::Passed => String::new(),
            Ending::Failed { kind, lines } => {
                let first = lines.first().map_or("", String::as_str);
                let all: Vec<String> = lines.iter().map(|line| xml::text(line)).collect();
                format!(
                    "<failure type=\"{}\" message=\"{}\">{}</failure>",
                    xml::text(kind),
                    xml::text(first),
                    all.join("\n")
                )
            }
            Ending::Skipped(why) => format!("<skipped message=\"{}\"/>", xml::text(why)),
        };
        text.extend([format!(
            "    <testcase classname=\"{}\" name=\"{}\" time=\"{}\">{result}</testcase>\n",
            xml::text(&case.class),
            xml::text(&case.name),
            seconds(case.took_ms)
        )]);
    }
    text + "  </testsuite>\n</testsuites>\n"
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1000, ms % 1000)
}

impl Reporter for Junit {
    fn name(&self) -> &'static str {
        "the JUnit report"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.history.take(event);
        match &self.history.end {
            Some(end) if matches!(event.kind, EventKind::RunFinished { .. }) => {
                std::fs::write(&self.path, document(&self.cases(end), end))
            }
            Some(_) | None => Ok(()),
        }
    }
}
