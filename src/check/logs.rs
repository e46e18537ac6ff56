//! Looks at the log groups that containers write to.

use super::ground::Ground;
use super::looks::{Looks, unseen};
use foghorn_deploy::check::{About, Area, Finding, log};

/// A log group, with who writes to it.
struct Group {
    name: String,
    region: Option<String>,
    create: bool,
    services: Vec<String>,
}

/// Begins to look at every log group of a stage.
pub(super) fn look(ground: &Ground, looks: &mut Looks) {
    for group in groups(ground) {
        let services: Vec<&str> = group.services.iter().map(String::as_str).collect();
        let about = ground.about(Area::Logs, &group.name, &services);
        looks.begin(of_group(ground.clone(), about, group));
    }
}

fn groups(ground: &Ground) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (task, definition) in ground.definitions() {
        for container in definition.containers() {
            let Some(log) = definition.log_configuration(container) else {
                continue;
            };
            let (Some(name), "awslogs") = (log.group, log.driver.as_str()) else {
                continue;
            };
            let same = |one: &&mut Group| (&one.name, &one.region) == (&name, &log.region);
            match groups.iter_mut().find(same) {
                Some(known) => {
                    // One driver that creates it is enough for all.
                    known.create |= log.create_group;
                    if !known.services.iter().any(|one| one == task.in_ecs()) {
                        known.services.push(task.in_ecs().to_owned());
                    }
                }
                None => groups.push(Group {
                    name,
                    region: log.region,
                    create: log.create_group,
                    services: vec![task.in_ecs().to_owned()],
                }),
            }
        }
    }
    groups
}

async fn of_group(ground: Ground, about: About, group: Group) -> Vec<Finding> {
    let region = group.region.as_deref();
    match ground.session.has_log_group(&group.name, region).await {
        Ok(exists) => vec![log::judge(&about, &group.name, exists, group.create)],
        Err(error) => vec![about.unseen(&unseen(&error))],
    }
}
