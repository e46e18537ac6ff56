//! One cluster: the loop that feeds the rollouts of its services.
//!
//! Owns when what is read, together with the clock; it decides nothing about a deployment. Services
//! whose readings are due at about the same time are read with one DescribeServices call per ten.

mod act;
mod reading;

use crate::cancel::Cancel;
use crate::clock::Clock;
use crate::narrator::Narrator;
use foghorn_aws::{Error, Session};
use foghorn_deploy::event::EventKind;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::observation::Service;
use foghorn_deploy::plan::ServicePlan;
use foghorn_deploy::rollout::{Act, Before, Input, Look, Next, Rollout, Step};
use foghorn_deploy::task_definition::{Schemas, TaskDefinition};
use foghorn_deploy::time::AwsTime;
use foghorn_deploy::verdict::Verdict;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// Readings that are due within this time of each other are made together.
const TOGETHER: Duration = Duration::from_millis(400);
/// Services in one DescribeServices call. Source: ECS API model, `DescribeServicesRequest.services`.
const BATCH: usize = 10;
/// How often a live view shows that time passes; real time, since a person looks at it.
const TICK: Duration = Duration::from_secs(1);
/// How long a cancelled run waits for the write that is under way.
const LAST_WRITE: Duration = Duration::from_secs(3);

/// One service to roll out.
pub(crate) struct Job {
    /// What to do.
    pub(crate) plan: ServicePlan,
    /// What was there before.
    pub(crate) before: Before,
    /// The document with this run's tags, to register and to find log groups in.
    pub(crate) document: TaskDefinition,
}

/// Everything the loop needs besides its jobs.
pub(crate) struct Drive {
    /// The stage's session.
    pub(crate) session: Arc<Session>,
    /// The cluster.
    pub(crate) cluster: String,
    /// The fields that a task definition may have.
    pub(crate) schemas: Arc<Schemas>,
    /// Whether the application's log lines may be read and shown.
    pub(crate) logs: bool,
    /// Whom to tell.
    pub(crate) narrator: Narrator,
    /// The clock.
    pub(crate) clock: Clock,
    /// Whether to stop.
    pub(crate) cancel: Cancel,
    /// Calls whose refusal was said.
    pub(crate) warned: HashSet<&'static str>,
    /// Whether the run is ending early: what is under way may finish, nothing new is begun.
    pub(crate) stopping: bool,
}

/// A rollout with what the loop knows about it.
struct Lane {
    rollout: Rollout,
    document: TaskDefinition,
    began: Duration,
    last: Option<(AwsTime, Service)>,
    state: State,
}

enum State {
    /// A call is under way.
    Busy,
    /// The next reading is due then.
    Due {
        at: Duration,
        look: Look,
        fresh: bool,
    },
    Finished(Verdict),
}

/// What a spawned call brought back.
enum Done {
    Acted { lane: usize, input: Input },
    Read(Vec<reading::Brought>),
}

impl Drive {
    /// Rolls out all jobs and returns their verdicts, in their order.
    pub(crate) async fn run(mut self, jobs: Vec<Job>) -> Vec<(String, Verdict)> {
        let began = self.clock.now();
        let mut calls = JoinSet::new();
        let mut lanes: Vec<Lane> = jobs.into_iter().map(|job| Lane::new(job, began)).collect();
        let mut ticks = tokio::time::interval(TICK);
        for index in 0..lanes.len() {
            self.feed(&mut lanes, index, Input::Begin, &mut calls);
        }
        while lanes
            .iter()
            .any(|lane| !matches!(lane.state, State::Finished(_)))
        {
            self.start_readings(&mut lanes, &mut calls);
            let next_due = lanes.iter().filter_map(Lane::due).min();
            let mut cancel = self.cancel.clone();
            tokio::select! {
                _ = cancel.wait() => {
                    self.wind_down(&mut lanes, &mut calls).await;
                    break;
                }
                Some(done) = calls.join_next() => self.take(&mut lanes, done, &mut calls),
                () = self.sleep_until(next_due) => {}
                _ = ticks.tick() => self.narrator.tick(),
            }
        }
        lanes.into_iter().map(Lane::into_verdict).collect()
    }

    async fn sleep_until(&self, due: Option<Duration>) {
        match due {
            Some(due) => self.clock.sleep_until(due).await,
            None => std::future::pending().await,
        }
    }

    /// Gives one input to one rollout and does what it wants next.
    fn feed(&mut self, lanes: &mut [Lane], index: usize, input: Input, calls: &mut JoinSet<Done>) {
        let Some(lane) = lanes.get_mut(index) else {
            return;
        };
        let now = self.clock.now();
        let Step { events, next } = lane.rollout.step(input, now);
        let service = lane.rollout.plan().service.clone();
        for event in events {
            self.narrator.tell_of(Some(&service), event);
        }
        lane.state = match next {
            Next::Act(act) => {
                if !self.stopping {
                    self.start_act(index, lane, act, calls);
                }
                State::Busy
            }
            // A rollout that wants more of the same moment gets it without reading the service again.
            Next::Observe { after, look } => State::Due {
                at: now + after,
                look,
                fresh: !after.is_zero(),
            },
            Next::Finish(verdict) => {
                let took_ms =
                    u64::try_from(now.saturating_sub(lane.began).as_millis()).unwrap_or(u64::MAX);
                self.narrator.tell_of(
                    Some(&service),
                    EventKind::ServiceFinished {
                        verdict: verdict.clone(),
                        took_ms,
                    },
                );
                State::Finished(verdict)
            }
        };
    }

    fn start_act(&self, index: usize, lane: &Lane, act: Act, calls: &mut JoinSet<Done>) {
        let call = act::Call {
            session: Arc::clone(&self.session),
            schemas: Arc::clone(&self.schemas),
            cluster: self.cluster.clone(),
            service: lane.rollout.plan().service.clone(),
            document: lane.document.clone(),
            logs: self.logs,
            clock: self.clock,
        };
        calls.spawn(async move {
            Done::Acted {
                lane: index,
                input: call.carry_out(act).await,
            }
        });
    }

    /// Starts every reading that is due, ten services to a call.
    fn start_readings(&self, lanes: &mut [Lane], calls: &mut JoinSet<Done>) {
        let now = self.clock.now();
        if !lanes.iter().filter_map(Lane::due).any(|at| at <= now) {
            return;
        }
        let mut wanted = Vec::new();
        for (index, lane) in lanes.iter_mut().enumerate() {
            if let State::Due { at, look, fresh } = &lane.state
                && *at <= now + TOGETHER
            {
                wanted.push(reading::Wanted {
                    lane: index,
                    service: lane.rollout.plan().service.clone(),
                    look: look.clone(),
                    known: if *fresh { None } else { lane.last.clone() },
                });
                lane.state = State::Busy;
            }
        }
        for batch in wanted.chunks(BATCH) {
            let (session, cluster, batch) = (
                Arc::clone(&self.session),
                self.cluster.clone(),
                batch.to_vec(),
            );
            calls.spawn(async move { Done::Read(reading::read(&session, &cluster, batch).await) });
        }
    }

    fn take(
        &mut self,
        lanes: &mut [Lane],
        done: Result<Done, tokio::task::JoinError>,
        calls: &mut JoinSet<Done>,
    ) {
        match done {
            // What would only lead to the next call is of no use to a run that is ending.
            Ok(Done::Acted { input, .. })
                if self.stopping && !matches!(input, Input::Updated(_)) => {}
            Ok(Done::Acted { lane, input }) => self.feed(lanes, lane, input, calls),
            Ok(Done::Read(brought)) => {
                for reading::Brought {
                    lane,
                    input,
                    service,
                    denied,
                } in brought
                {
                    self.warn_of(&denied);
                    if let (Some(service), Some(lane)) = (service, lanes.get_mut(lane)) {
                        lane.last = Some(service);
                    }
                    self.feed(lanes, lane, input, calls);
                }
            }
            // A panic in a call is a bug; it must not pass for silence.
            Err(error) => {
                if let Ok(panic) = error.try_into_panic() {
                    std::panic::resume_unwind(panic);
                }
            }
        }
    }

    /// Says once for each call that something may not be read.
    fn warn_of(&mut self, denied: &[Error]) {
        for error in denied {
            if self.warned.insert(error.operation()) {
                let warning =
                    Sentence::own("something may not be read; the verdict has to do without: ")
                        .foreign(error.to_string());
                self.narrator.tell(EventKind::Warned {
                    warning,
                    hints: error.hints(),
                });
            }
        }
    }

    /// Lets the write that is under way finish, then cancels every rollout: each may make one
    /// last call, by its stage's `on-cancel`, and then has to say what is left.
    async fn wind_down(&mut self, lanes: &mut [Lane], calls: &mut JoinSet<Done>) {
        self.session.hurry();
        self.stopping = true;
        self.drain(lanes, calls).await;
        self.stopping = false;
        let mut last = JoinSet::new();
        self.cancel_all(lanes, &mut last);
        self.drain(lanes, &mut last).await;
        self.stopping = true;
        self.cancel_all(lanes, &mut last);
    }

    fn cancel_all(&mut self, lanes: &mut [Lane], calls: &mut JoinSet<Done>) {
        for index in 0..lanes.len() {
            if !matches!(lanes[index].state, State::Finished(_)) {
                self.feed(lanes, index, Input::Cancelled, calls);
            }
        }
    }

    /// Takes what the calls under way bring, for as long as a cancelled run may wait.
    async fn drain(&mut self, lanes: &mut [Lane], calls: &mut JoinSet<Done>) {
        // Stays empty: whoever answers a call of a run that is ending begins nothing new.
        let mut ignored = JoinSet::new();
        let drain = async {
            while let Some(done) = calls.join_next().await {
                self.take(lanes, done, &mut ignored);
            }
        };
        // Real time: the platform that cancels does not wait longer in a rehearsal.
        tokio::time::timeout(LAST_WRITE, drain).await.ok();
    }
}

impl Lane {
    fn new(job: Job, began: Duration) -> Self {
        let rollout = Rollout::new(job.plan, job.before);
        Self {
            rollout,
            document: job.document,
            began,
            last: None,
            state: State::Busy,
        }
    }

    fn due(&self) -> Option<Duration> {
        match &self.state {
            State::Due { at, .. } => Some(*at),
            State::Busy | State::Finished(_) => None,
        }
    }

    fn into_verdict(self) -> (String, Verdict) {
        let service = self.rollout.plan().service.clone();
        match self.state {
            State::Finished(verdict) => (service, verdict),
            State::Busy | State::Due { .. } => (
                service,
                Verdict::Cancelled {
                    left: Sentence::default(),
                    hints: vec![],
                },
            ),
        }
    }
}
