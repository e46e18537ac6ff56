//! `foghorn report --replay`: a recorded run is shown again as it was.

use crate::harness::{Example, Run, Scene, Setting};
use std::path::PathBuf;

const EVENTS: &str = "events.jsonl";

fn report(scene: &Scene, arguments: &[&str]) -> Run {
    scene
        .foghorn(&[&["report", "--replay", EVENTS], arguments].concat())
        .run()
}

/// Deploys to `dev` with a record of it.
fn deploy(scene: &Scene) -> Run {
    scene.deploy(&["--stage", "dev", "--output", "json", "--events", EVENTS])
}

fn recording(scene: &Scene) -> PathBuf {
    scene.directory().join(EVENTS)
}

/// Byte by byte: nothing of a log comes from anywhere else than the events.
#[test]
fn what_was_said_is_said_again() {
    for (scenario, code) in [
        ("healthy", 0),
        ("exit-at-start", 10),
        ("fargate-illusion", 10),
    ] {
        let scene = Setting::new(Example::PRODUCT_API)
            .scenario(scenario)
            .at("dev")
            .start();
        let run = deploy(&scene);
        assert_eq!(run.code, Some(code), "{run}");

        let text = report(&scene, &[]);
        assert_eq!(
            (&text.stdout, text.code),
            (&run.stderr, Some(0)),
            "{scenario}"
        );
        assert_eq!(text.stderr, "");
        let json = report(&scene, &["--output", "json"]);
        assert_eq!(
            (&json.stdout, json.code),
            (&run.stdout, Some(0)),
            "{scenario}"
        );
        assert_eq!(json.stderr, "");
    }
}

/// Also of a run that AWS refused, and of one that was told to GitHub with commands in it.
#[test]
fn the_log_is_the_same_wherever_it_was_written() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("ecs:RegisterTaskDefinition")
        .start();
    let run = deploy(&scene);
    assert_eq!(run.code, Some(4), "{run}");
    assert_eq!(report(&scene, &[]).stdout, run.stderr);

    let arguments = ["--stage", "dev", "--events", EVENTS];
    let told = scene
        .deployment(&arguments)
        .env("GITHUB_ACTIONS", "true")
        .run();
    assert!(told.stderr.contains("::error"), "{told}");
    let text = report(&scene, &[]);
    assert!(text.stdout.contains("ecs:RegisterTaskDefinition"), "{text}");
    assert!(!text.stdout.contains("::error"), "{text}");
}

#[test]
fn a_killed_run_is_shown_up_to_there() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = deploy(&scene);
    let whole = std::fs::read_to_string(recording(&scene)).unwrap();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    let half = lines.len() / 2;

    let mut cut = lines[..half].concat();
    std::fs::write(recording(&scene), &cut).unwrap();
    let text = report(&scene, &[]);
    assert_eq!(text.code, Some(0), "{text}");
    assert!(run.stderr.starts_with(&text.stdout) && !text.stdout.is_empty());
    let no_end = "warning: the recording has no end: the run was killed, or still goes on";
    assert_eq!(text.stderr, format!("{no_end}\n"));

    cut.push_str(&lines[half][..lines[half].len() / 2]);
    std::fs::write(recording(&scene), &cut).unwrap();
    let text_of_cut = report(&scene, &[]);
    assert_eq!(
        (&text_of_cut.stdout, text_of_cut.code),
        (&text.stdout, Some(0))
    );
    let middle = format!(
        "warning: the recording ends in the middle of line {}",
        half + 1
    );
    assert!(text_of_cut.stderr.starts_with(&middle), "{text_of_cut}");

    let json = report(&scene, &["--output", "json"]);
    assert_eq!((&*json.stdout, json.code), ("", Some(0)), "{json}");
    assert!(json.stderr.contains("no outcome to print"), "{json}");
}

#[test]
fn what_is_no_recording_is_refused() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let good = r#"{"seq":1,"at_ms":0,"event":"dirty-tree-noticed"}"#;
    let table = [
        (
            format!("{good}\n{{\"seq\":2}}\n{good}\n"),
            "line 2 of the recording",
        ),
        (
            format!("{good}\n{}\n", good.replace("dirty", "new")),
            "`new-tree-noticed`",
        ),
        ("stages: []\n".to_owned(), "line 1 of the recording"),
        (String::new(), "there is no event in it"),
    ];
    for (text, why) in table {
        scene.write(EVENTS, &text);
        let run = report(&scene, &[]);
        assert_eq!((&*run.stdout, run.code), ("", Some(2)), "{run}");
        assert!(run.stderr.contains(why), "{why}: {run}");
    }
    for name in ["nowhere.jsonl", ".", "-"] {
        let run = scene.foghorn(&["report", "--replay", name]).run();
        assert_eq!((&*run.stdout, run.code), ("", Some(2)), "{run}");
    }
}

/// The tests' children have no stdin, so a shell gives them one.
#[test]
fn a_recording_may_come_through_a_pipe() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    scene.write(
        EVENTS,
        "{\"seq\":1,\"at_ms\":0,\"event\":\"dirty-tree-noticed\"}\n",
    );
    let file = std::fs::File::open(recording(&scene)).unwrap();
    let answer = std::process::Command::new(env!("CARGO_BIN_EXE_foghorn"))
        .args(["report", "--replay", "-"])
        .stdin(file)
        .output()
        .unwrap();
    assert!(answer.status.success(), "{answer:?}");
    let shown = String::from_utf8(answer.stdout).unwrap();
    assert_eq!(shown, report(&scene, &[]).stdout);
}
