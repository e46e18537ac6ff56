//! The tasks of a service.

use super::Session;
use crate::error::Error;
use crate::reading;
use aws_sdk_ecs::operation::list_tasks::ListTasksOutput;
use aws_sdk_ecs::types::DesiredStatus;
use foghorn_deploy::observation::Task;

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
    /// Most tasks in one DescribeTasks. Source: ECS API model, `DescribeTasksRequest.tasks`.
    pub const TASKS_AT_ONCE: usize = 100;

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
        let arns = self.task_arns(cluster, service, which).await?;
        let mut tasks = Vec::with_capacity(arns.len());
        for batch in arns.chunks(Self::TASKS_AT_ONCE) {
            tasks.extend(self.describe_tasks(cluster, batch).await?);
        }
        Ok(tasks)
    }

    /// Lists the ARNs of a service's tasks, each once: all pages of ListTasks.
    pub async fn task_arns(
        &self,
        cluster: &str,
        service: &str,
        which: Which,
    ) -> Result<Vec<String>, Error> {
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
        Ok(arns)
    }

    /// Reads the tasks of a cluster, of all its services, with the group of each; `None` if there
    /// are more than so many pages of a hundred. A service's tasks are in the group `service:NAME`.
    /// Source: ECS API model, `Task.group`; ECS developer guide, "task groups".
    pub async fn tasks_of_cluster(
        &self,
        cluster: &str,
        which: Which,
        most_pages: usize,
    ) -> Result<Option<Vec<(String, Task)>>, Error> {
        let statuses: &[DesiredStatus] = match which {
            Which::Running => &[DesiredStatus::Running],
            Which::Stopped => &[DesiredStatus::Stopped],
            Which::Both => &[DesiredStatus::Running, DesiredStatus::Stopped],
        };
        let mut arns = Vec::new();
        let mut pages = 0;
        for status in statuses {
            let mut next = None;
            loop {
                if pages == most_pages {
                    return Ok(None);
                }
                let page = self.list_page(cluster, None, status.clone(), next).await?;
                pages += 1;
                arns.extend(page.task_arns.unwrap_or_default());
                next = page.next_token.filter(|token| !token.is_empty());
                if next.is_none() {
                    break;
                }
            }
        }
        arns.sort();
        arns.dedup();
        let mut tasks = Vec::with_capacity(arns.len());
        for batch in arns.chunks(Self::TASKS_AT_ONCE) {
            tasks.extend(self.describe(cluster, batch).await?);
        }
        Ok(Some(tasks))
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
                .list_page(cluster, Some(service), status.clone(), next)
                .await?;
            arns.extend(page.task_arns.unwrap_or_default());
            next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                return Ok(arns);
            }
        }
    }

    async fn list_page(
        &self,
        cluster: &str,
        service: Option<&str>,
        status: DesiredStatus,
        next: Option<String>,
    ) -> Result<ListTasksOutput, Error> {
        self.clients()
            .ecs
            .list_tasks()
            .cluster(cluster)
            .set_service_name(service.map(str::to_owned))
            .desired_status(status)
            .set_next_token(next)
            .send()
            .await
            .map_err(|error| {
                let error = self.failed("ecs:ListTasks", &error);
                match service {
                    Some(service) => error.about(format!("{cluster}/{service}")),
                    None => error.about(cluster),
                }
            })
    }

    /// Reads up to [`Session::TASKS_AT_ONCE`] tasks of a cluster, of whatever services. A task
    /// that AWS has forgotten meanwhile is left out.
    pub async fn describe_tasks(&self, cluster: &str, arns: &[String]) -> Result<Vec<Task>, Error> {
        let described = self.describe(cluster, arns).await?;
        Ok(described.into_iter().map(|(_, task)| task).collect())
    }

    async fn describe(&self, cluster: &str, arns: &[String]) -> Result<Vec<(String, Task)>, Error> {
        const CALL: &str = "ecs:DescribeTasks";
        let answer = self
            .clients()
            .ecs
            .describe_tasks()
            .cluster(cluster)
            .set_tasks(Some(arns.to_vec()))
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(cluster))?;
        let described = answer.tasks().iter().map(|task| {
            let group = task.group().unwrap_or_default().to_owned();
            Ok((group, reading::task::task(task)?))
        });
        described
            .collect::<Result<_, _>>()
            .map_err(|lacks| Error::unreadable(CALL, lacks))
    }
}
