//! Fixes for images and registries.

use super::super::command::{ecr_image, word};
use crate::cause::Cause;
use crate::foreign::Sentence;

pub(super) fn credentials(cause: &Cause) -> Vec<Sentence> {
    let secret = cause
        .resource
        .as_ref()
        .filter(|one| one.raw().starts_with("arn:"));
    let look = secret.map(|arn| {
        Sentence::own("look at its secret: ").foreign(format!(
            "aws secretsmanager describe-secret --secret-id {}",
            word(Some(arn), "ARN")
        ))
    });
    let mut fixes: Vec<Sentence> = look.into_iter().collect();
    fixes.extend([
        Sentence::own("name a secret with the login in the container's ")
            .code("repositoryCredentials.credentialsParameter")
            .then("; its value is ")
            .code("{\"username\":\"…\",\"password\":\"…\"}"),
        Sentence::own("allow the execution role ")
            .code("secretsmanager:GetSecretValue")
            .then(" on it"),
        Sentence::own("or copy the image to ECR, which needs no secret"),
    ]);
    fixes
}

pub(super) fn not_found(cause: &Cause) -> Vec<Sentence> {
    let mut fixes = Vec::new();
    if let Some(image) = cause.resource.as_ref().and_then(ecr_image) {
        fixes.push(Sentence::own("look for it: ").foreign(format!(
            "aws ecr describe-images --region {} --repository-name {} --image-ids {}",
            image.region, image.repository, image.id
        )));
        fixes.push(Sentence::own(
            "push it, or correct the image in the task definition (account, region, \
            repository, tag)",
        ));
        fixes.push(Sentence::own(
            "if it was there before, check whether a lifecycle policy of the repository deleted it",
        ));
    } else {
        fixes.push(Sentence::own("look for it: ").foreign(format!(
            "docker manifest inspect {}",
            word(cause.resource.as_ref(), "IMAGE")
        )));
        fixes.push(Sentence::own(
            "push it, or correct the image in the task definition (registry, repository, tag)",
        ));
        fixes.push(
            Sentence::own("if the repository is private and not in ECR, set ")
                .code("repositoryCredentials"),
        );
    }
    fixes
}

pub(super) fn platform(cause: &Cause) -> Vec<Sentence> {
    let platform = word(cause.resource.as_ref(), "linux/amd64");
    vec![
        Sentence::own("build for the platform that the task runs on: ")
            .foreign(format!("docker buildx build --platform {platform} …"))
            .then(", in foghorn's configuration ")
            .code("image.platforms"),
        Sentence::own("or set ")
            .code("runtimePlatform.cpuArchitecture")
            .then(" in the task definition to what the image is: ")
            .code("X86_64")
            .then(" or ")
            .code("ARM64"),
        Sentence::own("a laptop with an ARM processor builds ARM images unless told otherwise"),
    ]
}

pub(super) fn throttled() -> Vec<Sentence> {
    vec![
        Sentence::own(
            "pull through ECR: set up a pull-through cache for the registry, or copy \
            the image to ECR",
        ),
        Sentence::own("with Docker Hub, log in with ").code("repositoryCredentials"),
    ]
}

pub(super) fn layer() -> Vec<Sentence> {
    vec![
        Sentence::own(
            "let the subnets reach S3, where ECR keeps layers: a gateway endpoint \
            whose policy allows ",
        )
        .code("arn:aws:s3:::prod-REGION-starport-layer-bucket/*"),
        Sentence::own("check that the image is complete: pull it once by hand"),
    ]
}

pub(super) fn failed() -> Vec<Sentence> {
    vec![
        Sentence::own("check that the image exists, with this tag or digest, in this region"),
        Sentence::own("allow the execution role ")
            .code("ecr:GetAuthorizationToken")
            .then(", ")
            .code("ecr:BatchGetImage")
            .then(" and ")
            .code("ecr:GetDownloadUrlForLayer"),
        Sentence::own("check that the subnets reach the registry and S3"),
    ]
}

pub(super) fn disk() -> Vec<Sentence> {
    vec![
        Sentence::own("raise ")
            .code("ephemeralStorage.sizeInGiB")
            .then(" in the task definition (21 to 200; 20 without it)"),
        Sentence::own("or make the image smaller: the disk holds it packed and unpacked"),
    ]
}
