//! Whether a task can start: what its execution role, its secrets, its log groups and its images
//! say, and which fault is in the way. It decides why a start fails; moving the task is `life`'s.

use super::ImageFact;
use super::SecretFact;
use super::StartFacts;
use super::backdrop::Backdrop;
use super::container::LogPlan;
use super::fault::FaultKind;
use super::fault::Spot;
use super::image_reference::ecr_repository;
use super::secret_reference::SecretReference;
use super::task::Stop;
use super::task::Task;
use super::timing::Span;
use super::wordings;
use super::wordings::Refused;

/// A start that fails: how long it takes to fail, and how.
pub(crate) type Obstacle = (Span, Stop);

/// Returns what keeps a task from getting its secrets, its registry login and its log driver.
pub(crate) fn initialization(
    task: &Task,
    spot: Spot<'_>,
    backdrop: &mut Backdrop,
    facts: &dyn StartFacts,
) -> Option<Obstacle> {
    let request = backdrop.chance.uuid();
    if let Some(obstacle) = initialization_fault(task, spot, &request, backdrop) {
        return Some(obstacle);
    }
    let reason = secrets(task, &request, backdrop, facts)
        .or_else(|| environment_files(task, backdrop, facts))
        .or_else(|| registry_login(task, backdrop, facts))
        .or_else(|| log_groups(task, backdrop, facts))?;
    Some((
        backdrop.timing.initialization,
        Stop::failed_to_start(reason),
    ))
}

/// `request` is the id of the request that fails.
fn initialization_fault(
    task: &Task,
    spot: Spot<'_>,
    request: &str,
    backdrop: &mut Backdrop,
) -> Option<Obstacle> {
    let references = secret_references(task, backdrop);
    let timing = backdrop.timing;
    let region = backdrop.place.region.clone();
    let quick = timing.initialization;
    backdrop.faults.strike(spot, |kind| {
        let failed = |reason| Some((quick, Stop::failed_to_start(reason)));
        match kind {
            FaultKind::SecretMissing => failed(match references.first()? {
                SecretReference::Parameter { name, .. } => {
                    wordings::parameters_missing(std::slice::from_ref(name))
                }
                SecretReference::Secret { arn, .. } => wordings::secret_missing(arn, request),
            }),
            FaultKind::SecretJsonKeyMissing => {
                references.iter().find_map(|reference| match reference {
                    SecretReference::Secret {
                        arn,
                        json_key: Some(key),
                    } => failed(wordings::json_key_missing(arn, key)),
                    // Where the whole is taken, no key can be missing.
                    SecretReference::Secret { json_key: None, .. }
                    | SecretReference::Parameter { .. } => None,
                })
            }
            FaultKind::LogGroupMissing => failed(wordings::log_group_missing()),
            FaultKind::Network => Some((
                timing.connection_timeout,
                Stop::failed_to_start(wordings::no_route_to_registry(&region)),
            )),
            FaultKind::Stopped { code, reason, exit } => Some((
                quick,
                Stop {
                    code: code.clone(),
                    reason: reason.clone(),
                    exit: *exit,
                },
            )),
            FaultKind::ImageNotFound
            | FaultKind::ImageWrongPlatform
            | FaultKind::PullTimeout
            | FaultKind::Exit { .. }
            | FaultKind::OutOfMemory { .. }
            | FaultKind::BadEntrypoint
            | FaultKind::CrashAfterHealthy { .. }
            | FaultKind::LoadBalancer { .. }
            | FaultKind::ContainerHealth
            | FaultKind::Capacity
            | FaultKind::VcpuQuota
            | FaultKind::AssumeRole
            | FaultKind::SlowStart { .. }
            | FaultKind::Superseded { .. }
            | FaultKind::StoppedByPerson { .. }
            | FaultKind::Desired { .. }
            | FaultKind::DeleteService { .. }
            | FaultKind::Alarm { .. }
            | FaultKind::TargetGroupGone { .. }
            | FaultKind::HookFails { .. }
            | FaultKind::HookAnswered { .. } => None,
        }
    })
}

fn denied(reference: &SecretReference, refused: Refused<'_>, request: &str) -> String {
    match reference {
        SecretReference::Parameter { .. } => wordings::parameter_denied(refused, request),
        SecretReference::Secret { .. } => wordings::secret_denied(refused, request),
    }
}

/// What a task's execution role may do.
struct Role<'a> {
    arn: &'a str,
    session: String,
    facts: &'a dyn StartFacts,
}

impl Role<'_> {
    /// Returns the refusal, put in words, of what the role may not do.
    fn refused(
        &self,
        action: &str,
        resource: &str,
        words: impl FnOnce(Refused<'_>) -> String,
    ) -> Option<String> {
        let Self {
            arn,
            session,
            facts,
        } = self;
        let because = &facts.refusal(arn, action, resource)?;
        Some(words(Refused {
            session,
            action,
            resource,
            because,
        }))
    }
}

/// Returns the execution role of a task.
fn role<'a>(task: &'a Task, backdrop: &Backdrop, facts: &'a dyn StartFacts) -> Role<'a> {
    Role {
        arn: task.definition.text("executionRoleArn").unwrap_or_default(),
        session: session(task, backdrop),
        facts,
    }
}

fn secret_references(task: &Task, backdrop: &Backdrop) -> Vec<SecretReference> {
    let containers = task.definition.containers.iter();
    containers
        .flat_map(|container| &container.secrets)
        .map(|value_from| SecretReference::read(&backdrop.place, value_from))
        .collect()
}

/// Returns the ARN under which the task's execution role acts; without a role, of one that the
/// account does not have.
fn session(task: &Task, backdrop: &Backdrop) -> String {
    let role = task.definition.text("executionRoleArn").unwrap_or("none");
    backdrop.place.task_session(role, &task.id)
}

/// SSM is asked for all parameters at once; Secrets Manager for one secret after the other.
fn secrets(
    task: &Task,
    request: &str,
    backdrop: &Backdrop,
    facts: &dyn StartFacts,
) -> Option<String> {
    let role = role(task, backdrop, facts);
    let mut missing = Vec::new();
    for reference in secret_references(task, backdrop) {
        let refused = role.refused(reference.action(), reference.arn(), |refused| {
            denied(&reference, refused, request)
        });
        if refused.is_some() {
            return refused;
        }
        match &reference {
            SecretReference::Parameter { name, .. } => {
                if !facts.parameter_exists(name) {
                    missing.push(name.clone());
                } else if !facts.decrypts(role.arn, "ssm", name) {
                    return Some(wordings::parameter_not_decrypted());
                }
            }
            SecretReference::Secret { arn, json_key } => match (facts.secret(arn), json_key) {
                (SecretFact::Missing, _) => return Some(wordings::secret_missing(arn, request)),
                (SecretFact::Deleted, _) => return Some(wordings::secret_deleted(arn, request)),
                (SecretFact::Present { .. }, _)
                    if !facts.decrypts(role.arn, "secretsmanager", arn) =>
                {
                    return Some(wordings::secret_not_decrypted());
                }
                (SecretFact::Present { json_keys }, Some(key)) if !json_keys.contains(key) => {
                    return Some(wordings::json_key_missing(arn, key));
                }
                (SecretFact::Present { .. }, Some(_) | None) => {}
            },
        }
    }
    (!missing.is_empty()).then(|| wordings::parameters_missing(&missing))
}

/// Whether the files exist is not simulated: there is no S3 here.
/// Source: ECS developer guide, "task execution IAM role".
fn environment_files(task: &Task, backdrop: &Backdrop, facts: &dyn StartFacts) -> Option<String> {
    let role = role(task, backdrop, facts);
    let mut files = task
        .definition
        .containers
        .iter()
        .flat_map(|container| &container.environment_files);
    files.find_map(|file| {
        let bucket = file.split('/').next().unwrap_or(file);
        role.refused(
            "s3:GetBucketLocation",
            bucket,
            wordings::environment_file_denied,
        )
        .or_else(|| role.refused("s3:GetObject", file, wordings::environment_file_denied))
    })
}

fn registry_login(task: &Task, backdrop: &mut Backdrop, facts: &dyn StartFacts) -> Option<String> {
    let request = backdrop.chance.uuid();
    let mut containers = task.definition.containers.iter();
    if !containers.any(|one| ecr_repository(&backdrop.place, &one.image).is_some()) {
        return None;
    }
    let role = role(task, backdrop, facts);
    role.refused("ecr:GetAuthorizationToken", "*", |refused| {
        wordings::registry_auth_denied(refused, &request)
    })
}

fn log_groups(task: &Task, backdrop: &Backdrop, facts: &dyn StartFacts) -> Option<String> {
    let plans = task.definition.containers.iter();
    plans
        .filter_map(|container| container.log.as_ref().map(|log| (container, log)))
        // Groups of other regions are not simulated here.
        .filter(|(_, log)| {
            let region = log.region.as_deref();
            region.is_none_or(|region| region == backdrop.place.region)
        })
        .find_map(|(container, log)| {
            let stream = stream(log, &container.name, &task.id);
            log_group(task, log, &stream, backdrop, facts)
        })
}

fn log_group(
    task: &Task,
    log: &LogPlan,
    stream: &str,
    backdrop: &Backdrop,
    facts: &dyn StartFacts,
) -> Option<String> {
    let role = role(task, backdrop, facts);
    let group = format!("log-group:{}", log.group);
    let refused =
        |action: &str, resource: String| role.refused(action, &resource, wordings::logs_denied);
    if !facts.log_group_exists(&log.group) {
        if !log.create_group {
            return Some(wordings::log_group_missing());
        }
        let resource = backdrop.place.arn("logs", &format!("{group}:log-stream:"));
        if let Some(reason) = refused("logs:CreateLogGroup", resource) {
            return Some(reason);
        }
    }
    let resource = backdrop
        .place
        .arn("logs", &format!("{group}:log-stream:{stream}"));
    refused("logs:CreateLogStream", resource)
}

/// Returns the name of a container's log stream. Source: ECS API model, `LogConfiguration`.
pub(crate) fn stream(log: &LogPlan, container: &str, task_id: &str) -> String {
    format!("{}/{container}/{task_id}", log.prefix)
}

/// Returns what keeps a task from pulling its images, or the digests it has pulled, by container.
pub(crate) fn pull(
    task: &Task,
    spot: Spot<'_>,
    backdrop: &mut Backdrop,
    facts: &dyn StartFacts,
) -> Result<Vec<Option<String>>, Obstacle> {
    let platform = task.definition.platform();
    let timing = backdrop.timing;
    let first = task.containers.first().map(|one| one.image.clone());
    let image = first.unwrap_or_default();
    let fault = backdrop.faults.strike(spot, |kind| match kind {
        FaultKind::ImageNotFound => Some((timing.failed_pull, wordings::image_not_found(&image))),
        FaultKind::ImageWrongPlatform => Some((timing.pull, wordings::wrong_platform(platform))),
        FaultKind::PullTimeout => Some((timing.connection_timeout, wordings::pull_timeout(&image))),
        FaultKind::SecretMissing
        | FaultKind::SecretJsonKeyMissing
        | FaultKind::Network
        | FaultKind::LogGroupMissing
        | FaultKind::Exit { .. }
        | FaultKind::OutOfMemory { .. }
        | FaultKind::BadEntrypoint
        | FaultKind::CrashAfterHealthy { .. }
        | FaultKind::LoadBalancer { .. }
        | FaultKind::ContainerHealth
        | FaultKind::Capacity
        | FaultKind::VcpuQuota
        | FaultKind::AssumeRole
        | FaultKind::SlowStart { .. }
        | FaultKind::Superseded { .. }
        | FaultKind::StoppedByPerson { .. }
        | FaultKind::Desired { .. }
        | FaultKind::DeleteService { .. }
        | FaultKind::Alarm { .. }
        | FaultKind::TargetGroupGone { .. }
        | FaultKind::HookFails { .. }
        | FaultKind::HookAnswered { .. }
        | FaultKind::Stopped { .. } => None,
    });
    if let Some((span, reason)) = fault {
        return Err((span, Stop::failed_to_start(reason)));
    }
    let images = task.containers.iter().map(|container| &container.image);
    images
        .map(|image| pull_one(task, image, platform, backdrop, facts))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|(span, reason)| (span, Stop::failed_to_start(reason)))
}

fn pull_one(
    task: &Task,
    image: &str,
    platform: &str,
    backdrop: &Backdrop,
    facts: &dyn StartFacts,
) -> Result<Option<String>, (Span, String)> {
    let timing = backdrop.timing;
    if let Some(repository) = ecr_repository(&backdrop.place, image) {
        let role = role(task, backdrop, facts);
        // Source: ECR user guide, "IAM permissions for pulling an image".
        for action in ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"] {
            if let Some(reason) = role.refused(action, &repository, wordings::pull_denied) {
                return Err((timing.pull, reason));
            }
        }
    }
    match facts.image(image) {
        ImageFact::Elsewhere => Ok(super::revision::named_digest(image)),
        ImageFact::Missing => Err((timing.failed_pull, wordings::image_not_found(image))),
        ImageFact::Present { digest, platforms } => {
            if platforms.is_empty() || platforms.iter().any(|one| one == platform) {
                Ok(Some(digest))
            } else {
                Err((timing.pull, wordings::wrong_platform(platform)))
            }
        }
    }
}
