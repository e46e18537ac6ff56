//! Which cause a failure must name first: the one that the story has.

use super::super::expected::Story;
use super::Oracle;
use foghorn_deploy::cause::{Cause, CauseKind};
use foghorn_deploy::foreign::Foreign;
use foghorn_deploy::verdict::Failure;
use foghorn_sim::engine::Millis;

/// How long a failed task may go unnoticed where nothing else tells of it, milliseconds.
const REGULAR_LOOK: Millis = 15_000;

impl Oracle<'_> {
    /// The cause that the story has comes first, and names what is to be mended.
    pub(super) fn cause(&mut self, failure: &Failure) {
        let first = failure.causes.first().map(|(cause, _)| cause);
        let kind = first.map(|cause| cause.kind);
        match self.story {
            Story::Doomed(expected, name) if kind == Some(expected) => {
                let named = first.is_some_and(|cause| names(cause, name));
                self.must(named || self.blind(), &format!("`{name}` is not named"));
            }
            Story::Crashes if kind == Some(CauseKind::ContainerExited) => {}
            Story::Doomed(..) | Story::Crashes if self.blind() || self.nothing_to_see() => {}
            Story::Doomed(..) | Story::Crashes => {
                self.wrong(format!("the first cause named is {kind:?}"));
            }
            Story::Decided => {
                let hook = kind.is_none_or(|kind| kind == CauseKind::LifecycleHookFailed);
                self.must(hook, &format!("nothing was wrong, and {kind:?} is named"));
            }
            Story::Sound => {}
        }
    }

    /// What tells of the cause may not be read.
    fn blind(&self) -> bool {
        let told_by = match self.story {
            Story::Doomed(CauseKind::AlarmTriggered, _) => "ecs:DescribeServiceDeployments",
            Story::Doomed(..) | Story::Crashes | Story::Sound | Story::Decided => "ecs:ListTasks",
        };
        self.setting.denies(told_by)
    }

    /// A task had failed for long enough that nobody could miss it.
    pub(super) fn cause_was_there(&self) -> bool {
        let doomed = matches!(self.story, Story::Doomed(..) | Story::Crashes);
        let readable = !self.blind() && self.run.unread == 0;
        let long_ago = self.run.finished - self.setting.lag() - REGULAR_LOOK;
        let failed = self.run.truth.first_failure();
        doomed && readable && self.run.truth.active && failed.is_some_and(|at| at < long_ago)
    }

    /// The story did not strike: no task failed, no alarm, no hook.
    fn nothing_to_see(&self) -> bool {
        self.run.truth.first_failure().is_none()
            && self.ours().is_some_and(|ours| ours.reason.is_empty())
    }
}

/// Whether a cause says what is concerned.
fn names(cause: &Cause, name: &str) -> bool {
    let texts = [&cause.role, &cause.resource].into_iter().flatten();
    let container = cause.container.iter().map(String::as_str);
    texts
        .map(Foreign::raw)
        .chain(container)
        .any(|text| text.contains(name))
}
