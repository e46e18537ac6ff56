//! Fixes for deployments as a whole.

use super::super::command::{word, words};
use crate::cause::Cause;
use crate::diagnosis::text::Text;
use crate::foreign::{Foreign, Sentence};

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

pub(super) fn alarm(cause: &Cause) -> Vec<Sentence> {
    let alarms = match &cause.resource {
        Some(_) => format!(
            "--alarm-names {}",
            words(cause.resource.as_ref(), "ALARM").join(" ")
        ),
        None => "--state-value ALARM".to_owned(),
    };
    let mut fixes = vec![
        Sentence::own("look what fired, and when: ").foreign(format!(
            "aws cloudwatch describe-alarms {alarms} --query \
            'MetricAlarms[].[AlarmName,StateReason,StateUpdatedTimestamp]'"
        )),
        Sentence::own("an alarm that is too eager during a deployment can be taken out of ")
            .code("deploymentConfiguration.alarms"),
    ];
    if cause.resource.is_none() {
        fixes.push(
            Sentence::own("the alarm is named in the service deployment, which could not be read in time; that takes ")
                .code("ecs:DescribeServiceDeployments"),
        );
    }
    fixes
}

pub(super) fn hook(cause: &Cause) -> Vec<Sentence> {
    let text = Text::of(&cause.text);
    if text.has("pause hook") {
        return vec![
            Sentence::own("answer it in time, with the service deployment's ARN and hook id: ")
                .code(
                    "aws ecs continue-service-deployment --service-deployment-arn ARN --hook-id ID",
                ),
            Sentence::own("or give it longer: ")
                .code("timeoutConfiguration.timeoutInMinutes")
                .then(" of the hook, at most 20160"),
        ];
    }
    let function = cause
        .resource
        .as_ref()
        .and_then(|arn| arn.raw().split_once(":function:"));
    let name = function.map_or("", |(_, name)| name.split(':').next().unwrap_or_default());
    let name = Foreign::new(name);
    let mut fixes = vec![
        Sentence::own("read why it said no: ").foreign(format!(
            "aws logs tail /aws/lambda/{} --since 1h",
            word(Some(&name), "FUNCTION")
        )),
        Sentence::own("let it answer ")
            .code("{\"hookStatus\": \"SUCCEEDED\"}")
            .then(" before its own timeout"),
    ];
    let role = match &cause.role {
        Some(role) => Sentence::own("let the role ").foreign(role.raw()),
        None => Sentence::own("let the hook's role"),
    };
    let may = match &cause.action {
        Some(action) => role.then(" do ").foreign(action.raw()),
        None => role
            .then(" call the function, and trust ")
            .code("ecs.amazonaws.com"),
    };
    // Where the role is what is wrong, it comes first.
    fixes.insert(if cause.role.is_some() { 0 } else { 2 }, may);
    fixes
}

pub(super) fn no_candidate() -> Vec<Sentence> {
    vec![Sentence::own(
        "repair and deploy again: without one successful deployment ECS has nothing to go back to",
    )]
}

pub(super) fn stopped_by_user() -> Vec<Sentence> {
    vec![
        Sentence::own("find out who: ")
            .code("aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=StopTask")
            .then(", and the same with ")
            .code("StopServiceDeployment"),
    ]
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
