//! What a service does after a verdict that proves nothing, and what to do next.
//!
//! Owns these words where the verdict carries none of its own. A person reads them at the end of a
//! log and has nothing else to go by.

use super::verdict::hints;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::verdict::{Unknown, Verdict};

/// What is left behind.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Aftermath {
    /// What the service does now, unless the verdict's own sentence says it.
    pub now: Option<Sentence>,
    /// What to do, the first thing first.
    pub next: Vec<Sentence>,
}

impl Aftermath {
    /// Returns the parts with what they are: `now`, `next`.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &Sentence)> {
        let now = self.now.iter().map(|now| ("now", now));
        now.chain(self.next.iter().map(|next| ("next", next)))
    }
}

/// Returns what a verdict leaves behind. `service` is `None` if the words are for several services
/// of the stage.
pub fn aftermath(verdict: &Verdict, stage: &str, service: Option<&str>) -> Aftermath {
    let hints = hints(verdict);
    match verdict {
        Verdict::Deployed { .. } | Verdict::Unchanged { .. } | Verdict::Idle { .. } => {
            Aftermath::default()
        }
        Verdict::RolledBack { to, .. } => {
            let before = match to {
                Some(to) if service.is_some() => Sentence::default().foreign(to.short()),
                Some(_) | None => Sentence::own("what ran before"),
            };
            said(before.then(" runs again"), Vec::new())
        }
        Verdict::RollbackFailed { .. } => said(
            Sentence::own("what runs is not certain: ECS stopped between the two revisions"),
            vec![
                Sentence::own("see what runs with ")
                    .code(format!("foghorn status --stage {stage}")),
                Sentence::own("go back by deploying the commit that ran before, with ")
                    .code(format!("foghorn deploy --stage {stage}")),
            ],
        ),
        // Their own words name the service, its revision, its cluster.
        Verdict::Failed { .. } | Verdict::Cancelled { .. } if service.is_none() => Aftermath {
            now: None,
            next: vec![
                Sentence::own(
                    "what each does now, and how to go back, stands below its line above",
                ),
                Sentence::own("see what runs with ")
                    .code(format!("foghorn status --stage {stage}")),
                follow("follow them with ", stage, service),
            ],
        },
        // The first of its hints says what ECS does with it.
        Verdict::Failed { .. } => Aftermath {
            now: hints.first().cloned(),
            next: hints.get(1..).unwrap_or_default().to_vec(),
        },
        Verdict::Superseded { .. } => said(
            Sentence::own("the other deployment goes on; ours does not"),
            vec![
                follow("follow it with ", stage, service),
                Sentence::own("run this again when it is over, if this is the one that is to run"),
            ],
        ),
        Verdict::Unknown { why, .. } => unknown(why, hints, stage, service),
        Verdict::NotStarted { .. } => {
            said(Sentence::own("the service was not changed"), hints.to_vec())
        }
        Verdict::Cancelled { .. } if hints.is_empty() => Aftermath {
            now: None,
            next: vec![follow("follow it to its end with ", stage, service)],
        },
        Verdict::Cancelled { .. } => Aftermath {
            now: None,
            next: hints.to_vec(),
        },
    }
}

fn unknown(why: &Unknown, hints: &[Sentence], stage: &str, service: Option<&str>) -> Aftermath {
    match why {
        Unknown::Timeout { .. } => said(
            Sentence::own("ECS goes on with it, until it succeeds or gives up"),
            vec![follow("follow it to its end with ", stage, service)],
        ),
        Unknown::Unobservable { .. } => {
            let mut next = hints.to_vec();
            next.push(follow("then follow it with ", stage, service));
            said(
                Sentence::own("ECS goes on with it, which cannot be seen from here"),
                next,
            )
        }
        Unknown::LostAnswer { .. } => said(
            Sentence::own("whether the service was changed is not known"),
            vec![Sentence::own(
                "run the same command again: it finds out, and does nothing twice",
            )],
        ),
        Unknown::ServiceGone => said(
            Sentence::own("nothing runs: the service does not exist any more"),
            vec![Sentence::own(
                "create the service again, then run this again",
            )],
        ),
    }
}

fn said(now: Sentence, next: Vec<Sentence>) -> Aftermath {
    Aftermath {
        now: Some(now),
        next,
    }
}

fn follow(how: &str, stage: &str, service: Option<&str>) -> Sentence {
    let service = service.map_or_else(String::new, |service| format!(" --service {service}"));
    Sentence::own(how).code(format!("foghorn watch --stage {stage}{service}"))
}
