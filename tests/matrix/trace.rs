//! Inputs and outputs of a rollout, one line each, for a person who looks for what went wrong.

use foghorn_deploy::observation::{Observation, Service, Task};
use foghorn_deploy::rollout::{Input, Next, Step};
use foghorn_sim::engine::Millis;
use std::fmt::Write;

/// Lines, or nothing when nobody wants any.
pub(super) struct Trace {
    wanted: bool,
    pub(super) lines: Vec<String>,
}

impl Trace {
    pub(super) fn new(wanted: bool) -> Self {
        let lines = Vec::new();
        Self { wanted, lines }
    }

    fn line(&mut self, at: Millis, what: &str) {
        self.lines
            .push(format!("{:>5}.{:03} {what}", at / 1000, at % 1000));
    }

    /// Notes what is fed in, so long after the start.
    pub(super) fn input(&mut self, at: Millis, input: &Input) {
        if !self.wanted {
            return;
        }
        let line = match input {
            Input::Observed(observed) => format!("<- {}", reading(observed)),
            Input::Updated(updated) => format!("<- Updated: {}", service(updated)),
            other => format!("<- {other:?}"),
        };
        self.line(at, &line);
    }

    /// Notes what came out.
    pub(super) fn step(&mut self, at: Millis, step: &Step) {
        if !self.wanted {
            return;
        }
        for event in &step.events {
            let event = serde_json::to_string(event).unwrap();
            self.line(at, &format!("     {event}"));
        }
        let next = match &step.next {
            Next::Observe { after, look } => {
                let what = [
                    (look.stopped_tasks.is_some(), " stopped"),
                    (look.running_tasks, " running"),
                    (!look.targets.is_empty(), " targets"),
                    (look.service_deployment.is_some(), " service deployment"),
                ];
                let what: String = what
                    .iter()
                    .filter(|(wanted, _)| *wanted)
                    .map(|(_, what)| *what)
                    .collect();
                format!("-> observe after {after:?}{what}")
            }
            next @ (Next::Act(_) | Next::Finish(_)) => format!("-> {next:?}"),
        };
        self.line(at, &next);
    }
}

fn reading(reading: &Observation) -> String {
    let mut line = reading
        .service
        .as_ref()
        .map_or("no service".to_owned(), service);
    if let Some(one) = &reading.service_deployment {
        write!(line, " | {:?} {:?}", one.status, one.lifecycle_stage).unwrap();
    }
    for task in reading.tasks.iter().flatten() {
        let Task {
            id,
            last_status,
            stop_code,
            ..
        } = task;
        let (id, code) = (short(id), stop_code.as_deref().unwrap_or_default());
        write!(line, " | task {id} {last_status} {code}").unwrap();
    }
    for target in reading.targets.iter().flatten() {
        write!(line, " | target {}", target.state).unwrap();
    }
    line
}

fn service(service: &Service) -> String {
    let mut line = format!("{:?}, wanted {}", service.status, service.desired);
    for one in &service.deployments {
        write!(
            line,
            " | {:?} {} {}: {} pending, {} running, {} failed, {:?}",
            one.status,
            short(one.id.as_str()),
            one.task_definition.short(),
            one.pending,
            one.running,
            one.failed,
            one.rollout_state
        )
        .unwrap();
    }
    if let Some(event) = service.events.first() {
        let message: String = event.message.raw().chars().take(100).collect();
        write!(line, " | {message}").unwrap();
    }
    line
}

fn short(id: &str) -> &str {
    id.get(id.len().saturating_sub(5)..).unwrap_or(id)
}
