//! Takes out of a text what differs from run to run, so that a snapshot shows all the rest.
//!
//! The child looks at AWS every few simulated seconds, and a busy machine shifts those moments
//! against the story. So what depends on when it looked is left out: how many tasks run or have
//! stopped by then, which service events there were, and states that ECS passes through quickly.
//! Stories whose point is one of these assert it themselves.
//!
//! Services of a stage are deployed side by side, and which of them is told first is chance. So
//! between two lines of a stage, what is said of one service stands together.

use regex_lite::Regex;
use std::sync::LazyLock;

/// Lines that are left out.
const DROPPED: [&str; 4] = [
    r"^\d+:\d\d  \S+ +\d+ of \d+ ",
    r"^\d+:\d\d  \S+ +ECS calls it complete; ",
    r"^\d+:\d\d  \S+ +stage [A-Z_]+",
    r"^\d+:\d\d  \S+ +ECS gave the deployment up and goes back to ",
];

/// Begins the service events of a cause; they go on in lines that are indented like their text.
const EVENTS: &str = "  events     ";
const MORE_EVENTS: &str = "             (service ";

/// What is replaced, in this order.
const REPLACED: [(&str, &str); 17] = [
    (r"^\d+:\d\d  ", "[time]  "),
    (
        r"\b(after|took) \d+(\.\d+)? (s|min|h)( \d+ (s|min))?",
        "$1 [time]",
    ),
    (r"foghorn \d+\.\d+\.\d+", "foghorn [version]"),
    (r"ecs-svc/\d+", "ecs-svc/[id]"),
    (r"ecs-pause-\w+", "ecs-pause-[id]"),
    (
        r"service-deployment/([\w-]+/[\w-]+)/[\w-]+",
        "service-deployment/$1/[id]",
    ),
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

/// A line of the timeline about one service; the lines below it, up to the next, belong to it.
static OF_A_SERVICE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\[time\]  (\S+/\S+) ").unwrap());

/// Returns the text without what differs from run to run.
pub(crate) fn redacted(text: &str) -> String {
    service_by_service(&without_what_differs(text))
}

/// Puts what is said of one service together, between two lines of a stage.
fn service_by_service(text: &str) -> String {
    let mut entries: Vec<(Option<&str>, String)> = vec![(None, String::new())];
    for line in text.split_inclusive('\n') {
        let service = OF_A_SERVICE
            .captures(line)
            .and_then(|found| Some(found.get(1)?.as_str()));
        match entries.last_mut() {
            Some((_, entry)) if service.is_none() && !line.starts_with("[time]") => {
                entry.push_str(line);
            }
            Some(_) | None => entries.push((service, line.to_owned())),
        }
    }
    entries
        .chunk_by_mut(|(left, _), (right, _)| left.is_some() && right.is_some())
        .for_each(|side_by_side| side_by_side.sort_by_key(|(service, _)| *service));
    entries.into_iter().map(|(_, entry)| entry).collect()
}

fn without_what_differs(text: &str) -> String {
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

#[test]
fn what_differs_from_run_to_run_goes_and_the_rest_stays() {
    let task = "0123456789abcdef".repeat(2);
    let table = [
        ("00:07  dev/api  1 of 2 running, 2 old", ""),
        ("00:07  dev/api  deployed", "[time]  dev/api  deployed\n"),
        ("(after 1 min 38 s)", "(after [time])\n"),
        (
            "after 2.0 s (exit code 0).",
            "after [time] (exit code 0).\n",
        ),
        (
            &format!("  tasks      2 stopped this way (TaskFailedToStart): {task}, {task}"),
            "  tasks      [count] stopped this way (TaskFailedToStart): [tasks]\n",
        ),
        (
            "  events     (service a) one\n             (service a) two",
            "",
        ),
        (
            &format!("web/web/{task} is empty"),
            "web/web/[task] is empty\n",
        ),
        (
            "2 tasks, rolling; timeout 20 min",
            "2 tasks, rolling; timeout 20 min\n",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(redacted(text), expected, "{text}");
    }
}

#[test]
fn what_is_said_of_one_service_stands_together() {
    let told = "\
00:01  dev    stage started
00:02  dev/b  failed
  because
00:02  dev/a  registered
00:03  dev/b  rolled back
00:03  dev/a  deployed
00:04  dev    stage finished
";
    let expected = "\
[time]  dev    stage started
[time]  dev/a  registered
[time]  dev/a  deployed
[time]  dev/b  failed
  because
[time]  dev/b  rolled back
[time]  dev    stage finished
";
    assert_eq!(redacted(told), expected);
}
