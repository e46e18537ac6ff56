//! What was changed, service by service.

use super::{details, escape, sentence};
use crate::escape::log;
use crate::history::{History, Service};
use crate::sentence::{change, difference, plain};
use foghorn_deploy::plan::ServicePlan;
use foghorn_deploy::task_definition::Difference;

/// Services whose changes are shown: those of one commit look alike.
const SERVICES: usize = 30;
/// Differences of one service that are shown.
const DIFFERENCES: usize = 200;

/// Returns one block for each service, the heading first.
pub(super) fn blocks(history: &History) -> Vec<(String, String)> {
    let planned: Vec<(&Service, &ServicePlan)> = history
        .services
        .iter()
        .filter_map(|service| Some((service, service.plan.as_ref()?)))
        .collect();
    if planned.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![("changes".to_owned(), "### What changed\n".to_owned())];
    for (service, plan) in planned.iter().take(SERVICES) {
        let name = format!("changes of {}", log::line(&service.who()));
        blocks.push((name, block(service, plan)));
    }
    if let Some(more) = planned.len().checked_sub(SERVICES).filter(|n| *n > 0) {
        blocks.push((
            "more changes".to_owned(),
            format!("and {more} services more\n"),
        ));
    }
    blocks
}

fn block(service: &Service, plan: &ServicePlan) -> String {
    let said = sentence(&change::change(&plan.change));
    let who = escape::code(&service.who());
    let differences = change::differences(&plan.change);
    if differences.is_empty() {
        return format!("- {who}: {said}\n");
    }
    let lines: Vec<String> = differences.iter().take(DIFFERENCES).map(line).collect();
    let mut body = escape::block("diff", lines.iter().map(String::as_str));
    if let Some(more) = differences
        .len()
        .checked_sub(DIFFERENCES)
        .filter(|n| *n > 0)
    {
        body.extend([format!("\nand {more} more\n")]);
    }
    if let Some(conditions) = change::conditions(plan) {
        body.extend([format!("\n{}\n", escape::text(&conditions))]);
    }
    // Markdown is not read inside of a summary.
    let title = format!(
        "{}: {}",
        escape::html(&service.who()),
        escape::html(&plain(&change::change(&plan.change)))
    );
    details(&title, false, &body)
}

/// `!` is what the highlighting of diffs takes for a change.
fn line(one: &Difference) -> String {
    let line = plain(&difference::difference(one));
    match line.strip_prefix("~ ") {
        Some(rest) => format!("! {rest}"),
        None => line,
    }
}
