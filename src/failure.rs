//! What ended a run early, for the user: what failed, why, what to do, and the outcome it means.
//!
//! Every library error becomes one of these in this file and nowhere else, so that command code is
//! only `?`. Rendered once, by the reporters, as part of the last event.

use foghorn_aws::{Kind, Missing};
use foghorn_deploy::event::{ErrorReport, PlacedProblem};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::outcome::Outcome;
use std::error::Error;
use std::fmt;

/// What ended a run early.
#[derive(Debug)]
pub(crate) struct Failure {
    /// How the run ends.
    pub(crate) outcome: Outcome,
    /// What every reporter shows.
    pub(crate) report: Box<ErrorReport>,
}

impl Failure {
    /// Makes a failure from words alone.
    pub(crate) fn new(outcome: Outcome, message: Sentence) -> Self {
        let report = ErrorReport {
            message,
            causes: vec![],
            hints: vec![],
            problems: vec![],
            output: vec![],
        };
        Self {
            outcome,
            report: Box::new(report),
        }
    }

    /// Wrong usage or configuration.
    pub(crate) fn usage(message: Sentence) -> Self {
        Self::new(Outcome::Usage, message)
    }

    /// Refused before any change.
    pub(crate) fn refused(message: Sentence) -> Self {
        Self::new(Outcome::Refused, message)
    }

    /// One of several has to be named, with this flag.
    pub(crate) fn which<'n>(
        what: &str,
        flag: &str,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        let names: Vec<&str> = names.into_iter().collect();
        let message = Sentence::own(format!("which {what}, is not said"));
        Self::usage(message).hint(
            Sentence::own("add ")
                .code(flag)
                .then(format!("; there are {}", names.join(", "))),
        )
    }

    /// Adds what to do.
    pub(crate) fn hint(mut self, hint: Sentence) -> Self {
        self.report.hints.push(hint);
        self
    }

    /// Adds several things to do.
    pub(crate) fn hints(mut self, hints: impl IntoIterator<Item = Sentence>) -> Self {
        self.report.hints.extend(hints);
        self
    }

    /// Adds an error and the chain behind it.
    pub(crate) fn caused_by(mut self, error: &(dyn Error + 'static)) -> Self {
        let mut next = Some(error);
        while let Some(error) = next {
            let text = Foreign::new(error.to_string());
            if self.report.causes.last() != Some(&text) {
                self.report.causes.push(text);
            }
            next = error.source();
        }
        self
    }

    /// Adds problems with their places.
    pub(crate) fn problems(mut self, problems: Vec<PlacedProblem>) -> Self {
        self.report.problems = problems;
        self
    }

    /// Adds the last lines of a child's output.
    pub(crate) fn output(mut self, lines: Vec<Foreign>) -> Self {
        self.report.output = lines;
        self
    }

    /// An error of a file the user named.
    pub(crate) fn file(path: &std::path::Path, doing: &str, error: &std::io::Error) -> Self {
        let message = Sentence::own(format!("cannot {doing} ")).foreign(path.display().to_string());
        Self::usage(message).caused_by(error)
    }
}

impl From<foghorn_aws::Error> for Failure {
    /// Errors of AWS before any change. What does not exist is a mistake of the configuration;
    /// everything else is AWS refusing or being out of reach.
    fn from(error: foghorn_aws::Error) -> Self {
        let (outcome, message) = match error.kind() {
            Kind::NotFound(Missing::Cluster) => (
                Outcome::Refused,
                Sentence::own("the cluster does not exist"),
            ),
            Kind::NotFound(_) => (
                Outcome::Refused,
                Sentence::own("something that is needed does not exist"),
            ),
            Kind::NoCredentials | Kind::NoProfile { .. } | Kind::NoTokenFile { .. } => (
                Outcome::AwsUnavailable,
                Sentence::own("there are no credentials for AWS"),
            ),
            Kind::ExpiredCredentials => (
                Outcome::AwsUnavailable,
                Sentence::own("the credentials for AWS have expired"),
            ),
            Kind::UnknownCredentials | Kind::WrongSignature => (
                Outcome::AwsUnavailable,
                Sentence::own("AWS does not accept the credentials"),
            ),
            Kind::BadEndpoint { .. } => (
                Outcome::Usage,
                Sentence::own("the address of AWS is not a URL"),
            ),
            Kind::NoRegion => (Outcome::Usage, Sentence::own("no region is configured")),
            Kind::AccessDenied { .. } => {
                (Outcome::AwsUnavailable, Sentence::own("AWS denies access"))
            }
            Kind::Throttled => (
                Outcome::AwsUnavailable,
                Sentence::own("AWS throttles the requests"),
            ),
            Kind::Rejected => (
                Outcome::AwsUnavailable,
                Sentence::own("AWS refuses the request"),
            ),
            Kind::Unreachable | Kind::TimedOut | Kind::Lost => (
                Outcome::AwsUnavailable,
                Sentence::own("AWS cannot be reached"),
            ),
            Kind::ServerFault | Kind::Unreadable => {
                (Outcome::AwsUnavailable, Sentence::own("AWS fails"))
            }
        };
        Self::new(outcome, message)
            .caused_by(&error)
            .hints(error.hints())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.outcome.meaning())
    }
}

impl Error for Failure {}
