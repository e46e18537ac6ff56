//! Looks at the roles of tasks, and asks IAM what their policies allow.

use super::ground::{Ground, last};
use super::looks::{Looks, unseen};
use foghorn_aws::{Kind, Missing, Session};
use foghorn_deploy::check::permission::{Question, judge};
use foghorn_deploy::check::role;
use foghorn_deploy::check::{About, Area, Finding};
use foghorn_deploy::foreign::Sentence;
use std::sync::Arc;
use tokio::task::JoinSet;

const EXECUTION: &str = "executionRoleArn";
const TASK: &str = "taskRoleArn";

/// A role, with the services that have it and what it has to be allowed.
struct Needed {
    role: String,
    services: Vec<String>,
    questions: Vec<Question>,
}

/// Begins to look at every role of a stage.
pub(super) fn look(ground: &Ground, looks: &mut Looks) {
    for needed in needed(ground) {
        let services: Vec<&str> = needed.services.iter().map(String::as_str).collect();
        let about = ground.about(Area::Roles, last(&needed.role), &services);
        looks.begin(of_role(ground.clone(), about, needed));
    }
}

fn needed(ground: &Ground) -> Vec<Needed> {
    let mut all: Vec<Needed> = Vec::new();
    for (task, definition) in ground.definitions() {
        for member in [EXECUTION, TASK] {
            let Some(role) = task.role(member) else {
                continue;
            };
            let place = all.iter().position(|one| one.role == role);
            let place = place.unwrap_or_else(|| {
                all.push(Needed {
                    role: role.to_owned(),
                    services: Vec::new(),
                    questions: Vec::new(),
                });
                all.len() - 1
            });
            let name = task.in_ecs().to_owned();
            if !all[place].services.contains(&name) {
                all[place].services.push(name);
            }
            // A task role may do what the application wants, which nobody here knows.
            if member == EXECUTION {
                for question in role::needs(definition, &task.references, &ground.place) {
                    add(&mut all[place].questions, question);
                }
            }
        }
    }
    all
}

/// Services that share a role are asked about together.
fn add(questions: &mut Vec<Question>, question: Question) {
    let same = |one: &&mut Question| {
        (one.purpose, &one.actions, &one.context)
            == (question.purpose, &question.actions, &question.context)
    };
    match questions.iter_mut().find(same) {
        Some(known) => {
            let new = question.resources.into_iter();
            let new: Vec<String> = new.filter(|arn| !known.resources.contains(arn)).collect();
            known.resources.extend(new);
        }
        None => questions.push(question),
    }
}

async fn of_role(ground: Ground, about: About, needed: Needed) -> Vec<Finding> {
    let Needed {
        role: asked,
        questions,
        ..
    } = needed;
    let account = asked.split(':').nth(4);
    if account.is_some_and(|account| account != ground.place.account) {
        let text = Sentence::own("the role ")
            .foreign(&asked)
            .then(" is in another account than the service, which ECS does not take");
        let fix = Sentence::own("name a role of account ").foreign(&ground.place.account);
        return vec![about.problem(text).fix(fix)];
    }
    let mut findings = Vec::new();
    let source = match ground.session.iam_role(last(&asked)).await {
        Ok(found) => {
            if let Some(wrong) = role::judge(&about, &asked, found.as_ref()) {
                return vec![wrong];
            }
            found.map_or(asked, |found| found.arn)
        }
        Err(error) => {
            findings.push(about.unseen(&unseen(&error)));
            asked
        }
    };
    let asks_nothing = questions.is_empty();
    if source.starts_with("arn:") {
        findings.extend(simulate(&ground.session, &about, &source, questions).await);
    }
    if findings.is_empty() {
        findings.push(about.ok(Sentence::own(if asks_nothing {
            "exists, tasks may assume it"
        } else {
            "tasks may assume it, and it may do what they need to start"
        })));
    }
    findings
}

/// Asks IAM about one identity, and returns what it may not do.
pub(super) async fn simulate(
    session: &Arc<Session>,
    about: &About,
    source: &str,
    questions: Vec<Question>,
) -> Vec<Finding> {
    let mut asked = JoinSet::new();
    for (place, question) in questions.into_iter().enumerate() {
        let (session, source) = (Arc::clone(session), source.to_owned());
        asked.spawn(async move {
            let answers = session.simulate(&source, &question).await;
            (place, question, answers)
        });
    }
    let mut answered = asked.join_all().await;
    answered.sort_by_key(|(place, ..)| *place);
    let mut findings: Vec<Finding> = Vec::new();
    for (_, question, answers) in answered {
        match answers {
            Ok(answers) => findings.extend(judge(about, source, &question, &answers)),
            // That it is not there is said already.
            Err(error) if *error.kind() == Kind::NotFound(Missing::Role) => {}
            Err(error) => {
                let unseen = about.unseen(&unseen(&error));
                if !findings.contains(&unseen) {
                    findings.push(unseen);
                }
            }
        }
    }
    findings
}
