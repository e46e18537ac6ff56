//! Task definitions, as documents: no field is lost that the SDK does not know.

use super::Session;
use crate::error::{Error, Kind, Missing};
use crate::wire::answer::Answer;
use crate::wire::raw_body::RawBody;
use crate::wire::untouched::OnlyIfUntouched;
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
        const CALL: &str = "ecs:DescribeTaskDefinition";
        let kept = Answer::default();
        let answer = self
            .clients()
            .ecs
            .describe_task_definition()
            .task_definition(name)
            .customize()
            .interceptor(kept.clone())
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(name));
        match answer {
            Ok(_) => {
                let (arn, document) = revision(&kept).ok_or_else(|| unreadable(CALL))?;
                Ok(Some(Revision { arn, document }))
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
        self.clients()
            .ecs
            .register_task_definition()
            .customize()
            .config_override(aws_sdk_ecs::Config::builder().retry_classifier(OnlyIfUntouched))
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
