//! What was recorded of a service, version by version.

use crate::foreign::Foreign;
use crate::proof::Record;
use crate::time::AwsTime;
use serde::Serialize;

/// One version of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// Who wrote it, as AWS says: whoever writes cannot choose that.
    pub written_by: Option<Foreign>,
    /// When.
    pub written_at: Option<AwsTime>,
    /// What it says; `None` if it is no record of foghorn.
    pub record: Option<Record>,
}

/// Reads versions of a record: what was written, by whom, and when.
pub fn history(
    versions: impl IntoIterator<Item = (String, Option<String>, Option<AwsTime>)>,
) -> Vec<Recorded> {
    let read = |(text, by, at): (String, Option<String>, Option<AwsTime>)| Recorded {
        written_by: by.map(Foreign::new),
        written_at: at,
        record: serde_json::from_str(&text).ok(),
    };
    versions.into_iter().map(read).collect()
}
