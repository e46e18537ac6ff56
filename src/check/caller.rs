//! Looks at who deploys: whose credentials these are, and what they allow.

use super::ground::Ground;
use super::looks::{Looks, unseen};
use super::roles::simulate;
use crate::failure::Failure;
use crate::policy::{service_scope, stage_scope};
use foghorn_deploy::check::caller::{Principal, needs};
use foghorn_deploy::check::{About, Area, Finding};
use foghorn_deploy::config::Stage;
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::policy::StageScope;

/// Begins to look at the identity of a stage.
pub(super) fn look(ground: &Ground, looks: &mut Looks) {
    // `arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION`
    let arn = &ground.identity.arn;
    let who = arn.splitn(6, ':').nth(5).unwrap_or(arn);
    let about = ground.about(Area::Caller, who, &[]);
    looks.begin(of_caller(ground.clone(), about));
}

/// What it means that a stage could not be signed in to.
pub(super) fn refused(stage: &Stage, failure: &Failure) -> Finding {
    let about = About {
        stage: Some(stage.name.clone()),
        service: None,
        area: Area::Caller,
        subject: Foreign::new("credentials"),
    };
    super::failed(&about, failure)
}

async fn of_caller(ground: Ground, about: About) -> Vec<Finding> {
    let (account, region) = (&ground.identity.account, &ground.stage.region);
    let source = match Principal::of(&ground.identity.arn) {
        Principal::User(arn) => arn,
        Principal::Role(name) => match ground.session.iam_role(&name).await {
            Ok(Some(role)) => role.arn,
            Ok(None) => {
                return vec![
                    about.could_not_look(Sentence::own("its role is not in the account"), None),
                ];
            }
            Err(error) => return vec![about.unseen(&unseen(&error))],
        },
        Principal::Other => {
            let why = Sentence::own("IAM tells only of users and roles what they may do");
            return vec![about.could_not_look(why, None)];
        }
    };
    let questions = needs(&scope(&ground));
    let mut findings = simulate(&ground.session, &about, &source, questions).await;
    if findings.is_empty() {
        let text = Sentence::own("account ")
            .foreign(account)
            .then(format!(" in {region}, may deploy"));
        findings.push(about.ok(text));
    }
    findings
}

/// The stage as its policies see it.
fn scope(ground: &Ground) -> StageScope {
    let stage = &ground.stage;
    let services = ground
        .definitions()
        .map(|(task, definition)| service_scope(stage, &task.service, &ground.place, definition));
    stage_scope(stage, ground.place.clone(), services.collect())
}
