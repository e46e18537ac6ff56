//! Carries out one call that a rollout asked for, and says what came of it.

use crate::clock::Clock;
use foghorn_aws::{Error, Kind, Missing, Session};
use foghorn_deploy::cause::LogTail;
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::rollout::{Act, Input};
use foghorn_deploy::task_definition::{Schemas, TaskDefinition, compare, not_echoed};
use foghorn_deploy::token_format::mask_lines;
use std::sync::Arc;
use std::time::Duration;

/// Lines of a log that are read.
const LOG_LINES: u16 = 20;
/// CloudWatch Logs shows a line some seconds after it was written.
const LOG_DELAY: Duration = Duration::from_millis(1500);

/// Everything one call needs.
pub(super) struct Call {
    pub(super) session: Arc<Session>,
    pub(super) cluster: String,
    pub(super) service: String,
    pub(super) document: TaskDefinition,
    pub(super) schemas: Arc<Schemas>,
    pub(super) logs: bool,
    pub(super) clock: Clock,
}

impl Call {
    /// Carries it out.
    pub(super) async fn carry_out(self, act: Act) -> Input {
        match act {
            Act::Register => self.register().await,
            Act::SearchRevision => self.search_revision().await,
            Act::Update { revision, force } => self.update(&revision, force).await,
            Act::StopDeployment { service_deployment } => {
                match self
                    .session
                    .stop_service_deployment(&service_deployment)
                    .await
                {
                    Ok(()) => Input::StopAccepted,
                    Err(error) => failed(&error),
                }
            }
            Act::ReadRegistrant { revision } => {
                Input::RegistrantRead(self.registrant(&revision).await)
            }
            Act::ReadLog {
                task,
                container,
                fresh,
            } => Input::LogRead(self.read_log(&task, &container, fresh).await),
        }
    }

    async fn register(self) -> Input {
        match self
            .session
            .register_task_definition(&self.document.to_json())
            .await
        {
            Ok(registered) => Input::Registered {
                revision: registered.arn,
                not_echoed: not_echoed(&self.document, &registered.answer, &self.schemas)
                    .iter()
                    .map(ToString::to_string)
                    .collect(),
            },
            Err(error) => failed(&error),
        }
    }

    async fn search_revision(self) -> Input {
        match self.session.newest_revision(self.document.family()).await {
            Ok(found) => {
                let equal = found.filter(|revision| {
                    compare(&self.document, &revision.document, &self.schemas).is_empty()
                });
                Input::RevisionSearched(equal.map(|revision| revision.arn))
            }
            Err(error) => failed(&error),
        }
    }

    async fn update(self, revision: &RevisionArn, force: bool) -> Input {
        match self
            .session
            .update_service(&self.cluster, &self.service, revision, force)
            .await
        {
            Ok(service) => Input::Updated(Box::new(service)),
            Err(error) => failed(&error),
        }
    }

    /// Reads who registered a revision; only to tell a person, so no failure of it matters.
    async fn registrant(&self, revision: &RevisionArn) -> Option<Foreign> {
        let read = self.session.describe_task_definition(revision.as_str());
        let found = read.await.ok().flatten()?;
        found.document["registeredBy"].as_str().map(Foreign::new)
    }

    /// Reads the end of a container's log; once more if it is empty and lines may be on their way.
    async fn read_log(&self, task: &str, container: &str, fresh: bool) -> Option<LogTail> {
        if !self.logs {
            return None;
        }
        let place = self.document.log_configuration(container)?;
        let (Some(group), Some(prefix)) = (place.group, place.stream_prefix) else {
            return None;
        };
        let region = place.region.as_deref();
        // Source: ECS API model, `LogConfiguration.options`, `awslogs-stream-prefix`.
        let stream = format!("{prefix}/{container}/{task}");
        let mut lines = self.lines(&group, &stream, region).await;
        if fresh && matches!(&lines, Ok(lines) if lines.is_empty()) {
            self.clock.sleep_until(self.clock.now() + LOG_DELAY).await;
            lines = self.lines(&group, &stream, region).await;
        }
        Some(LogTail {
            group,
            stream,
            lines,
        })
    }

    /// A stream is made with its first line, so one that does not exist is an empty log.
    async fn lines(
        &self,
        group: &str,
        stream: &str,
        region: Option<&str>,
    ) -> Result<Vec<Foreign>, String> {
        match self
            .session
            .log_tail(group, stream, region, LOG_LINES)
            .await
        {
            // Applications print what they must not; see `token_format`.
            Ok(lines) => Ok(mask_lines(lines.iter().map(Foreign::raw))
                .into_iter()
                .map(Foreign::new)
                .collect()),
            Err(error) if *error.kind() == Kind::NotFound(Missing::LogStream) => Ok(Vec::new()),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn failed(error: &Error) -> Input {
    let text = Foreign::new(error.to_string());
    if error.lost_answer() {
        Input::AnswerLost { error: text }
    } else {
        Input::Refused {
            error: text,
            hints: error.hints(),
        }
    }
}
