//! What users see: recorded runs, rendered by every reporter, as snapshots.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod hostile;
mod recording;
mod screen;
mod stories;

use crate::github::{self, OutputFile};
use crate::gitlab::{self, Annotations, Dotenv, Junit};
use crate::json::{Lines, Summary};
use crate::markdown::Page;
use crate::reporter::Reporter;
use crate::terminal::{Live, Log, Options, Screen};
use foghorn_deploy::event::{Event, EventKind};
use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// A writer whose bytes can be read after the reporter took it.
#[derive(Clone, Default)]
struct Paper(Arc<Mutex<Vec<u8>>>);

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn render<R: Reporter>(events: &[Event], make: impl FnOnce(Paper) -> R) -> String {
    let paper = Paper::default();
    let mut reporter = make(paper.clone());
    for event in events {
        reporter.report(event).unwrap();
    }
    reporter.finish().unwrap();
    let bytes = paper.0.lock().unwrap().clone();
    String::from_utf8(bytes).unwrap()
}

fn plain() -> Options {
    Options::default()
}

fn log(events: &[Event]) -> String {
    render(events, |paper| Log::new(paper, plain()))
}

fn live(events: &[Event]) -> String {
    render(events, |paper| {
        let screen = || Screen {
            columns: 60,
            rows: 24,
        };
        Live::new(paper, plain(), screen)
    })
}

fn github(events: &[Event]) -> String {
    render(events, |paper| github::Log::new(paper, plain(), "TOKEN"))
}

fn json(events: &[Event]) -> String {
    render(events, Lines::new)
}

fn summary(events: &[Event]) -> String {
    render(events, Summary::new)
}

fn page(events: &[Event]) -> String {
    render(events, Page::new)
}

/// What the steps after this one get.
fn outputs(events: &[Event]) -> String {
    let folder = std::env::temp_dir().join(format!(
        "foghorn-report-{}-{:p}",
        std::process::id(),
        events
    ));
    std::fs::create_dir_all(&folder).unwrap();
    let (github, gitlab) = (folder.join("output"), folder.join("step.env"));
    render(events, |_| OutputFile::new(&github, "DELIMITER"));
    render(events, |_| Dotenv::new(&gitlab));
    let text = [&github, &gitlab]
        .map(|file| std::fs::read_to_string(file).unwrap())
        .join("---\n");
    std::fs::remove_dir_all(&folder).unwrap();
    text
}

fn gitlab(events: &[Event]) -> String {
    render(events, |paper| {
        gitlab::Log::new(paper, plain(), 1_795_275_000)
    })
}

/// The files that a GitLab job hands in.
fn gitlab_files(events: &[Event]) -> String {
    let folder = std::env::temp_dir().join(format!(
        "foghorn-gitlab-{}-{:p}",
        std::process::id(),
        events
    ));
    std::fs::create_dir_all(&folder).unwrap();
    let (annotations, junit) = (folder.join("annotations"), folder.join("junit"));
    render(events, |_| Annotations::new(&annotations));
    render(events, |_| Junit::new(&junit));
    let text = [&annotations, &junit]
        .map(|file| std::fs::read_to_string(file).unwrap())
        .join("---\n");
    std::fs::remove_dir_all(&folder).unwrap();
    text
}

/// Shows what a terminal is told, with the escapes of the live view made readable.
fn readable(text: &str) -> String {
    text.replace('\x1b', "␛").replace('\r', "␍")
}

#[test]
fn two_stages_with_a_build() {
    let events = stories::two_stages();
    insta::assert_snapshot!("two_stages_log", log(&events));
    insta::assert_snapshot!("two_stages_live", readable(&live(&events)));
    insta::assert_snapshot!("two_stages_github", github(&events));
    insta::assert_snapshot!("two_stages_outputs", outputs(&events));
    insta::assert_snapshot!("two_stages_json", json(&events));
}

#[test]
fn nothing_to_do() {
    insta::assert_snapshot!("nothing_to_do_log", log(&stories::nothing_to_do()));
}

#[test]
fn the_fargate_illusion() {
    let events = stories::fargate_illusion();
    insta::assert_snapshot!("fargate_illusion_log", log(&events));
    insta::assert_snapshot!("fargate_illusion_github", github(&events));
    insta::assert_snapshot!("fargate_illusion_outputs", outputs(&events));
}

#[test]
fn a_container_that_exits() {
    insta::assert_snapshot!("container_exits_log", log(&stories::container_exits()));
}

#[test]
fn a_load_balancer_that_gets_404() {
    let events = stories::load_balancer_404();
    insta::assert_snapshot!("load_balancer_404_log", log(&events));
    insta::assert_snapshot!("load_balancer_404_live", readable(&live(&events)));
}

#[test]
fn superseded() {
    insta::assert_snapshot!("superseded_log", log(&stories::superseded()));
}

#[test]
fn a_timeout() {
    insta::assert_snapshot!("timeout_log", log(&stories::timeout()));
}

#[test]
fn ways_back() {
    for (name, events) in [
        ("rolled_back_by_foghorn", stories::rolled_back_by_foghorn()),
        ("rollback_failed", stories::rollback_failed()),
        (
            "cancelled_while_going_back",
            stories::cancelled_while_going_back(),
        ),
    ] {
        insta::assert_snapshot!(format!("{name}_log"), log(&events));
        insta::assert_snapshot!(format!("{name}_live"), readable(&live(&events)));
    }
}

#[test]
fn traffic_that_shifts() {
    for (name, events) in [
        ("hook_waits", stories::a_hook_that_waits()),
        ("canary_alarm", stories::a_canary_and_an_alarm()),
        ("desired_count_changed", stories::desired_count_changed()),
    ] {
        insta::assert_snapshot!(format!("{name}_log"), log(&events));
        insta::assert_snapshot!(format!("{name}_live"), readable(&live(&events)));
    }
    insta::assert_snapshot!("hook_waits_github", github(&stories::a_hook_that_waits()));
}

#[test]
fn twelve_services() {
    insta::assert_snapshot!("twelve_services_log", log(&stories::many(12)));
}

#[test]
fn the_log_of_sixty_services_is_short() {
    let text = log(&stories::many(60));
    let of_one = |number: usize| {
        let name = format!("dev/service-{number:02}  ");
        text.lines().filter(|line| line.contains(&name)).count()
    };
    for number in [1, 30, 60] {
        assert!((2..=6).contains(&of_one(number)), "{number}:\n{text}");
    }
    let lines = text.lines().count();
    assert!(lines < 60 * 6, "{lines} lines:\n{text}");
}

#[test]
fn problems_of_the_configuration() {
    let events = stories::configuration_problems();
    insta::assert_snapshot!("configuration_problems_log", log(&events));
    insta::assert_snapshot!("configuration_problems_github", github(&events));
    insta::assert_snapshot!("configuration_problems_summary", summary(&events));
}

#[test]
fn what_the_application_wrote_is_locked_in() {
    let text = github(&stories::container_exits());
    for line in ["::stop-commands::TOKEN", "::TOKEN::"] {
        let count = text.lines().filter(|shown| *shown == line).count();
        assert_eq!(count, 2, "{line}: {text}");
    }
    let (before, after) = text.split_once("DATABASE_URL is not a URL").unwrap();
    assert!(before.contains("::stop-commands::TOKEN") && after.contains("::TOKEN::"));
    insta::assert_snapshot!("container_exits_github", text);
}

/// Ten annotations are all that GitHub keeps; one reason needs one.
#[test]
fn one_reason_is_annotated_once() {
    let text = github(&stories::many(60));
    let errors = text
        .lines()
        .filter(|line| line.starts_with("::error"))
        .count();
    assert_eq!(errors, 1, "{text}");
}

#[test]
fn sections_and_reports_of_gitlab() {
    let events = stories::two_stages();
    insta::assert_snapshot!("two_stages_gitlab", readable(&gitlab(&events)));
    for (name, events) in [
        ("two_stages", events),
        ("fargate_illusion", stories::fargate_illusion()),
        ("configuration_problems", stories::configuration_problems()),
    ] {
        insta::assert_snapshot!(format!("{name}_gitlab_files"), gitlab_files(&events));
    }
}

#[test]
fn pages() {
    for (name, events) in [
        ("two_stages", stories::two_stages()),
        ("nothing_to_do", stories::nothing_to_do()),
        ("fargate_illusion", stories::fargate_illusion()),
        ("container_exits", stories::container_exits()),
        ("hook_waits", stories::a_hook_that_waits()),
        ("configuration_problems", stories::configuration_problems()),
    ] {
        insta::assert_snapshot!(format!("{name}_page"), page(&events));
    }
}

/// GitHub takes nothing of a page that is too large.
#[test]
fn a_page_is_never_too_large() {
    let long = "x".repeat(20_000);
    let mut events = stories::many(60);
    events.extend(stories::fargate_illusion());
    for event in &mut events {
        if let EventKind::RunFinished { running, .. } = &mut event.kind {
            for (number, one) in running.iter_mut().enumerate() {
                one.service = format!("{number}-{long}");
            }
        }
        if let EventKind::Planned { plan } = &mut event.kind {
            plan.service.clone_from(&long);
        }
    }
    let mut end = events.pop().unwrap();
    if let EventKind::RunFinished { running, .. } = &mut end.kind {
        *running = running.iter().cycle().take(500).cloned().collect();
    }
    events.push(end);
    let text = page(&events);
    assert!(text.len() < crate::markdown::LIMIT, "{}", text.len());
    assert!(text.starts_with("## ❌ NOT DEPLOYED") && text.contains("exit code 11"));
    assert!(text.contains("_Too large for this page:"));
}

#[test]
fn colour_only_adds() {
    for events in [
        stories::two_stages(),
        stories::fargate_illusion(),
        stories::configuration_problems(),
    ] {
        let coloured = render(&events, |paper| Log::new(paper, Options { colour: true }));
        assert!(coloured.contains("\x1b["));
        let mut bare = String::new();
        let mut pieces = coloured.split("\x1b[");
        bare.push_str(pieces.next().unwrap());
        for piece in pieces {
            bare.push_str(piece.split_once('m').unwrap().1);
        }
        assert_eq!(bare, log(&events));
    }
}

#[test]
fn a_failure_fits_on_the_first_screen() {
    for events in [
        stories::fargate_illusion(),
        stories::container_exits(),
        stories::load_balancer_404(),
    ] {
        let text = log(&events);
        let screen: Vec<_> = text
            .lines()
            .skip_while(|line| !line.starts_with("===="))
            .collect();
        let end = screen
            .iter()
            .skip(1)
            .position(|line| line.starts_with("===="))
            .unwrap();
        assert!(end + 2 <= 24, "{} lines:\n{text}", end + 2);
    }
}

#[test]
fn recordings_are_replayed_through_any_reporter() {
    for events in [
        stories::two_stages(),
        stories::fargate_illusion(),
        hostile::events(),
    ] {
        let recorded = json(&events);
        let paper = Paper::default();
        let recording = crate::replay::Recording::read(recorded.as_bytes()).unwrap();
        let mut again = Log::new(paper.clone(), plain());
        recording.replay(&mut again).unwrap();
        assert_eq!(
            String::from_utf8(paper.0.lock().unwrap().clone()).unwrap(),
            log(&events)
        );
    }
}
