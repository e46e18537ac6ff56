//! Owns what things are called: family, containers, images, roles, tags.

use super::at::At;
use super::task::{Task, error, warning};
use crate::problem::Problems;
use crate::task_definition::placeholder;

pub(super) fn check(task: &Task<'_>, problems: &mut Problems) {
    name(task.root.get("family"), problems);
    for container in &task.containers {
        name(container.at.get("name"), problems);
        image(task, &container.at, problems);
    }
    for key in ["executionRoleArn", "taskRoleArn"] {
        role(task.root.get(key), problems);
    }
    tags(task, problems);
}

/// Source: ECS API model, `RegisterTaskDefinitionRequest.family`, `ContainerDefinition.name`.
fn name(at: Option<At<'_>>, problems: &mut Problems) {
    let Some((at, name)) = at.and_then(|at| at.text().map(|name| (at, name))) else {
        return;
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.chars().count() > 255 || !name.chars().all(allowed) {
        error(
            problems,
            at.place(),
            format!("{} cannot be a name", at.shown()),
            "use up to 255 letters, digits, `_` and `-`",
        );
    }
}

/// Source: ECS API model, `ContainerDefinition.image`; the grammar of references is that of
/// distribution's.
fn image(task: &Task<'_>, container: &At<'_>, problems: &mut Problems) {
    let Some((at, image)) = container
        .get("image")
        .and_then(|at| at.text().map(|image| (at, image)))
    else {
        return;
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_:./#@+".contains(c);
    let (repository, _) = image.split_once('@').unwrap_or((image, ""));
    let path = repository
        .rsplit_once('/')
        .map_or(repository, |(_, last)| last);
    let path = path.split_once(':').map_or(path, |(path, _)| path);
    if image.contains("://") {
        error(
            problems,
            at.place(),
            format!("the image {} is a URL", at.shown()),
            "remove what is before the host",
        );
    } else if image.is_empty() {
        // Other tools put the image where there is none.
        let say = if task.filled_in { error } else { warning };
        let help = "write `${image}` for the image of the run";
        say(problems, at.place(), "the image is empty", help);
    } else if !image.chars().all(allowed) {
        error(
            problems,
            at.place(),
            format!("the image {} has characters that no image has", at.shown()),
            "write `REPOSITORY:TAG` or `REPOSITORY@sha256:…`",
        );
    } else if path.chars().any(|c| c.is_ascii_uppercase()) {
        error(
            problems,
            at.place(),
            format!(
                "the image {} has capital letters in its repository",
                at.shown()
            ),
            "write the repository in lowercase",
        );
    }
}

/// Source: ECS API model, `RegisterTaskDefinitionRequest.taskRoleArn`: a name or an ARN.
fn role(at: Option<At<'_>>, problems: &mut Problems) {
    let Some((at, role)) = at.and_then(|at| at.text().map(|role| (at, role))) else {
        return;
    };
    let is_arn = role.starts_with("arn:");
    let is_role = || {
        let parts: Vec<&str> = role.splitn(6, ':').collect();
        matches!(parts.as_slice(), [_, _, "iam", "", account, name]
            if account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit()) && name.starts_with("role/"))
    };
    if is_arn && !is_role() {
        error(
            problems,
            at.place(),
            format!("{} is no ARN of a role", at.shown()),
            "write it as `arn:aws:iam::ACCOUNT:role/NAME`, the account with 12 digits",
        );
    } else if !is_arn && role.contains([':', ' ']) {
        error(
            problems,
            at.place(),
            format!("{} is no role", at.shown()),
            "write its name, or `arn:aws:iam::ACCOUNT:role/NAME`",
        );
    }
}

/// Source: ECS API model, `RegisterTaskDefinitionRequest.tags`.
fn tags(task: &Task<'_>, problems: &mut Problems) {
    const MOST: usize = 50;
    let tags = task.root.list("tags");
    if let Some(beyond) = tags.get(MOST) {
        error(
            problems,
            beyond.place(),
            format!("there are {} tags, and ECS takes {MOST}", tags.len()),
            "remove some",
        );
    }
    for tag in tags {
        if tag
            .text_of("key")
            .is_some_and(|key| key.to_lowercase().starts_with("aws:"))
        {
            error(
                problems,
                tag.place_for("key"),
                "tags that begin with `aws:` are AWS's own",
                "give it another name",
            );
        }
    }
}

/// Placeholders of another tool that foghorn does not fill in, where AWS cannot take them for what
/// they are.
pub(super) fn left_over(task: &Task<'_>, problems: &mut Problems) {
    let root = [
        "family",
        "executionRoleArn",
        "taskRoleArn",
        "cpu",
        "memory",
        "networkMode",
    ];
    let mut all: Vec<At<'_>> = root.iter().filter_map(|key| task.root.get(key)).collect();
    for container in &task.containers {
        all.extend(
            ["name", "image"]
                .iter()
                .filter_map(|key| container.at.get(key)),
        );
        let log = container
            .at
            .get("logConfiguration")
            .and_then(|log| log.get("options"));
        all.extend(
            log.iter()
                .flat_map(|options| options.keys().filter_map(|key| options.get(key))),
        );
        let secrets = container.at.list("secrets");
        all.extend(secrets.iter().filter_map(|secret| secret.get("valueFrom")));
    }
    for at in all {
        if at.raw_text().is_some_and(placeholder::is_in) {
            let message =
                "this looks like the placeholder of another tool, and AWS would get it as it is";
            warning(
                problems,
                at.place(),
                message,
                "write the value, or `${values.NAME}` and `values:` in the configuration",
            );
        }
    }
}
