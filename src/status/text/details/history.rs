//! What was recorded of a service, one line for each time.

use super::{shown, words};
use foghorn_deploy::name::Digest;
use foghorn_deploy::proof::Record;
use foghorn_deploy::status::{Recorded, ServiceStatus};
use foghorn_report::escape::log;

/// Older ones are only counted; `--output json` has them all.
const SHOWN: usize = 10;

/// Returns the lines, if the history was asked for.
pub(super) fn history(service: &ServiceStatus) -> Vec<String> {
    let Some(history) = &service.history else {
        return Vec::new();
    };
    if history.is_empty() {
        return vec!["nothing was recorded".to_owned()];
    }
    let newest = history.iter().take(SHOWN);
    let mut lines: Vec<String> = newest.map(|one| line(service, one)).collect();
    if let Some(more @ 1..) = history.len().checked_sub(SHOWN) {
        lines.push(format!("and {more} before"));
    }
    lines
}

fn line(service: &ServiceStatus, one: &Recorded) -> String {
    let what = one
        .record
        .as_ref()
        .map_or_else(|| "no record of foghorn".to_owned(), what);
    let who = one.written_by.as_ref().map(shown);
    let who = who.map_or_else(String::new, |who| format!(", by {who}"));
    let ago = words::ago(service.at, one.written_at);
    let more = one.record.as_ref().map_or_else(String::new, more);
    format!("{what}{ago}{who}{more}")
}

fn what(record: &Record) -> String {
    let digest = |reference: &String| {
        let (_, digest) = reference.split_once('@')?;
        Some(log::line(Digest::new(digest).short()))
    };
    let mut words = vec![log::line(record.revision.short())];
    words.extend(record.images.values().filter_map(digest));
    words.join(" ")
}

fn more(record: &Record) -> String {
    let mut more = String::new();
    if let Some(commit) = &record.commit {
        more.push_str(", commit ");
        more.push_str(&shown(commit));
    }
    if let Some(run) = &record.run {
        more.push_str(", ");
        more.push_str(&shown(run));
    }
    if let Some(reason) = &record.unproven {
        more.push_str(", NOT PROVEN BEFORE: ");
        more.push_str(&shown(reason));
    }
    more
}
