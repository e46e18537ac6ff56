//! The tasks of a service.

use super::Session;
use crate::error::Error;
use crate::reading;
use aws_sdk_ecs::types::DesiredStatus;
use foghorn_deploy::observation::Task;

/// Most tasks in one request. Source: ECS API model, `DescribeTasksRequest`.
const BATCH: usize = 100;

/// Which tasks to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that ECS wants to run, from PROVISIONING on.
    Running,
    /// Those that stopped or are stopping. ECS shows them for about an hour.
    Stopped,
    /// All of them.
    Both,
}

impl Session {
    /// Reads the tasks of a service, whatever revision they run. The order means nothing.
    ///
    /// ListTasks cannot ask for one deployment together with another filter, so that the caller
    /// picks by `started_by`. A task that stopped a moment ago may be missing for some seconds.
    pub async fn tasks(
        &self,
        cluster: &str,
        service: &str,
        which: Which,
    ) -> Result<Vec<Task>, Error> {
        let list = |status| self.list_tasks(cluster, service, status);
        let mut arns = match which {
            Which::Running => list(DesiredStatus::Running).await?,
            Which::Stopped => list(DesiredStatus::Stopped).await?,
            Which::Both => {
                let (mut running, stopped) =
                    tokio::try_join!(list(DesiredStatus::Running), list(DesiredStatus::Stopped))?;
                running.extend(stopped);
                running
            }
        };
        // A task that stops between the two listings is in both.
        arns.sort();
        arns.dedup();
        let mut tasks = Vec::with_capacity(arns.len());
        for batch in arns.chunks(BATCH) {
            tasks.extend(self.describe_tasks(cluster, batch).await?);
        }
        Ok(tasks)
    }

    async fn list_tasks(
        &self,
        cluster: &str,
        service: &str,
        status: DesiredStatus,
    ) -> Result<Vec<String>, Error> {
        let mut arns = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .clients()
                .ecs
                .list_tasks()
                .cluster(cluster)
                .service_name(service)
                .desired_status(status.clone())
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| {
                    self.failed("ecs:ListTasks", &error)
                        .about(format!("{cluster}/{service}"))
                })?;
            arns.extend(page.task_arns.unwrap_or_default());
            next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                return Ok(arns);
            }
        }
    }

    async fn describe_tasks(&self, cluster: &str, arns: &[String]) -> Result<Vec<Task>, Error> {
        const CALL: &str = "ecs:DescribeTasks";
        // A task that is forgotten meanwhile is among `failures`, and no longer of interest.
        let answer = self
            .clients()
            .ecs
            .describe_tasks()
            .cluster(cluster)
            .set_tasks(Some(arns.to_vec()))
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(cluster))?;
        answer
            .tasks()
            .iter()
            .map(reading::task::task)
            .collect::<Result<_, _>>()
            .map_err(|lacks| Error::unreadable(CALL, lacks))
    }
}
