//! Which repositories a stage pushes to, copies from, and has its images in.
//!
//! Images are pushed with the identity of the first stage. With `copy-images` they are copied into
//! repositories of the same names in a stage's own account and region.

use super::grant::To;
use super::{Repository, Scope, StageScope};

impl Repository {
    /// Its ARN.
    pub(super) fn arn(&self) -> String {
        self.place.repository(&self.name)
    }

    fn is_at(&self, stage: &StageScope) -> bool {
        let (here, there) = (&self.place, &stage.place);
        (&here.account, &here.region) == (&there.account, &there.region)
    }
}

impl Scope {
    /// Returns the repositories that something is granted for, to a stage.
    pub(super) fn concerned(&self, to: To, stage: &StageScope) -> Vec<Repository> {
        let pushed = || self.pushed(stage);
        match to {
            To::Every | To::RollingBack => vec![],
            To::Pushing => pushed(),
            To::Creating => pushed().into_iter().filter(|one| one.create).collect(),
            To::Looking => self.looked_at(stage),
            To::CopiedFrom if self.is_copied_from(stage) => self.repositories.clone(),
            To::CopiedFrom => vec![],
            To::CopyingGiven => self.sources(stage),
            To::Copying => {
                let copied = if self.is_copied_from(stage) {
                    self.repositories.clone()
                } else {
                    vec![]
                };
                let sources = self.copied(stage).into_iter().chain(self.sources(stage));
                copied.into_iter().chain(sources).collect()
            }
            To::Proof
                if self
                    .followers(stage)
                    .any(|next| !self.copied(next).is_empty()) =>
            {
                let home = self.home(stage).into_iter();
                home.filter(|one| one.is_at(stage)).collect()
            }
            To::Proof => vec![],
            To::Scanning if !stage.scans => vec![],
            To::Checking | To::Scanning => {
                let mut found = self.home(stage);
                let others = self.pushed(stage).into_iter().chain(self.looked_at(stage));
                for other in others {
                    if !found.contains(&other) {
                        found.push(other);
                    }
                }
                found
            }
        }
    }

    /// The repositories that images get into with the identity of a stage.
    pub(super) fn pushed(&self, stage: &StageScope) -> Vec<Repository> {
        let own = self.is_owner(stage).then(|| self.repositories.clone());
        let copied = self.copied(stage).into_iter();
        own.into_iter().flatten().chain(copied).collect()
    }

    /// The repositories that images are copied into for a stage.
    fn copied(&self, stage: &StageScope) -> Vec<Repository> {
        let all = self.repositories.iter();
        let elsewhere = all.filter(|one| stage.copies && !one.is_at(stage));
        elsewhere.map(|one| one.moved_to(stage)).collect()
    }

    /// The repositories that the tasks of a stage pull from. The stage that one takes its image
    /// from comes before it, so that this comes to an end.
    pub(super) fn home(&self, stage: &StageScope) -> Vec<Repository> {
        if stage.copies {
            let all = self.repositories.iter();
            return all.map(|one| one.moved_to(stage)).collect();
        }
        let before = stage.after.as_ref();
        let before = before.and_then(|name| self.stages.iter().find(|one| one.name == *name));
        before.map_or_else(|| self.repositories.clone(), |before| self.home(before))
    }

    /// The repositories of others that a stage copies from.
    pub(super) fn sources(&self, stage: &StageScope) -> Vec<Repository> {
        if self.copied(stage).is_empty() {
            return vec![];
        }
        let all = self.repositories.iter();
        all.filter(|one| !one.is_at(stage)).cloned().collect()
    }

    /// The repositories of others that a stage looks into, for an image that is given. ECR is asked
    /// only in the region of the stage.
    pub(super) fn looked_at(&self, stage: &StageScope) -> Vec<Repository> {
        let pushed = self.pushed(stage);
        let others = self.repositories.iter().filter(|one| !pushed.contains(one));
        others
            .filter(|one| one.place.region == stage.place.region)
            .cloned()
            .collect()
    }

    /// Whether other stages copy what was pushed with the identity of this one.
    fn is_copied_from(&self, stage: &StageScope) -> bool {
        let others = self.stages.iter().filter(|other| other.name != stage.name);
        self.is_owner(stage)
            && others
                .into_iter()
                .any(|other| !self.copied(other).is_empty())
    }
}

impl Repository {
    /// The one of the same name at a stage.
    fn moved_to(&self, stage: &StageScope) -> Self {
        Self {
            place: stage.place.clone(),
            ..self.clone()
        }
    }
}
