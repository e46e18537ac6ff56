//! From what the linter says of a task definition to findings.

use crate::settings::lint::Linted;
use foghorn_deploy::check::{About, Area, Finding};
use foghorn_deploy::config::{Service, Stage};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::lint::Target;
use foghorn_deploy::problem::Problems;

/// Returns what was found in the task definition of a service, or in one by itself.
pub(super) fn findings(of: Option<(&Stage, &Service)>, linted: &Linted) -> Vec<Finding> {
    let about = |area| About {
        stage: of.map(|(stage, _)| stage.name.clone()),
        service: of.map(|(_, service)| service.service.clone()),
        area,
        subject: Foreign::new(&linted.file),
    };
    let fits = match linted.target.map(Target::is_fargate) {
        Some(true) => "fits Fargate",
        Some(false) => "fits EC2",
        None => "fits",
    };
    let mut findings = found(&about(Area::TaskDefinition), &linted.problems, fits);
    // A file that could not be read was not searched.
    if let Some(problems) = &linted.plain_text {
        findings.extend(found(&about(Area::PlainText), problems, "none found"));
    }
    findings
}

/// One finding for each problem, or one that there is none.
fn found(about: &About, problems: &Problems, otherwise: &str) -> Vec<Finding> {
    if problems.is_empty() {
        return vec![about.ok(Sentence::own(otherwise))];
    }
    problems
        .iter()
        .map(|problem| about.in_file(problem))
        .collect()
}
