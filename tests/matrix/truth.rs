//! What really happened, asked of the engine when the run is over, with nothing in the way.
//! Nothing here comes from foghorn's readings.

use super::bridge::{list, moment, text};
use super::calls::environment;
use foghorn_sim::Bench;
use foghorn_sim::bench::{CLUSTER, FAMILY, SERVICE};
use foghorn_sim::engine::Millis;
use serde_json::{Value, json};
use std::fmt;

/// A service deployment that was made after the run began.
#[derive(Clone)]
pub(super) struct Made {
    /// The revision it leads to.
    pub(super) revision: String,
    pub(super) status: String,
    /// Why it went back, in ECS's words.
    pub(super) reason: String,
    pub(super) finished: Option<Millis>,
    pub(super) by: Maker,
}

/// Who registered the revision that a deployment leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Maker {
    /// The run.
    Ours,
    /// It ran before.
    Before,
    SomebodyElse,
}

/// A task of our revision.
#[derive(Debug, Clone)]
pub(super) struct Lived {
    pub(super) started: Option<Millis>,
    pub(super) stopping: Option<Millis>,
    /// Whether it stopped for a fault of its own, not to make room.
    pub(super) failed: bool,
}

/// What there is.
#[derive(Default)]
pub(super) struct Truth {
    pub(super) active: bool,
    pub(super) desired: i64,
    /// The revision of the PRIMARY deployment, and its id.
    pub(super) primary: (String, String),
    /// Oldest first, without the one before the run.
    pub(super) made: Vec<Made>,
    /// Revisions that the run registered.
    pub(super) registered: Vec<String>,
    pub(super) tasks: Vec<Lived>,
    /// Tasks of the revision that was there before and run now.
    pub(super) old_running: usize,
}

impl Truth {
    pub(super) fn read(bench: &mut Bench, definition: &Value) -> Self {
        bench.set_wire_faults(Vec::new());
        bench.set_denied(Vec::new());
        let mut ask = |operation: &str, input: Value| {
            bench
                .call(&Bench::place(), "ecs", operation, &input)
                .unwrap_or_default()
        };
        let answer = ask(
            "DescribeServices",
            json!({ "cluster": CLUSTER, "services": [SERVICE] }),
        );
        let service = &answer["services"][0];
        let primary = list(&service["deployments"])
            .iter()
            .find(|one| one["status"] == "PRIMARY")
            .cloned()
            .unwrap_or_default();

        let family = json!({ "familyPrefix": FAMILY });
        let mut revisions = Vec::new();
        for arn in list(&ask("ListTaskDefinitions", family)["taskDefinitionArns"]) {
            let one = ask("DescribeTaskDefinition", json!({ "taskDefinition": arn }));
            let one = &one["taskDefinition"];
            let ours = environment(&definition["containerDefinitions"]);
            let maker = if text(&one["registeredBy"]).ends_with("somebody-else") {
                Maker::SomebodyElse
            } else if environment(&one["containerDefinitions"]) == ours {
                Maker::Ours
            } else {
                Maker::Before
            };
            revisions.push((text(arn), maker));
        }
        let maker = |revision: &str| {
            let mut all = revisions.iter();
            all.find(|(arn, _)| arn == revision)
                .map_or(Maker::SomebodyElse, |(_, maker)| *maker)
        };

        let listed = ask(
            "ListServiceDeployments",
            json!({ "cluster": CLUSTER, "service": SERVICE }),
        );
        let mut made = Vec::new();
        for brief in list(&listed["serviceDeployments"]) {
            let arn = &brief["serviceDeploymentArn"];
            let described = ask(
                "DescribeServiceDeployments",
                json!({ "serviceDeploymentArns": [arn] }),
            );
            let one = &described["serviceDeployments"][0];
            let target = &one["targetServiceRevision"]["arn"];
            let revision = ask(
                "DescribeServiceRevisions",
                json!({ "serviceRevisionArns": [target] }),
            );
            let revision = text(&revision["serviceRevisions"][0]["taskDefinition"]);
            made.push(Made {
                by: maker(&revision),
                revision,
                status: text(&one["status"]),
                reason: text(&one["rollback"]["reason"]) + &text(&one["statusReason"]),
                finished: millis(&one["finishedAt"]),
            });
        }
        // The oldest one is the one before the run.
        made.reverse();
        if !made.is_empty() {
            made.remove(0);
        }

        let mut tasks = Vec::new();
        let mut old_running = 0;
        for status in ["RUNNING", "STOPPED"] {
            let mut input =
                json!({ "cluster": CLUSTER, "serviceName": SERVICE, "desiredStatus": status });
            loop {
                let page = ask("ListTasks", input.clone());
                if list(&page["taskArns"]).is_empty() {
                    break;
                }
                let described = ask(
                    "DescribeTasks",
                    json!({ "cluster": CLUSTER, "tasks": page["taskArns"] }),
                );
                for task in list(&described["tasks"]) {
                    let revision = text(&task["taskDefinitionArn"]);
                    match maker(&revision) {
                        Maker::Ours => tasks.push(lived(task)),
                        Maker::Before => {
                            old_running += usize::from(
                                task["lastStatus"] == "RUNNING"
                                    && task["desiredStatus"] == "RUNNING",
                            );
                        }
                        Maker::SomebodyElse => {}
                    }
                }
                match page["nextToken"].as_str() {
                    Some(token) => input["nextToken"] = json!(token),
                    None => break,
                }
            }
        }
        Self {
            active: service["status"] == "ACTIVE",
            desired: service["desiredCount"].as_i64().unwrap_or_default(),
            primary: (text(&primary["taskDefinition"]), text(&primary["id"])),
            made,
            registered: revisions
                .iter()
                .filter(|(_, maker)| *maker == Maker::Ours)
                .map(|(arn, _)| arn.clone())
                .collect(),
            tasks,
            old_running,
        }
    }

    /// Returns the deployments of one maker.
    pub(super) fn by(&self, maker: Maker) -> Vec<&Made> {
        self.made.iter().filter(|made| made.by == maker).collect()
    }

    /// Returns when the tasks of ours that ran at a moment had started, those that went on.
    pub(super) fn running_at(&self, moment: Millis) -> Vec<Millis> {
        let ran = self.tasks.iter().filter_map(|task| {
            let started = task.started.filter(|started| *started <= moment)?;
            let stopped = task.stopping.is_some_and(|stopping| stopping <= moment);
            (!stopped).then_some(started)
        });
        ran.collect()
    }

    /// Returns when the first task of ours failed.
    pub(super) fn first_failure(&self) -> Option<Millis> {
        let failed = self.tasks.iter().filter(|task| task.failed);
        failed.filter_map(|task| task.stopping).min()
    }
}

impl Made {
    /// Returns when it ended in this status.
    pub(super) fn ended(&self, status: &str) -> Option<Millis> {
        self.finished.filter(|_| self.status == status)
    }
}

fn millis(value: &Value) -> Option<Millis> {
    moment(value).map(|moment| moment.0)
}

fn lived(task: &Value) -> Lived {
    let reason = text(&task["stoppedReason"]);
    let made_room = task["stopCode"] == "ServiceSchedulerInitiated" && !reason.contains("failed");
    let stopping = millis(&task["stoppingAt"]).or(millis(&task["stoppedAt"]));
    Lived {
        started: millis(&task["startedAt"]),
        failed: stopping.is_some() && !made_room,
        stopping,
    }
}

impl fmt::Display for Truth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "  active {}, desired {}, PRIMARY {:?}, registered {:?}, old tasks running {}",
            self.active, self.desired, self.primary, self.registered, self.old_running
        )?;
        for made in &self.made {
            let Made {
                revision,
                status,
                reason,
                finished,
                by,
            } = made;
            writeln!(
                f,
                "  {by:?} {revision}: {status} at {finished:?} ({reason})"
            )?;
        }
        for task in &self.tasks {
            writeln!(f, "  {task:?}")?;
        }
        Ok(())
    }
}
