//! Fixes for capacity, quotas and AWS's own troubles.

use crate::foreign::Sentence;

pub(super) fn missing() -> Vec<Sentence> {
    vec![
        Sentence::own("wait: ECS goes on trying"),
        Sentence::own("if it lasts, add subnets in other availability zones, or use ")
            .code("FARGATE")
            .then(" beside ")
            .code("FARGATE_SPOT"),
    ]
}

pub(super) fn quota() -> Vec<Sentence> {
    vec![
        Sentence::own("raise the quota (new accounts have 6 vCPUs on Fargate): ")
            .code("aws service-quotas list-service-quotas --service-code fargate"),
        Sentence::own(
            "or stop tasks that are not needed: a rolling deployment runs old and \
            new ones together",
        ),
    ]
}

pub(super) fn instances() -> Vec<Sentence> {
    vec![
        Sentence::own(
            "on EC2, add container instances, or ask for less CPU, memory and fixed \
            ports",
        ),
        Sentence::own("on Fargate, correct the service's ")
            .code("launchType")
            .then(" or ")
            .code("capacityProviderStrategy")
            .then(": this service asks for instances"),
    ]
}

pub(super) fn blocked() -> Vec<Sentence> {
    vec![Sentence::own(
        "open a case with AWS Support: no setting of yours can lift this",
    )]
}

pub(super) fn compute() -> Vec<Sentence> {
    vec![
        Sentence::own("let ")
            .code("requiresCompatibilities")
            .then(", ")
            .code("networkMode")
            .then(" and ")
            .code("runtimePlatform")
            .then(" of the task definition fit the service's launch type or capacity provider"),
    ]
}

pub(super) fn spot() -> Vec<Sentence> {
    vec![
        Sentence::own("wait: ECS starts another one; for tasks that must stay, give ")
            .code("FARGATE")
            .then(" a ")
            .code("base")
            .then(" in the capacity provider strategy"),
    ]
}

pub(super) fn aws() -> Vec<Sentence> {
    vec![
        Sentence::own("wait: ECS goes on trying"),
        Sentence::own(
            "if it lasts, look at the AWS Health Dashboard, and check that Fargate \
            exists in the availability zones of the subnets",
        ),
    ]
}
