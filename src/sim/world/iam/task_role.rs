//! The roles of tasks, as accounts usually have them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Iam, IamRole};
use crate::policy::Policy;

/// What AWS's own policy for the role allows.
/// Source: AWS Managed Policy Reference, `AmazonECSTaskExecutionRolePolicy`.
const MANAGED: [&str; 6] = [
    "ecr:GetAuthorizationToken",
    "ecr:BatchCheckLayerAvailability",
    "ecr:GetDownloadUrlForLayer",
    "ecr:BatchGetImage",
    "logs:CreateLogStream",
    "logs:PutLogEvents",
];

/// What has to be added to it for secrets, for log groups that the driver creates and for
/// environment files. Source: ECS Developer Guide, "Task execution IAM role".
const ADDED: [&str; 6] = [
    "ssm:GetParameters",
    "secretsmanager:GetSecretValue",
    "kms:Decrypt",
    "logs:CreateLogGroup",
    "s3:GetObject",
    "s3:GetBucketLocation",
];

impl Iam {
    /// Gives an account a role that tasks start with, in place of one of the same name: it may do
    /// all they can need, but for the actions it `lacks`. `role` is an ARN or a name.
    pub fn execution_role(&mut self, account: &str, role: &str, lacks: &[String]) {
        let statement = |actions: &[&str]| {
            let left = actions
                .iter()
                .filter(|action| !lacks.iter().any(|one| one == *action));
            let left: Vec<_> = left.collect();
            Policy::of(&json!({ "Effect": "Allow", "Action": left, "Resource": "*" }))
        };
        let managed = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy";
        self.replace(IamRole {
            inline: BTreeMap::from([("start".to_owned(), statement(&ADDED))]),
            attached: BTreeMap::from([(managed.to_owned(), statement(&MANAGED))]),
            ..for_tasks(account, role)
        });
    }

    /// Gives an account a role that tasks work with, unless it has it: it may do nothing.
    pub fn task_role(&mut self, account: &str, role: &str) {
        let role = for_tasks(account, role);
        if !self.has_role(&role.account, &role.name) {
            self.replace(role);
        }
    }

    /// Tells whether a role is given.
    pub fn has_role(&self, account: &str, name: &str) -> bool {
        let is = |role: &IamRole| role.account == account && role.name == name;
        self.roles.iter().any(is)
    }

    fn replace(&mut self, role: IamRole) {
        self.roles
            .retain(|one| one.account != role.account || one.name != role.name);
        self.roles.push(role);
    }
}

/// A role that trusts tasks, in the account of its ARN or, if it is a name, in `account`.
fn for_tasks(account: &str, role: &str) -> IamRole {
    let mut parts = role.splitn(6, ':').skip(4);
    let account = parts.next().unwrap_or(account);
    // `role/PATH/NAME`, where the path may be missing.
    let resource = parts.next().unwrap_or(role);
    let (path, name) = resource.rsplit_once('/').unwrap_or(("role", resource));
    let path = path.strip_prefix("role").unwrap_or(path);
    IamRole {
        account: account.to_owned(),
        name: name.to_owned(),
        path: format!("{path}/"),
        trust: Policy::of(&trust()),
        inline: BTreeMap::new(),
        attached: BTreeMap::new(),
        permissions_boundary: None,
    }
}

fn trust() -> Value {
    json!({
        "Effect": "Allow",
        "Principal": { "Service": "ecs-tasks.amazonaws.com" },
        "Action": "sts:AssumeRole",
    })
}

#[cfg(test)]
mod tests {
    use super::Iam;

    #[test]
    fn roles_are_named_by_arn_or_name() {
        let here = "111111111111";
        for (role, account, path, name) in [
            (
                "arn:aws:iam::222222222222:role/start",
                "222222222222",
                "/",
                "start",
            ),
            (
                "arn:aws:iam::111111111111:role/a/b/start",
                here,
                "/a/b/",
                "start",
            ),
            ("start", here, "/", "start"),
            ("role-of-tasks", here, "/", "role-of-tasks"),
        ] {
            let mut iam = Iam::default();
            iam.execution_role(here, role, &["ssm:GetParameters".to_owned()]);
            // It is there already, and keeps what it may do.
            iam.task_role(here, role);
            iam.execution_role(here, role, &[]);
            let [one] = iam.roles.as_slice() else {
                panic!("{:?}", iam.roles)
            };
            let read = (one.account.as_str(), one.path.as_str(), one.name.as_str());
            assert_eq!(read, (account, path, name));
            assert!(format!("{:?}", one.inline).contains("ssm:GetParameters"));
        }
    }
}
