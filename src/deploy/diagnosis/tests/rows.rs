//! The literal texts of AWS that foghorn was taught, and what each means.

use crate::cause::CauseKind as Kind;
use crate::cause::Class::{self, Deterministic, Transient, Uncertain};

pub(crate) struct Row {
    pub(crate) text: &'static str,
    pub(crate) kind: Kind,
    pub(crate) class: Class,
    pub(crate) role: Option<&'static str>,
    pub(crate) action: Option<&'static str>,
    pub(crate) resource: Option<&'static str>,
}

const fn row(text: &'static str, kind: Kind, class: Class) -> Row {
    Row {
        text,
        kind,
        class,
        role: None,
        action: None,
        resource: None,
    }
}

impl Row {
    const fn role(mut self, role: &'static str) -> Self {
        self.role = Some(role);
        self
    }
    const fn action(mut self, action: &'static str) -> Self {
        self.action = Some(action);
        self
    }
    const fn on(mut self, resource: &'static str) -> Self {
        self.resource = Some(resource);
        self
    }
}

const SECRET: &str = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf";
const GROUP: &str =
    "arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef";

/// Reasons of stopped tasks.
pub(crate) const STOPPED: &[Row] = &[
    // ---- SSM: access. Observed 2026; the same in 2019's words; cut off by platform version 1.4.
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): operation error SSM: GetParameters, https response error StatusCode: 400, RequestID: 0a1b, api error AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/11112222 is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/api/password because no identity-based policy allows the ssm:GetParameters action", Kind::ParameterAccessDenied, Deterministic)
        .role("api-execution").action("ssm:GetParameters")
        .on("arn:aws:ssm:eu-west-1:111111111111:parameter/api/password"),
    row("Fetching secret data from SSM Parameter Store in eu-west-1: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/11112222 is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/api status code: 400, request id: 0a1b", Kind::ParameterAccessDenied, Deterministic)
        .role("api-execution").action("ssm:GetParameters")
        .on("arn:aws:ssm:eu-west-1:111111111111:parameter/api"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: ...", Kind::ParameterAccessDenied, Deterministic)
        .action("ssm:GetParameters"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/x with an explicit deny in a service control policy", Kind::ParameterAccessDenied, Deterministic)
        .role("api-execution").action("ssm:GetParameters")
        .on("arn:aws:ssm:eu-west-1:111111111111:parameter/x"),
    // ---- SSM: missing. Platform version 1.4; EC2 agent and 1.3.
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /api/password,/api/token", Kind::ParameterMissing, Deterministic)
        .on("/api/password, /api/token"),
    row("Fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: password", Kind::ParameterMissing, Deterministic)
        .on("password"),
    // ---- KMS. Observed.
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: AccessDeniedException: The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access", Kind::KeyAccessDenied, Deterministic)
        .action("kms:Decrypt"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:eu-west-1:111111111111:key/0a1b because no identity-based policy allows the kms:Decrypt action", Kind::KeyAccessDenied, Deterministic)
        .role("api-execution").action("kms:Decrypt")
        .on("arn:aws:kms:eu-west-1:111111111111:key/0a1b"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: AccessDeniedException: Access to KMS is not allowed", Kind::KeyAccessDenied, Deterministic)
        .action("kms:Decrypt"),
    // ---- SSM: no route. Observed; the sentence of 2024; cut off.
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded", Kind::NoRoute, Uncertain).on("ssm"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): RequestCanceled: request context canceled caused by: context deadli...", Kind::NoRoute, Uncertain).on("ssm"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull secrets from AWS Systems Manager. There is a connection issue between the task and AWS Systems Manager Parameter Store. Check your task network configuration.", Kind::NoRoute, Uncertain).on("ssm"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: operation error SSM: GetParameters, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded", Kind::NoRoute, Uncertain).on("ssm"),
    // ---- SSM: 40 reads a second for everybody (quotas).
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 5 time(s): ThrottlingException: Rate exceeded", Kind::AwsThrottled, Transient),
    // ---- Secrets Manager. Observed; developer guide, "resource not found error"; asm.go.
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT", Kind::SecretMissing, Deterministic).on(SECRET),
    row("ResourceNotFoundException: The task can't retrieve the secret with ARN 'arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf' from AWS Secrets Manager. Check whether the secret exists in the specified Region", Kind::SecretMissing, Deterministic).on(SECRET),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf from secrets manager: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf because no identity-based policy allows the secretsmanager:GetSecretValue action", Kind::SecretAccessDenied, Deterministic)
        .role("api-execution").action("secretsmanager:GetSecretValue").on(SECRET),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key password: arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf", Kind::SecretJsonKeyMissing, Deterministic)
        .on("arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf:password::"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: invalid character 'p' in literal true (expecting 'r')", Kind::SecretJsonKeyMissing, Deterministic),
    row("ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull secrets from AWS Secrets Manager. There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration.", Kind::NoRoute, Uncertain).on("secretsmanager"),
    // ---- Registry login.
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, RequestID: 0a1b, api error AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action", Kind::RegistryTokenDenied, Deterministic)
        .role("api-execution").action("ecr:GetAuthorizationToken").on("*"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post https://api.ecr.eu-west-1.amazonaws.com/: dial tcp 10.0.0.1:443: i/o timeout", Kind::NoRoute, Uncertain).on("ecr.api"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull registry authentication from Amazon ECR: There is a connection issue between the task and Amazon ECR. Check your task network configuration.", Kind::NoRoute, Uncertain).on("ecr.api"),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to get registry auth from asm: service call has been retried 1 time(s): asm fetching secret from the service for arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf", Kind::RegistryCredentialsRejected, Deterministic)
        .role("api-execution").action("secretsmanager:GetSecretValue").on(SECRET),
    row("ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to get registry auth from asm: something", Kind::RegistryCredentialsRejected, Uncertain),
    // ---- Logs. Observed.
    row("ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1", Kind::LogGroupMissing, Deterministic),
    row("ResourceInitializationError: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.", Kind::LogGroupMissing, Deterministic),
    row("ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: logs:CreateLogGroup on resource: arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/api:log-stream: because no identity-based policy allows the logs:CreateLogGroup action : exit status 1", Kind::LogAccessDenied, Deterministic)
        .role("api-execution").action("logs:CreateLogGroup")
        .on("arn:aws:logs:eu-west-1:111111111111:log-group:/ecs/api:log-stream"),
    row("ResourceInitializationError: failed to validate logger args: awslogs-region is required : exit status 1", Kind::LogConfigurationInvalid, Deterministic).on("awslogs-region"),
    row("ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed", Kind::NoRoute, Uncertain).on("logs"),
    row("ResourceInitializationError: failed to initialize logging driver: something", Kind::LogDriverFailed, Uncertain),
    // ---- Files. Developer guide, "resource initialization error"; EFS observed.
    row("ResourceInitializationError: failed to download env files: file download command: non empty error stream: AccessDenied: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::config/api.env", Kind::EnvironmentFileUnreadable, Deterministic)
        .role("api-execution").action("s3:GetObject").on("arn:aws:s3:::config/api.env"),
    row("ResourceInitializationError: failed to download env files: RequestCanceled: request context canceled", Kind::NoRoute, Uncertain).on("s3"),
    row("The task can't download the environment variable files from Amazon S3. There is a connection issue between the task and Amazon S3.", Kind::NoRoute, Uncertain).on("s3"),
    row("ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Failed to resolve \"fs-0123abcd.efs.eu-west-1.amazonaws.com\" - check that your file system ID is correct : unsuccessful EFS utils command execution; code: 1", Kind::FileSystemUnmountable, Uncertain).on("fs-0123abcd"),
    row("ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: Mount attempt 1/3 failed due to timeout after 15 sec, wait 0 sec before next attempt. Connection timed out : unsuccessful EFS utils command execution; code: 32", Kind::FileSystemUnmountable, Uncertain),
    // ---- Images.
    row("CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref 111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8: not found", Kind::ImageNotFound, Deterministic).on("111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8"),
    row("CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'", Kind::ImageWrongPlatform, Deterministic).on("linux/amd64"),
    row("CannotPullContainerError: The task can’t pull the image. Check that the role has the permissions to pull images from the registry. denied: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111111111111:repository/api because no identity-based policy allows the ecr:BatchGetImage action", Kind::ImagePullDenied, Deterministic)
        .role("api-execution").action("ecr:BatchGetImage")
        .on("arn:aws:ecr:eu-west-1:111111111111:repository/api"),
    row("CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8: unexpected status code: 403 Forbidden", Kind::ImagePullDenied, Deterministic).on("111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8"),
    row("CannotPullContainerError: The task can't pull the image. Check whether the image exists. Error response from daemon: pull access denied for example/api, repository does not exist or may require 'docker login': denied: requested access to the resource is denied", Kind::ImageNotFound, Deterministic).on("example/api"),
    row("CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/example/api:v8: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed", Kind::ImageNotFound, Deterministic).on("docker.io/example/api:v8"),
    row("CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ghcr.io/example/api:v8: failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized", Kind::RegistryCredentialsRejected, Deterministic).on("ghcr.io/example/api:v8"),
    row("CannotPullContainerError: The task can’t pull the image. Check your network configuration. failed to resolve ref docker.io/library/nginx:1: request canceled while waiting for connection", Kind::NoRoute, Uncertain).on("docker.io/library/nginx:1"),
    row("CannotPullContainerError: The task cannot pull '111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8' from the Amazon ECR repository '111111111111.dkr.ecr.eu-west-1.amazonaws.com/api'. There is a connection issue between the task and Amazon ECR. Check your task network configuration.", Kind::NoRoute, Uncertain).on("111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8"),
    row("CannotPullContainerError: API error (500): Get https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection", Kind::NoRoute, Uncertain),
    row("CannotPullContainerError: context canceled", Kind::NoRoute, Uncertain),
    row("CannotPullContainerError: panic: runtime error: invalid memory address or nil pointer dereference", Kind::NoRoute, Uncertain),
    row("CannotPullContainerError: inspect image has been retried 5 time(s): failed to resolve ref docker.io/library/nginx:1: unexpected status code: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit.", Kind::ImagePullThrottled, Transient).on("docker.io/library/nginx:1"),
    row("CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/api/blobs/sha256:0a1b: 503 Service Unavailable", Kind::ImageLayerUnreadable, Transient),
    row("CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/api/blobs/sha256:0a1b: 403 Forbidden", Kind::ImageLayerUnreadable, Deterministic),
    row("CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:0a1b: write /var/lib/x: no space left on device: unknown", Kind::DiskFull, Deterministic),
    row("CannotPullContainerError: pull image manifest has been retried 5 time(s)", Kind::ImagePullFailed, Uncertain),
    // ---- Starting. Developer guide, "cannot start container", "stopped task error codes".
    row("CannotStartContainerError: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: \"/app/run\": executable file not found in $PATH: unknown", Kind::CommandNotExecutable, Deterministic).on("/app/run"),
    row("CannotStartContainerError: failed to create shim task: runc create failed: exec: \"/app/run\": permission denied", Kind::CommandNotExecutable, Deterministic).on("/app/run"),
    row("CannotStartContainerError: exec /app/run: exec format error", Kind::ImageWrongPlatform, Deterministic),
    row("CannotStartContainerError: failed to get container status", Kind::ContainerRuntimeFailed, Uncertain),
    row("ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m", Kind::ContainerRuntimeFailed, Uncertain),
    row("DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s", Kind::ContainerRuntimeFailed, Uncertain),
    row("Essential container in task exited", Kind::ContainerExited, Uncertain),
    row("OutOfMemoryError: Container killed due to memory usage", Kind::OutOfMemory, Uncertain),
    // ---- Health. Observed.
    row("Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef)", Kind::LoadBalancerUnhealthy, Uncertain).on(GROUP),
    row("Task failed ELB health checks in (elb classic-api)", Kind::LoadBalancerUnhealthy, Uncertain).on("classic-api"),
    row("Task failed container health checks", Kind::ContainerUnhealthy, Uncertain),
    // ---- Network interface, compute, capacity. Developer guide, "failed to start error"; observed.
    row("Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0123abcd': InsufficientFreeAddressesInSubnet", Kind::SubnetFull, Uncertain).on("subnet-0123abcd"),
    row("Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0123abcd': AuthFailure", Kind::NetworkInterfaceFailed, Transient).on("subnet-0123abcd"),
    row("Timeout waiting for network interface provisioning to complete.", Kind::NetworkInterfaceFailed, Transient),
    row("Network interface provision complete error timeout wait for network interface provision.", Kind::NetworkInterfaceFailed, Transient),
    row("InternalError: The task failed to start.", Kind::AwsInternal, Transient),
    row("The selected task definition is not compatible with the selected compute strategy", Kind::ComputeIncompatible, Deterministic),
    row("TaskFailedToStart: RESOURCE:MEMORY", Kind::NoContainerInstance, Transient),
    row("TaskFailedToStart: RESOURCE:FARGATE", Kind::CapacityMissing, Transient),
    row("TaskFailedToStart: ATTRIBUTE", Kind::NoContainerInstance, Uncertain),
    row("ResourceInitializationError: Unable to launch instance(s) for capacity provider mi: InsufficientInstanceCapacity: no capacity", Kind::CapacityMissing, Transient),
    row("ResourceInitializationError: Unable to launch instance(s) for capacity provider mi: VcpuLimitExceeded: limit", Kind::QuotaReached, Deterministic).on("vCPUs"),
    // ---- Whatever else points at the network; and what nobody has seen yet.
    row("ResourceInitializationError: something new: dial udp 10.0.0.2:53: i/o timeout", Kind::NoRoute, Uncertain),
    row("A reason of the year 2031", Kind::Unrecognised, Uncertain),
];

/// Events of a service that tell of a failure, without ECS's prefix.
pub(crate) const EVENTS: &[Row] = &[
    // 7 to 9
    row("(deployment ecs-svc/123) deployment failed: tasks failed to start.", Kind::CircuitBreakerTripped, Deterministic),
    row("(deployment ecs-svc/123) deployment failed: alarm detected.", Kind::AlarmTriggered, Deterministic),
    row("(deployment ecs-svc/123) deployment failed: deployment failure.", Kind::DeploymentFailed, Deterministic),
    // 10
    row("deployment failed: Service deployment rolled back because the circuit breaker threshold was exceeded.", Kind::CircuitBreakerTripped, Deterministic),
    row("deployment failed: Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. The function answered FAILED.", Kind::LifecycleHookFailed, Deterministic).on("POST_SCALE_UP"),
    // 12
    row("is unable to consistently start tasks successfully. For more information, see the Troubleshooting section.", Kind::TasksNotStarting, Transient),
    // 13 to 15: the task's reason, passed on
    row("was unable to place a task. Reason: ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: AccessDeniedException: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:111111111111:parameter/api because no identity-based policy allows the ssm:GetParameters action.", Kind::ParameterAccessDenied, Deterministic)
        .role("api-execution").action("ssm:GetParameters")
        .on("arn:aws:ssm:eu-west-1:111111111111:parameter/api"),
    row("was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref example/api:v8: not found.", Kind::ImageNotFound, Deterministic).on("example/api:v8"),
    row("was unable to place a task. Reason: Fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: password.", Kind::ParameterMissing, Deterministic).on("password"),
    // 16
    row("was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.", Kind::CapacityMissing, Transient),
    row("was unable to place a task. The reason for failure is Capacity is unavailable at this time.", Kind::CapacityMissing, Transient),
    // 17 and 18
    row("was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.", Kind::QuotaReached, Deterministic).on("vCPUs"),
    row("was unable to place a task. Reason: You’ve reached the limit on the number of tasks you can run concurrently.", Kind::QuotaReached, Deterministic).on("tasks"),
    row("was unable to place a task. Reason: The requested MEMORY configuration is above your limit.", Kind::QuotaReached, Deterministic).on("MEMORY"),
    // 19
    row("was unable to place a task. Reason: Internal error.", Kind::AwsInternal, Uncertain),
    // 20
    row("was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 0a1b) has insufficient CPU units available.", Kind::NoContainerInstance, Transient),
    row("was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 0a1b) encountered error \"AGENT\".", Kind::NoContainerInstance, Uncertain),
    // 21 to 24
    row("was unable to reach steady state. Reason: No Container Instances were found in your capacity provider.", Kind::NoContainerInstance, Deterministic),
    row("could not launch 3 tasks for deployment ecs-svc/123. Reason: insufficient capacity.", Kind::CapacityMissing, Transient),
    row("was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.", Kind::CapacityMissing, Transient),
    row("was unable to place a task because your account is currently blocked.", Kind::AccountBlocked, Deterministic),
    // 25 and 26
    row("failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::111111111111:role/api-execution' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).", Kind::RoleNotAssumable, Uncertain)
        .role("arn:aws:iam::111111111111:role/api-execution")
        .on("arn:aws:iam::111111111111:role/api-execution"),
    row("IAM permissions policies have been misconfigured or changed, and ECS can no longer maintain your service", Kind::ServiceRoleDenied, Deterministic),
    row("IAM trust relationship has been misconfigured or changed, and ECS can no longer maintain your service", Kind::RoleNotAssumable, Deterministic),
    // 27 to 30
    row("(task 0a1b) failed container health checks.", Kind::ContainerUnhealthy, Uncertain),
    row("(task 0a1b) (port 8080) is unhealthy in (target-group arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef) due to (reason Health checks failed with these codes: [404])", Kind::LoadBalancerUnhealthy, Uncertain).on(GROUP),
    row("(instance i-0a1b) (port 8080) is unhealthy in (elb classic-api) due to (reason Instance has failed at least the UnhealthyThreshold number of health checks consecutively.)", Kind::LoadBalancerUnhealthy, Uncertain).on("classic-api"),
    row("task set (ecs-svc/9) (task 0a1b) is not healthy in target-group (arn:aws:elasticloadbalancing:eu-west-1:111111111111:targetgroup/api/0123456789abcdef) due to TARGET GROUP IS NOT FOUND", Kind::TargetGroupMissing, Deterministic).on(GROUP),
    row("failed to register targets in (target-group api) with (error AccessDenied: User is not authorized)", Kind::ServiceRoleDenied, Deterministic).on("api"),
    row("failed to describe target health on (target-group api) with (error TargetGroupNotFound)", Kind::TargetGroupMissing, Deterministic).on("api"),
    row("failed to register targets in (target-group api) with (error Rate exceeded)", Kind::AwsInternal, Transient).on("api"),
    // 31 to 33, 35
    row("operations are being throttled on ELB. Will try again later.", Kind::AwsThrottled, Transient),
    row("was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.", Kind::DeploymentConfigurationStuck, Deterministic),
    row("was unable to reach steady state because task set (ecs-svc/9) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks", Kind::TasksProtected, Deterministic),
    row("Timed out waiting for Amazon ECS Agent to start. Check the log.", Kind::NoContainerInstance, Transient),
    // no reason, and a reason that nobody has seen yet
    row("was unable to place a task.", Kind::TasksNotStarting, Transient),
    row("was unable to place a task. Reason: the year 2031.", Kind::Unrecognised, Uncertain),
];
