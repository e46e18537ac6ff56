//! Reads the tasks of several services with few calls.
//!
//! ListTasks takes one service or the whole cluster. Where many services want their running tasks
//! and the cluster has few others, it is listed as a whole.

use super::super::reading::Seen;
use foghorn_aws::session::Which;
use foghorn_aws::{Error, Session};
use foghorn_deploy::observation::Task;
use foghorn_deploy::rollout::Look;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::JoinSet;

/// Most pages of a cluster's tasks that are listed.
const MOST_PAGES: usize = 3;

/// What each service gets; `None` where no tasks are wanted.
type Found = Vec<Option<Result<Vec<Task>, Error>>>;

/// Of how many pages a cluster's tasks are known to be more.
#[derive(Default)]
pub(in crate::drive) struct Crowded {
    running: AtomicUsize,
    stopped: AtomicUsize,
}

/// Reads the tasks that are wanted.
pub(super) async fn read(
    session: &Arc<Session>,
    cluster: &str,
    seen: &[Seen],
    crowded: &Crowded,
) -> Found {
    let mut found: Found = seen.iter().map(|_| None).collect();
    for (wanted, crowded) in [
        (Which::Running, &crowded.running),
        (Which::Stopped, &crowded.stopped),
    ] {
        let wanting: Vec<usize> = (0..seen.len())
            .filter(|index| which(&seen[*index].wanted.look) == Some(wanted))
            .collect();
        // Every page is listed and described; service by service there is a listing for each.
        let pages = (wanting.len().saturating_sub(1) / 2).min(MOST_PAGES);
        if pages <= crowded.load(Ordering::Relaxed) {
            continue;
        }
        match session.tasks_of_cluster(cluster, wanted, pages).await {
            Ok(Some(tasks)) => {
                let mut by_group: HashMap<String, Vec<Task>> = HashMap::new();
                for (group, task) in tasks {
                    by_group.entry(group).or_default().push(task);
                }
                for index in wanting {
                    let group = format!("service:{}", seen[index].wanted.service);
                    found[index] = Some(Ok(by_group.remove(&group).unwrap_or_default()));
                }
            }
            Err(error) if error.retryable() => {
                for index in wanting {
                    found[index] = Some(Err(error.clone()));
                }
            }
            Ok(None) => crowded.store(pages, Ordering::Relaxed),
            // Asked for each service it may be permitted.
            Err(_) => crowded.store(MOST_PAGES, Ordering::Relaxed),
        }
    }
    one_by_one(session, cluster, seen, &mut found).await;
    found
}

/// Lists tasks service by service, and describes them together.
async fn one_by_one(session: &Arc<Session>, cluster: &str, seen: &[Seen], found: &mut Found) {
    let mut listings = JoinSet::new();
    for (index, one) in seen.iter().enumerate() {
        if let (Some(which), None) = (which(&one.wanted.look), &found[index]) {
            let (session, cluster) = (Arc::clone(session), cluster.to_owned());
            let service = one.wanted.service.clone();
            listings.spawn(async move {
                let arns = session.task_arns(&cluster, &service, which).await;
                (index, arns)
            });
        }
    }
    // Each task with whose it is.
    let mut listed: Vec<(String, usize)> = Vec::new();
    for (index, arns) in listings.join_all().await {
        let known = seen[index].wanted.look.stopped_tasks.as_ref();
        found[index] = Some(arns.map(|arns| {
            let none = Vec::with_capacity(arns.len());
            let is_known = |arn: &str| known.is_some_and(|known| known.contains(id(arn)));
            let new = arns.into_iter().filter(|arn| !is_known(arn));
            listed.extend(new.map(|arn| (arn, index)));
            none
        }));
    }
    listed.sort();
    for batch in listed.chunks(Session::TASKS_AT_ONCE) {
        let arns: Vec<String> = batch.iter().map(|(arn, _)| arn.clone()).collect();
        match session.describe_tasks(cluster, &arns).await {
            Ok(tasks) => {
                for task in tasks {
                    if let Some((_, whose)) = batch.iter().find(|(arn, _)| id(arn) == task.id)
                        && let Some(Ok(tasks)) = &mut found[*whose]
                    {
                        tasks.push(task);
                    }
                }
            }
            Err(error) => {
                for (_, whose) in batch {
                    found[*whose] = Some(Err(error.clone()));
                }
            }
        }
    }
}

/// Returns the id of a task, which ends its ARN. Source: Service Authorization Reference, ECS,
/// "Resource types".
fn id(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

fn which(look: &Look) -> Option<Which> {
    match (look.stopped_tasks.is_some(), look.running_tasks) {
        (true, true) => Some(Which::Both),
        (true, false) => Some(Which::Stopped),
        (false, true) => Some(Which::Running),
        (false, false) => None,
    }
}
