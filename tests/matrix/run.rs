//! One run: a world as a setting says, a rollout, and the loop between them. Judges nothing.

use super::bridge;
use super::calls;
use super::chance::Chance;
use super::client::{Client, Write};
use super::setting::Setting;
use super::trace::Trace;
use super::truth::Truth;
use foghorn_deploy::event::EventKind;
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{Service, ServiceDeploymentStatus};
use foghorn_deploy::plan::{Change, Limits, OnCancel, Register, ServicePlan};
use foghorn_deploy::rollout::{Before, Input, Next, Rollout};
use foghorn_deploy::task_definition::TaskDefinition;
use foghorn_deploy::time::AwsTime;
use foghorn_deploy::verdict::Verdict;
use foghorn_sim::Bench;
use foghorn_sim::bench::{CLUSTER, FAMILY, SERVICE};
use foghorn_sim::engine::Millis;
use serde_json::{Value, json};
use std::time::Duration;

/// When the simulated AWS begins.
pub(super) const START: Millis = 1_800_000_000_000;
/// Steps after which a run will not end.
const STEPS: u32 = 20_000;

/// A run that is over.
pub(super) struct Run {
    /// `None` if it did not end.
    pub(super) verdict: Option<Verdict>,
    /// AWS's time when the rollout began, and when it finished.
    pub(super) began: Millis,
    pub(super) finished: Millis,
    /// AWS's time of the last reading that was answered.
    pub(super) read: Millis,
    /// Readings in a row that failed at the end.
    pub(super) unread: u32,
    pub(super) events: Vec<(Millis, EventKind)>,
    pub(super) writes: Vec<Write>,
    pub(super) calls: u32,
    /// The revision that ran before.
    pub(super) old: RevisionArn,
    /// The revision that foghorn may go back to.
    pub(super) fallback: Option<RevisionArn>,
    pub(super) truth: Truth,
    /// What was fed in and what came out, if it was asked for.
    pub(super) trace: Trace,
}

impl Run {
    /// Plays a setting to its end. The same setting gives the same run.
    pub(super) fn of(setting: &Setting, traced: bool) -> Self {
        let Setting { scenario, seed, .. } = setting;
        let bench = Bench::playing(scenario, setting.world(), START).unwrap();
        let mut client = Client::new(bench, Chance::new(*seed, "calls"), setting.slowest_way);
        let place = Bench::place();
        client
            .bench
            .with_region(&place, |region| region.set_timing(setting.timing));
        let before = survey(&mut client);
        client.bench.pass(60_000);
        client.calls = 0;

        let definition = definition(setting);
        let mut rollout = Rollout::new(plan(setting, &before, &definition), before.before.clone());
        let began = client.now();
        let mut run = Self {
            verdict: None,
            began,
            finished: began,
            read: began,
            unread: 0,
            events: Vec::new(),
            writes: Vec::new(),
            calls: 0,
            old: before.service.task_definition.clone(),
            fallback: before.fallback.clone(),
            truth: Truth::default(),
            trace: Trace::new(traced),
        };
        let mut last: Option<(AwsTime, Service)> = None;
        let mut input = Input::Begin;
        for _ in 0..STEPS {
            let now = client.now();
            run.trace.input(now - began, &input);
            let since = Duration::from_millis(u64::try_from(now - began).unwrap());
            let step = rollout.step(input, since);
            run.trace.step(now - began, &step);
            run.events
                .extend(step.events.into_iter().map(|event| (now, event)));
            input = match step.next {
                Next::Act(act) => calls::act(&mut client, &definition, &act),
                Next::Observe { after, look } => {
                    client
                        .bench
                        .pass(Millis::try_from(after.as_millis()).unwrap());
                    let known = last.clone().filter(|_| after.is_zero());
                    match calls::observe(&mut client, &look, known) {
                        Ok(reading) => {
                            run.read = client.now();
                            run.unread = 0;
                            if let Some(service) = &reading.service {
                                last = Some((reading.at, service.clone()));
                            }
                            Input::Observed(Box::new(reading))
                        }
                        Err(failure) => {
                            run.unread += 1;
                            Input::ObserveFailed {
                                error: Foreign::new(failure.to_string()),
                                hints: Vec::new(),
                                may_heal: true,
                            }
                        }
                    }
                }
                Next::Finish(verdict) => {
                    run.verdict = Some(verdict);
                    break;
                }
            };
        }
        run.finished = client.now();
        run.calls = client.calls;
        run.writes = client.writes;
        run.truth = Truth::read(&mut client.bench, &definition);
        run
    }

    /// Returns what the verdict is called.
    pub(super) fn verdict_name(&self) -> String {
        let verdict = serde_json::to_value(&self.verdict).unwrap();
        verdict["verdict"].as_str().unwrap_or("none").to_owned()
    }

    /// Returns when the youngest task of ours that runs at the end had lived for the soak.
    pub(super) fn proven_at(&self, soak: Duration) -> Millis {
        let running = self.truth.running_at(self.finished);
        let youngest = running.into_iter().max().unwrap_or_default();
        youngest + Millis::try_from(soak.as_millis()).unwrap()
    }

    /// Tells whether something was said, and when first.
    pub(super) fn said(&self, wanted: impl Fn(&EventKind) -> bool) -> Option<Millis> {
        let mut events = self.events.iter();
        events.find(|(_, kind)| wanted(kind)).map(|(at, _)| *at)
    }
}

/// The document of the new revision: not the one that runs.
pub(super) fn definition(setting: &Setting) -> Value {
    let mut definition = Bench::definition(&setting.scenario);
    definition["containerDefinitions"][0]["environment"] =
        json!([{ "name": "COMMIT", "value": setting.seed.to_string() }]);
    definition
}

/// What is there before.
pub(super) struct Survey {
    pub(super) service: Service,
    pub(super) before: Before,
    fallback: Option<RevisionArn>,
}

/// The survey is not under test: its calls are repeated until they are answered.
pub(super) fn survey(client: &mut Client) -> Survey {
    let mut ask = |operation: &str, input: &Value| {
        (0..50)
            .find_map(|_| client.read(operation, input).ok())
            .unwrap_or_default()
    };
    let input = json!({ "cluster": CLUSTER, "services": [SERVICE] });
    let service = bridge::service(&ask("DescribeServices", &input)["services"][0]);
    let input = json!({ "cluster": CLUSTER, "service": SERVICE });
    let listed = ask("ListServiceDeployments", &input);
    let arns: Vec<Value> = bridge::list(&listed["serviceDeployments"])
        .iter()
        .map(|one| one["serviceDeploymentArn"].clone())
        .collect();
    let successful = !arns.is_empty() && {
        let input = json!({ "serviceDeploymentArns": arns });
        let described = ask("DescribeServiceDeployments", &input);
        let mut all = bridge::list(&described["serviceDeployments"]).iter();
        all.any(|one| bridge::service_deployment(one).status == ServiceDeploymentStatus::Successful)
    };
    let before = Before {
        deployments: service.deployments.iter().map(|d| d.id.clone()).collect(),
        service_deployment: service.current_service_deployment.clone(),
    };
    let listed = listed["serviceDeployments"][0]["status"] == "SUCCESSFUL";
    Survey {
        fallback: (successful || listed).then(|| service.task_definition.clone()),
        before,
        service,
    }
}

pub(super) fn plan(setting: &Setting, before: &Survey, definition: &Value) -> ServicePlan {
    let Service {
        desired,
        configuration,
        task_definition,
        ..
    } = before.service.clone();
    ServicePlan {
        service: SERVICE.to_owned(),
        cluster: CLUSTER.to_owned(),
        current: Some(task_definition),
        change: Change::Deploy {
            register: Register {
                family: FAMILY.to_owned(),
                redacted: Value::Null,
                document: None,
            },
            differences: Vec::new(),
        },
        definition: Some(TaskDefinition::described(definition).into()),
        images: Vec::new(),
        desired,
        strategy: configuration.strategy,
        circuit_breaker: configuration.circuit_breaker,
        alarms: configuration.alarms,
        fallback: before.fallback.clone(),
        on_failure: setting.on_failure,
        on_cancel: OnCancel::Leave,
        limits: Limits {
            timeout: setting.timeout,
            soak: setting.soak,
        },
    }
}
