//! A task's end: by itself, told by the scheduler or by a person, through draining, SIGTERM and
//! the release of its network interface. Why a task is told to stop is decided elsewhere.

use super::LogLine;
use super::TargetHealth;
use super::TargetState;
use super::backdrop::Backdrop;
use super::service::Service;
use super::start;
use super::task::Container;
use super::task::Exit;
use super::task::Step;
use super::task::Stop;
use super::task::Task;
use super::task::TaskStatus;
use super::wordings;

impl Service {
    pub(crate) fn exits(&mut self, number: u64, exit: &Exit, backdrop: &mut Backdrop) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        write_logs(task, &exit.logs, backdrop);
        task.execution_stopped_at = Some(backdrop.now);
        if let Some(container) = self.first_container(number) {
            container.exit_code = Some(exit.code);
            container.reason.clone_from(&exit.reason);
        }
        let mut stop = Stop::new("EssentialContainerExited", wordings::ESSENTIAL_EXITED);
        stop.exit = Some(137);
        self.begin_stop(number, stop, backdrop);
    }

    /// Tells a task to stop. A task that had not reached RUNNING and was not stopped on purpose
    /// is a failed start.
    pub(crate) fn begin_stop(&mut self, number: u64, stop: Stop, backdrop: &mut Backdrop) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        if !task.wanted() {
            return;
        }
        let never_ran = task.status < TaskStatus::Running;
        let on_purpose = matches!(
            stop.code.as_str(),
            "ServiceSchedulerInitiated" | "UserInitiated"
        );
        let contained = task.status >= TaskStatus::Activating;
        let (registered, id, created_at) =
            (task.registered, task.deployment.clone(), task.created_at);
        let reason = stop.reason.clone();
        let failed_to_start = stop.code == "TaskFailedToStart";
        task.turn += 1;
        task.stopping_at = Some(backdrop.now);
        task.stop = Some(stop);
        task.target_healthy = false;
        if registered {
            task.set_status(TaskStatus::Deactivating);
            self.begin_draining(number, backdrop);
        } else if contained {
            task.set_status(TaskStatus::Stopping);
            let span = backdrop.timing.stopping;
            self.plan(number, span, Step::Ended, backdrop);
        } else {
            task.set_status(TaskStatus::Deprovisioning);
            task.execution_stopped_at = Some(backdrop.now);
            let exit = task.stop.as_ref().and_then(|stop| stop.exit);
            for container in &mut task.containers {
                container.exit_code = exit;
            }
            let span = backdrop.timing.deprovisioning;
            self.plan(number, span, Step::Deprovisioned, backdrop);
        }
        if never_ran && !on_purpose {
            self.failed_start(&id, created_at, failed_to_start.then_some(reason), backdrop);
        }
        self.look_soon(backdrop);
    }

    fn begin_draining(&mut self, number: u64, backdrop: &mut Backdrop) {
        self.set_target(
            number,
            TargetHealth::of(TargetState::Draining, None),
            backdrop,
        );
        if let Some(attachment) = self.attachment_of(number) {
            for message in [
                wordings::deregistered(&self.name, &attachment.target_group),
                wordings::draining(&self.name, 1),
            ] {
                self.events.clear(&message);
                self.tell(message, backdrop);
            }
        }
        let span = backdrop.timing.draining;
        self.plan(number, span, Step::Drained, backdrop);
    }

    pub(crate) fn drained(&mut self, number: u64, backdrop: &mut Backdrop) {
        let group = self.attachment_of(number).map(|one| one.target_group);
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        backdrop.remove_target(&group.unwrap_or_default(), &task.ip);
        task.registered = false;
        task.set_status(TaskStatus::Stopping);
        let span = backdrop.timing.stopping;
        self.plan(number, span, Step::Ended, backdrop);
    }

    pub(crate) fn ended(&mut self, number: u64, backdrop: &mut Backdrop) {
        let Some(task) = self.tasks.get_mut(number) else {
            return;
        };
        task.set_status(TaskStatus::Deprovisioning);
        task.execution_stopped_at.get_or_insert(backdrop.now);
        let failed_to_start = task
            .stop
            .as_ref()
            .is_some_and(|stop| stop.code == "TaskFailedToStart");
        // A container that honours SIGTERM ends with 143.
        let fallback = task.stop.as_ref().and_then(|stop| stop.exit).unwrap_or(143);
        for container in &mut task.containers {
            if !failed_to_start {
                container.exit_code.get_or_insert(fallback);
            }
        }
        let span = backdrop.timing.deprovisioning;
        self.plan(number, span, Step::Deprovisioned, backdrop);
    }

    pub(crate) fn deprovisioned(&mut self, number: u64, backdrop: &mut Backdrop) {
        if let Some(task) = self.tasks.get_mut(number) {
            task.set_status(TaskStatus::Stopped);
            task.stopped_at = Some(backdrop.now);
        }
        let span = backdrop.timing.stopped_visible;
        self.plan(number, span, Step::Forgotten, backdrop);
    }

    /// Returns the container that a fault concerns: the first essential one.
    pub(crate) fn first_container(&mut self, number: u64) -> Option<&mut Container> {
        let task = self.tasks.get_mut(number)?;
        let mut plans = task.definition.containers.iter();
        let index = plans.position(|plan| plan.essential).unwrap_or(0);
        task.containers.get_mut(index)
    }
}

fn write_logs(task: &Task, lines: &[String], backdrop: &mut Backdrop) {
    let mut plans = task.definition.containers.iter();
    let Some(plan) = plans.find(|plan| plan.essential) else {
        return;
    };
    let Some(log) = &plan.log else { return };
    let stream = start::stream(log, &plan.name, &task.id);
    backdrop.logs.extend(lines.iter().map(|text| LogLine {
        group: log.group.clone(),
        stream: stream.clone(),
        at: backdrop.now,
        text: text.clone(),
    }));
}
