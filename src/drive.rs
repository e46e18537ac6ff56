//! One cluster: the loop that feeds the rollouts of its services.
//!
//! Owns what is under way; it decides nothing about a deployment. When services are read is
//! `rounds`', and when a call gets its turn is `turns`'.

mod act;
mod besides;
mod bucket;
mod lane;
mod reading;
mod rounds;
mod turns;

pub(crate) use bucket::Bucket;

use crate::cancel::Cancel;
use crate::clock::{Clock, Work};
use crate::narrator::Narrator;
use foghorn_aws::{Error, Session};
use foghorn_deploy::event::EventKind;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::plan::ServicePlan;
use foghorn_deploy::rollout::{Act, Before, Input, Next, Rollout, Step};
use foghorn_deploy::task_definition::{Schemas, TaskDefinition};
use foghorn_deploy::time::millis;
use foghorn_deploy::verdict::Verdict;
use lane::{Lane, State};
use rounds::Rounds;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use turns::Turns;

/// Readings that may be under way at once.
const READINGS: usize = 12;
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

/// The rollouts of a cluster, and what paces their calls.
struct Board {
    lanes: Vec<Lane>,
    rounds: Rounds,
    turns: Turns,
    /// A turn for every reading that may be under way.
    readings: Arc<Semaphore>,
    /// Whether the tasks of the cluster are too many to be listed as a whole.
    crowded: Arc<besides::Crowded>,
}

/// Calls under way. The clock knows of each until what it brought is taken.
type Calls = JoinSet<(Done, Work)>;

/// What a spawned call brought back.
enum Done {
    Acted { lane: usize, input: Input },
    Read(reading::Batch),
}

impl Drive {
    /// Rolls out all jobs and returns their verdicts, in their order.
    pub(crate) async fn run(self, jobs: Vec<Job>) -> Vec<(String, Verdict)> {
        let rollouts = jobs.into_iter().map(|job| {
            let rollout = Rollout::new(job.plan, job.before);
            (rollout, job.document)
        });
        self.carry_out(rollouts.collect()).await
    }

    /// Carries out rollouts, each with the document to register and to find log groups in.
    pub(crate) async fn carry_out(
        mut self,
        rollouts: Vec<(Rollout, TaskDefinition)>,
    ) -> Vec<(String, Verdict)> {
        let _work = self.clock.work();
        let began = self.clock.now();
        let lanes = rollouts.into_iter();
        let lanes = lanes.map(|(rollout, document)| Lane::new(rollout, document, began));
        let mut calls = Calls::new();
        let mut board = Board {
            lanes: lanes.collect(),
            rounds: Rounds::new(),
            turns: Turns::new(),
            readings: Arc::new(Semaphore::new(READINGS)),
            crowded: Arc::default(),
        };
        let mut ticks = tokio::time::interval(TICK);
        for index in 0..board.lanes.len() {
            self.feed(&mut board, index, Input::Begin, &mut calls);
        }
        while !board.lanes.iter().all(Lane::finished) {
            self.start_queued(&mut board, &mut calls);
            self.start_readings(&mut board, &mut calls);
            let next = board.next();
            let mut cancel = self.cancel.clone();
            tokio::select! {
                _ = cancel.wait() => {
                    self.wind_down(&mut board, &mut calls).await;
                    break;
                }
                Some(done) = calls.join_next() => self.take(&mut board, done, &mut calls),
                () = self.sleep_until(next) => {}
                _ = ticks.tick() => self.narrator.tick(),
            }
        }
        board.lanes.into_iter().map(Lane::into_verdict).collect()
    }

    /// Sleeps until something is due; where nothing is, until a call brings something.
    async fn sleep_until(&self, due: Option<Duration>) {
        self.clock.sleep_until(due.unwrap_or(Duration::MAX)).await;
    }

    /// Gives one input to one rollout and does what it wants next.
    fn feed(&mut self, board: &mut Board, index: usize, input: Input, calls: &mut Calls) {
        let Some(lane) = board.lanes.get_mut(index) else {
            return;
        };
        let now = self.clock.now();
        let Step { events, next } = lane.rollout.step(input, now);
        let service = lane.service().to_owned();
        for event in events {
            self.narrator.tell_of(Some(&service), event);
        }
        lane.state = match next {
            Next::Act(_) if self.stopping => State::Acting,
            Next::Act(act) => match board.turns.give(&act, now) {
                at if at > now => State::Queued { at, act },
                _ => {
                    self.start_act(index, lane, act, calls);
                    State::Acting
                }
            },
            // A rollout that wants more of the same moment gets it without reading the service again.
            Next::Observe { after, look } => State::Due {
                at: now + after,
                look,
                fresh: !after.is_zero(),
            },
            Next::Finish(verdict) => {
                let took_ms = millis(now.saturating_sub(lane.began));
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

    fn start_act(&self, index: usize, lane: &Lane, act: Act, calls: &mut Calls) {
        let call = act::Call {
            session: Arc::clone(&self.session),
            schemas: Arc::clone(&self.schemas),
            cluster: self.cluster.clone(),
            service: lane.service().to_owned(),
            document: lane.document.clone(),
            logs: self.logs,
            clock: self.clock,
        };
        let work = self.clock.work();
        calls.spawn(async move {
            let input = call.carry_out(act).await;
            (Done::Acted { lane: index, input }, work)
        });
    }

    /// Starts the calls whose turn has come.
    fn start_queued(&self, board: &mut Board, calls: &mut Calls) {
        let now = self.clock.now();
        for (index, lane) in board.lanes.iter_mut().enumerate() {
            if let State::Queued { at, act } = &lane.state
                && *at <= now
            {
                let act = act.clone();
                self.start_act(index, lane, act, calls);
                lane.state = State::Acting;
            }
        }
    }

    /// Starts every reading that is due.
    fn start_readings(&self, board: &mut Board, calls: &mut Calls) {
        let mut unknown = Vec::new();
        let mut seen = Vec::new();
        for mut wanted in board.rounds.take(&mut board.lanes, self.clock.now()) {
            match wanted.known.take() {
                Some((at, service)) => seen.push(reading::Seen {
                    wanted,
                    at,
                    service: Some(service),
                }),
                None => unknown.push(wanted),
            }
        }
        for batch in reading::batches(unknown) {
            let (session, cluster) = (Arc::clone(&self.session), self.cluster.clone());
            let (readings, work) = (Arc::clone(&board.readings), self.clock.work());
            calls.spawn(async move {
                // Nobody closes it, so that there is always a turn to come.
                let _turn = readings.acquire().await;
                let batch = reading::read(session, cluster, batch).await;
                (Done::Read(batch), work)
            });
        }
        self.read_besides(board, seen, calls);
    }

    /// Starts to read what is wanted besides the services.
    fn read_besides(&self, board: &Board, seen: Vec<reading::Seen>, calls: &mut Calls) {
        for group in besides::groups(seen) {
            let (session, cluster) = (Arc::clone(&self.session), self.cluster.clone());
            let (readings, crowded) = (Arc::clone(&board.readings), Arc::clone(&board.crowded));
            let work = self.clock.work();
            calls.spawn(async move {
                let _turn = readings.acquire().await;
                let complete = besides::read(session, cluster, group, crowded).await;
                let seen = Vec::new();
                (Done::Read(reading::Batch { complete, seen }), work)
            });
        }
    }

    fn take(
        &mut self,
        board: &mut Board,
        done: Result<(Done, Work), tokio::task::JoinError>,
        calls: &mut Calls,
    ) {
        // The work counts as under way until what it brought is taken in.
        match done {
            // What would only lead to the next call is of no use to a run that is ending.
            Ok((Done::Acted { input, .. }, _work))
                if self.stopping && !matches!(input, Input::Updated(_)) => {}
            Ok((Done::Acted { lane, input }, _work)) => self.feed(board, lane, input, calls),
            Ok((Done::Read(batch), _work)) => {
                for brought in batch.complete {
                    self.warn_of(&brought.denied);
                    if let Some(lane) = board.lanes.get_mut(brought.lane) {
                        lane.last = brought.service.or(lane.last.take());
                        lane.apart = brought.apart;
                    }
                    self.feed(board, brought.lane, brought.input, calls);
                }
                if !self.stopping {
                    self.read_besides(board, batch.seen, calls);
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
    async fn wind_down(&mut self, board: &mut Board, calls: &mut Calls) {
        self.session.hurry();
        board.turns.hurry();
        self.stopping = true;
        self.drain(board, calls).await;
        self.stopping = false;
        let mut last = JoinSet::new();
        self.cancel_all(board, &mut last);
        self.drain(board, &mut last).await;
        self.stopping = true;
        self.cancel_all(board, &mut last);
    }

    fn cancel_all(&mut self, board: &mut Board, calls: &mut Calls) {
        for index in 0..board.lanes.len() {
            if !board.lanes[index].finished() {
                self.feed(board, index, Input::Cancelled, calls);
            }
        }
    }

    /// Takes what the calls under way bring, for as long as a cancelled run may wait.
    async fn drain(&mut self, board: &mut Board, calls: &mut Calls) {
        // Stays empty: whoever answers a call of a run that is ending begins nothing new.
        let mut ignored = JoinSet::new();
        let drain = async {
            while let Some(done) = calls.join_next().await {
                self.take(board, done, &mut ignored);
            }
        };
        // Real time: the platform that cancels does not wait longer in a rehearsal.
        tokio::time::timeout(LAST_WRITE, drain).await.ok();
    }
}

impl Board {
    /// Returns when something is to be begun next.
    fn next(&self) -> Option<Duration> {
        let queued = self.lanes.iter().filter_map(|lane| match &lane.state {
            State::Queued { at, .. } => Some(*at),
            State::Acting | State::Reading | State::Due { .. } | State::Finished(_) => None,
        });
        queued.chain(self.rounds.next(&self.lanes)).min()
    }
}
