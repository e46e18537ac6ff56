//! Fixes for the network and the load balancer.

use super::super::command::word;
use super::super::title::status_codes;
use crate::cause::Cause;
use crate::diagnosis::text::Text;
use crate::foreign::{Foreign, Sentence};

/// Endpoint names that foghorn's table gives; everything else is an image.
const ENDPOINTS: [&str; 5] = ["ssm", "secretsmanager", "ecr.api", "logs", "s3"];

pub(super) fn route(cause: &Cause) -> Vec<Sentence> {
    let mut fixes = vec![
        Sentence::own("in a public subnet, set ")
            .code("assignPublicIp: ENABLED")
            .then("; in a private one, route 0.0.0.0/0 to a NAT gateway"),
    ];
    if let Some(endpoints) = endpoints(cause.resource.as_ref()) {
        fixes.push(
            Sentence::own("or without internet, make VPC endpoints: ")
                .code(endpoints)
                .then(", with private DNS"),
        );
    }
    fixes.push(Sentence::own(
        "let the task's security group send to TCP 443, and the endpoints' accept it from the task",
    ));
    fixes.push(Sentence::own(
        "compare the service's subnets: if only some tasks fail, one of them has \
            another route table",
    ));
    fixes
}

/// The endpoints that the call needs; none exists for registries outside AWS.
fn endpoints(to: Option<&Foreign>) -> Option<String> {
    let to = to?.raw();
    if to == "s3" {
        return Some("com.amazonaws.REGION.s3 (gateway)".to_owned());
    }
    if let Some(service) = ENDPOINTS.iter().find(|service| **service == to) {
        return Some(format!("com.amazonaws.REGION.{service}"));
    }
    to.contains(".dkr.ecr.").then(|| {
        "com.amazonaws.REGION.ecr.api, com.amazonaws.REGION.ecr.dkr, \
            com.amazonaws.REGION.s3 (gateway)"
            .to_owned()
    })
}

pub(super) fn subnet(cause: &Cause) -> Vec<Sentence> {
    let subnet = word(cause.resource.as_ref(), "SUBNET");
    vec![
        Sentence::own("look how many addresses are left: ").foreign(format!(
            "aws ec2 describe-subnets --subnet-ids {subnet} --query \
            'Subnets[].AvailableIpAddressCount'"
        )),
        Sentence::own(
            "add larger subnets to the service, or free addresses: a rolling \
            deployment needs one more for every extra task",
        ),
    ]
}

pub(super) fn interface() -> Vec<Sentence> {
    vec![
        Sentence::own(
            "usually it heals; if it does not, check that the subnets and security \
            groups still exist and that ",
        )
        .code("AWSServiceRoleForECS")
        .then(" may make network interfaces"),
    ]
}

pub(super) fn configuration(cause: &Cause) -> Vec<Sentence> {
    if let Some(role) = &cause.role {
        return vec![
            Sentence::own("attach to the role ")
                .foreign(role.raw())
                .then(" the managed policy ")
                .code("AmazonECSInfrastructureRolePolicyForLoadBalancers"),
            Sentence::own("let its trust policy allow ")
                .code("sts:AssumeRole")
                .then(" to the service ")
                .code("ecs.amazonaws.com"),
        ];
    }
    vec![
        Sentence::own(
            "let the production or the test listener rule forward to each of the two target \
            groups, all traffic to one of them",
        ),
        Sentence::own("compare the service's ")
            .code("loadBalancers[].advancedConfiguration")
            .then(" with the load balancer's: ")
            .code("aws elbv2 describe-rules --rule-arns RULE_ARN"),
    ]
}

pub(super) fn load_balancer(cause: &Cause) -> Vec<Sentence> {
    let group = word(cause.resource.as_ref(), "TARGET_GROUP_ARN");
    let mut fixes = Vec::new();
    if group.starts_with("arn:") {
        fixes.push(Sentence::own("look what is checked: ").foreign(format!(
            "aws elbv2 describe-target-groups --target-group-arns {group} --query \
            'TargetGroups[].[HealthCheckPath,HealthCheckPort,Matcher]'"
        )));
    }
    let codes = status_codes(&Text::of(&cause.text)).unwrap_or_default();
    fixes.push(Sentence::own(match codes.bytes().next() {
        Some(b'5') => {
            "the application answers, with an error of its own: read the last lines \
            of its log"
        }
        Some(b'3') => {
            "let the health check's path answer without a redirect, or let the \
            matcher accept the redirect"
        }
        Some(b'4') => {
            "correct the health check's path, or let the application answer it \
            without a login"
        }
        Some(_) | None => {
            "let the application answer the health check's path, on the container's \
            port, with a status that the matcher accepts"
        }
    }));
    if codes.is_empty() {
        fixes.push(Sentence::own(
            "make it listen on 0.0.0.0, and let the task's security group accept the \
            load balancer's on that port",
        ));
    }
    fixes.push(
        Sentence::own("if it starts slowly, raise the service's ")
            .code("healthCheckGracePeriodSeconds"),
    );
    fixes
}

pub(super) fn target_group(cause: &Cause) -> Vec<Sentence> {
    let group = word(cause.resource.as_ref(), "TARGET_GROUP");
    let option = if group.starts_with("arn:") {
        "--target-group-arns"
    } else {
        "--names"
    };
    vec![
        Sentence::own("look whether it exists and which load balancer uses it: ")
            .foreign(format!("aws elbv2 describe-target-groups {option} {group}")),
        Sentence::own(
            "let a listener or rule forward to it, and turn on the availability \
            zones of the service's subnets in the load balancer",
        ),
        Sentence::own("or correct ")
            .code("loadBalancers")
            .then(" of the service"),
    ]
}
