//! Owns what the deploying identity has to be allowed for the services of a stage, and by which
//! name IAM knows it.

use super::permission::{Purpose, Question};
use crate::plan::Place;
use crate::plan::write::record_parameter;

/// One service as its permissions see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployed {
    /// Its name.
    pub service: String,
    /// The family of its task definition.
    pub family: String,
    /// The ARNs of the roles that its task definition names.
    pub roles: Vec<String>,
}

/// How IAM names an identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// The ARN of a user.
    User(String),
    /// A session of a role of this name, whose path the session does not tell.
    Role(String),
    /// The account itself or a federated user: nothing can be simulated.
    Other,
}

impl Principal {
    /// Reads an ARN as STS gives it.
    /// Source: IAM user guide, "IAM identifiers": `…:assumed-role/NAME/SESSION`, `…:user/PATH/NAME`.
    pub fn of(arn: &str) -> Self {
        let rest = arn.splitn(6, ':').nth(5).unwrap_or_default();
        match rest.split_once('/') {
            Some(("assumed-role", session)) => {
                Self::Role(session.split('/').next().unwrap_or_default().to_owned())
            }
            Some(("user", _)) => Self::User(arn.to_owned()),
            Some(_) | None => Self::Other,
        }
    }
}

/// What deploying these services of a stage needs; what foghorn can do without comes last.
/// Source of the resources and condition keys: service authorization reference, "Amazon Elastic
/// Container Service", "AWS Identity and Access Management", "AWS Systems Manager".
pub fn needs(cluster: &str, services: &[Deployed], place: &Place) -> Vec<Question> {
    let cluster = cluster.rsplit_once('/').map_or(cluster, |(_, name)| name);
    let each = |arn: &dyn Fn(&Deployed) -> String| {
        let mut arns: Vec<String> = Vec::new();
        for service in services {
            let arn = arn(service);
            if !arns.contains(&arn) {
                arns.push(arn);
            }
        }
        arns
    };
    let of_service = |kind: &str, end: &str| {
        let ecs =
            |one: &Deployed| place.arn("ecs", &format!("{kind}/{cluster}/{}{end}", one.service));
        each(&ecs)
    };
    let families = each(&|one| place.arn("ecs", &format!("task-definition/{}:*", one.family)));
    let records = each(&|one| {
        let parameter = record_parameter(cluster, &one.service);
        place.arn("ssm", &format!("parameter{parameter}"))
    });
    let mut roles: Vec<String> = services.iter().flat_map(|one| one.roles.clone()).collect();
    roles.sort();
    roles.dedup();
    let deploy = |actions: &[&str], on| Question::new(Purpose::Deploy, actions, on);
    let extra = |actions: &[&str], on| Question::new(Purpose::Extra, actions, on);
    let tags = ["ecs:TagResource"];
    let mut needs = vec![
        deploy(
            &["ecs:DescribeServices", "ecs:UpdateService"],
            of_service("service", ""),
        ),
        deploy(
            &["ecs:RegisterTaskDefinition", "ecs:DescribeTaskDefinition"],
            families.clone(),
        ),
        deploy(&tags, families).with("ecs:CreateAction", "RegisterTaskDefinition"),
        deploy(
            &["ecs:DescribeServiceDeployments"],
            of_service("service-deployment", "/*"),
        ),
        deploy(
            &["ecs:ListTasks", "ecs:DescribeTasks"],
            vec!["*".to_owned()],
        )
        .with(
            "ecs:cluster",
            &place.arn("ecs", &format!("cluster/{cluster}")),
        ),
    ];
    if !roles.is_empty() {
        let pass = deploy(&["iam:PassRole"], roles);
        needs.push(pass.with("iam:PassedToService", "ecs-tasks.amazonaws.com"));
    }
    needs.push(extra(
        &["ecs:StopServiceDeployment"],
        of_service("service-deployment", "/*"),
    ));
    needs.push(extra(&["ssm:GetParameter", "ssm:PutParameter"], records));
    needs
}
