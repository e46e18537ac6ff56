//! `foghorn watch`: follows what is in flight in every stage, side by side, to its end.
//!
//! Must not change anything: a deployment that cannot succeed is reported, and left to whoever
//! started it.

use crate::cancel::Cancel;
use crate::cli::WatchArgs;
use crate::clock::{Clock, Work};
use crate::drive::Job;
use crate::failure::Failure;
use crate::narrator::Narrator;
use crate::settings::Settings;
use crate::stages::{self, Hands, Open};
use crate::survey;
use foghorn_aws::Connector;
use foghorn_deploy::config::Stage;
use foghorn_deploy::event::{EventKind, Running};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::{Limits, Refusal, follow};
use foghorn_deploy::task_definition::{Schemas, TaskDefinition};
use serde_json::Value;
use std::sync::Arc;
use tokio::task::JoinSet;

/// A run that watches.
pub(crate) struct Watching {
    /// What was typed.
    pub(crate) args: WatchArgs,
    /// The name of the sessions it opens.
    pub(crate) session_name: String,
    /// Whom to tell.
    pub(crate) narrator: Narrator,
    /// The clock.
    pub(crate) clock: Clock,
    /// Whether to stop.
    pub(crate) cancel: Cancel,
}

/// What watching one stage needs.
struct OneStage {
    stage: Stage,
    services: Vec<String>,
    connector: Connector,
    session_name: String,
    schemas: Arc<Schemas>,
    narrator: Narrator,
    clock: Clock,
    cancel: Cancel,
}

impl Watching {
    /// Watches, tells how it ended as the last event, and returns the outcome.
    pub(crate) async fn run(&self) -> Outcome {
        let (outcome, running, error) = match self.watch().await {
            Ok(running) => {
                let verdicts = running.iter().filter_map(|r: &Running| r.verdict.as_ref());
                (Outcome::fold(verdicts), running, None)
            }
            Err(failure) => (failure.outcome, Vec::new(), Some(*failure.report)),
        };
        // Verdicts do not know which signal ended the run.
        let outcome = match (outcome, self.cancel.requested()) {
            (Outcome::Interrupted, Some(signal)) => signal,
            (outcome, _) => outcome,
        };
        self.narrator.tell(EventKind::RunFinished {
            outcome,
            running,
            error,
        });
        outcome
    }

    async fn watch(&self) -> Result<Vec<Running>, Failure> {
        let settings = Settings::load(&self.args.config)?;
        let chosen = settings.stages(&self.args.stage)?;
        self.narrator.tell(EventKind::RunStarted {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            verb: "watch".to_owned(),
            commit: None,
            stages: chosen.iter().map(|stage| stage.name.clone()).collect(),
        });
        self.known(&chosen)?;
        let connector = Connector::load(chosen.first().map(|s| s.region.as_str())).await?;
        let mut watches = JoinSet::new();
        for (place, stage) in chosen.into_iter().enumerate() {
            let one = OneStage {
                services: self.services(stage),
                stage: stage.clone(),
                connector: connector.clone(),
                session_name: self.session_name.clone(),
                schemas: Arc::clone(&settings.schemas),
                narrator: self.narrator.for_stage(&stage.name),
                clock: self.clock,
                cancel: self.cancel.clone(),
            };
            let work = self.clock.work();
            watches.spawn(async move { (place, Box::pin(one.watch(work)).await) });
        }
        let mut ended = watches.join_all().await;
        ended.sort_by_key(|(place, _)| *place);
        let mut running = Vec::new();
        for (_, stage) in ended {
            running.extend(stage?);
        }
        Ok(running)
    }

    /// Returns the services of a stage that are to be watched.
    fn services(&self, stage: &Stage) -> Vec<String> {
        let chosen = |name: &&str| {
            let named = &self.args.service;
            named.is_empty() || named.iter().any(|chosen| chosen == name)
        };
        let names = stage.services.iter().map(|s| s.service.as_str());
        names.filter(chosen).map(str::to_owned).collect()
    }

    /// Refuses a service that no stage has.
    fn known(&self, stages: &[&Stage]) -> Result<(), Failure> {
        let of_stages = || stages.iter().flat_map(|stage| &stage.services);
        for name in &self.args.service {
            if !of_stages().any(|service| service.service == *name) {
                let message = Sentence::own("no chosen stage has a service ").code(name);
                let mut names: Vec<&str> = of_stages().map(|s| s.service.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                return Err(Failure::usage(message)
                    .hint(Sentence::own("there are ").foreign(names.join(", "))));
            }
        }
        Ok(())
    }
}

impl OneStage {
    async fn watch(self, work: Work) -> Result<Vec<Running>, Failure> {
        let open = stages::open(&self.connector, &self.stage, &self.session_name).await?;
        open.begin(&self.narrator, self.services.len());
        let jobs = self.jobs(&open).await?;
        let hands = Hands {
            schemas: &self.schemas,
            narrator: &self.narrator,
            clock: self.clock,
            cancel: &self.cancel,
            together: false,
        };
        // From here on whatever carries it out says what is under way.
        drop(work);
        Ok(open.carry_out(jobs, hands).await)
    }

    async fn jobs(&self, open: &Open<'_>) -> Result<Vec<Job>, Failure> {
        let cluster = &self.stage.cluster;
        let found = survey::in_flight(&open.session, cluster, &self.services)
            .await
            .map_err(|error| stages::in_stage(&self.stage, open.unread(error)))?;
        let limits = Limits {
            timeout: self.stage.timeout,
            soak: self.stage.soak,
        };
        let mut jobs = Vec::new();
        for found in &found {
            let Some((plan, before)) = follow(cluster, found, limits) else {
                let refusal = Refusal::of(&found.name, cluster, found.service.as_ref())
                    .unwrap_or_else(|| Refusal::NotActive {
                        service: found.name.clone(),
                        status: "without deployments".to_owned(),
                    });
                let failure = Failure::refused(refusal.sentence()).hints(refusal.hints());
                return Err(stages::in_stage(&self.stage, failure));
            };
            let document = found
                .revisions
                .first()
                .map_or(&Value::Null, |r| &r.document);
            jobs.push(Job {
                plan,
                before,
                document: TaskDefinition::described(document),
            });
        }
        Ok(jobs)
    }
}
