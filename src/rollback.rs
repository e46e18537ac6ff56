//! `foghorn rollback`: leads the services of a stage back to what was deployed successfully before,
//! with the plan, the wait, the verdict and the record of a deployment.
//!
//! Must not deregister anything, and goes nowhere unless every service can go.

use crate::ci::Ci;
use crate::cli::rollback::RollbackArgs;
use crate::drive::Job;
use crate::failure::Failure;
use crate::in_flight;
use crate::narrator::Narrator;
use crate::record::{self, Signature};
use crate::run::Run;
use crate::settings::{References, Settings};
use crate::stages::{self, Asked, Hands, Means, Open};
use crate::survey::{self, past};
use foghorn_aws::Connector;
use foghorn_deploy::config::{Service, Stage};
use foghorn_deploy::event::{EventKind, Running};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::back::{is_active, pinned_images};
use foghorn_deploy::plan::{NoWayBack, Other, Past, Refusal, Return, Target, Terms, go_back};
use foghorn_deploy::snapshot::Revision;
use foghorn_deploy::task_definition::TaskDefinition;

/// A run that rolls back.
pub(crate) struct RollingBack {
    /// What was typed.
    pub(crate) args: RollbackArgs,
    /// What the CI says.
    pub(crate) ci: Ci,
    /// Whom to tell, the clock, and whether to stop.
    pub(crate) run: Run,
}

/// One service that is to go back.
struct Going {
    job: Job,
    /// The images of ours in the revision, by their names in the configuration.
    images: References,
    /// The commit that the revision was made of, if its tags say so.
    commit: Option<String>,
    /// What a person should know.
    note: Option<(Sentence, Sentence)>,
    /// The deployment in flight that it goes back from.
    other: Option<Other>,
}

impl RollingBack {
    /// Rolls back, tells how it ended as the last event, and returns the outcome.
    pub(crate) async fn run(&self) -> Outcome {
        let mut running = Vec::new();
        let ended = self.roll_back(&mut running).await;
        self.run.tell_end(running, ended)
    }

    async fn roll_back(&self, running: &mut Vec<Running>) -> Result<(), Failure> {
        let settings = Settings::load(&self.args.config)?;
        let stage = settings.one_stage(self.args.stage.as_ref())?;
        self.run.tell_start("rollback", None, &[stage]);
        let services = self.services(stage)?;
        let connector = Connector::load(Some(&stage.region)).await?;
        let open = stages::open(&connector, stage, self.ci.session_name()).await?;
        let narrator = self.run.narrator.for_stage(&stage.name);
        open.begin(&narrator, services.len());
        let going = self.going(&open, &settings, &services).await?;
        self.carry_out(&open, &settings, &narrator, going, running)
            .await
    }

    /// Returns the services of the stage that are to go back.
    fn services<'s>(&self, stage: &'s Stage) -> Result<Vec<&'s Service>, Failure> {
        let names = || stage.services.iter().map(|one| one.service.as_str());
        let wanted = &self.args.service;
        if let Some(unknown) = wanted.iter().find(|name| !names().any(|one| one == *name)) {
            let message = Sentence::own("stage ")
                .code(&stage.name)
                .then(" has no service ")
                .code(unknown);
            let known = names().collect::<Vec<_>>().join(", ");
            return Err(Failure::usage(message).hint(Sentence::own("there are ").foreign(known)));
        }
        let chosen = |one: &&Service| wanted.is_empty() || wanted.contains(&one.service);
        let services: Vec<&Service> = stage.services.iter().filter(chosen).collect();
        if self.args.to.is_some() && services.len() > 1 {
            let names = services.iter().map(|one| one.service.as_str());
            return Err(Failure::which("service", "--service", names));
        }
        Ok(services)
    }

    /// Finds out where every service goes, before the first of them does.
    async fn going(
        &self,
        open: &Open<'_>,
        settings: &Settings,
        services: &[&Service],
    ) -> Result<Vec<Going>, Failure> {
        let cluster = &open.stage.cluster;
        let names: Vec<&str> = services.iter().map(|one| one.service.as_str()).collect();
        let described = survey::described(&open.session, cluster, &names)
            .await
            .map_err(|error| stages::in_stage(open.stage, open.unread(error)))?;
        let mut going = Vec::new();
        for (service, described) in services.iter().zip(described) {
            let name = service.service.as_str();
            if let Some(refusal) = Refusal::of(name, cluster, described.as_ref()) {
                return Err(open.refused(&refusal));
            }
            let Some(described) = described else { continue };
            let one = self.one(open, settings, service, described).await;
            going.push(one.map_err(|failure| stages::in_stage(open.stage, failure))?);
        }
        Ok(going)
    }

    async fn one(
        &self,
        open: &Open<'_>,
        settings: &Settings,
        service: &Service,
        described: observation::Service,
    ) -> Result<Going, Failure> {
        let (session, stage) = (&open.session, open.stage);
        let current = described
            .primary()
            .map_or(&described.task_definition, |p| &p.task_definition)
            .clone();
        let before = past::deployments(session, &stage.cluster, &described.name, &current).await;
        let before = match before {
            // What is named needs no past.
            Err(error) if self.args.to.is_some() && error.is_access_denied() => Vec::new(),
            before => before?,
        };
        let mut note = None;
        let name = match (&self.args.to, Target::find(&current, &before)) {
            (Some(named), _) => full_name(named, &current),
            (None, Target::Previous(revision)) => revision.as_str().to_owned(),
            (None, Target::Back { from }) => {
                note = Some(back_already(&current, &from, stage, &described.name));
                current.as_str().to_owned()
            }
            (None, Target::Unknown) => {
                let active = past::active(session, &current, &before).await;
                let service = described.name.clone();
                return Err(no_way(&NoWayBack::Nothing { service, active }));
            }
        };
        let Some(tagged) = past::revision(session, &name).await? else {
            let active = past::active(session, &current, &before).await;
            return Err(no_way(&NoWayBack::Missing {
                service: described.name.clone(),
                revision: RevisionArn::new(name).short().to_owned(),
                active,
            }));
        };
        let to = tagged.revision;
        // Tasks of a revision that was deregistered while it runs go on; only leading there fails.
        if !is_active(&to) && to.arn != current {
            return Err(no_way(&NoWayBack::Inactive {
                service: described.name.clone(),
                images: pinned_images(&to),
                active: past::active(session, &current, &before).await,
                revision: to.arn,
            }));
        }
        let mut found = past::standing(session, &stage.cluster, described.clone()).await?;
        found.last_successful = last_successful(&before);
        let document = TaskDefinition::described(&to.document);
        let images = images_in(service, &document, &to);
        let wanted = Return {
            terms: Terms::of(stage),
            images: images.iter().map(|(_, shown, _)| shown.clone()).collect(),
            to,
        };
        let (plan, before) = go_back(wanted, &described, &found, &settings.schemas);
        let other = Other::find(&plan, &found);
        let tag = |wanted: &str| tagged.tags.iter().find(|(name, _)| name == wanted);
        Ok(Going {
            job: Job {
                plan,
                before,
                document,
            },
            images: images
                .into_iter()
                .map(|(name, _, reference)| (name, reference))
                .collect(),
            commit: tag("foghorn:commit").map(|(_, commit)| commit.clone()),
            note,
            other,
        })
    }

    async fn carry_out(
        &self,
        open: &Open<'_>,
        settings: &Settings,
        narrator: &Narrator,
        going: Vec<Going>,
        running: &mut Vec<Running>,
    ) -> Result<(), Failure> {
        if self.run.cancel.requested().is_some() {
            let message = Sentence::own("the run was cancelled");
            return Err(Failure::new(Outcome::Interrupted, message));
        }
        let mut jobs = Vec::new();
        let mut kept = Vec::new();
        for one in going {
            if let Some((warning, hint)) = one.note {
                narrator.tell_of(
                    Some(&one.job.plan.service),
                    EventKind::Warned {
                        warning,
                        hints: vec![hint],
                    },
                );
            }
            in_flight::superseded(narrator, &one.other);
            kept.push((one.images, one.commit));
            jobs.push(one.job);
        }
        let hands = Hands {
            schemas: &settings.schemas,
            narrator,
            clock: self.run.clock,
            cancel: &self.run.cancel,
            // Each goes back for its own sake.
            together: false,
        };
        running.extend(open.carry_out(jobs, hands).await);
        let means = Means {
            asked: Asked {
                settings,
                force: false,
                tags: &[],
            },
            narrator: &self.run.narrator,
            clock: self.run.clock,
            cancel: &self.run.cancel,
        };
        for (one, (images, commit)) in running.iter().zip(kept) {
            let by = Signature {
                commit,
                run: self.ci.run_url.clone(),
                ..Signature::default()
            };
            let one = std::slice::from_ref(one);
            for (warning, hints) in record::keep(open, one, &images, &by, &means).await? {
                narrator.tell(EventKind::Warned { warning, hints });
            }
        }
        Ok(())
    }
}

/// A number alone is a revision of the current family.
fn full_name(named: &str, current: &RevisionArn) -> String {
    match current.number() {
        Some((family, _)) if named.parse::<u64>().is_ok() => format!("{family}:{named}"),
        Some(_) | None => named.to_owned(),
    }
}

fn back_already(
    current: &RevisionArn,
    from: &RevisionArn,
    stage: &Stage,
    service: &str,
) -> (Sentence, Sentence) {
    let warning = Sentence::own("it has gone back from ")
        .code(from.short())
        .then(" to ")
        .code(current.short())
        .then(" already, and goes no further by itself");
    let stage = &stage.name;
    let hint = Sentence::own("to go further back, or to another revision, name it: ").code(
        format!("foghorn rollback --stage {stage} --service {service} --to REVISION"),
    );
    (warning, hint)
}

fn last_successful(past: &[Past]) -> Option<RevisionArn> {
    let mut past = past.iter();
    past.find(|one| one.successful)
        .map(|one| one.revision.clone())
}

/// Returns the images of ours in a revision that have a digest: the name in the configuration,
/// `container=reference`, and the reference.
fn images_in(
    service: &Service,
    document: &TaskDefinition,
    revision: &Revision,
) -> Vec<(String, String, String)> {
    let containers = revision.document["containerDefinitions"].as_array();
    let containers = containers.map_or(&[][..], Vec::as_slice);
    let placed = |placement: &foghorn_deploy::config::ImagePlacement| {
        let name = document.main_container(placement.container.as_deref());
        let name = name.ok()?;
        let container = containers.iter().find(|one| one["name"] == *name)?;
        let image = container["image"].as_str()?;
        image.contains("@sha256:").then(|| {
            let shown = format!("{name}={image}");
            (placement.image.clone(), shown, image.to_owned())
        })
    };
    service.images.iter().filter_map(placed).collect()
}

fn no_way(refusal: &NoWayBack) -> Failure {
    Failure::refused(refusal.sentence()).hints(refusal.hints())
}
