//! What really happened, asked of the engine when the run is over, with nothing in the way.
//! Nothing here comes from foghorn's readings.

use super::bridge::{list, moment, text};
use super::calls::environment;
use foghorn_sim::bench::{CLUSTER, FAMILY, SERVICE};
use foghorn_sim::engine::Millis;
use foghorn_sim::{Bench, CallFailure};
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
    pub(super) created: Millis,
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
    /// Asks what there is. The document of the new revision tells which revisions are the run's.
    pub(super) fn read(bench: &mut Bench, definition: &Value) -> Self {
        bench.set_wire_faults(Vec::new());
        bench.set_denied(Vec::new());
        let mut witness = Witness {
            bench,
            revisions: Vec::new(),
        };
        witness.meet_revisions(&environment(&definition["containerDefinitions"]));
        let service = json!({ "cluster": CLUSTER, "services": [SERVICE] });
        let service = witness.ask("DescribeServices", &service)["services"][0].take();
        let primary = list(&service["deployments"])
            .iter()
            .find(|one| one["status"] == "PRIMARY")
            .cloned()
            .unwrap_or_default();
        let mut truth = Self {
            active: service["status"] == "ACTIVE",
            desired: service["desiredCount"].as_i64().unwrap_or_default(),
            primary: (text(&primary["taskDefinition"]), text(&primary["id"])),
            made: witness.made(),
            ..Self::default()
        };
        for status in ["RUNNING", "STOPPED"] {
            for task in witness.tasks(status) {
                let runs = task["lastStatus"] == "RUNNING" && task["desiredStatus"] == "RUNNING";
                match witness.maker(&text(&task["taskDefinitionArn"])) {
                    Maker::Ours => truth.tasks.push(lived(&task)),
                    Maker::Before => truth.old_running += usize::from(runs),
                    Maker::SomebodyElse => {}
                }
            }
        }
        let ours = witness.revisions.into_iter();
        let ours = ours.filter(|(_, maker)| *maker == Maker::Ours);
        truth.registered = ours.map(|(arn, _)| arn).collect();
        truth
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

/// Who is asked.
struct Witness<'a> {
    bench: &'a mut Bench,
    /// Every revision, and who registered it.
    revisions: Vec<(String, Maker)>,
}

impl Witness<'_> {
    fn ask(&mut self, operation: &str, input: &Value) -> Value {
        let answer = self.bench.call(&Bench::place(), "ecs", operation, input);
        // Calls that draw from a bucket which the run has emptied are made again.
        match answer {
            Err(CallFailure::Refused { code, .. }) if code == "ThrottlingException" => {
                self.bench.pass(1000);
                self.ask(operation, input)
            }
            answer => answer.unwrap_or_default(),
        }
    }

    /// The run's revisions are those with the environment of its document.
    fn meet_revisions(&mut self, ours: &Value) {
        let family = json!({ "familyPrefix": FAMILY });
        let listed = self.ask("ListTaskDefinitions", &family);
        for arn in list(&listed["taskDefinitionArns"]) {
            let one = self.ask("DescribeTaskDefinition", &json!({ "taskDefinition": arn }));
            let one = &one["taskDefinition"];
            let maker = if text(&one["registeredBy"]).ends_with("somebody-else") {
                Maker::SomebodyElse
            } else if environment(&one["containerDefinitions"]) == *ours {
                Maker::Ours
            } else {
                Maker::Before
            };
            self.revisions.push((text(arn), maker));
        }
    }

    fn maker(&self, revision: &str) -> Maker {
        let mut all = self.revisions.iter();
        all.find(|(arn, _)| arn == revision)
            .map_or(Maker::SomebodyElse, |(_, maker)| *maker)
    }

    /// Returns the service deployments, oldest first, without the one before the run.
    fn made(&mut self) -> Vec<Made> {
        let service = json!({ "cluster": CLUSTER, "service": SERVICE });
        let listed = self.ask("ListServiceDeployments", &service);
        let mut made = Vec::new();
        for brief in list(&listed["serviceDeployments"]) {
            let input = json!({ "serviceDeploymentArns": [brief["serviceDeploymentArn"]] });
            let described = self.ask("DescribeServiceDeployments", &input);
            let one = &described["serviceDeployments"][0];
            let input = json!({ "serviceRevisionArns": [one["targetServiceRevision"]["arn"]] });
            let revision = self.ask("DescribeServiceRevisions", &input);
            let revision = text(&revision["serviceRevisions"][0]["taskDefinition"]);
            made.push(Made {
                by: self.maker(&revision),
                revision,
                status: text(&one["status"]),
                reason: text(&one["rollback"]["reason"]) + &text(&one["statusReason"]),
                created: millis(&one["createdAt"]).unwrap_or_default(),
                finished: millis(&one["finishedAt"]),
            });
        }
        made.reverse();
        if !made.is_empty() {
            made.remove(0);
        }
        made
    }

    /// Returns the tasks of the service that are wanted to be in a status.
    fn tasks(&mut self, status: &str) -> Vec<Value> {
        let mut input =
            json!({ "cluster": CLUSTER, "serviceName": SERVICE, "desiredStatus": status });
        let mut tasks = Vec::new();
        loop {
            let page = self.ask("ListTasks", &input);
            if list(&page["taskArns"]).is_empty() {
                return tasks;
            }
            let page_of_tasks = json!({ "cluster": CLUSTER, "tasks": page["taskArns"] });
            let described = self.ask("DescribeTasks", &page_of_tasks);
            tasks.extend(list(&described["tasks"]).iter().cloned());
            match page["nextToken"].as_str() {
                Some(token) => input["nextToken"] = json!(token),
                None => return tasks,
            }
        }
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
                created,
                finished,
                by,
            } = made;
            writeln!(
                f,
                "  {by:?} {revision}, made at {created}: {status} at {finished:?} ({reason})"
            )?;
        }
        for task in &self.tasks {
            writeln!(f, "  {task:?}")?;
        }
        Ok(())
    }
}
