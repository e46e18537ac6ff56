//! Takes out of a text what differs from run to run, so that a snapshot shows all the rest.
//!
//! The child looks at AWS every few simulated seconds, and a busy machine shifts those moments
//! against the story. So what depends on when it looked is left out: how many tasks run or have
//! stopped by then, which service events there were, and states that ECS passes through quickly.
//! Stories whose point is one of these assert it themselves.

use regex_lite::Regex;
use std::sync::LazyLock;

/// Lines that are left out.
const DROPPED: [&str; 3] = [
    r"^\d+:\d\d  \S+ +\d+ of \d+ ",
    r"^\d+:\d\d  \S+ +ECS calls it complete; ",
    r"^\d+:\d\d  \S+ +ECS gave the deployment up and goes back to ",
];

/// Begins the service events of a cause; they go on in lines that are indented like their text.
const EVENTS: &str = "  events     ";
const MORE_EVENTS: &str = "             (service ";

/// What is replaced, in this order.
const REPLACED: [(&str, &str); 15] = [
    (r"^\d+:\d\d  ", "[time]  "),
    (
        r"\bafter \d+(\.\d+)? (s|min|h)( \d+ (s|min))?",
        "after [time]",
    ),
    (r"foghorn \d+\.\d+\.\d+", "foghorn [version]"),
    (r"ecs-svc/\d+", "ecs-svc/[id]"),
    (r"sha256:[0-9a-f]{64}", "sha256:[digest]"),
    // As wide as what it stands for, so that tables stay straight.
    (r"sha256:[0-9a-f]{12}\b", "sha256:[the digest]"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[uuid]"),
    (r"\b[0-9a-f]{32}\b", "[task]"),
    (
        r"^  tasks      \d+ stopped this way (\(\w+\)): .*",
        "  tasks      [count] stopped this way $1: [tasks]",
    ),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "[moment]"),
    (r"\b10\.\d+\.\d+\.\d+\b", "[address]"),
    (r"/tmp/foghorn-\w+", "[directory]"),
    (
        r"\b\d+ of (\d+) new tasks? runs?",
        "[count] of $1 new tasks run",
    ),
    (r"targetgroup/([\w-]+)/[0-9a-f]{16}", "targetgroup/$1/[id]"),
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
    let mut in_events = false;
    for line in text.lines() {
        in_events = line.starts_with(EVENTS) || (in_events && line.starts_with(MORE_EVENTS));
        if in_events || DROP.iter().any(|pattern| pattern.is_match(line)) {
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
