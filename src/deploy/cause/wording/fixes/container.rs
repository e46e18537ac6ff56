//! Fixes for containers that do not start, do not stay, or do not answer.

use crate::cause::Cause;
use crate::foreign::Sentence;

/// How a container ends when its memory ran out, or when it was killed for another reason.
const KILLED: i32 = 137;
/// How it ends with a segmentation fault.
const CRASHED: i32 = 139;

pub(super) fn command() -> Vec<Sentence> {
    vec![
        Sentence::own("correct ")
            .code("entryPoint")
            .then(" or ")
            .code("command")
            .then(" in the task definition, or the Dockerfile's"),
        Sentence::own(
            "check that the file is in the image, executable, and that its first \
            line names a shell that is there",
        ),
        Sentence::own("try it: ").code("docker run --rm IMAGE"),
    ]
}

pub(super) fn runtime() -> Vec<Sentence> {
    vec![
        Sentence::own("usually it heals; if it does not, raise the task's ")
            .code("memory")
            .then(" and check ")
            .code("mountPoints")
            .then(", ")
            .code("user")
            .then(" and ")
            .code("linuxParameters"),
    ]
}

pub(super) fn exited(cause: &Cause) -> Vec<Sentence> {
    match cause.exit_code {
        Some(0) => vec![
            Sentence::own(
                "run the application in the foreground: essential containers must not end",
            ),
            Sentence::own("if this container is to end, set ")
                .code("\"essential\": false")
                .then(" for it"),
        ],
        Some(126 | 127) => command(),
        Some(KILLED) => killed(),
        Some(CRASHED) => vec![
            Sentence::own(
                "look for a native library that was built for another processor or another libc",
            ),
            try_it(),
        ],
        Some(_) | None => vec![
            Sentence::own(
                "read the last lines of its log: what the application missed (variable, \
                file, database) is usually there",
            ),
            try_it(),
        ],
    }
}

fn try_it() -> Sentence {
    Sentence::own("run the same image with the same environment: ")
        .code("docker run --rm --env-file FILE IMAGE")
}

fn killed() -> Vec<Sentence> {
    let mut fixes = memory();
    fixes.push(
        Sentence::own("or, if something told it to stop, end on SIGTERM within ")
            .code("stopTimeout")
            .then(" (30 seconds without it)"),
    );
    fixes
}

pub(super) fn memory() -> Vec<Sentence> {
    vec![
        Sentence::own("raise ")
            .code("memory")
            .then(" of the container or of the task (on Fargate, together with ")
            .code("cpu")
            .then(")"),
        Sentence::own("or let the application use less: heap sizes, workers, caches"),
    ]
}

pub(super) fn unhealthy() -> Vec<Sentence> {
    vec![
        Sentence::own("run ")
            .code("healthCheck.command")
            .then(" inside the image: what it calls (curl, wget) must be installed there"),
        Sentence::own("if it starts slowly, raise ")
            .code("healthCheck.startPeriod")
            .then(" (up to 300 seconds)"),
        Sentence::own("ECS ignores the image's ")
            .code("HEALTHCHECK")
            .then(": only the task definition's counts"),
    ]
}
