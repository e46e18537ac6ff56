//! Every verb, with every output it has: none shows a planted value, nor leaves one in a file.

use super::planted::{assert_clean, configuration, definition, kept, setting, variables};
use super::printed;
use crate::harness::{Invocation, Run, Scene};
use regex_lite::Regex;
use serde_json::json;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// An image that is there, as a layout.
const LAYOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad_input/layout");
/// Where the values are put, and may be.
const PLANTED: [&str; 3] = [
    "foghorn.yml",
    "ecs/task-definition.json",
    ".docker/config.json",
];
/// What the reports of a CI and of foghorn go to.
const EVENTS: &str = "events.jsonl";
const SUMMARY: &str = "summary.md";

/// A scene in which verbs are run one after another.
struct Stage {
    scene: Scene,
    verbs: RefCell<BTreeSet<String>>,
}

impl Stage {
    fn new(scene: Scene) -> Self {
        let login = json!({ "auths": { "registry.example": { "auth": "cGw0bnQzZDpwbDRudDNk" } } });
        scene.write(".docker/config.json", &login.to_string());
        Self {
            scene,
            verbs: RefCell::default(),
        }
    }

    /// Runs a verb that does not wait.
    fn run(&self, arguments: &[&str], code: i32) -> Run {
        self.end(self.scene.foghorn(arguments), arguments, code)
    }

    /// Runs one that waits, with every report there is, and the variables of a CI.
    fn timed(&self, arguments: &[&str], ci: &str, code: i32) -> Run {
        let reports = ["--output", "json", "--events", EVENTS, "--summary", SUMMARY];
        let run = self.scene.timed(&[arguments, &reports[..]].concat());
        let at = |name: &str| self.scene.directory().join(name);
        let run = run
            .env(ci, "true")
            .env("GITHUB_OUTPUT", at("github-output"))
            .env("GITHUB_STEP_SUMMARY", at("github-summary"))
            .env("GITHUB_ENV", at("github-env"));
        let run = self.end(run, arguments, code);
        for file in [EVENTS, SUMMARY] {
            assert!(at(file).exists(), "{arguments:?}: {file}");
        }
        run
    }

    /// Nothing planted is in what it wrote, on its streams or to any file; nor is a password that
    /// AWS gave it: those of its registry and of its sessions begin so.
    fn end(&self, run: Invocation, arguments: &[&str], code: i32) -> Run {
        self.verbs.borrow_mut().insert(arguments[0].to_owned());
        let run = variables(run).env("TMPDIR", self.scene.directory()).run();
        assert_eq!(run.code, Some(code), "{arguments:?}: {run}");
        kept(&run, &[]);
        printed::kept_everywhere(&run, &[]);
        let issued = Regex::new("IQoJ|eyJ[0-9a-f]{8}|QVdTO").unwrap();
        let mut texts = vec![run.stdout.clone(), run.stderr.clone()];
        for file in files(self.scene.directory()) {
            let name = file.strip_prefix(self.scene.directory()).unwrap();
            if PLANTED.iter().any(|planted| name == Path::new(planted)) {
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(&file).unwrap()).into_owned();
            assert_clean(&format!("{arguments:?}: {}", name.display()), &text);
            printed::kept(&name.display().to_string(), &text);
            texts.push(text);
        }
        for text in texts {
            let line = text.lines().find(|line| issued.is_match(line));
            assert_eq!(line, None, "{arguments:?}: a password of AWS's");
        }
        run
    }
}

/// Every file below a directory.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(directory).unwrap();
    let all = entries.map(|entry| entry.unwrap().path());
    all.flat_map(|path| {
        if path.is_dir() {
            files(&path)
        } else {
            vec![path]
        }
    })
    .collect()
}

/// The verbs of `foghorn --help`.
fn verbs(stage: &Stage) -> BTreeSet<String> {
    let help = stage.scene.foghorn(&["--help"]).run().stdout;
    let (_, list) = help.split_once("Commands:\n").unwrap();
    let lines = list.lines().take_while(|line| !line.is_empty());
    let words = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    words
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

/// From the first look to a failure and back again.
#[test]
fn shows_and_leaves_nothing() {
    let stage = Stage::new(setting().start());
    let first = stage.scene.image("first");
    let second = stage.scene.image("second");
    for output in ["text", "json"] {
        stage.run(&["check", "--image", &first, "--output", output], 0);
        stage.run(&["check", "--offline", "--output", output], 0);
        stage.run(&["policy", "--output", output], 0);
    }
    for what in ["configuration", "plan", "check", "policy"] {
        stage.run(&["schema", what], 0);
    }
    stage.run(&["render", "--stage", "dev"], 0);
    stage.run(&["build", "--image", LAYOUT, "--output", "json"], 0);
    let to_dev = ["deploy", "--stage", "dev", "--image"];
    stage.timed(&[&to_dev[..], &[&first]].concat(), "NONE", 0);
    for output in ["terminal", "json", "markdown"] {
        stage.run(&["report", "--replay", EVENTS, "--output", output], 0);
    }
    stage.timed(&["promote", "--to", "prod"], "GITHUB_ACTIONS", 0);

    stage.scene.write("foghorn.yml", &configuration("second"));
    for output in ["text", "json", "markdown"] {
        let plan = ["plan", "--image", &second, "--output", output];
        let run = stage.run(&plan, 0);
        assert!(run.stdout.contains("ROUND"), "a change is shown: {run}");
    }
    for output in ["text", "json"] {
        let run = stage.run(&["status", "--history", "--output", output], 0);
        assert!(run.stdout.contains("ROUND"), "a drift is shown: {run}");
    }
    stage.timed(&[&to_dev[..], &[&second]].concat(), "GITLAB_CI", 0);
    stage.timed(&["rollback", "--stage", "dev"], "GITHUB_ACTIONS", 0);
    stage.timed(&["watch"], "GITLAB_CI", 0);
    let image = "public.ecr.aws/foghorn/product-api@sha256:".to_owned() + &"5".repeat(64);
    stage.run(&["rehearse", "--image", &image, "--no-check"], 0);
    assert_eq!(*stage.verbs.borrow(), verbs(&stage));
}

/// The application prints tokens as it ends, and each of its lines is told.
#[test]
fn shows_nothing_of_a_failure() {
    let fault =
        json!({ "kind": { "exit": { "code": 1, "after": 1, "logs": printed::printed() } } });
    let stage = Stage::new(setting().fault(fault).start());
    let image = stage.scene.image("first");
    let deploy = ["deploy", "--no-check", "--stage", "dev", "--image", &image];
    for ci in ["NONE", "GITHUB_ACTIONS", "GITLAB_CI"] {
        let run = stage.timed(&deploy, ci, 10);
        assert!(run.stderr.contains("giving up"), "the rest is shown: {run}");
        for output in ["terminal", "json", "markdown"] {
            stage.run(&["report", "--replay", EVENTS, "--output", output], 0);
        }
    }
    stage.run(&["status", "--history", "--stage", "dev"], 0);
}

/// AWS names the parameters that it does not find; these names are the secrets themselves.
#[test]
fn shows_nothing_of_parameters_that_are_not_there() {
    let setting = setting().world(|world| world.parameters.clear());
    let stage = Stage::new(setting.start());
    let image = stage.scene.image("first");
    let deploy = ["deploy", "--no-check", "--stage", "dev", "--image", &image];
    let run = stage.timed(&deploy, "GITHUB_ACTIONS", 10);
    assert!(run.stderr.contains("***"), "{run}");
    stage.run(&["check", "--stage", "dev", "--image", &image], 0);
}

/// What AWS refuses, and what no builder can build, is told without what it was about.
#[test]
fn shows_nothing_of_what_is_refused() {
    let text = definition().to_string().replace("LITERAL_", "PASSWORD_");
    let setting = setting().file("ecs/task-definition.json", text);
    let stage = Stage::new(setting.denied("ecs:RegisterTaskDefinition").start());
    let image = stage.scene.image("first");
    let deploy = ["deploy", "--no-check", "--stage", "dev", "--image", &image];
    stage.timed(&deploy, "GITHUB_ACTIONS", 4);
    let checked = stage.run(&["check", "--image", &image], 3);
    assert!(checked.stdout.contains("PASSWORD_39"), "{checked}");
    let nowhere = stage.scene.foghorn(&["build"]);
    let nowhere = nowhere.env("PATH", stage.scene.directory());
    stage.end(nowhere, &["build"], 5);
}
