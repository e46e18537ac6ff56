//! One stage that can be looked at: its session, and what its services would run.

use crate::settings::{References, Settings};
use crate::stages::Open;
use foghorn_aws::Session;
use foghorn_aws::session::Identity;
use foghorn_deploy::check::reference::{Reference, references};
use foghorn_deploy::check::{About, Area};
use foghorn_deploy::config::{Service, Stage};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::plan::Place;
use foghorn_deploy::task_definition::TaskDefinition;
use std::sync::Arc;

/// One stage that can be looked at. Cheap to clone.
#[derive(Clone)]
pub(super) struct Ground {
    pub(super) stage: Arc<Stage>,
    pub(super) session: Arc<Session>,
    pub(super) identity: Identity,
    pub(super) place: Place,
    pub(super) tasks: Arc<Vec<Task>>,
}

/// What a service would run.
pub(super) struct Task {
    pub(super) service: Service,
    /// `None` if it cannot be read: the linter says why.
    pub(super) definition: Option<TaskDefinition>,
    /// What its containers take their secrets from.
    pub(super) references: Vec<Reference>,
}

impl Ground {
    /// Makes the ground of a stage.
    pub(super) fn of(settings: &Settings, open: &Open<'_>, images: &References) -> Self {
        let identity = &open.identity;
        let place = Place::of(&identity.arn, &identity.account, &open.stage.region);
        let task = |service: &Service| {
            let definition = settings.definition(open.stage, service, images).ok();
            let of = definition.as_ref();
            Task {
                service: service.clone(),
                references: of.map_or_else(Vec::new, |one| references(one, &place)),
                definition,
            }
        };
        Self {
            tasks: Arc::new(open.stage.services.iter().map(task).collect()),
            stage: Arc::new(open.stage.clone()),
            session: Arc::clone(&open.session),
            identity: identity.clone(),
            place,
        }
    }

    /// Something that belongs to these services: to the whole stage, unless it is only one.
    pub(super) fn about(&self, area: Area, subject: &str, services: &[&str]) -> About {
        About {
            stage: Some(self.stage.name.clone()),
            service: match services {
                [one] => Some((*one).to_owned()),
                [] | [_, _, ..] => None,
            },
            area,
            subject: Foreign::new(subject),
        }
    }

    /// The task definitions that can be read, with their services.
    pub(super) fn definitions(&self) -> impl Iterator<Item = (&Task, &TaskDefinition)> {
        let tasks = self.tasks.iter();
        tasks.filter_map(|task| Some((task, task.definition.as_ref()?)))
    }
}

impl Task {
    /// A role that its task definition names, such as `executionRoleArn`.
    pub(super) fn role(&self, member: &str) -> Option<&str> {
        self.definition.as_ref()?.reveal()[member]
            .as_str()
            .filter(|role| !role.is_empty())
    }

    /// The service's name in ECS.
    pub(super) fn in_ecs(&self) -> &str {
        &self.service.service
    }
}

/// The name at the end of a role's ARN, or the name itself.
pub(super) fn last(arn: &str) -> &str {
    arn.rsplit_once('/').map_or(arn, |(_, name)| name)
}
