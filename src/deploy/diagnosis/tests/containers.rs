//! Which container is named, and which text is believed.

use super::{container, task};
use crate::cause::{CauseKind, Class};
use crate::diagnosis::{from_log, log_is_worth_reading, stopped_task};
use crate::foreign::Foreign;
use crate::observation::{Container, Health, Task};

/// Containers by name, with their exit codes.
type Exits<'a> = &'a [(&'a str, Option<i32>)];
/// The container that is named, and its exit code.
type Named<'a> = (Option<&'a str>, Option<i32>);

const EXITED: &str = "Essential container in task exited";

fn of(stop_code: &str, reason: &str, containers: &[Container]) -> Task {
    Task {
        containers: containers.to_vec(),
        ..task(stop_code, reason)
    }
}

#[test]
fn the_container_that_failed_first_is_named() {
    let rows: &[(&str, Exits<'_>, Named<'_>)] = &[
        ("alone", &[("app", Some(1))], (Some("app"), Some(1))),
        (
            "killed after it",
            &[("proxy", Some(137)), ("app", Some(1))],
            (Some("app"), Some(1)),
        ),
        (
            "told to stop after it",
            &[("proxy", Some(143)), ("app", Some(0))],
            (Some("app"), Some(0)),
        ),
        (
            "initialised before it",
            &[("init", Some(0)), ("app", Some(3))],
            (Some("app"), Some(3)),
        ),
        (
            "only killed",
            &[("app", Some(137))],
            (Some("app"), Some(137)),
        ),
        (
            "which of two is unknown",
            &[("a", Some(0)), ("b", Some(0))],
            (None, None),
        ),
        ("never started", &[("app", None)], (None, None)),
    ];
    for (what, containers, wanted) in rows {
        let containers: Vec<_> = containers
            .iter()
            .map(|(name, code)| container(name, *code, ""))
            .collect();
        let cause = stopped_task(&of("EssentialContainerExited", EXITED, &containers)).unwrap();
        assert_eq!(cause.kind, CauseKind::ContainerExited, "{what}");
        assert_eq!(
            (cause.container.as_deref(), cause.exit_code),
            *wanted,
            "{what}"
        );
        assert!(log_is_worth_reading(&cause), "{what}");
    }
}

#[test]
fn memory_is_told_from_other_kills() {
    let killed = "OutOfMemoryError: Container killed due to memory usage";
    let containers = [
        container("proxy", Some(143), ""),
        container("app", Some(137), killed),
    ];
    let cause = stopped_task(&of("EssentialContainerExited", EXITED, &containers)).unwrap();
    assert_eq!(cause.kind, CauseKind::OutOfMemory);
    assert_eq!(cause.container.as_deref(), Some("app"));
    assert_eq!(cause.text.raw(), killed);
}

#[test]
fn a_container_s_reason_is_believed_where_the_task_s_is_general_or_cut_off() {
    let not_found = "CannotPullContainerError: failed to resolve ref example/api:v8: not found";
    for general in [
        EXITED,
        "CannotPullContainerError: pull image manifest has been ret...",
        "",
    ] {
        let cause = stopped_task(&of(
            "TaskFailedToStart",
            general,
            &[container("app", None, not_found)],
        ))
        .unwrap();
        assert_eq!(cause.kind, CauseKind::ImageNotFound, "{general}");
        assert_eq!(cause.container.as_deref(), Some("app"), "{general}");
        assert!(!log_is_worth_reading(&cause), "{general}");
    }
}

#[test]
fn an_unknown_reason_of_a_container_is_kept() {
    let cause = stopped_task(&of(
        "TaskFailedToStart",
        "",
        &[container("app", None, "NewError: 2031")],
    ));
    let cause = cause.unwrap();
    assert_eq!(
        (cause.kind, cause.text.raw()),
        (CauseKind::Unrecognised, "NewError: 2031")
    );
}

#[test]
fn the_only_container_is_the_one_that_could_not_be_started() {
    let reason = "CannotStartContainerError: exec: \"/app/run\": permission denied";
    let [app, proxy] = ["app", "proxy"].map(|name| container(name, None, ""));
    let named = |containers: &[Container]| {
        let cause = stopped_task(&of("TaskFailedToStart", reason, containers)).unwrap();
        cause.container
    };
    assert_eq!(named(std::slice::from_ref(&app)).as_deref(), Some("app"));
    assert_eq!(named(&[app, proxy]), None);
}

/// What foghorn does not know stands beside what it knows.
#[test]
fn an_unknown_text_is_never_swallowed() {
    let new = "NewError: 2031";
    let rows = [
        (EXITED, "", vec![container("app", Some(1), new)]),
        (
            new,
            "",
            vec![container("app", Some(1), "OutOfMemoryError: killed")],
        ),
        (
            "CannotPullContainerError: pull image manifest has been ret...",
            "",
            vec![container("app", None, new)],
        ),
        (
            "",
            "",
            vec![container("app", None, ""), container("proxy", None, new)],
        ),
    ];
    for (reason, code, containers) in rows {
        let cause = stopped_task(&of(code, reason, &containers)).unwrap_or_else(|| {
            stopped_task(&of("TaskFailedToStart", reason, &containers)).unwrap()
        });
        let text = cause.text.raw();
        assert_eq!(text.matches(new).count(), 1, "{reason}: {text}");
        assert!(text.contains(reason) || reason == new, "{reason}: {text}");
    }
}

/// Ids of requests and tasks do not make two reasons of one.
#[test]
fn unknown_texts_are_the_same_without_their_ids() {
    let of = |reason| stopped_task(&task("TaskFailedToStart", reason)).unwrap();
    let one = of("NewError: request 0a1b-2c3d was refused");
    assert!(one.same_as(&of("NewError: request 4e5f-6a7b was refused")));
    assert!(!one.same_as(&of("NewError: request 4e5f-6a7b was lost")));
}

#[test]
fn the_unhealthy_container_is_named() {
    let healthy = Container {
        health: Health::Healthy,
        ..container("proxy", Some(143), "")
    };
    let sick = Container {
        health: Health::Unhealthy,
        ..container("app", Some(137), "")
    };
    let reason = "Task failed container health checks";
    let cause = stopped_task(&of("ServiceSchedulerInitiated", reason, &[healthy, sick])).unwrap();
    assert_eq!(cause.kind, CauseKind::ContainerUnhealthy);
    assert_eq!(cause.container.as_deref(), Some("app"));
    assert_eq!(
        cause.exit_code, None,
        "137 is what being stopped for it gives"
    );
}

#[test]
fn the_runtime_s_last_words_explain_an_exit() {
    let cause = stopped_task(&of(
        "EssentialContainerExited",
        EXITED,
        &[container("app", Some(255), "")],
    ))
    .unwrap();
    let rows = [
        (
            "exec /app/run: exec format error",
            Some(CauseKind::ImageWrongPlatform),
        ),
        (
            "exec /app/run: no such file or directory",
            Some(CauseKind::CommandNotExecutable),
        ),
        ("worker says: exec format error", None),
        ("", None),
    ];
    for (line, wanted) in rows {
        let better = from_log(&cause, &[Foreign::new("starting"), Foreign::new(line)]);
        assert_eq!(better.as_ref().map(|cause| cause.kind), wanted, "{line}");
        assert!(
            better.is_none_or(|better| better.class == Class::Deterministic),
            "{line}"
        );
    }
}
