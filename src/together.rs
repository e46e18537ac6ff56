//! All services of a stage or none: has those that were deployed go back when another one failed.
//!
//! What goes back is decided by `foghorn_deploy::plan::together`; each goes to what it was deployed
//! over, and is reported by itself.

use crate::drive::Job;
use crate::narrator::Narrator;
use crate::stages::{Hands, Open};
use foghorn_deploy::event::EventKind;
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::observation::Service;
use foghorn_deploy::plan::{ServicePlan, Together, together};
use foghorn_deploy::rollout::Rollout;
use foghorn_deploy::task_definition::TaskDefinition;
use foghorn_deploy::verdict::Verdict;

/// What a stage is to come to as a whole.
pub(crate) struct Whole {
    plans: Vec<(ServicePlan, TaskDefinition)>,
}

impl Whole {
    /// Remembers what is going to be done.
    pub(crate) fn of(jobs: &[Job]) -> Self {
        let plans = jobs.iter();
        Self {
            plans: plans
                .map(|job| (job.plan.clone(), job.document.clone()))
                .collect(),
        }
    }

    /// Undoes what was deployed if another service failed, and returns what became of each.
    pub(crate) async fn settle(
        self,
        open: &Open<'_>,
        hands: &Hands<'_>,
        mut verdicts: Vec<(String, Verdict)>,
    ) -> Vec<(String, Verdict)> {
        let ended = self.plans.iter().zip(&verdicts);
        match together(ended.map(|((plan, _), (_, verdict))| (plan, verdict))) {
            Together::Stands => {}
            Together::Torn {
                deployed,
                open: others,
            } => {
                let why = Sentence::own("it stays deployed, although the end of ")
                    .foreign(others.join(", "))
                    .then(" is open: nobody knows yet whether the stage comes together");
                for place in deployed {
                    self.warn(hands.narrator, place, &why);
                }
            }
            Together::Undo { deployed, failed } => {
                let failed = failed.join(", ");
                let back = self
                    .undone(open, hands, &deployed, &verdicts, &failed)
                    .await;
                let (places, rollouts): (Vec<usize>, Vec<_>) = back.into_iter().unzip();
                let undone = open.drive(hands).carry_out(rollouts).await;
                for (place, verdict) in places.into_iter().zip(undone) {
                    verdicts[place] = verdict;
                }
            }
        }
        verdicts
    }

    /// Returns the rollouts that undo what was deployed, with the places of their services, and
    /// says of each service why it goes back or stays.
    async fn undone(
        &self,
        open: &Open<'_>,
        hands: &Hands<'_>,
        deployed: &[usize],
        verdicts: &[(String, Verdict)],
        failed: &str,
    ) -> Vec<(usize, (Rollout, TaskDefinition))> {
        let mut back = Vec::new();
        for &place in deployed {
            let (plan, document) = &self.plans[place];
            let Verdict::Deployed { revision, .. } = &verdicts[place].1 else {
                continue;
            };
            let stays = |why: &str| {
                Sentence::own("it stays deployed, although ")
                    .foreign(failed)
                    .then(" failed: ")
                    .then(why)
            };
            let said = match (&plan.fallback, self.read(open, plan).await) {
                (None, _) => stays("nothing was deployed successfully before"),
                (Some(to), _) if to == revision => {
                    stays("only this revision was ever deployed successfully")
                }
                (Some(_), Err(error)) => stays("it could not be read: ").foreign(error.to_string()),
                (Some(_), Ok(service)) => {
                    let why = format!(
                        "{failed} failed, and all services of the stage are deployed together"
                    );
                    let undo = service.and_then(|service| {
                        let why = Foreign::new(why.as_str());
                        Rollout::undo(plan.clone(), &service, revision, why)
                    });
                    match undo {
                        Some(rollout) => {
                            back.push((place, (rollout, document.clone())));
                            Sentence::own("it goes back, too: ").foreign(why)
                        }
                        None => stays("somebody else has deployed since"),
                    }
                }
            };
            self.warn(hands.narrator, place, &said);
        }
        back
    }

    async fn read(
        &self,
        open: &Open<'_>,
        plan: &ServicePlan,
    ) -> Result<Option<Service>, foghorn_aws::Error> {
        let names = [plan.service.as_str()];
        let reading = open
            .session
            .describe_services(&open.stage.cluster, &names)
            .await?;
        Ok(reading.services.into_iter().flatten().next())
    }

    fn warn(&self, narrator: &Narrator, place: usize, warning: &Sentence) {
        let warned = EventKind::Warned {
            warning: warning.clone(),
            hints: Vec::new(),
        };
        narrator.tell_of(Some(&self.plans[place].0.service), warned);
    }
}
