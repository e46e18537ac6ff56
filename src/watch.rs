//! `foghorn watch`: follows what is in flight in every stage, side by side, to its end.
//!
//! Must not change anything: a deployment that cannot succeed is reported, and left to whoever
//! started it.

use crate::cancel::Cancel;
use crate::ci::Ci;
use crate::cli::watch::WatchArgs;
use crate::clock::{Clock, Work};
use crate::drive::Job;
use crate::failure::Failure;
use crate::narrator::Narrator;
use crate::run::Run;
use crate::settings::Settings;
use crate::stages::{self, Hands, Open};
use crate::survey;
use foghorn_aws::Connector;
use foghorn_deploy::config::Stage;
use foghorn_deploy::event::Running;
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
    /// What the CI says.
    pub(crate) ci: Ci,
    /// Whom to tell, the clock, and whether to stop.
    pub(crate) run: Run,
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
        match self.watch().await {
            Ok(running) => self.run.tell_end(running, Ok(())),
            Err(failure) => self.run.tell_end(Vec::new(), Err(failure)),
        }
    }

    async fn watch(&self) -> Result<Vec<Running>, Failure> {
        let settings = Settings::load(&self.args.config)?;
        let chosen = settings.stages(&self.args.stage)?;
        self.run.tell_start("watch", None, &chosen);
        self.known(&chosen)?;
        let connector = Connector::load(chosen.first().map(|s| s.region.as_str())).await?;
        let mut watches = JoinSet::new();
        for (place, stage) in chosen.into_iter().enumerate() {
            let one = OneStage {
                services: self.services(stage),
                stage: stage.clone(),
                connector: connector.clone(),
                session_name: self.ci.session_name().to_owned(),
                schemas: Arc::clone(&settings.schemas),
                narrator: self.run.narrator.for_stage(&stage.name),
                clock: self.run.clock,
                cancel: self.run.cancel.clone(),
            };
            let work = self.run.clock.work();
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
        let limits = Limits::of(&self.stage);
        let mut jobs = Vec::new();
        for found in &found {
            let Some((plan, before)) = follow(cluster, found, limits) else {
                let refusal = Refusal::of(&found.name, cluster, found.service.as_ref())
                    .unwrap_or_else(|| Refusal::NotActive {
                        service: found.name.clone(),
                        status: "without deployments".to_owned(),
                    });
                return Err(open.refused(&refusal));
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
