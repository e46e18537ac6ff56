//! Owns where log lines go: drivers, their options, and the FireLens router.

use super::at::At;
use super::task::{Container, Task, error, warning};
use crate::problem::{Problem, Problems};

/// Source: ECS API model, `LogConfiguration.logDriver`.
const FARGATE: [&str; 3] = ["awslogs", "splunk", "awsfirelens"];
/// Source: ECS API model, `LogConfiguration.options`; and, for the last three, Docker's
/// documentation of the driver.
const AWSLOGS: [&str; 11] = [
    "awslogs-create-group",
    "awslogs-region",
    "awslogs-group",
    "awslogs-stream-prefix",
    "awslogs-datetime-format",
    "awslogs-multiline-pattern",
    "mode",
    "max-buffer-size",
    "awslogs-endpoint",
    "awslogs-stream",
    "awslogs-format",
];

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    for container in &task.containers {
        match container.at.get("logConfiguration") {
            Some(log) => driver(task, container, &log, problems),
            None if task.target.is_fargate() => warning(
                problems,
                container.place(),
                format!(
                    "nobody can read what the container `{}` logs: it has no `logConfiguration`",
                    container.name
                ),
                "add one with the driver `awslogs`; foghorn shows the last lines of what fails",
            ),
            None => {}
        }
    }
    routers(task, problems);
}

fn driver(task: &Task<'_>, container: &Container<'_>, log: &At<'_>, problems: &mut Problems) {
    let Some(driver) = log.text_of("logDriver") else {
        return;
    };
    if task.target.is_fargate() && !FARGATE.contains(&driver) {
        let message = format!("Fargate has no log driver `{driver}`");
        return error(
            problems,
            log.place_for("logDriver"),
            message,
            "use `awslogs`, `splunk` or `awsfirelens`",
        );
    }
    match driver {
        "awslogs" => awslogs(task, log, problems),
        "splunk" => {
            for option in ["splunk-token", "splunk-url"] {
                required(log, driver, option, problems);
            }
        }
        "awsfirelens" => {
            if container.at.get("firelensConfiguration").is_some() {
                let message = "the log router cannot log through itself";
                error(
                    problems,
                    log.place_for("logDriver"),
                    message,
                    "use `awslogs` for this container",
                );
            } else if !task
                .containers
                .iter()
                .any(|other| other.at.get("firelensConfiguration").is_some())
            {
                let message = "there is no log router in the task that `awsfirelens` could send to";
                error(
                    problems,
                    log.place_for("logDriver"),
                    message,
                    "add a container with `firelensConfiguration`",
                );
            }
        }
        _ => {}
    }
    mode(log, problems);
}

/// Source: ECS API model, `LogConfiguration.options`.
fn awslogs(task: &Task<'_>, log: &At<'_>, problems: &mut Problems) {
    required(log, "awslogs", "awslogs-group", problems);
    required(log, "awslogs", "awslogs-region", problems);
    if task.target.is_fargate() {
        required(log, "awslogs on Fargate", "awslogs-stream-prefix", problems);
    }
    let Some(options) = log.get("options") else {
        return;
    };
    let unknown = |key: &&str| !AWSLOGS.contains(key) && options.get(key).is_some();
    for key in options.keys().filter(unknown) {
        let place = options.place_for(key);
        let problem = Problem::warning(place, format!("`awslogs` has no option `{key}`"));
        problems.push(problem.did_you_mean(key, AWSLOGS));
    }
    if let Some(create) = options.get("awslogs-create-group")
        && create
            .text()
            .is_some_and(|text| text != "true" && text != "false")
    {
        error(
            problems,
            create.place(),
            format!("`awslogs-create-group` is {}", create.shown()),
            "write `\"true\"` or `\"false\"`",
        );
    }
    if options.get("awslogs-datetime-format").is_some()
        && options.get("awslogs-multiline-pattern").is_some()
    {
        let place = options.place_for("awslogs-multiline-pattern");
        error(
            problems,
            place,
            "`awslogs-datetime-format` and `awslogs-multiline-pattern` do not go together",
            "keep one of the two",
        );
    }
}

/// An option may also be a secret. Source: ECS API model, `LogConfiguration.secretOptions`.
fn required(log: &At<'_>, driver: &str, option: &str, problems: &mut Problems) {
    let secret = log.list("secretOptions");
    let is_secret = secret
        .iter()
        .any(|secret| secret.text_of("name") == Some(option));
    let given = log.get("options").and_then(|options| options.get(option));
    if !is_secret && !given.is_some_and(|given| given.is_set()) {
        let message = format!("the option `{option}` is missing, which {driver} needs");
        error(
            problems,
            log.place_for("options"),
            message,
            format!("add `\"{option}\": \"…\"` under `options`"),
        );
    }
}

/// Source: ECS API model, `LogConfiguration.options`, `mode`.
fn mode(log: &At<'_>, problems: &mut Problems) {
    let mode = log.get("options").and_then(|options| options.get("mode"));
    if let Some(mode) = mode
        && mode
            .text()
            .is_some_and(|text| text != "blocking" && text != "non-blocking")
    {
        error(
            problems,
            mode.place(),
            format!("{} is no mode of a log driver", mode.shown()),
            "write `blocking` or `non-blocking`",
        );
    }
}

/// Source: ECS API model, `FirelensConfiguration`; ECS developer guide, "FireLens": one router.
fn routers(task: &Task<'_>, problems: &mut Problems) {
    let mut routers = task
        .containers
        .iter()
        .filter_map(|container| container.at.get("firelensConfiguration"));
    if let (Some(_), Some(second)) = (routers.next(), routers.next()) {
        error(
            problems,
            second.place(),
            "a task has one log router, and this is a second one",
            "remove one `firelensConfiguration`",
        );
    }
    for container in &task.containers {
        let options = container
            .at
            .get("firelensConfiguration")
            .and_then(|router| router.get("options"));
        let Some(kind) = options
            .as_ref()
            .and_then(|options| options.get("config-file-type"))
        else {
            continue;
        };
        if task.target.is_fargate() && kind.text().is_some_and(|kind| kind != "file") {
            let message = format!(
                "Fargate takes a configuration of FireLens from a file in the image, not from {}",
                kind.shown()
            );
            error(
                problems,
                kind.place(),
                message,
                "put the file into the image, and write `\"config-file-type\": \"file\"`",
            );
        }
    }
}
