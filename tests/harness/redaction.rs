//! Takes out of a text what differs from run to run, so that a snapshot shows all the rest.
//!
//! Times, ids, ports and digests become words. Lines of plain progress are left out: how many there
//! are, and what they count, depends on the moments at which the child looked.

use regex_lite::Regex;
use std::sync::LazyLock;

/// Lines that are left out.
const DROPPED: [&str; 1] = [r"^\d+:\d\d  \S+ +\d+ of \d+ "];

/// What is replaced, in this order.
const REPLACED: [(&str, &str); 12] = [
    (r"^\d+:\d\d  ", "[time]  "),
    (r"\bafter (\d+ (h|min|s))( \d+ (min|s))?", "after [time]"),
    (r"foghorn \d+\.\d+\.\d+", "foghorn [version]"),
    (r"ecs-svc/\d+", "ecs-svc/[id]"),
    (r"sha256:[0-9a-f]{64}", "sha256:[digest]"),
    // As wide as what it stands for, so that tables stay straight.
    (r"sha256:[0-9a-f]{12}\b", "sha256:[the digest]"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[uuid]"),
    (r"\b[0-9a-f]{32}\b", "[task]"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "[moment]"),
    (r"\b10\.\d+\.\d+\.\d+\b", "[address]"),
    (r"/tmp/foghorn-\w+", "[directory]"),
];

static DROP: LazyLock<Vec<Regex>> =
    LazyLock::new(|| DROPPED.map(|pattern| Regex::new(pattern).unwrap()).into());
static REPLACE: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    REPLACED
        .map(|(pattern, word)| (Regex::new(pattern).unwrap(), word))
        .into()
});

/// Returns the text without what differs from run to run.
pub(crate) fn redacted(text: &str) -> String {
    let mut clean = String::new();
    for line in text.lines() {
        if DROP.iter().any(|pattern| pattern.is_match(line)) {
            continue;
        }
        let mut line = line.to_owned();
        for (pattern, word) in REPLACE.iter() {
            line = pattern.replace_all(&line, *word).into_owned();
        }
        clean.push_str(&line);
        clean.push('\n');
    }
    clean
}
