//! Every text that the simulated ECS says in AWS's own words, each with where the words come
//! from. "Observed" means seen in public transcripts of real accounts; "inferred" means that no
//! transcript was found and the words are ours.

// ---- events[] ----

fn service_says(service: &str, what: &str) -> String {
    format!("(service {service}) {what}")
}

fn task_list(tasks: &[String]) -> String {
    let listed: Vec<String> = tasks.iter().map(|id| format!("(task {id})")).collect();
    listed.join(" ")
}

/// Source: observed.
pub(crate) fn steady(service: &str) -> String {
    service_says(service, "has reached a steady state.")
}

/// Source: observed.
pub(crate) fn started(service: &str, tasks: &[String]) -> String {
    let what = format!("has started {} tasks: {}.", tasks.len(), task_list(tasks));
    service_says(service, &what)
}

/// Source: observed.
pub(crate) fn stopped(service: &str, tasks: &[String]) -> String {
    let what = format!(
        "has stopped {} running tasks: {}.",
        tasks.len(),
        task_list(tasks)
    );
    service_says(service, &what)
}

/// Source: public transcripts.
pub(crate) fn draining(service: &str, count: usize) -> String {
    service_says(
        service,
        &format!("has begun draining connections on {count} tasks."),
    )
}

/// Source: public transcripts.
pub(crate) fn registered(service: &str, target_group: &str) -> String {
    service_says(
        service,
        &format!("registered 1 targets in (target-group {target_group})"),
    )
}

/// Source: public transcripts.
pub(crate) fn deregistered(service: &str, target_group: &str) -> String {
    service_says(
        service,
        &format!("deregistered 1 targets in (target-group {target_group})"),
    )
}

/// Source: observed.
pub(crate) fn deployment_completed(service: &str, deployment: &str) -> String {
    service_says(
        service,
        &format!("(deployment {deployment}) deployment completed."),
    )
}

/// Source: ECS developer guide, "service event messages list"; observed.
pub(crate) fn deployment_failed(service: &str, deployment: &str) -> String {
    service_says(
        service,
        &format!("(deployment {deployment}) deployment failed: tasks failed to start."),
    )
}

/// Source: observed.
pub(crate) fn rolling_back(service: &str, to: &str) -> String {
    service_says(service, &format!("rolling back to deployment {to}."))
}

/// Source: ECS developer guide, "service throttle logic".
pub(crate) fn impaired(service: &str) -> String {
    service_says(
        service,
        "is unable to consistently start tasks successfully. For more information, see the \
         Troubleshooting section of the Amazon ECS Developer Guide.",
    )
}

/// Source: observed.
pub(crate) fn unable_to_place(service: &str, reason: &str) -> String {
    service_says(
        service,
        &format!("was unable to place a task. Reason: {reason}"),
    )
}

/// Source: ECS developer guide, "service event messages list".
pub(crate) const CAPACITY: &str = "Capacity is unavailable at this time. Please try again later \
                                   or in a different availability zone.";

/// Source: ECS developer guide, "service event messages list".
pub(crate) const VCPU_QUOTA: &str =
    "You've reached the limit on the number of vCPUs you can run concurrently";

/// Source: observed.
pub(crate) fn cannot_assume_role(service: &str, role: &str) -> String {
    service_says(
        service,
        &format!(
            "failed to launch a task with (error ECS was unable to assume the role '{role}' that \
             was provided for this task. Please verify that the role being passed has the proper \
             trust relationship and permissions and that your IAM user has permissions to pass \
             this role.)."
        ),
    )
}

/// Source: ECS developer guide, "service event messages list".
pub(crate) fn configuration_blocks(service: &str) -> String {
    service_says(
        service,
        "was unable to stop or start tasks during a deployment because of the service deployment \
         configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    )
}

/// Source: observed, in a rolling and in a canary deployment.
pub(crate) fn failed_by_alarm(service: &str, deployment: &str) -> String {
    let what = format!("(deployment {deployment}) deployment failed: alarm detected.");
    service_says(service, &what)
}

/// Source: observed for deployments that shift traffic.
pub(crate) fn deployment_failed_because(service: &str, deployment: &str, reason: &str) -> String {
    let what = format!("(deployment {deployment}) deployment failed: {reason}");
    service_says(service, &what)
}

/// Source: ECS developer guide, "service event messages list".
pub(crate) fn target_group_not_found(service: &str, task: &str, target_group: &str) -> String {
    service_says(
        service,
        &format!(
            "(task {task}) is not healthy in target-group ({target_group}) due to TARGET GROUP IS \
             NOT FOUND"
        ),
    )
}

/// Source: ECS developer guide, "troubleshooting blue/green"; the error is ELBv2's.
pub(crate) fn cannot_register(service: &str, target_group: &str) -> String {
    service_says(
        service,
        &format!(
            "failed to register targets in (target-group {target_group}) with (error One or more \
             target groups not found)"
        ),
    )
}

/// Source: observed.
pub(crate) fn failed_container_check(service: &str, task: &str) -> String {
    service_says(
        service,
        &format!("(task {task}) failed container health checks."),
    )
}

/// Source: ECS developer guide, "service unhealthy event messages"; observed.
pub(crate) fn target_unhealthy(
    service: &str,
    task: &str,
    port: u16,
    target_group: &str,
    reason: &str,
) -> String {
    service_says(
        service,
        &format!(
            "(task {task}) (port {port}) is unhealthy in (target-group {target_group}) due to \
             (reason {reason})"
        ),
    )
}

// ---- stoppedReason and container reasons ----

/// Source: observed.
pub(crate) fn scaling(deployment: &str) -> String {
    format!("Scaling activity initiated by (deployment {deployment})")
}

/// Source: ECS developer guide, "stopped task error codes".
pub(crate) const ESSENTIAL_EXITED: &str = "Essential container in task exited";

/// Source: observed.
pub(crate) const CONTAINER_CHECKS_FAILED: &str = "Task failed container health checks";

/// Source: observed.
pub(crate) fn load_balancer_checks_failed(target_group: &str) -> String {
    format!("Task failed ELB health checks in (target-group {target_group})")
}

/// Source: amazon-ecs-agent, `dockerapi/errors.go`.
pub(crate) const OUT_OF_MEMORY: &str = "OutOfMemoryError: Container killed due to memory usage";

/// Source: observed (ELBv2 `TargetHealth.Description`).
pub(crate) fn failed_with_code(code: u16) -> String {
    format!("Health checks failed with these codes: [{code}]")
}

const SECRETS: &str = "ResourceInitializationError: unable to pull secrets or registry auth:";
const RETRIEVAL: &str = "execution resource retrieval failed:";

/// What a session was refused, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused<'a> {
    /// The ARN of the session.
    pub(crate) session: &'a str,
    /// Such as `ssm:GetParameters`.
    pub(crate) action: &'a str,
    /// An ARN, or `*`.
    pub(crate) resource: &'a str,
    /// The end of the sentence.
    pub(crate) because: &'a str,
}

impl Refused<'_> {
    fn sentence(self) -> String {
        let Self {
            session,
            action,
            resource,
            because,
        } = self;
        format!(
            "User: {session} is not authorized to perform: {action} on resource: {resource} {because}"
        )
    }
}

/// Source: observed (2026).
pub(crate) fn parameter_denied(refused: Refused<'_>, request_id: &str) -> String {
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve secrets from ssm: service call has been retried \
         1 time(s): operation error SSM: GetParameters, https response error StatusCode: 400, \
         RequestID: {request_id}, api error AccessDeniedException: {}",
        refused.sentence()
    )
}

/// Source: observed (platform version 1.4).
pub(crate) fn parameters_missing(names: &[String]) -> String {
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve secrets from ssm: service call has been retried \
         1 time(s): invalid ssm parameters: {}",
        names.join(",")
    )
}

/// Source: observed.
pub(crate) fn parameter_not_decrypted() -> String {
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve secrets from ssm: AccessDeniedException: The \
         ciphertext refers to a customer master key that does not exist, does not exist in this \
         region, or you are not allowed to access"
    )
}

/// Source: observed.
pub(crate) fn secret_not_decrypted() -> String {
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve secret from asm: AccessDeniedException: Access \
         to KMS is not allowed"
    )
}

/// Source: observed.
pub(crate) fn secret_denied(refused: Refused<'_>, request_id: &str) -> String {
    let secret_arn = refused.resource;
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve secret from asm: service call has been retried \
         1 time(s): failed to fetch secret {secret_arn} from secrets manager: operation error \
         Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: \
         {request_id}, api error AccessDeniedException: {}",
        refused.sentence()
    )
}

/// Source: observed.
pub(crate) fn secret_missing(secret_arn: &str, request_id: &str) -> String {
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve secret from asm: service call has been retried \
         1 time(s): failed to fetch secret {secret_arn} from secrets manager: operation error \
         Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: \
         {request_id}, ResourceNotFoundException: Secrets Manager can't find the specified secret."
    )
}

/// Source: Secrets Manager's sentence was observed in public logs; what is around it is inferred
/// from that of a secret that is not there.
pub(crate) fn secret_deleted(secret_arn: &str, request_id: &str) -> String {
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve secret from asm: service call has been retried \
         1 time(s): failed to fetch secret {secret_arn} from secrets manager: operation error \
         Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: \
         {request_id}, InvalidRequestException: You can't perform this operation on the secret \
         because it was marked for deletion."
    )
}

/// Source: amazon-ecs-agent, `asm/asm.go`; observed.
pub(crate) fn json_key_missing(secret_arn: &str, key: &str) -> String {
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve secret from asm: service call has been retried \
         1 time(s): retrieved secret from Secrets Manager did not contain json key {key}: \
         {secret_arn}"
    )
}

/// Source: its beginning was observed; S3's refusal in it is inferred.
pub(crate) fn environment_file_denied(refused: Refused<'_>) -> String {
    format!(
        "ResourceInitializationError: failed to download env files: file download command: non \
         empty error stream: AccessDenied: {}",
        refused.sentence()
    )
}

/// Source: observed.
pub(crate) fn registry_auth_denied(refused: Refused<'_>, request_id: &str) -> String {
    format!(
        "{SECRETS} {RETRIEVAL} unable to retrieve ecr registry auth: service call has been \
         retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error \
         StatusCode: 400, RequestID: {request_id}, api error AccessDeniedException: {}",
        refused.sentence()
    )
}

/// Source: ECS developer guide, "resource initialization error"; public issues.
pub(crate) fn no_route_to_registry(region: &str) -> String {
    format!(
        "{SECRETS} The task cannot pull registry authentication from Amazon ECR: There is a \
         connection issue between the task and Amazon ECR. Check your task network configuration. \
         RequestError: send request failed caused by: Post \"https://api.ecr.{region}.amazonaws.\
         com/\": dial tcp: i/o timeout"
    )
}

const LOGGER: &str = "ResourceInitializationError: failed to validate logger args: create stream \
                      has been retried 1 times: failed to create Cloudwatch log stream:";

/// Source: observed.
pub(crate) fn log_group_missing() -> String {
    format!(
        "{LOGGER} ResourceNotFoundException: The specified log group does not exist. : exit \
         status 1"
    )
}

/// Source: observed.
pub(crate) fn logs_denied(refused: Refused<'_>) -> String {
    let sentence = refused.sentence();
    format!("{LOGGER} AccessDeniedException: {sentence} : exit status 1")
}

/// Source: observed.
pub(crate) fn image_not_found(image: &str) -> String {
    format!(
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to \
         resolve ref {image}: {image}: not found"
    )
}

/// Source: observed.
pub(crate) fn wrong_platform(platform: &str) -> String {
    format!(
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest \
         does not contain descriptor matching platform '{platform}'"
    )
}

/// Source: amazon-ecs-agent, `api/errormessages/error_messages.go` (with U+2019); ECS developer
/// guide, "task cannot pull image".
pub(crate) fn pull_timeout(image: &str) -> String {
    format!(
        "CannotPullContainerError: The task can\u{2019}t pull the image. Check your network \
         configuration. pull image manifest has been retried 5 time(s): failed to resolve ref \
         {image}: net/http: request canceled while waiting for connection (Client.Timeout \
         exceeded while awaiting headers)"
    )
}

/// Source: amazon-ecs-agent, `api/errormessages/error_messages.go` (with U+2019).
pub(crate) fn pull_denied(refused: Refused<'_>) -> String {
    let sentence = refused.sentence();
    format!(
        "CannotPullContainerError: The task can\u{2019}t pull the image. Check that the role has \
         the permissions to pull images from the registry. denied: {sentence}"
    )
}

/// Source: ECS developer guide, "cannot start container"; the runtime's part is background
/// knowledge.
pub(crate) fn executable_not_found(program: &str) -> String {
    format!(
        "CannotStartContainerError: failed to create new container runtime task: failed to create \
         shim task: OCI runtime create failed: runc create failed: unable to start container \
         process: exec: \"{program}\": executable file not found in $PATH"
    )
}
