//! How late foghorn was, on virtual time, and how much it asked.
//!
//! Lag is measured where nothing is in the way of a call and AWS is as fast as it is; its targets
//! are what foghorn promises, and a missed one is marked, not failed.

use super::run::Run;
use super::setting::Setting;
use super::truth::Maker;
use foghorn_deploy::event::EventKind;
use foghorn_deploy::verdict::Verdict;
use foghorn_sim::engine::Millis;
use std::fmt;

/// The median lag that is promised, milliseconds.
const MEDIAN: Millis = 1500;
/// The worst lag that is promised, milliseconds.
const WORST: Millis = 5000;
/// Calls a minute for one service: half of what `ecs-deploy` makes, which reads the service, takes a
/// tenth of a second for it, and sleeps for one. Source: `ecs_deploy/cli.py`, `--sleep-time`. A
/// deployment that fails ends sooner, and is measured beside it by `make bench`.
const CALLS: Millis = 60_000 / 1_100 / 2;

/// The figures of many runs.
#[derive(Default)]
pub(super) struct Figures {
    success: Vec<Measured>,
    cause: Vec<Measured>,
    failure: Vec<Measured>,
    rollback: Vec<Measured>,
    /// Calls a minute of each run that ends well.
    pace: Vec<Measured>,
    /// Runs with faults on the wire, missing permissions or another speed.
    disturbed: usize,
}

/// One value, and the run that it comes from.
struct Measured {
    value: Millis,
    of: String,
}

impl Figures {
    /// Takes a run.
    pub(super) fn take(&mut self, setting: &Setting, run: &Run) {
        if !setting.undisturbed() {
            self.disturbed += 1;
            return;
        }
        let of = format!("{setting:?}");
        let measured = |value: Millis| Measured {
            value,
            of: of.clone(),
        };
        let ours = run.truth.by(Maker::Ours).first().copied().cloned();
        let ended = |status: &str| ours.as_ref().and_then(|ours| ours.ended(status));
        match &run.verdict {
            Some(Verdict::Deployed { .. }) => {
                if let Some(done) = ended("SUCCESSFUL") {
                    let proven = done.max(run.proven_at(setting.soak));
                    self.success.push(measured(run.finished - proven));
                }
            }
            Some(Verdict::RolledBack { .. }) => {
                let back = run.truth.by(Maker::Before).first().copied().cloned();
                let back = back.and_then(|back| back.ended("SUCCESSFUL"));
                if let Some(done) = ended("ROLLBACK_SUCCESSFUL").or(back) {
                    self.rollback.push(measured(run.finished - done));
                }
            }
            Some(
                Verdict::Unchanged { .. }
                | Verdict::Idle { .. }
                | Verdict::RollbackFailed { .. }
                | Verdict::Failed { .. }
                | Verdict::Superseded { .. }
                | Verdict::Unknown { .. }
                | Verdict::NotStarted { .. }
                | Verdict::Cancelled { .. },
            )
            | None => {}
        }
        let said = run.said(|kind| matches!(kind, EventKind::CauseFound { .. }));
        if let (Some(said), Some(failed)) = (said, run.truth.first_failure()) {
            self.cause.push(measured((said - failed).max(0)));
        }
        let given_up = ended("STOPPED").or(ended("ROLLBACK_FAILED"));
        if let (Some(Verdict::Failed { .. }), Some(done)) = (&run.verdict, given_up)
            && done <= run.finished
        {
            self.failure.push(measured(run.finished - done));
        }
        let took = (run.finished - run.began).max(1);
        // The few calls of a run that is over at once say nothing about the waiting.
        let proven = matches!(run.verdict, Some(Verdict::Deployed { .. }));
        if proven && took >= 60_000 {
            self.pace
                .push(measured(Millis::from(run.calls) * 60_000 / took));
        }
    }
}

/// Prints a table with a line for each figure, and the run that the worst value comes from.
impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = ["runs", "median", "p95", "worst", "target"];
        writeln!(f, "{}", line("", heads.map(str::to_owned)))?;
        for (what, lags) in [
            ("proven on AWS, to the verdict", &self.success),
            ("first failed task, to its cause", &self.cause),
            ("ECS gave up, to the verdict", &self.failure),
            ("end of the rollback, to the verdict", &self.rollback),
        ] {
            let promised = format!("{}, {}", seconds(MEDIAN), seconds(WORST));
            let met = |spread: &Spread<'_>| spread.median <= MEDIAN && spread.worst.value <= WORST;
            writeln!(f, "{}", row(what, lags, seconds, promised, met))?;
        }
        let promised = CALLS.to_string();
        let met = |spread: &Spread<'_>| spread.median <= CALLS;
        let calls = |value: Millis| value.to_string();
        writeln!(
            f,
            "{}",
            row(
                "API calls a minute, if it is proven",
                &self.pace,
                calls,
                promised,
                met
            )
        )?;
        let disturbed = self.disturbed;
        write!(
            f,
            "{disturbed} more runs, with faults or at another speed, were only judged"
        )
    }
}

/// How values lie.
struct Spread<'a> {
    median: Millis,
    /// The value that 95 of 100 do not exceed.
    p95: Millis,
    worst: &'a Measured,
}

impl<'a> Spread<'a> {
    fn of(measured: &'a [Measured]) -> Option<Self> {
        let mut sorted: Vec<&Measured> = measured.iter().collect();
        sorted.sort_by_key(|one| one.value);
        let at = |percent: usize| {
            let rank = (sorted.len() * percent).div_ceil(100).max(1);
            sorted.get(rank - 1).copied()
        };
        Some(Self {
            median: at(50)?.value,
            p95: at(95)?.value,
            worst: at(100)?,
        })
    }
}

fn row(
    what: &str,
    measured: &[Measured],
    unit: impl Fn(Millis) -> String,
    promised: String,
    met: impl Fn(&Spread<'_>) -> bool,
) -> String {
    let runs = measured.len().to_string();
    let Some(spread) = Spread::of(measured) else {
        let none = String::new;
        return line(what, [runs, none(), none(), none(), promised]);
    };
    let mark = if met(&spread) { "" } else { "  missed" };
    let Spread { median, p95, worst } = spread;
    let cells = [runs, unit(median), unit(p95), unit(worst.value), promised];
    format!("{}{mark}  worst in {}", line(what, cells), worst.of)
}

fn line(what: &str, cells: [String; 5]) -> String {
    let [runs, median, p95, worst, target] = cells;
    format!("{what:36}{runs:>6}{median:>9}{p95:>9}{worst:>9}{target:>15}")
}

fn seconds(millis: Millis) -> String {
    format!("{}.{:02} s", millis / 1000, millis % 1000 / 10)
}
