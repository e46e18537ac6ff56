//! Looks at services, at the target groups of their load balancers, and at ECS's own role.

use super::ground::{Ground, last};
use super::looks::{Looks, unseen};
use foghorn_aws::{Kind, Missing};
use foghorn_deploy::check::fact::Unseen;
use foghorn_deploy::check::service::{self, Beside};
use foghorn_deploy::check::{Area, Finding};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::observation::{RolloutState, Service};

/// Source: ECS developer guide, "Using service-linked roles for Amazon ECS".
const OF_ECS: &str = "AWSServiceRoleForECS";

/// Begins to look at every service of a stage.
pub(super) fn look(ground: &Ground, looks: &mut Looks) {
    for place in 0..ground.tasks.len() {
        looks.begin(of_service(ground.clone(), place));
    }
    looks.begin(of_ecs(ground.clone()));
}

async fn of_ecs(ground: Ground) -> Vec<Finding> {
    let about = ground.about(Area::Roles, OF_ECS, &[]);
    vec![match ground.session.iam_role(OF_ECS).await {
        Ok(found) => service::service_linked_role(&about, found.is_some()),
        Err(error) => about.unseen(&unseen(&error)),
    }]
}

async fn of_service(ground: Ground, place: usize) -> Vec<Finding> {
    let Some(task) = ground.tasks.get(place) else {
        return Vec::new();
    };
    let cluster = &ground.stage.cluster;
    let subject = format!("{}/{}", last(cluster), task.in_ecs());
    let about = ground.about(Area::Service, &subject, &[task.in_ecs()]);
    let names = [task.in_ecs()];
    let service = match ground.session.describe_services(cluster, &names).await {
        Ok(mut reading) => reading.services.pop().flatten(),
        Err(error) if *error.kind() == Kind::NotFound(Missing::Cluster) => {
            let text = Sentence::own("there is no cluster ")
                .code(cluster)
                .then(" in ")
                .code(&ground.stage.region)
                .then(" of account ")
                .foreign(&ground.identity.account);
            let mut none = about.problem(text);
            none.fix = error.hints();
            return vec![none];
        }
        Err(error) => return vec![about.unseen(&unseen(&error))],
    };
    let by = match &service {
        Some(service) => started_by(&ground, service).await,
        None => None,
    };
    let beside = Beside {
        name: task.in_ecs(),
        cluster,
        region: &ground.stage.region,
        definition: task.definition.as_ref(),
        by: by.as_deref(),
    };
    let mut findings = service::judge(&about, service.as_ref(), beside);
    if let Some(service) = &service {
        findings.extend(target_groups(&ground, service, beside).await);
    }
    findings
}

/// The run that registered what is being deployed, as foghorn's own tag says.
async fn started_by(ground: &Ground, service: &Service) -> Option<String> {
    let primary = service.primary()?;
    if primary.rollout_state != Some(RolloutState::InProgress) {
        return None;
    }
    let revision = primary.task_definition.as_str();
    // To know it is nice, and not worth an error.
    let tagged = ground.session.tagged_task_definition(revision).await;
    let tags = tagged.ok().flatten()?.tags;
    let tag = |name: &str| tags.iter().find(|(key, _)| key == name);
    let (_, run) = tag("foghorn:run").or_else(|| tag("foghorn:commit"))?;
    Some(run.clone())
}

async fn target_groups(ground: &Ground, service: &Service, beside: Beside<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for balancer in &service.load_balancers {
        let Some(arn) = &balancer.target_group else {
            continue;
        };
        // `…:targetgroup/NAME/ID`
        let name = arn.rsplit('/').nth(1).unwrap_or(arn);
        let about = ground.about(
            Area::Service,
            &format!("target group {name}"),
            &[beside.name],
        );
        findings.extend(match ground.session.target_group(arn).await {
            Ok(group) => {
                let group = group.as_ref();
                service::target_group(&about, arn, group, service, beside)
            }
            Err(error) => {
                let unseen: Unseen = unseen(&error);
                vec![about.unseen(&unseen)]
            }
        });
    }
    findings
}
