//! How grants become statements, and statements a policy.

use super::grant::{DEPLOY, Grant, READ, To};
use super::{Document, Kind, Marked, Need, Providers, Repository, Scope, StageScope};
use crate::permission::{Call, On};
use serde_json::{Map, Value, json};

/// Who runs tasks. Source: ECS developer guide, "Task execution IAM role".
const TASKS: &str = "ecs-tasks.amazonaws.com";

/// The role that ECS itself has in an account.
/// Source: ECS developer guide, "Using service-linked roles for Amazon ECS".
const SERVICE_LINKED: &str = "aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS";

/// A statement with its marks.
pub(super) struct Statement {
    pub(super) sid: &'static str,
    pub(super) need: Need,
    pub(super) purpose: &'static str,
    pub(super) principal: Option<Value>,
    pub(super) actions: Vec<&'static str>,
    /// Empty in the policies of resources.
    pub(super) resources: Vec<String>,
    pub(super) condition: Option<Value>,
}

/// Actions that an identity is asked about.
pub(crate) struct Asked {
    pub(crate) need: Need,
    pub(crate) actions: Vec<&'static str>,
    pub(crate) resources: Vec<String>,
    pub(crate) condition: Option<Value>,
}

impl Scope {
    /// Makes the statements of a stage; what concerns nothing of it is left out.
    pub(super) fn granted(
        &self,
        grants: &[Grant],
        kind: Kind,
        stage: &StageScope,
    ) -> Vec<Statement> {
        let statement = |grant: &Grant| {
            let first = *grant.calls.first()?;
            let concerned = grant.to != To::RollingBack || stage.rolls_back;
            let resources = self.resources(first, grant.to, kind, stage);
            (concerned && !resources.is_empty()).then(|| Statement {
                sid: grant.sid,
                need: grant.need,
                purpose: grant.purpose,
                principal: None,
                actions: grant.calls.iter().map(|call| call.action()).collect(),
                resources,
                condition: condition(first.on(), stage),
            })
        };
        grants.iter().filter_map(statement).collect()
    }

    /// What whoever deploys a stage has to be allowed, as IAM can be asked about it; what foghorn
    /// can do without comes last.
    pub(crate) fn asked(&self, stage: &StageScope) -> Vec<Asked> {
        let deploying = READ.iter().chain(&DEPLOY);
        let asked = deploying.filter_map(|grant| {
            let first = *grant.calls.first()?;
            let resources = match first.on() {
                // Policies may name the family all the same.
                On::TaskDefinitions => {
                    self.resources(Call::TagTaskDefinition, grant.to, Kind::Read, stage)
                }
                // What the stage before trusts is not in this identity's hands.
                On::Role | On::TaggedRole => vec![],
                On::Service
                | On::ServiceDeployments
                | On::ServiceRevisions
                | On::Tasks
                | On::NewTaskDefinition
                | On::TaskRoles
                | On::Record
                | On::Targets
                | On::LogStreams
                | On::Registry
                | On::Repository
                | On::CheckedRoles
                | On::Parameters
                | On::Secrets
                | On::LogGroups => self.resources(first, grant.to, Kind::Read, stage),
            };
            let concerned = grant.to != To::RollingBack || stage.rolls_back;
            (concerned && !resources.is_empty()).then(|| Asked {
                need: grant.need,
                actions: grant.calls.iter().map(|call| call.action()).collect(),
                resources,
                condition: condition(first.on(), stage),
            })
        });
        let mut asked: Vec<Asked> = asked.collect();
        asked.sort_by_key(|one| one.need == Need::Optional);
        asked
    }

    /// What a call is done to, each once.
    fn resources(&self, call: Call, to: To, kind: Kind, stage: &StageScope) -> Vec<String> {
        let (place, cluster) = (&stage.place, &stage.cluster);
        let services = stage.services.iter();
        let everything = || vec!["*".to_owned()];
        let mut found: Vec<String> = match call.on() {
            On::Service => services
                .map(|one| place.service(cluster, &one.service))
                .collect(),
            On::ServiceDeployments => services
                .map(|one| place.service_deployments(cluster, &one.service))
                .collect(),
            On::ServiceRevisions => services
                .map(|one| place.service_revisions(cluster, &one.service))
                .collect(),
            On::NewTaskDefinition => services
                .map(|one| place.task_definition(&one.family))
                .collect(),
            On::TaskRoles => services
                .flat_map(|one| one.execution_role.iter().chain(&one.task_role))
                .cloned()
                .collect(),
            On::Record => services
                .map(|one| place.record(cluster, &one.service))
                .collect(),
            On::LogStreams => services
                .flat_map(|one| &one.log_groups)
                .map(|(group, region)| place.log_streams(group, region.as_deref()))
                .collect(),
            On::CheckedRoles => {
                let tasks =
                    services.flat_map(|one| one.execution_role.iter().chain(&one.task_role));
                // A role that is not named may be any.
                let own = stage.role.clone().unwrap_or_else(|| place.role("*"));
                let of_ecs = place.role(SERVICE_LINKED);
                tasks.cloned().chain([own, of_ecs]).collect()
            }
            On::Secrets => vec![place.arn("secretsmanager", "secret:*")],
            On::LogGroups => vec![place.arn("logs", "log-group:*")],
            On::Tasks | On::TaskDefinitions | On::Targets | On::Parameters => everything(),
            On::Registry if self.concerned(to, stage).is_empty() => vec![],
            On::Registry => everything(),
            On::Repository => {
                let repositories = self.concerned(to, stage);
                repositories.iter().map(Repository::arn).collect()
            }
            On::Role => {
                let own = stage.role.clone().filter(|_| kind == Kind::Job);
                own.into_iter().chain(self.other_role(stage)).collect()
            }
            On::TaggedRole => {
                let tagged = stage.role.clone().filter(|_| stage.session_tags);
                tagged.into_iter().collect()
            }
        };
        found.sort();
        found.dedup();
        found
    }
}

/// Source: service authorization reference, "Condition keys for Amazon ECS" and "… IAM".
fn condition(on: On, stage: &StageScope) -> Option<Value> {
    match on {
        On::Tasks => {
            let cluster = stage.place.cluster(&stage.cluster);
            Some(json!({ "ArnEquals": { "ecs:cluster": cluster } }))
        }
        On::NewTaskDefinition => {
            Some(json!({ "StringEquals": { "ecs:CreateAction": "RegisterTaskDefinition" } }))
        }
        On::TaskRoles => Some(json!({ "StringEquals": { "iam:PassedToService": TASKS } })),
        On::Service
        | On::ServiceDeployments
        | On::ServiceRevisions
        | On::TaskDefinitions
        | On::Record
        | On::Targets
        | On::LogStreams
        | On::Registry
        | On::Repository
        | On::Role
        | On::TaggedRole
        | On::CheckedRoles
        | On::Parameters
        | On::Secrets
        | On::LogGroups => None,
    }
}

/// Makes a policy of statements, unless there is none.
pub(super) fn document(
    kind: Kind,
    stage: &StageScope,
    targets: Vec<String>,
    statements: &[Statement],
    providers: &Providers,
) -> Option<Document> {
    if statements.is_empty() {
        return None;
    }
    let commands = commands(kind, stage, &targets, providers);
    Some(Document {
        document: kind,
        targets,
        statements: statements.iter().map(Statement::marked).collect(),
        policy: json!({
            "Version": "2012-10-17",
            "Statement": statements.iter().map(Statement::json).collect::<Vec<_>>(),
        }),
        commands,
    })
}

impl Statement {
    fn sid(&self) -> String {
        match self.need {
            Need::Required => self.sid.to_owned(),
            Need::Optional => format!("Optional{}", self.sid),
        }
    }

    fn marked(&self) -> Marked {
        Marked {
            sid: self.sid(),
            need: self.need,
            actions: self
                .actions
                .iter()
                .map(|&action| action.to_owned())
                .collect(),
            purpose: self.purpose.to_owned(),
        }
    }

    fn json(&self) -> Value {
        let mut statement = Map::new();
        let mut add = |name: &str, value: Value| statement.insert(name.to_owned(), value);
        add("Sid", json!(self.sid()));
        add("Effect", json!("Allow"));
        if let Some(principal) = &self.principal {
            add("Principal", principal.clone());
        }
        add("Action", one_or_many(&self.actions));
        if !self.resources.is_empty() {
            add("Resource", one_or_many(&self.resources));
        }
        if let Some(condition) = &self.condition {
            add("Condition", condition.clone());
        }
        Value::Object(statement)
    }
}

/// A list of one is written without brackets, as people do.
pub(super) fn one_or_many<T: serde::Serialize>(list: &[T]) -> Value {
    match list {
        [one] => json!(one),
        [] | [_, _, ..] => json!(list),
    }
}

/// What puts a policy in place.
fn commands(
    kind: Kind,
    stage: &StageScope,
    targets: &[String],
    providers: &Providers,
) -> Vec<String> {
    let word = kind.word();
    let arguments = providers.arguments(kind);
    let policy = format!(
        "\"$(foghorn policy --stage {} --document {word}{arguments})\"",
        stage.name
    );
    let name = |arn: &String| arn.rsplit('/').next().unwrap_or_default().to_owned();
    let role = targets.first().map_or_else(|| "ROLE".to_owned(), name);
    match kind {
        Kind::Read | Kind::Deploy | Kind::Push | Kind::Check | Kind::Job | Kind::Proof => vec![format!(
            "aws iam put-role-policy --role-name {role} --policy-name foghorn-{}-{word} --policy-document {policy}",
            stage.name
        )],
        Kind::TrustGithub | Kind::TrustGitlab | Kind::ProofTrust => vec![format!(
            "aws iam create-role --role-name {role} --assume-role-policy-document {policy}"
        )],
        Kind::Repository => targets
            .iter()
            .map(|arn| {
                let region = arn.split(':').nth(3).unwrap_or_default();
                let (_, name) = arn.split_once(":repository/").unwrap_or_default();
                format!("aws ecr set-repository-policy --region {region} --repository-name {name} --policy-text {policy}")
            })
            .collect(),
    }
}
