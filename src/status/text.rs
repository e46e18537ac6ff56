//! A status for people: one table, and below it whatever does not fit into a table.
//!
//! Colour has no part in it. Foreign text is escaped here, and nowhere earlier.

mod details;
mod row;
mod words;

use foghorn_deploy::status::{StageStatus, Status};
use foghorn_report::escape::log;
use foghorn_report::terminal::table;

/// Returns the page.
pub(crate) fn lines(status: &Status) -> Vec<String> {
    let mut rows = vec![row::HEADER.map(str::to_owned).to_vec()];
    for stage in &status.stages {
        let services = stage.services.iter();
        rows.extend(services.map(|service| row::of_service(&stage.stage, service)));
        if !stage.unread.is_empty() {
            rows.push(row::of_unread(stage));
        }
    }
    let mut page = table::lines(&rows);
    for stage in &status.stages {
        append(
            &mut page,
            &log::line(&stage.stage),
            details::of_stage(stage),
        );
        for service in &stage.services {
            let title = title(stage, &service.service);
            append(&mut page, &title, details::of_service(service));
        }
    }
    page
}

fn title(stage: &StageStatus, service: &str) -> String {
    format!("{}/{}", log::line(&stage.stage), log::line(service))
}

fn append(page: &mut Vec<String>, title: &str, details: Vec<String>) {
    if !details.is_empty() {
        page.push(String::new());
        page.push(title.to_owned());
        page.extend(details);
    }
}
