//! Looks at what ECR's scan found in an image; of an index, in the image that the tasks run.

use super::images::split;
use super::looks::unseen;
use crate::images::given::parse;
use foghorn_aws::Session;
use foghorn_deploy::check::image::Fit;
use foghorn_deploy::check::scan::{self, Scanned};
use foghorn_deploy::check::{About, Finding};
use foghorn_deploy::config::Severity;
use foghorn_deploy::foreign::Sentence;
use foghorn_image::{Listed, images_of};
use std::sync::Arc;
use tokio::task::JoinSet;

/// What stops a deployment.
pub(super) struct Gate {
    /// What is looked at.
    pub(super) about: About,
    /// What the tasks run on.
    pub(super) fit: Fit,
    /// From which severity on.
    pub(super) from: Severity,
}

/// An image whose scan is asked for.
struct Sought {
    digest: String,
    platform: Option<String>,
}

impl Gate {
    /// Looks at an image. One that is not there, or not in ECR, has no scan: that is said of the
    /// image itself.
    pub(super) async fn judge(&self, session: &Arc<Session>, reference: &str) -> Vec<Finding> {
        let (repository, id) = split(reference);
        let Some(ecr) = parse(repository).filter(|ecr| ecr.region == session.region()) else {
            return Vec::new();
        };
        let manifest = session.image_manifest(ecr.name, Some(ecr.account), id);
        let manifest = match manifest.await {
            Ok(Some(manifest)) => manifest,
            Ok(None) => return Vec::new(),
            Err(error) if matches!(error.kind(), foghorn_aws::Kind::NotFound(_)) => {
                return Vec::new();
            }
            Err(error) => return vec![self.about.unseen(&unseen(&error))],
        };
        let sought = match images_of(&manifest.text) {
            Ok(None) => vec![Sought {
                digest: manifest.digest.as_str().to_owned(),
                platform: None,
            }],
            Ok(Some(images)) => self.run(images),
            Err(error) => {
                let text = Sentence::own("its manifest cannot be read: ");
                let text = text.foreign(error.to_string());
                return vec![self.about.could_not_look(text, None)];
            }
        };
        if sought.is_empty() {
            let platform = self.fit.platform();
            return vec![scan::not_listed(&self.about, reference, platform)];
        }
        let mut scans = JoinSet::new();
        for (place, one) in sought.into_iter().enumerate() {
            let session = Arc::clone(session);
            let (name, account) = (ecr.name.to_owned(), ecr.account.to_owned());
            scans.spawn(async move {
                let found = session.scan(&name, Some(&account), &one.digest).await;
                (place, one, found)
            });
        }
        let mut found = scans.join_all().await;
        found.sort_by_key(|(place, ..)| *place);
        let found = found.into_iter().map(|(_, sought, found)| {
            let image = Scanned {
                reference,
                account: ecr.account,
                region: ecr.region,
                repository: ecr.name,
                digest: &sought.digest,
                platform: sought.platform.as_deref(),
            };
            match found {
                Ok(found) => scan::judge(&self.about, &image, self.from, found.as_ref()),
                Err(error) => self.about.unseen(&unseen(&error)),
            }
        });
        found.collect()
    }

    /// Which images of an index the tasks may run: usually one. An index need not say what its
    /// images are for. Source: OCI image specification, "Image Index".
    fn run(&self, images: Vec<Listed>) -> Vec<Sought> {
        let (said, unsaid): (Vec<Listed>, Vec<Listed>) =
            images.into_iter().partition(|one| one.platform.is_some());
        let said = said.into_iter().filter_map(|one| {
            let platform = one.platform?.to_string();
            self.fit.takes(&platform).then(|| Sought {
                digest: one.digest.to_string(),
                platform: Some(platform),
            })
        });
        let said: Vec<Sought> = said.collect();
        if !said.is_empty() {
            return said;
        }
        let unsaid = unsaid.into_iter().map(|one| Sought {
            digest: one.digest.to_string(),
            platform: None,
        });
        unsaid.collect()
    }
}
