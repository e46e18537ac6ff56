//! `foghorn plan`: what `foghorn deploy` would do now, found out in the same way, and not done.
//!
//! Must not change anything. What deploy would refuse is refused here with the same words.

use crate::ci::Ci;
use crate::cli::plan::PlanArgs;
use crate::failure::Failure;
use crate::images::located::{Located, references};
use crate::outset::{Outset, View, tags_of};
use crate::record::{self, Signature};
use crate::settings::{References, Settings};
use crate::stages::{Asked, Open};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::plan::{
    Again, Change, ImagePlan, Place, Plan, PlannedService, ServicePlan, StagePlan, Write,
};

/// A plan, with what a person should know of how it was made.
pub(crate) struct Made {
    /// The plan.
    pub(crate) plan: Plan,
    /// What to know.
    pub(crate) warnings: Vec<Sentence>,
}

/// Makes the plan of a run.
pub(crate) async fn make(args: &PlanArgs) -> Result<Made, Failure> {
    let ci = Ci::detect();
    let settings = Settings::load(&args.config)?;
    let chosen = settings.stages(&args.stage)?;
    let outset = Outset::of(&settings, &args.image, &ci);
    let View {
        opened,
        located,
        mut copies,
    } = Box::pin(outset.look(&chosen)).await?;
    let by = Signature {
        commit: settings.source.as_ref().map(|s| s.commit.clone()),
        run: ci.run_url.clone(),
        ..Signature::default()
    };
    let tags = tags_of(&by, &located);
    let asked = Asked {
        settings: &settings,
        force: args.force,
        tags: &tags,
    };
    let references = references(&located);
    let to_build = located.iter().any(|one| one.digest().is_none());
    let mut planned: Vec<ImagePlan> = located.iter().map(Located::plan).collect();
    let mut stages: Vec<StagePlan> = Vec::new();
    for open in &opened {
        let again = match (stages.is_empty(), to_build) {
            (false, _) => Some(Again::AfterStage),
            (true, true) => Some(Again::AfterBuild),
            (true, false) => None,
        };
        planned.extend(copies.plans(open.stage, &located));
        let taken = copies.references(open.stage, &references);
        stages.push(stage(open, &asked, &taken, again).await?);
    }
    Ok(Made {
        warnings: warnings(&settings, &located),
        plan: Plan {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            commit: by.commit,
            images: planned,
            stages,
        },
    })
}

async fn stage(
    open: &Open<'_>,
    asked: &Asked<'_>,
    images: &References,
    again: Option<Again>,
) -> Result<StagePlan, Failure> {
    let mut services = Vec::new();
    for job in open.jobs(asked, images).await? {
        services.push(PlannedService {
            writes: writes(open, &job.plan, images).await,
            plan: job.plan,
        });
    }
    Ok(StagePlan {
        stage: open.stage.name.clone(),
        account: open.identity.account.clone(),
        region: open.stage.region.clone(),
        cluster: open.stage.cluster.clone(),
        caller: open.identity.arn.clone(),
        again,
        services,
    })
}

async fn writes(open: &Open<'_>, plan: &ServicePlan, images: &References) -> Vec<Write> {
    let recorded = match &plan.change {
        Change::Unchanged { revision, .. } => {
            record::is_kept(open, &plan.service, revision, images).await
        }
        Change::Adopt { .. }
        | Change::Redeploy { .. }
        | Change::Reuse { .. }
        | Change::Deploy { .. } => false,
    };
    let identity = &open.identity;
    let place = Place::of(&identity.arn, &identity.account, &open.stage.region);
    plan.writes(&place, recorded)
}

fn warnings(settings: &Settings, located: &[Located]) -> Vec<Sentence> {
    let source = settings.source.as_ref();
    let dirty = source.is_some_and(|source| source.dirty.is_some());
    let dirty =
        dirty.then(|| Sentence::own("the working tree has changes that the commit does not show"));
    let unseen = located.iter().filter_map(|one| one.warning.clone());
    dirty.into_iter().chain(unseen).collect()
}
