//! Faults as data: what goes wrong, where and how often. It owns their shape and whether one
//! strikes; what a strike does is decided where the task or service moves.

use serde::Deserialize;

use super::Millis;
use super::hook::HookAction;

/// One thing that goes wrong.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Fault {
    /// The clusters it strikes in; `*` stands for any text.
    #[serde(default = "anything")]
    pub cluster: String,
    /// The services it strikes.
    #[serde(default = "anything")]
    pub service: String,
    /// Strikes only what was registered after the world was seeded (the default), so that the
    /// revision that ran before stays healthy.
    #[serde(default = "yes")]
    pub new: bool,
    /// How many times it strikes; without it, every time.
    #[serde(default)]
    pub times: Option<u32>,
    /// How many seconds it lasts from its first strike; without it, for ever.
    #[serde(default)]
    pub r#for: Option<i64>,
    /// What goes wrong.
    pub kind: FaultKind,
}

impl Fault {
    /// Returns a fault that strikes every new task of every service.
    pub fn everywhere(kind: FaultKind) -> Self {
        Self {
            cluster: anything(),
            service: anything(),
            new: true,
            times: None,
            r#for: None,
            kind,
        }
    }
}

fn anything() -> String {
    "*".to_owned()
}

fn yes() -> bool {
    true
}

/// What goes wrong. All times are seconds of AWS's time.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub enum FaultKind {
    /// The first SSM parameter or secret of the task definition does not exist.
    SecretMissing,
    /// The secret lacks the JSON key that the task definition names.
    SecretJsonKeyMissing,
    /// The registry has no such image.
    ImageNotFound,
    /// The image is for another platform than the task's.
    ImageWrongPlatform,
    /// The registry does not answer in time.
    PullTimeout,
    /// There is no route to ECR.
    Network,
    /// The log group does not exist.
    LogGroupMissing,
    /// A container exits.
    Exit {
        /// The exit code.
        code: i32,
        /// Seconds after its start.
        #[serde(default = "one")]
        after: i64,
        /// What it writes before.
        #[serde(default)]
        logs: Vec<String>,
    },
    /// A container takes more memory than it may.
    OutOfMemory {
        /// Seconds after its start.
        #[serde(default = "one")]
        after: i64,
        /// What it writes before.
        #[serde(default)]
        logs: Vec<String>,
    },
    /// The program to start is not in the image.
    BadEntrypoint,
    /// A container exits some time after the task was healthy.
    CrashAfterHealthy {
        /// The exit code.
        #[serde(default = "one_code")]
        code: i32,
        /// Seconds after it was healthy.
        after: i64,
        /// What it writes before.
        #[serde(default)]
        logs: Vec<String>,
    },
    /// The load balancer's health checks fail.
    LoadBalancer {
        /// The HTTP status the application answers with.
        code: u16,
    },
    /// The container health check fails.
    ContainerHealth,
    /// There is no Fargate capacity.
    Capacity,
    /// The account's quota of Fargate vCPUs is reached.
    VcpuQuota,
    /// ECS cannot assume the execution role.
    AssumeRole,
    /// The containers take longer to start.
    SlowStart {
        /// Seconds.
        by: i64,
    },
    /// Somebody else updates the service.
    Superseded {
        /// Seconds after the deployment began.
        after: i64,
    },
    /// A person stops the deployment, which rolls it back.
    StoppedByPerson {
        /// Seconds after the deployment began.
        after: i64,
    },
    /// Somebody else changes the desired count.
    Desired {
        /// Seconds after the deployment began.
        after: i64,
        /// The new count.
        to: u32,
    },
    /// Somebody deletes the service.
    DeleteService {
        /// Seconds after the deployment began.
        after: i64,
    },
    /// A deployment alarm of the service goes into ALARM. Services without alarms do not notice.
    Alarm {
        /// Seconds after the deployment began; at 0 it is in ALARM before, and ECS ignores the
        /// alarms for this deployment.
        after: i64,
        /// The alarm's name; by default the first one of the service.
        #[serde(default)]
        name: Option<String>,
    },
    /// Somebody deletes the service's target groups.
    TargetGroupGone {
        /// Seconds after the deployment began.
        after: i64,
    },
    /// The Lambda functions of lifecycle hooks answer FAILED.
    HookFails {
        /// Only at this stage, such as `POST_TEST_TRAFFIC_SHIFT`.
        #[serde(default)]
        stage: Option<String>,
    },
    /// A person answers the PAUSE hook that waits then; without one, nothing happens.
    HookAnswered {
        /// Seconds after the deployment began.
        after: i64,
        /// `CONTINUE` or `ROLLBACK`.
        action: HookAction,
    },
    /// A task stops before it runs, with any stop code and reason.
    Stopped {
        /// Such as `TaskFailedToStart`. Source: ECS API model, `TaskStopCode`.
        code: String,
        /// The literal `stoppedReason`.
        reason: String,
        /// The exit code of its containers, if they ran.
        #[serde(default)]
        exit: Option<i32>,
    },
}

fn one() -> i64 {
    1
}

fn one_code() -> i32 {
    1
}

/// Where a fault could strike.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) cluster: &'a str,
    pub(crate) service: &'a str,
    /// The task definition was registered after the world was seeded.
    pub(crate) new: bool,
    pub(crate) at: Millis,
}

/// The faults of a region with what they have done so far.
#[derive(Debug, Clone, Default)]
pub(crate) struct Faults {
    armed: Vec<Armed>,
}

#[derive(Debug, Clone)]
struct Armed {
    fault: Fault,
    strikes: u32,
    first: Option<Millis>,
}

impl Faults {
    pub(crate) fn set(&mut self, faults: Vec<Fault>) {
        self.armed = faults
            .into_iter()
            .map(|fault| Armed {
                fault,
                strikes: 0,
                first: None,
            })
            .collect();
    }

    /// Lets the first fault strike that is of a wanted kind and reaches the spot.
    pub(crate) fn strike<T>(
        &mut self,
        spot: Spot<'_>,
        wanted: impl Fn(&FaultKind) -> Option<T>,
    ) -> Option<T> {
        self.armed
            .iter_mut()
            .filter(|armed| armed.reaches(spot))
            .find_map(|armed| {
                let found = wanted(&armed.fault.kind)?;
                armed.strikes += 1;
                armed.first.get_or_insert(spot.at);
                Some(found)
            })
    }

    /// Lets every fault strike that is of a wanted kind and reaches the spot.
    pub(crate) fn strike_all<T>(
        &mut self,
        spot: Spot<'_>,
        wanted: impl Fn(&FaultKind) -> Option<T>,
    ) -> Vec<T> {
        self.armed
            .iter_mut()
            .filter(|armed| armed.reaches(spot))
            .filter_map(|armed| {
                let found = wanted(&armed.fault.kind)?;
                armed.strikes += 1;
                armed.first.get_or_insert(spot.at);
                Some(found)
            })
            .collect()
    }
}

impl Armed {
    fn reaches(&self, spot: Spot<'_>) -> bool {
        let lasts = match (self.fault.r#for, self.first) {
            (Some(seconds), Some(first)) => spot.at < first + seconds * 1000,
            (None, _) | (_, None) => true,
        };
        lasts
            && (spot.new || !self.fault.new)
            && self.fault.times.is_none_or(|times| self.strikes < times)
            && matches_glob(&self.fault.cluster, spot.cluster)
            && matches_glob(&self.fault.service, spot.service)
    }
}

/// Tells whether `text` matches `pattern`, in which `*` stands for any text.
fn matches_glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, tail)) => text.strip_prefix(head).is_some_and(|rest| {
            rest.char_indices()
                .map(|(index, _)| index)
                .chain([rest.len()])
                .any(|index| matches_glob(tail, rest.get(index..).unwrap_or_default()))
        }),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
mod tests {
    use super::*;
    use serde_json::json;

    fn spot(at: Millis, new: bool) -> Spot<'static> {
        Spot {
            cluster: "prod",
            service: "web",
            new,
            at,
        }
    }

    fn struck(faults: &mut Faults, at: Millis, new: bool) -> bool {
        faults.strike(spot(at, new), |_| Some(())).is_some()
    }

    #[test]
    fn globs() {
        for (pattern, text, matches) in [
            ("*", "anything", true),
            ("prod", "prod", true),
            ("prod", "production", false),
            ("prod-*", "prod-eu", true),
            ("*-web-*", "a-web-b", true),
            ("*web", "web-2", false),
        ] {
            assert_eq!(matches_glob(pattern, text), matches, "{pattern} on {text}");
        }
    }

    #[test]
    fn a_fault_strikes_new_tasks_as_often_and_as_long_as_it_says() {
        let twice = json!({"kind": "image-not-found", "times": 2});
        let minute = json!({"kind": "capacity", "for": 60, "new": false});
        let elsewhere = json!({"kind": "capacity", "cluster": "dev"});
        let table = [
            (
                twice.clone(),
                vec![(0, true, true), (1, true, true), (2, true, false)],
            ),
            (twice, vec![(0, false, false)]),
            (
                minute,
                vec![
                    (5_000, false, true),
                    (64_999, true, true),
                    (65_000, true, false),
                ],
            ),
            (elsewhere, vec![(0, true, false)]),
        ];
        for (document, strikes) in table {
            let mut faults = Faults::default();
            let fault: Fault = serde_json::from_value(document).expect("a fault");
            faults.set(vec![fault.clone()]);
            for (at, new, strike) in strikes {
                assert_eq!(struck(&mut faults, at, new), strike, "{fault:?} at {at}");
            }
        }
    }

    #[test]
    fn unknown_words_are_refused() {
        for document in [
            json!({"kind": "explode"}),
            json!({"kind": "capacity", "tmies": 2}),
            json!({"kind": {"exit": {"code": 1, "aftr": 2}}}),
        ] {
            assert!(
                serde_json::from_value::<Fault>(document.clone()).is_err(),
                "{document}"
            );
        }
    }
}
