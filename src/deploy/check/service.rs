//! Owns what is wrong with a service: that it cannot be deployed to, that its load balancer looks
//! for something the tasks do not have, and what makes a deployment hang or hard to undo.

use super::fact::TargetGroup;
use super::{About, Finding};
use crate::cause::wording::{fixes, title};
use crate::cause::{Cause, CauseKind};
use crate::foreign::Sentence;
use crate::observation::{CircuitBreaker, LoadBalancer, RolloutState, Service, Strategy};
use crate::plan::Refusal;
use crate::task_definition::TaskDefinition;

/// What there is to know beside the service itself.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'b> {
    /// The service's name.
    pub name: &'b str,
    /// The cluster, as the configuration has it.
    pub cluster: &'b str,
    /// The region.
    pub region: &'b str,
    /// The new task definition, if it can be read.
    pub definition: Option<&'b TaskDefinition>,
    /// Who started the deployment in flight, if that is known.
    pub by: Option<&'b str>,
}

/// Judges a service as DescribeServices shows it; `None` if there is none.
pub fn judge(about: &About, service: Option<&Service>, beside: Beside<'_>) -> Vec<Finding> {
    if let Some(refusal) = Refusal::of(beside.name, beside.cluster, service) {
        let mut refused = about.problem(refusal.sentence());
        refused.fix = refusal.hints();
        return vec![refused];
    }
    let Some(service) = service else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    findings.extend(in_flight(about, service, beside));
    findings.extend(stuck(about, service));
    findings.extend(breaker(about, service, beside));
    for balancer in &service.load_balancers {
        findings.extend(container(about, balancer, beside));
    }
    if findings.is_empty() {
        let strategy = service.configuration.strategy.as_str();
        let tasks = service.desired;
        let plural = if tasks == 1 { "task" } else { "tasks" };
        let text = Sentence::own(format!("ACTIVE, {tasks} {plural}, {strategy}"));
        findings.push(about.ok(text));
    }
    findings
}

/// foghorn follows its own and takes over from others: for a person to know, no problem.
fn in_flight(about: &About, service: &Service, beside: Beside<'_>) -> Option<Finding> {
    let primary = service.primary()?;
    let moving = primary.rollout_state == Some(RolloutState::InProgress);
    if !moving {
        return None;
    }
    let text = Sentence::own("a deployment of ")
        .foreign(primary.task_definition.short())
        .then(" is in flight already");
    let text = match beside.by {
        Some(by) => text.then(", started by ").foreign(by),
        None => text,
    };
    Some(about.warning(text).fix(Sentence::own(
        "a deployment of the same is followed; another one takes its place, and its own run is told so",
    )))
}

/// Source: ECS API model, `DeploymentConfiguration`: the minimum is rounded up, the maximum down;
/// 100 and 200 if AWS shows none.
fn stuck(about: &About, service: &Service) -> Option<Finding> {
    let configuration = &service.configuration;
    if configuration.strategy != Strategy::Rolling || service.desired == 0 {
        return None;
    }
    let desired = u64::from(service.desired);
    let minimum = u64::from(configuration.minimum_healthy_percent.unwrap_or(100));
    let maximum = u64::from(configuration.maximum_percent.unwrap_or(200));
    let least = (desired * minimum).div_ceil(100);
    let most = desired * maximum / 100;
    if most > desired || least < desired {
        return None;
    }
    let cause = Cause::foreseen(CauseKind::DeploymentConfigurationStuck);
    let text = title(&cause).then(format!(
        ": of {desired} tasks at least {least} must run ({minimum} %) and at most {most} may ({maximum} %)"
    ));
    let mut finding = about.problem(text);
    finding.fix = fixes(&cause);
    Some(finding)
}

/// Source: ECS API model, `DeploymentCircuitBreaker`.
fn breaker(about: &About, service: &Service, beside: Beside<'_>) -> Option<Finding> {
    let text = match service.configuration.circuit_breaker {
        CircuitBreaker::OnWithRollback => return None,
        CircuitBreaker::On => "the deployment circuit breaker is on, but does not roll back",
        CircuitBreaker::Off => {
            "the deployment circuit breaker is off: where no run watches, ECS tries a deployment \
             that fails for ever"
        }
    };
    let command = format!(
        "aws ecs update-service --region {} --cluster {} --service {} --deployment-configuration \
         'deploymentCircuitBreaker={{enable=true,rollback=true}}'",
        beside.region, beside.cluster, beside.name
    );
    let finding = about.warning(Sentence::own(text));
    Some(finding.fix(Sentence::own("turn it on: ").code(command)))
}

/// Source: ECS API model, `LoadBalancer.containerName`, `containerPort`.
fn container(about: &About, balancer: &LoadBalancer, beside: Beside<'_>) -> Option<Finding> {
    let definition = beside.definition?;
    let containers = definition.containers();
    if !containers.contains(&balancer.container.as_str()) {
        let text = Sentence::own("the load balancer sends to the container ")
            .foreign(&balancer.container)
            .then(", and the task definition has none of this name");
        return Some(about.problem(text).fix(Sentence::own(format!(
            "name one of its containers so: {}; or change the service's load balancer",
            containers.join(", ")
        ))));
    }
    if definition.has_port(&balancer.container, balancer.port) {
        return None;
    }
    let text = Sentence::own("the load balancer sends to port ")
        .code(balancer.port.to_string())
        .then(" of the container ")
        .foreign(&balancer.container)
        .then(", which has no such port");
    Some(
        about.problem(text).fix(
            Sentence::own("add ")
                .code(format!("{{ \"containerPort\": {} }}", balancer.port))
                .then(" to its ")
                .code("portMappings"),
        ),
    )
}

/// Judges a target group of a service; `None` if there is none.
pub fn target_group(
    about: &About,
    arn: &str,
    group: Option<&TargetGroup>,
    service: &Service,
    beside: Beside<'_>,
) -> Vec<Finding> {
    let Some(group) = group else {
        let cause = Cause::foreseen(CauseKind::TargetGroupMissing).of(arn);
        return vec![about.problem_of(&cause)];
    };
    let mut findings = Vec::new();
    let definition = beside.definition;
    let awsvpc = definition.is_some_and(|one| one.reveal()["networkMode"] == "awsvpc");
    // Source: ECS developer guide, "Use an Application Load Balancer".
    if awsvpc && group.target_type != "ip" {
        let text = Sentence::own("the target group ")
            .foreign(&group.arn)
            .then(" takes targets of type ")
            .foreign(&group.target_type)
            .then(", and tasks with ")
            .code("awsvpc")
            .then(" are of type ")
            .code("ip");
        findings.push(about.problem(text).fix(Sentence::own(
            "make a target group of type `ip` (the type of one cannot be changed), and give it to the service",
        )));
    }
    let balancers = service.load_balancers.iter();
    let mut of_group = balancers.filter(|one| one.target_group.as_deref() == Some(arn));
    let start = of_group
        .next()
        .and_then(|one| definition?.start_period(&one.container));
    // Until then failed checks do not stop a task. Source: ECS API model,
    // `Service.healthCheckGracePeriodSeconds`; ELBv2 API model, `TargetGroup`.
    let patience = service.health_check_grace + group.interval * group.unhealthy_threshold;
    if let Some(start) = start.filter(|start| *start > patience) {
        let text = Sentence::own(format!(
            "the load balancer gives a task up after {patience} s, and its container may take {start} s to start"
        ));
        findings.push(about.warning(text).fix(
            Sentence::own("give it time: ").code(format!(
                "aws ecs update-service --region {} --cluster {} --service {} --health-check-grace-period-seconds {start}",
                beside.region, beside.cluster, beside.name
            )),
        ));
    }
    if findings.is_empty() {
        let asks = match (&group.path, &group.codes) {
            (Some(path), Some(codes)) => format!(", health check {path} has to answer {codes}"),
            (Some(path), None) => format!(", health check {path}"),
            (None, _) => String::new(),
        };
        let text = Sentence::own("type ").foreign(format!("{}{asks}", group.target_type));
        findings.push(about.ok(text));
    }
    findings
}

/// Judges whether ECS has its own role in the account.
/// Source: ECS developer guide, "Using service-linked roles for Amazon ECS".
pub fn service_linked_role(about: &About, exists: bool) -> Finding {
    if exists {
        return about.ok(Sentence::own("exists"));
    }
    about
        .warning(
            Sentence::own("the account has no role ")
                .code("AWSServiceRoleForECS")
                .then(", with which ECS attaches tasks to networks and load balancers"),
        )
        .fix(
            Sentence::own("make it: ")
                .code("aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"),
        )
}
