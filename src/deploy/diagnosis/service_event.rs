//! What one event of a service says.
//!
//! Events are de-duplicated by ECS for six hours: no new event is no sign of health, and an event
//! alone is weaker evidence than a stopped task.

use super::classify::{bare, from_table, task_text};
use super::deployment_reason::deployment_reason;
use super::table;
use super::text::Text;
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::Foreign;
use crate::name::DeploymentId;

/// What an event of a service says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventReading {
    /// Work goes on: tasks start or stop, targets come or go.
    Progress,
    /// The service is steady. Also true with no task at all, and of another deployment.
    Steady,
    /// The deployment it names is complete.
    DeploymentCompleted,
    /// ECS goes back to an earlier deployment.
    RollingBack {
        /// The deployment it goes back to.
        to: Option<DeploymentId>,
    },
    /// Worth showing, and no failure by itself.
    Note,
    /// Trouble, and why.
    Failure(Cause),
    /// A text that foghorn does not know. To be shown.
    Unrecognised,
}

/// What an event names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Concerns {
    /// Deployments, `ecs-svc/<digits>`.
    pub deployments: Vec<DeploymentId>,
    /// Ids of tasks.
    pub tasks: Vec<String>,
}

/// Pieces of texts that say that work goes on. Source: observed.
const PROGRESS: [&str; 5] = [
    "has started ",
    "has stopped ",
    "has begun draining ",
    "registered ",
    "deregistered ",
];

/// Reads the message of an event, with ECS's prefix: `(service NAME)` or
/// `(service NAME, taskSet ID)`.
pub fn service_event(message: &Foreign) -> EventReading {
    let body = Text::of(message).without_service();
    if body.has("rolling back to deployment") {
        let to = event_concerns(message).deployments.pop();
        return EventReading::RollingBack { to };
    }
    if body.has("deployment completed") {
        return EventReading::DeploymentCompleted;
    }
    if body.has("has reached a steady state") {
        return EventReading::Steady;
    }
    // ` Amazon ECS replaced N tasks due to an unhealthy status.` follows a start. Source: observed.
    if body.has("due to an unhealthy status") || body.has("az balanced") {
        return EventReading::Note;
    }
    if PROGRESS.iter().any(|piece| body.starts_with(piece)) {
        return EventReading::Progress;
    }
    failure(&body, message).map_or(EventReading::Unrecognised, EventReading::Failure)
}

/// Why, if the event says so: `full` is kept as the cause's text.
fn failure(body: &Text, full: &Foreign) -> Option<Cause> {
    if let Some(reason) = body.after("deployment failed: service deployment ") {
        let known = deployment_reason(&Foreign::new(format!("Service deployment {reason}")));
        let cause =
            known.unwrap_or_else(|| bare(CauseKind::DeploymentFailed, Class::Deterministic, full));
        return Some(Cause {
            text: full.clone(),
            ..cause
        });
    }
    // A task's reason that an event passes on is read as the task's would be.
    let passed_on = reason(body);
    from_table(&[table::EVENT], body, full)
        .or_else(|| task_text(passed_on.as_ref()?))
        .or_else(|| from_table(table::TASK, body, full))
        .map(|found| Cause {
            text: full.clone(),
            ..found.cause
        })
        .or_else(|| {
            let general = from_table(&[table::EVENT_GENERAL], body, full)?.cause;
            let unknown = passed_on
                .as_ref()
                .is_some_and(|reason| !reason.raw().is_empty());
            Some(if unknown {
                bare(CauseKind::Unrecognised, Class::Uncertain, full)
            } else {
                general
            })
        })
}

/// Returns the reason of a task that an event passes on.
pub(super) fn passed_on(message: &Foreign) -> Option<Foreign> {
    reason(&Text::of(message).without_service())
}

fn reason(body: &Text) -> Option<Foreign> {
    body.after("reason: ").map(Foreign::new)
}

/// Returns the deployments and tasks that an event names, so that it can be bound to ours.
pub fn event_concerns(message: &Foreign) -> Concerns {
    let text = Text::of(message);
    let ids = |marker: &str| -> Vec<String> {
        text.all_after(marker)
            .map(|rest| {
                rest.chars()
                    .take_while(char::is_ascii_alphanumeric)
                    .collect::<String>()
            })
            .filter(|id| !id.is_empty())
            .collect()
    };
    Concerns {
        deployments: ids("ecs-svc/")
            .into_iter()
            .map(|digits| DeploymentId::new(format!("ecs-svc/{digits}")))
            .collect(),
        tasks: ids("(task "),
    }
}
