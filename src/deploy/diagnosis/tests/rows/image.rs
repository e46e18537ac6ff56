//! Pulling the image. Developer guide, "task cannot pull image"; amazon-ecs-agent,
//! `api/errormessages/error_messages.go`; observed.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

const ECR_IMAGE: &str = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8";
const REPOSITORY: &str = "arn:aws:ecr:eu-west-1:111111111111:repository/api";

macro_rules! pull {
    ($($rest:tt)*) => { concat!("CannotPullContainerError: ", $($rest)*) };
}
macro_rules! resolve {
    ($($rest:tt)*) => {
        pull!("pull image manifest has been retried 1 time(s): failed to resolve ref 111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8: ", $($rest)*)
    };
}

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // ---- Not there.
    row(resolve!("111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8: not found"), ImageNotFound, Deterministic).on(ECR_IMAGE),
    row(resolve!("not found"), ImageNotFound, Deterministic).on(ECR_IMAGE),
    row(pull!("pull image manifest has been retried 7 time(s): failed to resolve ref 111111111111.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:0a1b: 111111111111.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:0a1b: not found"), ImageNotFound, Deterministic)
        .on("111111111111.dkr.ecr.eu-west-1.amazonaws.com/api@sha256:0a1b"),
    row(pull!("The task can't pull the image. Check whether the image exists. Error response from daemon: pull access denied for example/api, repository does not exist or may require 'docker login': denied: requested access to the resource is denied"), ImageNotFound, Deterministic).on("example/api"),
    row(pull!("The task can’t pull the image. Check whether the image exists. denied: requested access to the resource is denied"), ImageNotFound, Deterministic),
    row(pull!("pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/example/api:v8: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed"), ImageNotFound, Deterministic).on("docker.io/example/api:v8"),
    // ---- For another platform.
    row(pull!("pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'"), ImageWrongPlatform, Deterministic).on("linux/amd64"),
    // ---- Not allowed.
    row(pull!("The task can’t pull the image. Check that the role has the permissions to pull images from the registry. denied: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111111111111:repository/api because no identity-based policy allows the ecr:BatchGetImage action"), ImagePullDenied, Uncertain)
        .denied("ecr:BatchGetImage", REPOSITORY),
    row(pull!("denied: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:111111111111:repository/api"), ImagePullDenied, Uncertain)
        .denied("ecr:BatchGetImage", REPOSITORY),
    row(pull!("The task can't pull the image. Check that the role has the permissions to pull images from the registry. ..."), ImagePullDenied, Uncertain).action("ecr:BatchGetImage"),
    row(resolve!("unexpected status code: 403 Forbidden"), ImagePullDenied, Uncertain).on(ECR_IMAGE),
    // ---- A login is missing.
    row(pull!("pull image manifest has been retried 1 time(s): failed to resolve ref ghcr.io/example/api:v8: failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized"), RegistryCredentialsRejected, Deterministic).on("ghcr.io/example/api:v8"),
    // ---- No route.
    row(pull!("The task can’t pull the image. Check your network configuration. failed to resolve ref docker.io/library/nginx:1: request canceled while waiting for connection"), NoRoute, Uncertain).on("docker.io/library/nginx:1"),
    row(pull!("The task can't pull the image. Check your network configuration."), NoRoute, Uncertain),
    row(pull!("The task cannot pull '111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8' from the Amazon ECR repository '111111111111.dkr.ecr.eu-west-1.amazonaws.com/api'. There is a connection issue between the task and Amazon ECR. Check your task network configuration."), NoRoute, Uncertain).on(ECR_IMAGE),
    row(pull!("API error (500): Get https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)"), NoRoute, Uncertain),
    row(resolve!("failed to do request: Head \"https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/api/manifests/v8\": dial tcp 10.0.0.1:443: i/o timeout"), NoRoute, Uncertain).on(ECR_IMAGE),
    row(pull!("context canceled"), NoRoute, Uncertain),
    row(pull!("panic: runtime error: invalid memory address or nil pointer dereference"), NoRoute, Uncertain),
    row(pull!("ref pull has been retried 5 time(s): failed to copy: httpReaderSeeker: failed open: failed to do request: Get \"https://prod-eu-west-1-starport-layer-bucket.s3.eu-west-1.amazonaws.com/x\": dial tcp 10.0.0.1:443: i/o timeout"), NoRoute, Uncertain).on("s3"),
    // ---- Throttled.
    row(pull!("inspect image has been retried 5 time(s): failed to resolve ref docker.io/library/nginx:1: unexpected status code: 429 Too Many Requests - Server message: toomanyrequests: You have reached your pull rate limit."), ImagePullThrottled, Transient).on("docker.io/library/nginx:1"),
    row(pull!("toomanyrequests: Rate exceeded"), ImagePullThrottled, Transient),
    row(pull!("error pulling image configuration: unexpected status code 429"), ImagePullThrottled, Transient),
    row(pull!("You have reached your pull rate limit. You may increase the limit by authenticating and upgrading"), ImagePullThrottled, Transient),
    // ---- Layers, and the registry's own trouble.
    row(pull!("ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/api/blobs/sha256:0a1b: 503 Service Unavailable"), ImageLayerUnreadable, Transient),
    row(pull!("ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/api/blobs/sha256:0a1b: 500 Internal Server Error"), ImageLayerUnreadable, Transient),
    row(pull!("ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/api/blobs/sha256:0a1b: 403 Forbidden"), ImageLayerUnreadable, Deterministic),
    row(pull!("ref pull has been retried 1 time(s): failed to copy: httpReaderSeeker: failed open: unexpected status code https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/v2/api/blobs/sha256:0a1b: 404 Not Found"), ImageLayerUnreadable, Deterministic),
    row(pull!("ref pull has been retried 1 time(s): failed to copy: httpReaderSee..."), ImageLayerUnreadable, Uncertain),
    // ---- Cut off, or without a reason.
    row(pull!("pull image manifest has been retried 5 time(s)"), ImagePullFailed, Uncertain),
    row(pull!("pull image manifest has been retried 5 time(s): failed to resolve ref 111111111111.dkr.ecr.eu-west-1.amazonaws.com/api:v8: ..."), ImagePullFailed, Uncertain).on(ECR_IMAGE),
];
