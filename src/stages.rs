//! One stage: its session, its survey, its plan, and the driver that carries it out.
//!
//! Every stage is opened and looked at before anything is built or changed; its plan is made anew
//! when its turn comes, since by then its services may have changed.

mod sign_in;

pub(crate) use sign_in::{open, open_to_read, sign_in};

use crate::cancel::Cancel;
use crate::clock::Clock;
use crate::drive::{Drive, Job};
use crate::failure::Failure;
use crate::in_flight;
use crate::narrator::Narrator;
use crate::settings::{References, Settings};
use crate::survey::{self, Question};
use crate::together::Whole;
use foghorn_aws::session::Identity;
use foghorn_aws::{Kind, Missing, Session};
use foghorn_deploy::config::{Logs, Service, Stage};
use foghorn_deploy::event::{EventKind, Running};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::plan::{Other, Refusal, Terms, Wanted, decide};
use foghorn_deploy::task_definition::{Schemas, TaskDefinition};
use foghorn_deploy::verdict::Verdict;
use std::collections::HashSet;
use std::sync::Arc;

/// A stage whose credentials were checked.
pub(crate) struct Open<'c> {
    /// The stage.
    pub(crate) stage: &'c Stage,
    /// Calls as the stage's identity.
    pub(crate) session: Arc<Session>,
    /// Whose credentials these are.
    pub(crate) identity: Identity,
}

/// What is asked of every stage.
pub(crate) struct Asked<'r> {
    /// The configuration and its files.
    pub(crate) settings: &'r Settings,
    /// `--force`.
    pub(crate) force: bool,
    /// Tags for new revisions: which run made them.
    pub(crate) tags: &'r [(String, String)],
}

/// What carrying out a stage needs besides the stage.
pub(crate) struct Means<'r> {
    /// What is asked of it.
    pub(crate) asked: Asked<'r>,
    /// Whom to tell.
    pub(crate) narrator: &'r Narrator,
    /// The clock.
    pub(crate) clock: Clock,
    /// Whether to stop.
    pub(crate) cancel: &'r Cancel,
}

/// What carrying out plans needs besides them.
pub(crate) struct Hands<'r> {
    /// The fields that a task definition may have.
    pub(crate) schemas: &'r Arc<Schemas>,
    /// Whom to tell, of this stage.
    pub(crate) narrator: &'r Narrator,
    /// The clock.
    pub(crate) clock: Clock,
    /// Whether to stop.
    pub(crate) cancel: &'r Cancel,
    /// Whether all plans are carried out or none.
    pub(crate) together: bool,
}

impl Open<'_> {
    /// Looks whether the services of this stage can be deployed to. Changes nothing.
    pub(crate) async fn look(&self) -> Result<(), Failure> {
        for batch in self.stage.services.chunks(Session::SERVICES_AT_ONCE) {
            let names: Vec<&str> = batch.iter().map(|s| s.service.as_str()).collect();
            let reading = self
                .session
                .describe_services(&self.stage.cluster, &names)
                .await;
            let reading = reading.map_err(|error| in_stage(self.stage, self.unread(error)))?;
            for (name, service) in names.iter().zip(&reading.services) {
                if let Some(refusal) = Refusal::of(name, &self.stage.cluster, service.as_ref()) {
                    return Err(self.refused(&refusal));
                }
            }
        }
        Ok(())
    }

    /// Says where a cluster that does not exist was looked for.
    pub(crate) fn unread(&self, error: foghorn_aws::Error) -> Failure {
        let missing = *error.kind() == Kind::NotFound(Missing::Cluster);
        let mut failure = Failure::from(error);
        if missing {
            failure.report.message = Sentence::own("cluster ")
                .code(&self.stage.cluster)
                .then(" does not exist in ")
                .code(&self.stage.region)
                .then(" of account ")
                .foreign(&self.identity.account);
        }
        failure
    }

    /// Deploys every service of this stage at once, after [`Self::begin`], and returns what runs
    /// then. Makes the plan, unless one was made a moment ago.
    pub(crate) async fn deploy(
        &self,
        means: &Means<'_>,
        images: &References,
        planned: Option<Vec<Job>>,
    ) -> Result<Vec<Running>, Failure> {
        let narrator = means.narrator.for_stage(&self.stage.name);
        let jobs = match planned {
            Some(jobs) => jobs,
            None => in_flight::cleared(self, means, images, &narrator).await?,
        };
        let hands = Hands {
            schemas: &means.asked.settings.schemas,
            narrator: &narrator,
            clock: means.clock,
            cancel: means.cancel,
            together: self.stage.together,
        };
        Ok(self.carry_out(jobs, hands).await)
    }

    /// Says whose stage this is.
    pub(crate) fn begin(&self, narrator: &Narrator, services: usize) {
        narrator.tell(EventKind::StageStarted {
            account: self.identity.account.clone(),
            region: self.stage.region.clone(),
            cluster: self.stage.cluster.clone(),
            caller: self.identity.arn.clone(),
            services: u32::try_from(services).unwrap_or(u32::MAX),
            url: self.stage.url.clone(),
        });
    }

    /// Carries plans out, side by side, and returns what runs then.
    pub(crate) async fn carry_out(&self, jobs: Vec<Job>, hands: Hands<'_>) -> Vec<Running> {
        let narrator = hands.narrator;
        for job in &jobs {
            narrator.tell_of(
                Some(&job.plan.service),
                EventKind::Planned {
                    plan: job.plan.clone(),
                },
            );
        }
        let taken: Vec<Vec<String>> = jobs.iter().map(|job| job.plan.images.clone()).collect();
        let before: Vec<_> = jobs.iter().map(|job| job.plan.current.clone()).collect();
        let whole = hands.together.then(|| Whole::of(&jobs));
        let mut verdicts = self.drive(&hands).run(jobs).await;
        if let Some(whole) = whole {
            verdicts = whole.settle(self, &hands, verdicts).await;
        }
        let proven = verdicts.iter().all(|(_, verdict)| verdict.proven());
        narrator.tell(EventKind::StageFinished { proven });
        let running = verdicts.into_iter().zip(taken).zip(before).map(
            |(((service, verdict), images), before)| Running {
                stage: self.stage.name.clone(),
                service,
                revision: runs_now(&verdict, before),
                // What runs after a failure is an older image, which this run does not know.
                images: if verdict.proven() { images } else { vec![] },
                verdict: Some(verdict),
            },
        );
        running.collect()
    }

    /// Returns what drives rollouts of this stage.
    pub(crate) fn drive(&self, hands: &Hands<'_>) -> Drive {
        Drive {
            session: Arc::clone(&self.session),
            cluster: self.stage.cluster.clone(),
            schemas: Arc::clone(hands.schemas),
            logs: self.stage.logs == Logs::On,
            narrator: hands.narrator.clone(),
            clock: hands.clock,
            cancel: hands.cancel.clone(),
            warned: HashSet::new(),
            stopping: false,
        }
    }

    /// Decides what will be done to every service of this stage. Changes nothing: `deploy` carries
    /// these out, `plan` prints them.
    pub(crate) async fn jobs(
        &self,
        asked: &Asked<'_>,
        images: &References,
    ) -> Result<Vec<Job>, Failure> {
        let decided = self.decided(asked, images).await?.into_iter();
        Ok(decided.map(|(job, _)| job).collect())
    }

    /// Decides it, and finds the deployments in flight whose place would be taken.
    pub(crate) async fn decided(
        &self,
        asked: &Asked<'_>,
        images: &References,
    ) -> Result<Vec<(Job, Option<Other>)>, Failure> {
        let mut documents = Vec::new();
        for service in &self.stage.services {
            documents.push(asked.settings.definition(self.stage, service, images)?);
        }
        let questions: Vec<Question> = self
            .stage
            .services
            .iter()
            .zip(&documents)
            .map(|(service, document)| Question {
                service: service.service.clone(),
                document: document.clone(),
            })
            .collect();
        let found = survey::services(
            &self.session,
            &self.stage.cluster,
            &questions,
            &asked.settings.schemas,
        )
        .await;
        let found = found.map_err(|error| in_stage(self.stage, error.into()))?;
        let mut jobs = Vec::new();
        for ((service, document), found) in self.stage.services.iter().zip(documents).zip(&found) {
            let document = document.with_tags(asked.tags);
            let wanted = Wanted {
                terms: Terms::of(self.stage),
                images: images_in(service, &document, images),
                document: document.clone(),
                force: asked.force,
            };
            let (plan, before) = decide(wanted, found, &asked.settings.schemas)
                .map_err(|refusal| self.refused(&refusal))?;
            let other = Other::find(&plan, found);
            let job = Job {
                plan,
                before,
                document,
            };
            jobs.push((job, other));
        }
        in_flight::allowed(self, jobs.iter().filter_map(|(_, other)| other.as_ref()))?;
        Ok(jobs)
    }

    /// Says in which stage a service cannot be deployed to.
    pub(crate) fn refused(&self, refusal: &Refusal) -> Failure {
        in_stage(
            self.stage,
            Failure::refused(refusal.sentence()).hints(refusal.hints()),
        )
    }
}

/// Returns the images of ours in a document, as `container=reference`.
fn images_in(service: &Service, document: &TaskDefinition, images: &References) -> Vec<String> {
    let container = |placement: &foghorn_deploy::config::ImagePlacement| {
        let name = document
            .main_container(placement.container.as_deref())
            .ok()?;
        Some(format!("{name}={}", images.get(&placement.image)?))
    };
    service.images.iter().filter_map(container).collect()
}

/// Returns the revision that runs after a verdict, as far as it is known: the one from before still
/// does where nothing of ours came to run.
fn runs_now(verdict: &Verdict, before: Option<RevisionArn>) -> Option<RevisionArn> {
    match verdict {
        Verdict::Deployed { revision, .. }
        | Verdict::Unchanged { revision, .. }
        | Verdict::Idle { revision } => Some(revision.clone()),
        Verdict::RolledBack { to, .. } => to.clone().or(before),
        Verdict::Superseded { revision, .. } => revision.clone(),
        Verdict::Failed { .. } | Verdict::NotStarted { .. } => before,
        Verdict::RollbackFailed { .. } | Verdict::Unknown { .. } | Verdict::Cancelled { .. } => {
            None
        }
    }
}

/// Says in which stage a failure happened.
pub(crate) fn in_stage(stage: &Stage, mut failure: Failure) -> Failure {
    let message = Sentence::own("stage ").code(&stage.name).then(": ");
    failure.report.message = message.followed_by(failure.report.message);
    failure
}
