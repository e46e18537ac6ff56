//! What one seed sets up around a scenario: how fast AWS is, what fails on the wire, how the
//! service and foghorn are configured.

use super::chance::Chance;
use foghorn_deploy::plan::OnFailure;
use foghorn_sim::World;
use foghorn_sim::engine::{BreakerSetting, Millis, Span, Timing};
use foghorn_sim::scenarios::{self, Scenario};
use serde_json::{Value, json};
use std::fmt;
use std::time::Duration;

/// How long a request or an answer is under way at most where the network is well, milliseconds.
const QUICK: Millis = 90;
/// How long a poll and its calls may take then.
const LOOK: Millis = 8_000;
/// Calls in a row before a verdict.
const CALLS_OF_A_LOOK: Millis = 6;

/// One scenario in one variation.
pub(super) struct Setting {
    pub(super) scenario: Scenario,
    pub(super) seed: u64,
    pub(super) timing: Timing,
    /// The wire faults, as JSON.
    pub(super) faults: Vec<Value>,
    /// Calls that foghorn may not make.
    pub(super) denied: Vec<&'static str>,
    pub(super) on_failure: OnFailure,
    pub(super) soak: Duration,
    pub(super) timeout: Duration,
    /// How far back the stalest answer reaches, milliseconds.
    pub(super) stale: Millis,
    /// How long a request or an answer is under way at most, milliseconds.
    pub(super) slowest_way: Millis,
}

impl Setting {
    /// Returns the variation of a scenario that a seed stands for.
    pub(super) fn new(name: &str, seed: u64) -> Self {
        let mut scenario = scenarios::find(name)
            .unwrap_or_else(|| panic!("no scenario `{name}`"))
            .clone();
        let mut chance = Chance::new(seed, name);
        if chance.one_in(2) {
            use BreakerSetting::{NoRollback, Off, On};
            scenario.breaker = chance.pick(&[On, Off, NoRollback]);
        }
        // These need the number of tasks that they have.
        if !["early-success", "one-task-dies-once"].contains(&name) {
            let many = chance.within(1, 8);
            let idle = chance.one_in(25);
            scenario.desired_count = u32::try_from(if idle { 0 } else { many }).unwrap();
        }
        let timing = timing(&mut chance);
        let mut denied = Vec::new();
        let (mut faults, mut stale) = (Vec::new(), 0);
        if !chance.one_in(3) {
            for _ in 0..chance.within(1, 3) {
                let (fault, by) = wire_fault(&mut chance);
                faults.push(fault);
                stale = stale.max(by);
            }
            if chance.one_in(8) {
                denied.push(chance.pick(&DENIABLE));
            }
        }
        Self {
            scenario,
            seed,
            timing,
            faults,
            denied,
            on_failure: chance.pick(&[
                OnFailure::Rollback,
                OnFailure::Rollback,
                OnFailure::Rollback,
                OnFailure::StopWaiting,
                OnFailure::KeepWaiting,
            ]),
            soak: Duration::from_secs(chance.pick(&[60, 60, 0])),
            timeout: Duration::from_mins(chance.pick(&[20, 20, 12, 45])),
            stale,
            slowest_way: chance.pick(&[QUICK, QUICK, QUICK, 800]),
        }
    }

    /// Whether every call is answered, quickly and with what is there, and AWS is as fast as it is.
    pub(super) fn undisturbed(&self) -> bool {
        let as_ever = self.timing == Timing::default() && self.slowest_way == QUICK;
        as_ever && self.faults.is_empty() && self.denied.is_empty()
    }

    /// How far a reading may lag behind what is there: it is stale, or its calls take their time.
    pub(super) fn lag(&self) -> Millis {
        LOOK + self.stale + CALLS_OF_A_LOOK * 2 * (self.slowest_way - QUICK)
    }

    /// Whether foghorn may not make a call.
    pub(super) fn denies(&self, action: &str) -> bool {
        self.denied.contains(&action)
    }

    /// The world to play in. The faults come later: nothing is deployed while nothing is there.
    pub(super) fn world(&self) -> World {
        let denied: Vec<Value> = self
            .denied
            .iter()
            .map(|action| json!({ "who": "*", "action": action }))
            .collect();
        let world = json!({
            "seed": self.seed, "denied": denied, "wire-faults": self.faults, "throttling": true,
        });
        serde_json::from_value(world).unwrap()
    }
}

/// `SCENARIO:SEED`, as it is asked for.
impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.scenario.name, self.seed)
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scenario {
            name,
            breaker,
            desired_count,
            ..
        } = &self.scenario;
        writeln!(f, "scenario {name}, seed {}", self.seed)?;
        writeln!(f, "  desired count {desired_count}, breaker {breaker:?}")?;
        writeln!(
            f,
            "  on-failure {:?}, soak {:?}, timeout {:?}",
            self.on_failure, self.soak, self.timeout
        )?;
        writeln!(
            f,
            "  denied {:?}, slowest way {} ms",
            self.denied, self.slowest_way
        )?;
        for fault in &self.faults {
            writeln!(f, "  wire fault {fault}")?;
        }
        write!(f, "  {:?}", self.timing)
    }
}

/// What a role for deployments lacks now and then, and foghorn can do without.
const DENIABLE: [&str; 5] = [
    "ecs:DescribeServiceDeployments",
    "ecs:StopServiceDeployment",
    "ecs:ListTasks",
    "logs:GetLogEvents",
    "elasticloadbalancing:DescribeTargetHealth",
];

/// As AWS is, or all of it faster or slower, or every part of it by a factor of its own.
fn timing(chance: &mut Chance) -> Timing {
    let mut timing = Timing::default();
    let all = chance.pick(&[Some(100), Some(100), Some(30), Some(200), None]);
    for span in [
        &mut timing.scheduler,
        &mut timing.provisioning,
        &mut timing.initialization,
        &mut timing.pull,
        &mut timing.failed_pull,
        &mut timing.start,
        &mut timing.target_health,
        &mut timing.draining,
        &mut timing.stopping,
        &mut timing.deprovisioning,
        &mut timing.placement,
        &mut timing.breaker,
        &mut timing.alarm,
        &mut timing.bake,
        &mut timing.stage,
        &mut timing.hook,
    ] {
        let percent = all.unwrap_or_else(|| chance.within(30, 300));
        *span = Span {
            from: span.from * percent / 100,
            to: span.to * percent / 100,
        };
    }
    timing
}

/// Draws a wire fault, and how stale it makes an answer.
fn wire_fault(chance: &mut Chance) -> (Value, Millis) {
    let every = chance.within(2, 6);
    let reads = chance.pick(&["Describe*", "List*", "DescribeServices", "*Task*"]);
    let write = chance.pick(&[
        "RegisterTaskDefinition",
        "UpdateService",
        "StopServiceDeployment",
    ]);
    let broken = chance.pick(&["http-500", "reset", "lost-answer"]);
    let mut fault = json!({ "service": "*" });
    let mut stale = 0;
    let members = match chance.within(1, 6) {
        1 | 2 => {
            let by = chance.within(1, 20);
            stale = by * 1000;
            json!({ "operation": "*", "kind": "stale", "by": by, "every": chance.within(1, 2) })
        }
        3 => json!({ "operation": reads, "kind": "throttling", "every": every }),
        4 => json!({ "operation": reads, "kind": broken, "every": every }),
        5 => json!({
            "operation": write, "kind": broken, "times": chance.within(1, 2),
        }),
        _ => json!({
            "operation": "*", "kind": broken,
            "from": chance.within(60, 300), "for": chance.within(5, 60), "every": 1,
        }),
    };
    for (name, value) in members.as_object().unwrap() {
        fault[name] = value.clone();
    }
    (fault, stale)
}
