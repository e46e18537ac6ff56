//! Two runs of one stage, begun at once, with different images: one wins, and the other says that
//! it was superseded. Both are never green, unless one began when the other was done.

use super::calls;
use super::chance::Chance;
use super::client::Client;
use super::run::{START, definition, plan, survey};
use super::setting::Setting;
use foghorn_deploy::event::EventKind;
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::Service;
use foghorn_deploy::rollout::{Act, Input, Look, Next, Rollout};
use foghorn_deploy::time::AwsTime;
use foghorn_deploy::verdict::Verdict;
use foghorn_sim::Bench;
use foghorn_sim::engine::Millis;
use serde_json::{Value, json};
use std::time::Duration;

/// The second run begins so long after the first at most, milliseconds.
const APART: Millis = 20_000;
/// Steps after which a run will not end.
const STEPS: u32 = 40_000;

/// What a run does when its turn comes.
enum Turn {
    Survey,
    Take(Input),
    Act(Act),
    Look { look: Look, fresh: bool },
    Done(Verdict),
}

/// One of the two runs.
struct Runner {
    definition: Value,
    /// There is none before the survey.
    rollout: Option<Rollout>,
    began: Millis,
    due: Millis,
    turn: Turn,
    last: Option<(AwsTime, Service)>,
    /// When its deployment was first seen.
    started: Option<Millis>,
    finished: Millis,
}

impl Runner {
    fn new(setting: &Setting, name: &str, due: Millis) -> Self {
        let mut definition = definition(setting);
        definition["containerDefinitions"][0]["environment"] =
            json!([{ "name": "COMMIT", "value": name }]);
        Self {
            definition,
            rollout: None,
            began: due,
            due,
            turn: Turn::Survey,
            last: None,
            started: None,
            finished: due,
        }
    }

    /// Takes its turn: one call, or one step.
    fn go(&mut self, client: &mut Client, setting: &Setting, old: &RevisionArn) {
        let turn = std::mem::replace(&mut self.turn, Turn::Survey);
        self.turn = match turn {
            Turn::Survey => {
                let found = survey(client);
                let mut plan = plan(setting, &found, &self.definition);
                plan.fallback = Some(old.clone());
                self.rollout = Some(Rollout::new(plan, found.before));
                self.began = client.now();
                Turn::Take(Input::Begin)
            }
            Turn::Act(act) => Turn::Take(calls::act(client, &self.definition, &act)),
            Turn::Look { look, fresh } => {
                let known = self.last.clone().filter(|_| !fresh);
                Turn::Take(match calls::observe(client, &look, known) {
                    Ok(reading) => {
                        if let Some(service) = &reading.service {
                            self.last = Some((reading.at, service.clone()));
                        }
                        Input::Observed(Box::new(reading))
                    }
                    Err(failure) => Input::ObserveFailed {
                        error: Foreign::new(failure.to_string()),
                        hints: Vec::new(),
                        may_heal: true,
                    },
                })
            }
            Turn::Take(input) => return self.step(client, input),
            done @ Turn::Done(_) => done,
        };
        self.due = client.now();
    }

    fn step(&mut self, client: &Client, input: Input) {
        let now = client.now();
        let since = Duration::from_millis(u64::try_from(now - self.began).unwrap());
        let step = self.rollout.as_mut().unwrap().step(input, since);
        let begins = |event: &EventKind| matches!(event, EventKind::DeploymentStarted { .. });
        if step.events.iter().any(begins) {
            self.started.get_or_insert(now);
        }
        self.due = now;
        self.turn = match step.next {
            Next::Act(act) => Turn::Act(act),
            Next::Observe { after, look } => {
                self.due += Millis::try_from(after.as_millis()).unwrap();
                let fresh = !after.is_zero();
                Turn::Look { look, fresh }
            }
            Next::Finish(verdict) => {
                self.finished = now;
                Turn::Done(verdict)
            }
        };
    }

    fn verdict(&self) -> Option<&Verdict> {
        match &self.turn {
            Turn::Done(verdict) => Some(verdict),
            Turn::Survey | Turn::Take(_) | Turn::Act(_) | Turn::Look { .. } => None,
        }
    }

    /// The revision that it calls deployed.
    fn green(&self) -> Option<&RevisionArn> {
        match self.verdict()? {
            Verdict::Deployed { revision, .. } => Some(revision),
            Verdict::Unchanged { .. }
            | Verdict::Idle { .. }
            | Verdict::RolledBack { .. }
            | Verdict::RollbackFailed { .. }
            | Verdict::Failed { .. }
            | Verdict::Superseded { .. }
            | Verdict::Unknown { .. }
            | Verdict::NotStarted { .. }
            | Verdict::Cancelled { .. } => None,
        }
    }
}

/// Plays two runs at once, and returns what is wrong.
pub(super) fn wrongs(seed: u64) -> Vec<String> {
    let setting = Setting::new("healthy", seed);
    let bench = Bench::playing(&setting.scenario, setting.world(), START).unwrap();
    let mut client = Client::new(bench, Chance::new(seed, "calls"), setting.slowest_way);
    let place = Bench::place();
    client
        .bench
        .with_region(&place, |region| region.set_timing(setting.timing));
    let old = survey(&mut client).service.task_definition;
    client.bench.pass(60_000);

    let now = client.now();
    let apart = Chance::new(seed, "apart").within(0, APART);
    let mut runners = [
        Runner::new(&setting, "one", now),
        Runner::new(&setting, "other", now + apart),
    ];
    for _ in 0..STEPS {
        let open = runners.iter_mut().filter(|one| one.verdict().is_none());
        let Some(next) = open.min_by_key(|one| one.due) else {
            break;
        };
        client.bench.pass(next.due - client.now());
        next.go(&mut client, &setting, &old);
    }
    judged(&setting, &runners, &mut client)
}

fn judged(setting: &Setting, runners: &[Runner; 2], client: &mut Client) -> Vec<String> {
    let mut wrong = Vec::new();
    if runners.iter().any(|one| one.verdict().is_none()) {
        wrong.push("a run does not end".to_owned());
    }
    client.bench.set_wire_faults(Vec::new());
    client.bench.set_denied(Vec::new());
    let primary = survey(client).service.task_definition;
    let [one, other] = runners;
    match (one.green(), other.green()) {
        (Some(_), Some(_)) => {
            let (first, second) = if one.started <= other.started {
                (one, other)
            } else {
                (other, one)
            };
            let after = second
                .started
                .is_some_and(|at| at + setting.lag() >= first.finished);
            if !after {
                wrong.push("both are green".to_owned());
            }
        }
        (Some(green), None) | (None, Some(green)) => {
            if *green != primary {
                wrong.push(format!("{green} is green, but {primary} runs"));
            }
        }
        (None, None) => {}
    }
    if setting.undisturbed() && setting.scenario.desired_count > 0 {
        let superseded = |one: &Runner| matches!(one.verdict(), Some(Verdict::Superseded { .. }));
        let greens = runners.iter().filter(|one| one.green().is_some()).count();
        let losers = runners.iter().filter(|one| superseded(one)).count();
        if (greens, losers) != (1, 1) {
            wrong.push(format!("{greens} are green, {losers} superseded"));
        }
    }
    if !wrong.is_empty() {
        let verdicts = runners.iter().map(|one| format!("{:?}", one.verdict()));
        wrong.extend(verdicts);
    }
    wrong
}
