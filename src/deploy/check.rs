//! Owns `Checked`: what a check looked at, and what it found there, one `Finding` for each.
//!
//! It looks at nothing: the linter and the readings of AWS make the findings. What is in a finding
//! may be shown: who makes one has left out or masked what may not.

pub mod caller;
pub mod fact;
pub mod image;
mod json;
pub mod log;
pub mod permission;
pub mod reference;
mod render;
pub mod role;
pub mod scan;
pub mod secret;
pub mod service;

use std::collections::BTreeSet;
use std::fmt;

pub use json::{json, json_schema};

use crate::cause::Cause;
use crate::cause::wording::{fixes, title};
use crate::foreign::{Foreign, Part, Sentence};
use crate::outcome::Outcome;
use crate::problem::{Place, Problem, Severity};

/// What kind of thing was looked at, in the order in which it is shown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Area {
    /// Who calls: identity, account, region, permissions.
    Caller,
    /// The task definition.
    TaskDefinition,
    /// Secrets that stand in the task definition as plain text.
    PlainText,
    /// The execution role and the task role.
    Roles,
    /// Parameters and secrets that containers take.
    Secrets,
    /// The image in its registry.
    Image,
    /// The service, its load balancers and its deployments.
    Service,
    /// Log groups.
    Logs,
}

impl Area {
    /// What it is, for a table.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::TaskDefinition => "task definition",
            Self::PlainText => "plain-text secrets",
            Self::Roles => "roles",
            Self::Secrets => "secrets",
            Self::Image => "image",
            Self::Service => "service",
            Self::Logs => "logs",
        }
    }
}

/// What was found at what was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is as it should be.
    Ok,
    /// Someone should look at it; a deployment can work.
    Warning,
    /// A deployment cannot work, or must not.
    Problem,
    /// It could not be looked at.
    CouldNotLook {
        /// The action that the caller is not allowed, such as `iam:GetRole`, if that is why.
        missing_permission: Option<String>,
    },
}

/// What was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The stage. `None` without a configuration.
    pub stage: Option<String>,
    /// The service, by its name in ECS. `None` if it is the whole stage's.
    pub service: Option<String>,
    /// What kind of thing it is.
    pub area: Area,
    /// Its name: a file, a role, a parameter, an image.
    pub subject: Foreign,
}

/// One thing that was looked at, or one of several things that were found there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub about: About,
    /// What was found.
    pub answer: Answer,
    /// The same in words: a lowercase fragment.
    pub text: Sentence,
    /// What to do about it, line by line.
    pub fix: Vec<Sentence>,
    /// Where in which file, if it is in one.
    pub place: Option<Place>,
}

impl About {
    /// It is as it should be.
    pub fn ok(&self, text: Sentence) -> Finding {
        self.finding(Answer::Ok, text)
    }

    /// Someone should look at it.
    pub fn warning(&self, text: Sentence) -> Finding {
        self.finding(Answer::Warning, text)
    }

    /// A deployment cannot work.
    pub fn problem(&self, text: Sentence) -> Finding {
        self.finding(Answer::Problem, text)
    }

    /// A deployment cannot work, for a cause that is told in the same words when one has failed.
    pub fn problem_of(&self, cause: &Cause) -> Finding {
        Finding {
            fix: fixes(cause),
            ..self.problem(title(cause))
        }
    }

    /// It could not be looked at, perhaps because a permission is missing.
    pub fn could_not_look(&self, text: Sentence, missing_permission: Option<&str>) -> Finding {
        let missing_permission = missing_permission.map(str::to_owned);
        self.finding(Answer::CouldNotLook { missing_permission }, text)
    }

    /// What is wrong in a file.
    pub fn in_file(&self, problem: &Problem) -> Finding {
        let answer = match problem.severity {
            Severity::Error => Answer::Problem,
            Severity::Warning => Answer::Warning,
        };
        // It may quote the file, so all of it is foreign.
        let foreign = |text: &str| Sentence::default().foreign(text);
        let help = problem.help.as_deref().unwrap_or_default();
        Finding {
            fix: help.lines().map(foreign).collect(),
            place: Some(problem.place.clone()),
            ..self.finding(answer, foreign(&problem.message))
        }
    }

    fn finding(&self, answer: Answer, text: Sentence) -> Finding {
        Finding {
            about: self.clone(),
            answer,
            text,
            fix: Vec::new(),
            place: None,
        }
    }
}

impl Finding {
    /// Adds what to do about it.
    #[must_use]
    pub fn fix(mut self, line: Sentence) -> Self {
        self.fix.push(line);
        self
    }

    /// The action that the caller is not allowed, if that is why it could not be looked at.
    pub fn missing_permission(&self) -> Option<&str> {
        match &self.answer {
            Answer::CouldNotLook { missing_permission } => missing_permission.as_deref(),
            Answer::Ok | Answer::Warning | Answer::Problem => None,
        }
    }

    /// Whether it says the same of the same thing, for whichever stage and service.
    pub fn is_same(&self, other: &Self) -> bool {
        let (one, two) = (&self.about, &other.about);
        (one.area, &one.subject) == (two.area, &two.subject)
            && (&self.answer, &self.text) == (&other.answer, &other.text)
            && (&self.fix, &self.place) == (&other.fix, &other.place)
    }
}

/// The stage and the service, as far as there are any: `dev/product-api`.
impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [self.stage.as_deref(), self.service.as_deref()];
        let parts: Vec<&str> = parts.into_iter().flatten().collect();
        f.write_str(&parts.join("/"))
    }
}

/// Everything that a check looked at.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    findings: Vec<Finding>,
}

impl Checked {
    /// Puts findings in order: stages, services and subjects as they come first, what was found of
    /// one service by area.
    pub fn new(mut findings: Vec<Finding>) -> Self {
        let mut order: Vec<About> = Vec::new();
        for finding in &findings {
            if !order.contains(&finding.about) {
                order.push(finding.about.clone());
            }
        }
        findings.sort_by_key(|one| {
            let of = &one.about;
            let first = |is: &dyn Fn(&About) -> bool| order.iter().position(is);
            let stage = first(&|other| other.stage == of.stage);
            let service =
                first(&|other| (&other.stage, &other.service) == (&of.stage, &of.service));
            // What concerns the whole stage comes before its services.
            let place = (stage, of.service.is_some(), service);
            (place, of.area, first(&|other| other == of))
        });
        Self { findings }
    }

    /// Everything that was looked at, in order.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The actions that the caller is not allowed, and without which something could not be looked
    /// at; each once.
    pub fn missing_permissions(&self) -> Vec<&str> {
        let findings = self.findings.iter();
        let missing: BTreeSet<&str> = findings.filter_map(Finding::missing_permission).collect();
        missing.into_iter().collect()
    }

    /// How it ends: refused if there is a problem. A warning refuses nothing, and neither does what
    /// could not be looked at.
    pub fn outcome(&self) -> Outcome {
        let is_problem = |one: &Finding| one.answer == Answer::Problem;
        if self.findings.iter().any(is_problem) {
            Outcome::Refused
        } else {
            Outcome::Succeeded
        }
    }
}

/// A sentence as plain text. What is to be copied stands in backticks, as everywhere else.
fn words(sentence: &Sentence) -> String {
    let parts = sentence.0.iter().map(|part| match part {
        Part::Own(words) => words.clone(),
        Part::Code(literal) => format!("`{literal}`"),
        Part::Foreign(text) => text.raw().to_owned(),
    });
    parts.collect()
}

#[cfg(test)]
mod tests;
