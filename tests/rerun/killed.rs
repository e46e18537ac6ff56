//! Killed with SIGKILL before or after any call of AWS or of a registry, and run again: it converges.
//!
//! A few boundaries of every story are tried; all of them with
//!
//! ```sh
//! FOGHORN_BOUNDARIES=all cargo test --test foghorn -- rerun::killed --nocapture
//! ```

use crate::harness::{Example, Run, Scene, Setting};
use foghorn_sim::Moment;
use serde_json::{Value, json};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Boundaries of a story that are tried unless all are.
const SOME: usize = 4;

/// Something that is interrupted and begun again.
struct Story {
    /// Sets the scene.
    scene: fn() -> Scene,
    arguments: &'static [&'static str],
    /// The exit code of a run that is left alone.
    code: i32,
    /// What is there then.
    stages: &'static [&'static str],
    revision: &'static str,
    /// How many revisions and deployments there may be that were not there before: at most.
    revisions: usize,
    deployments: usize,
    /// What else is wrong in the end.
    wrong: fn(&Scene) -> Option<String>,
}

const HEALTHY: Story = Story {
    scene: || Setting::new(Example::PRODUCT_API).start(),
    arguments: &["deploy"],
    code: 0,
    stages: &["dev", "prod"],
    revision: "product-api:8",
    revisions: 1,
    deployments: 1,
    wrong: |_| None,
};

/// The second run starts a fresh deployment where the first one was failing.
const FAILING: Story = Story {
    scene: || {
        let setting = Setting::new(Example::PRODUCT_API);
        setting.scenario("fargate-illusion").at("dev").start()
    },
    arguments: &["deploy", "--no-check", "--stage", "dev"],
    code: 10,
    stages: &["dev"],
    revision: "product-api:7",
    revisions: 1,
    deployments: 2,
    wrong: |_| None,
};

const GOING_BACK: Story = Story {
    scene: || {
        let scene = Setting::new(Example::PRODUCT_API).start();
        let run = scene.deploy(&["--stage", "dev"]);
        assert_eq!(run.code, Some(0), "{run}");
        scene
    },
    arguments: &["rollback", "--stage", "dev"],
    code: 0,
    stages: &["dev"],
    revision: "product-api:7",
    revisions: 0,
    deployments: 1,
    wrong: |_| None,
};

/// Prod has a registry of its own, so that the requests of the copy are boundaries, too.
const PROMOTED: Story = Story {
    scene: || {
        let setting = Setting::new(Example::PRODUCT_API).default_setting("copy-images: true");
        let scene = setting.repository_in("prod").start();
        let run = scene.deploy(&["--stage", "dev"]);
        assert_eq!(run.code, Some(0), "{run}");
        scene
    },
    arguments: &["promote", "--to", "prod"],
    code: 0,
    stages: &["prod"],
    revision: "product-api:8",
    revisions: 1,
    deployments: 1,
    wrong: |scene| {
        let first = scene.image("first");
        let (_, promised) = first.split_once('@').unwrap();
        let registry = &scene.simulator;
        let tags = registry.tags("222222222222", "eu-west-1", "product-api");
        let copied = tags.values().eq([promised]);
        let record = recorded(scene, "prod")["images"]["image"].to_string();
        let right = copied && record.contains(promised);
        (!right).then(|| format!("promised {promised}, recorded {record}, copied {tags:?}"))
    },
};

impl Story {
    fn invocation(&self, scene: &Scene) -> crate::harness::Invocation {
        let temporary = scene.directory().join("temporary");
        std::fs::create_dir_all(&temporary).unwrap();
        let [verb, rest @ ..] = self.arguments else {
            unreachable!("every story has a verb")
        };
        let image = scene.image("first");
        let mut arguments = vec![*verb];
        if *verb == "deploy" {
            arguments.extend(["--image", &image]);
        }
        arguments.extend(rest);
        scene.timed(&arguments).env("TMPDIR", temporary)
    }

    /// Counts the calls of a run that is left alone.
    fn length(&self) -> usize {
        let scene = (self.scene)();
        let before = scene.simulator.calls().len();
        let run = self.invocation(&scene).run();
        assert_eq!(run.code, Some(self.code), "{run}");
        scene.simulator.calls().len() - before
    }

    /// Kills a run at a boundary, runs again, and says what is wrong then.
    fn at(&self, call: usize, moment: Moment, length: usize) -> Result<(), String> {
        // Every second time a person has to start the second run.
        let at_once = call.is_multiple_of(2) == (moment == Moment::Before);
        let pause = Duration::from_secs(if at_once { 0 } else { 300 });
        let scene = (self.scene)();
        let there = |stage| {
            (
                known(&scene, stage, "revisions"),
                known(&scene, stage, "deployments"),
            )
        };
        let before: Vec<_> = self.stages.iter().map(|stage| there(stage)).collect();
        let (tell, told) = channel::<u32>();
        let over = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&over);
        scene.simulator.interrupt(call, moment, move || {
            // A run that made fewer calls is over; then this is a call of the second one.
            if !ended.load(Relaxed) {
                let id = told.recv().unwrap().to_string();
                let killed = Command::new("kill").args(["-s", "KILL", &id]).status();
                assert!(killed.unwrap().success());
            }
        });
        let first = self.invocation(&scene).start();
        // It is gone only if the run was killed already.
        tell.send(first.id()).ok();
        let first = first.finish();
        over.store(true, Relaxed);
        // A poll more or less is no matter: then the run was over before its last call.
        if first.code.is_some() && call + 2 < length {
            return Err(format!("it was not killed: {first}"));
        }
        scene.simulator.pass(pause);
        let second = self.invocation(&scene).run();
        let mut wrong = Vec::new();
        if second.code != Some(self.code) {
            wrong.push(format!("exit code {:?}", second.code));
        }
        for (stage, (revisions, deployments)) in self.stages.iter().zip(before) {
            let now = there(stage);
            if now.0 > revisions + self.revisions {
                wrong.push(format!("{} new revisions in {stage}", now.0 - revisions));
            }
            if now.1 > deployments + self.deployments {
                wrong.push(format!("{} deployments in {stage}", now.1 - deployments));
            }
            let runs = scene.revision(stage, "product-api");
            if runs != self.revision {
                wrong.push(format!("{runs} in {stage}"));
            }
            if self.code == 0 {
                let names = format!("/{}\"", self.revision);
                if !recorded(&scene, stage).to_string().contains(&names) {
                    wrong.push(format!(
                        "the record of {stage} is not that of {}",
                        self.revision
                    ));
                }
            }
        }
        wrong.extend((self.wrong)(&scene));
        let left = std::fs::read_dir(scene.directory().join("temporary")).unwrap();
        wrong.extend(left.map(|entry| format!("{} is left", entry.unwrap().path().display())));
        if wrong.is_empty() {
            return Ok(());
        }
        Err(told_of(&wrong, &first, &second))
    }

    /// Tries the boundaries.
    ///
    /// # Panics
    /// When a run does not converge.
    fn converges(&self) {
        let all = std::env::var("FOGHORN_BOUNDARIES").is_ok_and(|which| which == "all");
        let length = self.length();
        let boundaries: Vec<(usize, Moment)> = (1..=length)
            .flat_map(|call| [(call, Moment::Before), (call, Moment::After)])
            .collect();
        // The last calls, where most is at stake, are always among them.
        let step = if all {
            1
        } else {
            boundaries.len().div_ceil(SOME)
        };
        let tried: Vec<_> = boundaries.into_iter().rev().step_by(step).collect();
        let next = AtomicUsize::new(0);
        let wrong: Vec<String> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..2)
                .map(|_| {
                    scope.spawn(|| {
                        let mut wrong = Vec::new();
                        while let Some((call, moment)) = tried.get(next.fetch_add(1, Relaxed)) {
                            if let Err(why) = self.at(*call, *moment, length) {
                                wrong.push(format!("{moment:?} call {call}: {why}"));
                            }
                        }
                        wrong
                    })
                })
                .collect();
            let ended = workers.into_iter();
            ended.flat_map(|worker| worker.join().unwrap()).collect()
        });
        eprintln!(
            "{:?}: {} boundaries of {length} calls, {} do not converge",
            self.arguments,
            tried.len(),
            wrong.len()
        );
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }
}

/// What is recorded of a stage, or null.
fn recorded(scene: &Scene, stage: &str) -> Value {
    let record = scene.parameter(stage, &format!("/foghorn/{stage}/product-api"));
    record.map_or(Value::Null, |one| {
        serde_json::from_str(one.reveal()).unwrap()
    })
}

fn known(scene: &Scene, stage: &str, what: &str) -> usize {
    let service = json!({ "cluster": stage, "service": "product-api" });
    let family = json!({ "familyPrefix": "product-api" });
    let (operation, body, list) = match what {
        "revisions" => ("ListTaskDefinitions", family, "taskDefinitionArns"),
        _ => ("ListServiceDeployments", service, "serviceDeployments"),
    };
    scene.ecs(stage, operation, &body)[list]
        .as_array()
        .unwrap()
        .len()
}

fn told_of(wrong: &[String], first: &Run, second: &Run) -> String {
    format!("{}\nfirst: {first}\nsecond: {second}", wrong.join("; "))
}

#[test]
fn healthy_deployment() {
    HEALTHY.converges();
}

#[test]
fn failing_deployment() {
    FAILING.converges();
}

#[test]
fn going_back() {
    GOING_BACK.converges();
}

#[test]
fn promotion() {
    PROMOTED.converges();
}
