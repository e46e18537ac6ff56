//! Fixes for deployments as a whole.

use crate::foreign::Sentence;

pub(super) fn percentages() -> Vec<Sentence> {
    vec![
        Sentence::own("set ")
            .code("maximumPercent")
            .then(" to 200, or ")
            .code("minimumHealthyPercent")
            .then(" below 100: with one task, 100 and 100 leave nothing to do"),
    ]
}

pub(super) fn protected() -> Vec<Sentence> {
    vec![
        Sentence::own("wait for their protection to end, or end it: ").code(
            "aws ecs update-task-protection --cluster CLUSTER --tasks TASK --no-protection-enabled",
        ),
    ]
}

pub(super) fn alarm() -> Vec<Sentence> {
    vec![
        Sentence::own("look at the alarm and its metric in CloudWatch since the deployment began"),
        Sentence::own("an alarm that is too eager during a deployment can be taken out of ")
            .code("deploymentConfiguration.alarms"),
    ]
}

pub(super) fn hook() -> Vec<Sentence> {
    vec![
        Sentence::own(
            "read the log of the hook's Lambda function: it answered FAILED, ended \
            in an error, or took too long",
        ),
        Sentence::own("check that the hook's role trusts ")
            .code("ecs.amazonaws.com")
            .then(" and may call the function"),
    ]
}

pub(super) fn no_candidate() -> Vec<Sentence> {
    vec![Sentence::own(
        "repair and deploy again: without one successful deployment ECS has nothing to go back to",
    )]
}

pub(super) fn stopped_by_user() -> Vec<Sentence> {
    vec![Sentence::own(
        "find out who: look for StopTask and StopServiceDeployment in CloudTrail",
    )]
}

pub(super) fn unexplained() -> Vec<Sentence> {
    vec![
        Sentence::own("look at the stopped tasks within an hour, AWS forgets them then: ").code(
            "aws ecs list-tasks --cluster CLUSTER --service-name SERVICE --desired-status STOPPED",
        ),
        Sentence::own("and at the service's events: ").code(
            "aws ecs describe-services --cluster CLUSTER --services SERVICE --query \
            'services[].events[:10]'",
        ),
    ]
}
