//! Task definitions, as documents: no field is lost that the SDK does not know.

use super::Session;
use crate::error::{Error, Kind, Missing};
use crate::wire::answer::Answer;
use crate::wire::raw_body::RawBody;
use crate::wire::untouched::OnlyIfUntouched;
use aws_sdk_ecs::types::TaskDefinitionField;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::snapshot::Revision;
use serde_json::Value;
use std::fmt;

/// A revision that was just registered. Its `Debug` shows only the ARN: the answer has the values
/// of `environment`.
#[derive(Clone)]
pub struct Registered {
    /// Its ARN.
    pub arn: RevisionArn,
    /// `taskDefinition` of the answer, every field kept: what AWS took in.
    pub answer: Value,
}

/// A revision with its tags.
#[derive(Debug, Clone)]
pub struct Tagged {
    /// The revision.
    pub revision: Revision,
    /// Its tags, names and values.
    pub tags: Vec<(String, String)>,
}

impl fmt::Debug for Registered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registered")
            .field("arn", &self.arn)
            .finish_non_exhaustive()
    }
}

impl Session {
    /// Reads a revision: `FAMILY:REVISION`, its ARN, or `FAMILY` for the newest active one.
    /// `None` if there is none.
    pub async fn describe_task_definition(&self, name: &str) -> Result<Option<Revision>, Error> {
        let found = self.described_task_definition(name, None).await?;
        Ok(found.map(|found| found.revision))
    }

    /// Reads a revision with its tags. `None` if there is none.
    pub async fn tagged_task_definition(&self, name: &str) -> Result<Option<Tagged>, Error> {
        let tags = Some(vec![TaskDefinitionField::Tags]);
        self.described_task_definition(name, tags).await
    }

    /// AWS shows tags beside the task definition, and only if asked.
    /// Source: ECS API model, `DescribeTaskDefinitionRequest.include`.
    async fn described_task_definition(
        &self,
        name: &str,
        include: Option<Vec<TaskDefinitionField>>,
    ) -> Result<Option<Tagged>, Error> {
        const CALL: &str = "ecs:DescribeTaskDefinition";
        let kept = Answer::default();
        let answer = self
            .clients()
            .ecs
            .describe_task_definition()
            .task_definition(name)
            .set_include(include)
            .customize()
            .interceptor(kept.clone())
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(name));
        match answer {
            Ok(answer) => {
                let (arn, document) = revision(&kept).ok_or_else(|| unreadable(CALL))?;
                let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
                let tags = answer.tags().iter();
                Ok(Some(Tagged {
                    revision: Revision { arn, document },
                    tags: tags
                        .map(|tag| (text(tag.key()), text(tag.value())))
                        .collect(),
                }))
            }
            Err(error) if *error.kind() == Kind::NotFound(Missing::TaskDefinition) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the newest active revision of a family. `None` if there is none.
    pub async fn newest_revision(&self, family: &str) -> Result<Option<Revision>, Error> {
        self.describe_task_definition(family).await
    }

    /// Registers a revision: these bytes are the request.
    ///
    /// Never repeated after an answer was lost: see [`Error::lost_answer`]. An identical revision
    /// may then exist already; compare [`Session::newest_revision`].
    pub async fn register_task_definition(&self, json: &[u8]) -> Result<Registered, Error> {
        const CALL: &str = "ecs:RegisterTaskDefinition";
        let kept = Answer::default();
        // Nobody closes it, so that there is always a turn to come.
        let _turn = self.registrations.acquire().await;
        self.clients()
            .ecs
            .register_task_definition()
            .customize()
            .config_override(
                aws_sdk_ecs::Config::builder()
                    .retry_classifier(OnlyIfUntouched)
                    .retry_config(self.pace().insistent()),
            )
            .interceptor(RawBody(json.to_vec()))
            .interceptor(kept.clone())
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error))?;
        let (arn, answer) = revision(&kept).ok_or_else(|| unreadable(CALL))?;
        Ok(Registered { arn, answer })
    }
}

fn revision(kept: &Answer) -> Option<(RevisionArn, Value)> {
    let mut answer = kept.json()?;
    let document = answer.get_mut("taskDefinition")?.take();
    let arn = RevisionArn::new(document.get("taskDefinitionArn")?.as_str()?);
    Some((arn, document))
}

fn unreadable(call: &'static str) -> Error {
    Error::unreadable(call, "taskDefinitionArn")
}
