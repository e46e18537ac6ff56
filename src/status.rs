//! What runs where: reads all stages side by side, and makes one [`Status`] of it.
//!
//! Must not change anything. What cannot be read is said where it is missing, so that the rest is
//! still shown; only a configuration that makes no sense ends the whole.

mod drift;
mod service;
mod stage;
pub(crate) mod text;

pub(crate) use service::resolved;

use crate::ci::Ci;
use crate::cli::status::StatusArgs;
use crate::failure::Failure;
use crate::images;
use crate::settings::{Images, Settings};
use foghorn_aws::Connector;
use foghorn_deploy::status::{Item, Status, Unread};
use std::sync::Arc;
use tokio::task::JoinSet;

/// What all readings share.
#[derive(Debug, Clone)]
struct Means {
    settings: Arc<Settings>,
    /// The images to compare with, by their name in the configuration.
    images: Arc<Images>,
    /// Whether to read what was recorded.
    history: bool,
}

/// Reads the stages.
pub(crate) async fn read(args: &StatusArgs) -> Result<Status, Failure> {
    let settings = Settings::load(&args.config)?;
    let chosen = settings.stages(&args.stage)?;
    let chosen: Vec<_> = chosen.into_iter().cloned().map(Arc::new).collect();
    let images = images::given_by_digest(&settings, &args.image)?;
    let region = chosen.first().map(|stage| stage.region.as_str());
    let connector = Connector::load(region).await?;
    let session_name = Ci::detect().session_name().to_owned();
    let means = Means {
        settings: Arc::new(settings),
        images: Arc::new(images),
        history: args.history,
    };
    let mut readings = JoinSet::new();
    for (place, stage) in chosen.into_iter().enumerate() {
        let (means, connector, name) = (means.clone(), connector.clone(), session_name.clone());
        readings.spawn(async move { (place, stage::read(&means, &connector, stage, &name).await) });
    }
    Ok(Status {
        stages: in_order(readings.join_all().await),
    })
}

/// Puts what was read side by side back into the order of the configuration.
fn in_order<T>(mut readings: Vec<(usize, T)>) -> Vec<T> {
    readings.sort_by_key(|(place, _)| *place);
    readings.into_iter().map(|(_, reading)| reading).collect()
}

fn unread(what: Item, why: impl Into<Failure>) -> Unread {
    let failure = why.into();
    Unread {
        what,
        outcome: failure.outcome,
        error: *failure.report,
    }
}
