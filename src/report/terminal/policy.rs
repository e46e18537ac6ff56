//! The policies of a configuration for people: what each is for, its statements with their marks,
//! and the commands that put it in place. The policies themselves are printed one at a time.
//!
//! Colour has no part in it.

use super::table;
use crate::escape::log;
use foghorn_deploy::policy::{Document, Need, Policies, StagePolicies};

/// Returns the page.
pub fn lines(policies: &Policies) -> Vec<String> {
    let mut page = Vec::new();
    for stage in &policies.stages {
        if !page.is_empty() {
            page.push(String::new());
        }
        page.push(format!(
            "stage {}: cluster {} in {}, account {}",
            log::line(&stage.stage),
            log::line(&stage.cluster),
            log::line(&stage.region),
            log::line(&stage.account),
        ));
        page.extend(
            stage
                .notes
                .iter()
                .map(|note| format!("note: {}", log::line(note))),
        );
        for document in &stage.documents {
            page.push(String::new());
            of_document(&mut page, stage, document);
        }
    }
    page
}

fn of_document(page: &mut Vec<String>, stage: &StagePolicies, document: &Document) {
    page.push(format!(
        "{}/{}: {}",
        log::line(&stage.stage),
        document.document.word(),
        document.document.meaning()
    ));
    let head = ["STATEMENT", "NEED", "FOR"].map(str::to_owned).to_vec();
    let rows = document.statements.iter().map(|statement| {
        let need = match statement.need {
            Need::Required => "required",
            Need::Optional => "optional",
        };
        vec![
            log::line(&statement.sid),
            need.to_owned(),
            log::line(&statement.purpose),
        ]
    });
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    page.extend(table::lines(&rows).iter().map(|row| format!("  {row}")));
    page.extend(
        document
            .commands
            .iter()
            .map(|command| format!("  $ {}", log::line(command))),
    );
}
