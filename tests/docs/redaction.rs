//! Takes out of an output what differs from run to run, in the same way on the page and in what the
//! program says now. Lines that depend on the moment at which foghorn looked are left out.

use regex_lite::Regex;

/// Lines that come and go.
const DROPPED: [&str; 4] = [
    r"^\d\d:\d\d  \S+ +\d+ of \d+ ",
    "ECS calls it complete; ",
    "ECS gave the deployment up and goes back ",
    r"^( {13}|  events     )\(service ",
];

/// What is replaced, in this order.
const REPLACED: [(&str, &str); 15] = [
    (r"^\d\d:\d\d  ", "[time]  "),
    // To the end of the line, which the page may have cut.
    (r"sha256:[0-9a-f]{12}, took .*", "sha256:[digest], [took]"),
    (
        r"\b(after|took) \d+(\.\d+)? (h|min|s)( \d+ (min|s))*",
        "[took]",
    ),
    (r"foghorn \d+\.\d+\.\d+", "foghorn [version]"),
    (r"commit [0-9a-f]{12}\b", "commit [commit]"),
    (r"building image with .*", "building image [with]"),
    (r":[0-9a-f]{12}-[0-9a-f]{8}\b", ":[tag]"),
    (r"ecs-svc/\d+", "ecs-svc/[id]"),
    (r"sha256:[0-9a-f]{12,64}", "sha256:[digest]"),
    (r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "[uuid]"),
    (r"\b\d+ stopped this way( \(\w+\))?: .*", "[stopped tasks]"),
    (r"\b[0-9a-f]{32}\b", "[task]"),
    (r"127\.0\.0\.1:\d+", "127.0.0.1:[port]"),
    (r"\b\d{13}\b", "[milliseconds]"),
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "[moment]"),
];

/// Returns the lines without what differs from run to run.
pub(super) fn redacted(lines: &[String]) -> Vec<String> {
    let dropped = DROPPED.map(|pattern| Regex::new(pattern).unwrap());
    let replaced = REPLACED.map(|(pattern, word)| (Regex::new(pattern).unwrap(), word));
    lines
        .iter()
        .filter(|line| !dropped.iter().any(|pattern| pattern.is_match(line)))
        .map(|line| {
            let redact = |line: String, (pattern, word): &(Regex, &str)| {
                pattern.replace_all(&line, *word).into_owned()
            };
            replaced.iter().fold(line.clone(), redact)
        })
        .collect()
}
