//! When services are read: in rounds, so that one DescribeServices brings ten of them.
//!
//! One service is read exactly when its rollout wants it. The more are watched, the longer a
//! reading may be put off until the others want one, too; what may tell a failure is not put off.

use super::bucket::Bucket;
use super::lane::{Lane, State};
use super::reading::Wanted;
use foghorn_aws::Session;
use std::time::Duration;

/// Readings that are due within this time of each other are made together.
const TOGETHER: Duration = Duration::from_millis(400);
/// How much every service that is watched besides puts off the next round…
const EACH: Duration = Duration::from_millis(120);
/// … up to this.
const LONGEST: Duration = Duration::from_millis(7200);
/// How many rounds a deployment that is about to be proven waits for others.
const COMPANY: u32 = 2;
/// Target groups cannot be read together, and every load balancer of the account draws from one
/// bucket: 40 calls at once, then ten a second. Source: Elastic Load Balancing, "API request throttling".
const TARGETS: (u32, Duration) = (6, Duration::from_secs(6));
/// The targets of a service that could not be read are not asked for again at once.
const TARGETS_AGAIN: Duration = Duration::from_secs(10);

/// When the last round was, and what the next one may read.
pub(super) struct Rounds {
    last: Option<Duration>,
    targets: Bucket,
}

impl Rounds {
    pub(super) fn new() -> Self {
        let (burst, every) = TARGETS;
        Self {
            last: None,
            targets: Bucket::new(burst, every),
        }
    }

    /// Returns when something is to be read next.
    pub(super) fn next(&self, lanes: &[Lane]) -> Option<Duration> {
        let (round, proof) = (self.earliest(lanes), proof(lanes));
        let moment = |lane: &Lane| {
            let at = due(lane)?;
            Some(match hurry(lane) {
                Hurry::Now => at + breath(lanes),
                Hurry::Round => at.max(round),
                Hurry::Company => at.max(round).max(proof?),
            })
        };
        lanes.iter().filter_map(moment).min()
    }

    /// Takes what is to be read now.
    pub(super) fn take(&mut self, lanes: &mut [Lane], now: Duration) -> Vec<Wanted> {
        let round = self.earliest(lanes) <= now;
        let proof = round && proof(lanes).is_some_and(|at| at <= now);
        let breath = breath(lanes);
        let ahead = now + TOGETHER.max(pause(lanes) / 4);
        let hurried = lanes.iter().filter(|lane| hurry(lane) == Hurry::Now);
        let hurry_now = hurried.filter_map(due).any(|at| at + breath <= now);
        let is_due = |lane: &Lane| {
            due(lane).is_some_and(|at| match hurry(lane) {
                Hurry::Now => hurry_now && at <= now,
                Hurry::Round => round && at <= ahead,
                // Looking before the soak is over would be in vain.
                Hurry::Company => proof && at <= now,
            })
        };
        // Nobody is read ahead of time unless somebody is due.
        if self.next(lanes).is_none_or(|next| next > now) {
            return Vec::new();
        }
        if round {
            self.last = Some(now);
        }
        let mut wanted = Vec::new();
        for (index, lane) in lanes.iter_mut().enumerate() {
            if is_due(lane)
                && let State::Due { at, look, fresh } =
                    std::mem::replace(&mut lane.state, State::Reading)
            {
                // What was read before it was put off is no longer good enough.
                let known = lane
                    .last
                    .clone()
                    .filter(|_| !fresh && now <= at + TOGETHER * 2);
                wanted.push(Wanted {
                    lane: index,
                    service: lane.service().to_owned(),
                    look,
                    known,
                    apart: lane.apart,
                });
            }
        }
        self.ration_targets(&mut wanted, lanes, now);
        wanted
    }

    /// Leaves targets out that would be too many, those that were read last first.
    fn ration_targets(&mut self, wanted: &mut [Wanted], lanes: &mut [Lane], now: Duration) {
        let mut asking: Vec<&mut Wanted> = wanted
            .iter_mut()
            .filter(|one| !one.look.targets.is_empty())
            .collect();
        asking.sort_by_key(|one| lanes.get(one.lane).and_then(|lane| lane.targets_read));
        for one in asking {
            let Some(lane) = lanes.get_mut(one.lane) else {
                continue;
            };
            let again = lane.targets_read.is_some_and(|at| now < at + TARGETS_AGAIN);
            if again || !self.targets.try_take(now) {
                one.look.targets.clear();
            } else {
                lane.targets_read = Some(now);
            }
        }
    }

    /// Returns when the next round can be.
    fn earliest(&self, lanes: &[Lane]) -> Duration {
        self.last.map_or(Duration::ZERO, |last| last + pause(lanes))
    }
}

/// What a reading waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hurry {
    /// Nothing: it may tell why a task stopped.
    Now,
    /// The next round.
    Round,
    /// Others of its kind: it proves a deployment, of which nothing bad is known, by its tasks.
    Company,
}

fn hurry(lane: &Lane) -> Hurry {
    match &lane.state {
        State::Due { look, fresh, .. } if look.stopped_tasks.is_some() && !fresh => Hurry::Now,
        State::Due { look, .. } if look.running_tasks => Hurry::Company,
        State::Due { .. }
        | State::Queued { .. }
        | State::Acting
        | State::Reading
        | State::Finished(_) => Hurry::Round,
    }
}

fn due(lane: &Lane) -> Option<Duration> {
    match &lane.state {
        State::Due { at, .. } => Some(*at),
        State::Queued { .. } | State::Acting | State::Reading | State::Finished(_) => None,
    }
}

/// Returns how long what is not put off waits for the other calls of the same round.
fn breath(lanes: &[Lane]) -> Duration {
    pause(lanes) / 8
}

/// Returns when deployments are proven next: as soon as there are enough for a full call, and
/// before the first has waited for long.
fn proof(lanes: &[Lane]) -> Option<Duration> {
    let waiting = lanes.iter().filter(|lane| hurry(lane) == Hurry::Company);
    let mut waiting: Vec<Duration> = waiting.filter_map(due).collect();
    waiting.sort_unstable();
    let long = *waiting.first()? + pause(lanes) * COMPANY;
    let full = waiting.get(Session::SERVICES_AT_ONCE - 1);
    Some(full.map_or(long, |full| long.min(*full)))
}

/// Returns how long after a round the next one is.
fn pause(lanes: &[Lane]) -> Duration {
    let watched = lanes.iter().filter(|lane| lane.watched()).count();
    let others = u32::try_from(watched.saturating_sub(1)).unwrap_or(u32::MAX);
    EACH.saturating_mul(others).min(LONGEST)
}
