//! What a run looks at before it changes anything: credentials and services of every stage, and
//! where its images are. `plan` ends here, `deploy` goes on from here; neither has a way of its own.

use crate::cli::ImageArgs;
use crate::failure::Failure;
use crate::images;
use crate::images::located::{Located, Lookout, proven};
use crate::record::{self, Signature};
use crate::settings::{Pinned, Settings};
use crate::stages::{self, Open};
use foghorn_aws::{Connector, Session};
use foghorn_deploy::config::Stage;
use foghorn_deploy::foreign::Sentence;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The beginning of a run.
pub(crate) struct Outset<'r> {
    /// The configuration and its files.
    pub(crate) settings: &'r Settings,
    /// What was asked for on the command line.
    pub(crate) image: &'r ImageArgs,
    /// A name for the role sessions, if the CI has one.
    pub(crate) session_name: Option<&'r str>,
}

impl Outset<'_> {
    /// Looks at every stage, and finds the images.
    pub(crate) async fn look<'c>(
        &self,
        chosen: &[&'c Stage],
    ) -> Result<(Vec<Open<'c>>, Vec<Located>), Failure> {
        self.settings.check_definitions(chosen)?;
        images::given(self.settings, &self.image.image)?;
        let connector = Connector::load(chosen.first().map(|stage| stage.region.as_str())).await?;
        let mut opened = Vec::new();
        for stage in chosen {
            let open = stages::open(&connector, stage, self.session_name()).await?;
            open.look().await?;
            opened.push(open);
        }
        let located = self.images(&connector, &opened).await?;
        Ok((opened, located))
    }

    /// Finds the images to deploy. A stage with `after`, run without the stage before it, never
    /// builds: it takes what that stage proved, or what the command line names.
    async fn images(
        &self,
        connector: &Connector,
        opened: &[Open<'_>],
    ) -> Result<Vec<Located>, Failure> {
        let (settings, asked) = (self.settings, &self.image.image);
        let Some(first) = opened.first() else {
            return Ok(Vec::new());
        };
        if settings.config.images.is_empty() && asked.is_empty() {
            return Ok(Vec::new());
        }
        if let Some(before) = first.stage.after.as_deref().filter(|_| asked.is_empty()) {
            return self.proven(connector, before).await;
        }
        // Images that are all given by digest need no registry: a prod job may have no other login.
        let given = images::given(settings, asked)?;
        let is_given = |name: &String| given.get(name).is_some_and(|r| Pinned::parse(r).is_some());
        let mut images = settings.config.images.iter();
        let session = if images.all(|image| is_given(&image.name)) {
            Arc::clone(&first.session)
        } else {
            self.owner(connector, opened).await?
        };
        let lookout = Lookout {
            settings,
            session,
            args: self.image,
        };
        lookout.locate().await
    }

    /// Returns a session of the stage whose account and region hold the registry: the first of the
    /// configuration.
    async fn owner(
        &self,
        connector: &Connector,
        opened: &[Open<'_>],
    ) -> Result<Arc<Session>, Failure> {
        let Some(first) = self.settings.config.stages.first() else {
            return Err(Failure::usage(Sentence::own(
                "the configuration has no stage",
            )));
        };
        if let Some(open) = opened.iter().find(|open| open.stage.name == first.name) {
            return Ok(Arc::clone(&open.session));
        }
        let open = stages::open(connector, first, self.session_name()).await?;
        Ok(open.session)
    }

    async fn proven(&self, connector: &Connector, before: &str) -> Result<Vec<Located>, Failure> {
        let Some(stage) = self.settings.config.stage(before) else {
            return Err(Failure::usage(
                Sentence::own("there is no stage ").code(before),
            ));
        };
        let open = stages::open(connector, stage, self.session_name()).await?;
        Ok(proven(record::proven(&open).await?, before))
    }

    fn session_name(&self) -> &str {
        self.session_name.unwrap_or("foghorn")
    }
}

/// Tags of a new revision: which commit, which run, which digest; that of an image that is not
/// built yet is left out.
/// Source: ECS API model, `Tag`: values of at most 256 characters.
pub(crate) fn tags(
    by: &Signature,
    images: BTreeMap<&str, Option<String>>,
) -> Vec<(String, String)> {
    let mut tags = vec![(
        "foghorn:version".to_owned(),
        env!("CARGO_PKG_VERSION").to_owned(),
    )];
    if let Some(commit) = &by.commit {
        tags.push(("foghorn:commit".to_owned(), commit.clone()));
    }
    if let Some(run) = by.run.as_ref().filter(|run| run.len() <= 256) {
        tags.push(("foghorn:run".to_owned(), run.clone()));
    }
    let only = images.len() == 1;
    for (name, digest) in images {
        let key = if only {
            "foghorn:digest".to_owned()
        } else {
            format!("foghorn:digest:{name}")
        };
        tags.extend(digest.map(|digest| (key, digest)));
    }
    tags
}
