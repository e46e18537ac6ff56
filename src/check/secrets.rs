//! Looks at the parameters and secrets that containers take, never at their values, and at the
//! keys that they are encrypted with.

use super::ground::{Ground, Task, last};
use super::looks::{Looks, unseen};
use super::roles::simulate;
use foghorn_aws::{Kind, Missing, Session};
use foghorn_deploy::check::permission::Question;
use foghorn_deploy::check::reference::{Reference, Source};
use foghorn_deploy::check::secret;
use foghorn_deploy::check::{About, Area, Finding, role};
use foghorn_deploy::foreign::Sentence;
use std::sync::Arc;

/// Something that services take, each once.
#[derive(Clone)]
struct Taken {
    reference: Reference,
    services: Vec<String>,
    /// The execution roles that read it.
    roles: Vec<String>,
}

/// Begins to look at every parameter and secret of a stage.
pub(super) fn look(ground: &Ground, looks: &mut Looks) {
    let mut parameters = Vec::new();
    unnamed(ground, looks);
    for taken in taken(&ground.tasks) {
        let reference = &taken.reference;
        let here = (&reference.region, &reference.account);
        if here != (&ground.place.region, &ground.place.account) {
            let about = about(ground, &taken);
            let why = Sentence::own("it is in another region or account");
            looks.begin(async move { vec![about.could_not_look(why, None)] });
            continue;
        }
        match reference.source {
            Source::Parameter { .. } => parameters.push(taken),
            Source::Secret => looks.begin(of_secret(ground.clone(), taken)),
        }
    }
    // A parameter may go by two names.
    for some in parameters.chunks(Session::PARAMETERS_AT_ONCE / 2) {
        looks.begin(of_parameters(ground.clone(), some.to_vec()));
    }
}

/// What stands where a reference should be may be the secret itself: it goes nowhere.
fn unnamed(ground: &Ground, looks: &mut Looks) {
    for (task, definition) in ground.definitions() {
        let secrets = definition.secrets().into_iter();
        for secret in secrets.filter(|one| one.value_from.is_none()) {
            let about = ground.about(Area::Secrets, &secret.name, &[task.in_ecs()]);
            let why = Sentence::own("its ")
                .code("valueFrom")
                .then(" is neither a path nor an ARN, and may be the secret itself");
            let fix = Sentence::own("write a parameter's name with a slash, or its ARN");
            looks.begin(async move { vec![about.could_not_look(why, None).fix(fix)] });
        }
    }
}

fn taken(tasks: &[Task]) -> Vec<Taken> {
    let mut all: Vec<Taken> = Vec::new();
    for task in tasks {
        for reference in &task.references {
            let place = all.iter().position(|one| one.reference == *reference);
            let place = place.unwrap_or_else(|| {
                all.push(Taken {
                    reference: reference.clone(),
                    services: Vec::new(),
                    roles: Vec::new(),
                });
                all.len() - 1
            });
            all[place].services.push(task.in_ecs().to_owned());
            let role = task.role("executionRoleArn").map(str::to_owned);
            let roles = &mut all[place].roles;
            roles.extend(role.filter(|role| !roles.contains(role)));
        }
    }
    all
}

fn about(ground: &Ground, taken: &Taken) -> About {
    let services: Vec<&str> = taken.services.iter().map(String::as_str).collect();
    ground.about(Area::Secrets, taken.reference.name(), &services)
}

async fn of_parameters(ground: Ground, taken: Vec<Taken>) -> Vec<Finding> {
    let names = taken.iter().flat_map(|one| match &one.reference.source {
        Source::Parameter { names } => names.clone(),
        Source::Secret => Vec::new(),
    });
    let names: Vec<String> = names.collect();
    let found = ground.session.describe_parameters(&names).await;
    let mut findings = Vec::new();
    for one in &taken {
        let about = about(&ground, one);
        let Source::Parameter { names } = &one.reference.source else {
            continue;
        };
        match &found {
            Ok(found) => {
                let found = found.iter().find(|found| names.contains(&found.name));
                findings.push(secret::parameter(&about, &one.reference, found));
                let key = found.and_then(|found| found.key.as_deref());
                findings.extend(of_key(&ground, one, "ssm", key).await);
            }
            Err(error) => findings.push(about.unseen(&unseen(error))),
        }
    }
    findings
}

async fn of_secret(ground: Ground, taken: Taken) -> Vec<Finding> {
    let about = about(&ground, &taken);
    match ground.session.describe_secret(&taken.reference.arn).await {
        Ok(found) => {
            let mut findings = vec![secret::secret(&about, &taken.reference, found.as_ref())];
            let key = found.as_ref().and_then(|found| found.key.as_deref());
            findings.extend(of_key(&ground, &taken, "secretsmanager", key).await);
            findings
        }
        Err(error) => vec![about.unseen(&unseen(&error))],
    }
}

/// A key of the customer's has to let the execution role decrypt.
async fn of_key(ground: &Ground, taken: &Taken, via: &str, key: Option<&str>) -> Vec<Finding> {
    let Some(key) = key.filter(|key| !secret::is_of_aws(key)) else {
        return Vec::new();
    };
    let alias = secret::alias(key);
    let arn = match key {
        arn if arn.contains(":key/") => arn.to_owned(),
        _ if alias.is_some() => ground.place.arn("kms", ANY_KEY),
        id => ground.place.arn("kms", &format!("key/{id}")),
    };
    let mut findings = Vec::new();
    for one in &taken.roles {
        let services: Vec<&str> = taken.services.iter().map(String::as_str).collect();
        let about = ground.about(Area::Roles, last(one), &services);
        let question = role::keys(via, vec![arn.clone()], &ground.place.region);
        let session: &Arc<Session> = &ground.session;
        findings.extend(match alias {
            Some(alias) => of_alias(session, &about, one, alias, question).await,
            None => simulate(session, &about, one, vec![question]).await,
        });
    }
    findings
}

/// Stands for any key of the account. Which one an alias leads to would take `kms:DescribeKey`; a
/// role that may use this one may use that one.
const ANY_KEY: &str = "key/00000000-0000-0000-0000-000000000000";

/// Policies name keys, and no aliases: a role that may use any key, or any with this alias, may use
/// this one; of all others it is not known.
async fn of_alias(
    session: &Session,
    about: &About,
    role: &str,
    alias: &str,
    question: Question,
) -> Vec<Finding> {
    let question = question.with("kms:ResourceAliases", alias);
    match session.simulate(role, &question).await {
        Ok(answers) => secret::key_by_alias(about, role, alias, session.region(), &answers)
            .into_iter()
            .collect(),
        // That it is not there is said already.
        Err(error) if *error.kind() == Kind::NotFound(Missing::Role) => Vec::new(),
        Err(error) => vec![about.unseen(&unseen(&error))],
    }
}
