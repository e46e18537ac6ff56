//! Every action is needed for something, and the marks are right.

use super::Printed;
use super::story::{End, Story};
use std::collections::BTreeSet;

/// Every action of the policies, and the story in which it is missed: stage, policy, action.
const MISSED: [(&str, &str, &str, Story); 45] = [
    ("dev", "read", "ecs:DescribeServices", Story::Status),
    ("dev", "read", "ecs:DescribeTaskDefinition", Story::Push),
    ("dev", "read", "ecs:ListTasks", Story::Exits),
    ("dev", "read", "ecs:DescribeTasks", Story::Exits),
    (
        "dev",
        "read",
        "ecs:DescribeServiceDeployments",
        Story::Exits,
    ),
    (
        "dev",
        "read",
        "ecs:ListServiceDeployments",
        Story::NoWayBack,
    ),
    ("dev", "read", "ecs:DescribeServiceRevisions", Story::Status),
    ("dev", "read", "ssm:GetParameter", Story::Again),
    ("dev", "read", "ssm:GetParameterHistory", Story::Status),
    (
        "dev",
        "read",
        "elasticloadbalancing:DescribeTargetHealth",
        Story::Push,
    ),
    ("dev", "read", "logs:GetLogEvents", Story::Exits),
    ("dev", "read", "ecr:DescribeRepositories", Story::Push),
    ("dev", "read", "ecr:DescribeImages", Story::Push),
    ("prod", "read", "ecr:DescribeImages", Story::Given),
    ("prod", "read", "sts:AssumeRole", Story::Proven),
    ("dev", "deploy", "ecs:RegisterTaskDefinition", Story::Push),
    ("dev", "deploy", "ecs:TagResource", Story::Push),
    ("dev", "deploy", "iam:PassRole", Story::Push),
    ("dev", "deploy", "ecs:UpdateService", Story::Push),
    ("dev", "deploy", "ecs:StopServiceDeployment", Story::Exits),
    ("dev", "deploy", "ssm:PutParameter", Story::Push),
    ("dev", "push", "ecr:GetAuthorizationToken", Story::Push),
    (
        "dev",
        "push",
        "ecr:BatchCheckLayerAvailability",
        Story::Push,
    ),
    ("dev", "push", "ecr:InitiateLayerUpload", Story::Push),
    ("dev", "push", "ecr:CompleteLayerUpload", Story::Push),
    ("dev", "push", "ecr:PutImage", Story::Push),
    ("dev", "proof", "ssm:GetParameter", Story::Proven),
    ("dev", "proof", "ecs:DescribeServices", Story::Proven),
    (
        "dev",
        "proof",
        "ecs:DescribeServiceDeployments",
        Story::Proven,
    ),
    (
        "dev",
        "proof",
        "ecs:DescribeServiceRevisions",
        Story::Proven,
    ),
    ("dev", "proof", "ssm:GetParameterHistory", Story::Unproven),
    (
        "dev",
        "proof",
        "ecs:DescribeTaskDefinition",
        Story::Unproven,
    ),
    ("dev", "proof-trust", "sts:AssumeRole", Story::Proven),
    (
        "dev",
        "proof",
        "ecr:GetAuthorizationToken",
        Story::CopyProven,
    ),
    ("dev", "proof", "ecr:BatchGetImage", Story::CopyProven),
    (
        "dev",
        "proof",
        "ecr:GetDownloadUrlForLayer",
        Story::CopyProven,
    ),
    ("dev", "proof", "ecr:ListImageReferrers", Story::CopyProven),
    (
        "prod",
        "read",
        "ecr:DescribeRepositories",
        Story::CopyProven,
    ),
    ("prod", "push", "ecr:PutImage", Story::CopyProven),
    ("dev", "repository", "ecr:DescribeImages", Story::Given),
    ("dev", "check", "iam:GetRole", Story::Check),
    ("dev", "check", "iam:SimulatePrincipalPolicy", Story::Check),
    ("dev", "check", "ssm:DescribeParameters", Story::Check),
    ("dev", "check", "logs:DescribeLogGroups", Story::Check),
    (
        "dev",
        "check",
        "elasticloadbalancing:DescribeTargetGroups",
        Story::Check,
    ),
];

/// Missed in other tests: in `signed_in`, in `check::permitted`, and with builders in
/// `image::permitted`.
const ELSEWHERE: [(&str, &str); 12] = [
    ("check", "ecr:BatchGetImage"),
    ("check", "ecr:GetDownloadUrlForLayer"),
    ("check", "ecr:GetAuthorizationToken"),
    ("check", "secretsmanager:DescribeSecret"),
    ("job", "sts:AssumeRole"),
    ("trust-github", "sts:AssumeRoleWithWebIdentity"),
    ("push", "ecr:BatchGetImage"),
    ("push", "ecr:UploadLayerPart"),
    ("push", "ecr:GetDownloadUrlForLayer"),
    ("push", "ecr:ListImageReferrers"),
    ("repository", "ecr:BatchGetImage"),
    ("repository", "ecr:GetDownloadUrlForLayer"),
];

/// Cannot be missed here: all registries of the simulated AWS are at one address, and who logs in
/// to it is in that of his own account. So nobody copies out of another account's.
const NOT_PLAYED: [(&str, &str); 1] = [("repository", "ecr:ListImageReferrers")];

/// Runs something for each, two at a time, and says all that is wrong.
fn each<T: Copy + Send + Sync>(all: &[T], wrong: impl Fn(T) -> Option<String> + Sync) {
    let wrong = &wrong;
    let (one, other) = all.split_at(all.len() / 2);
    let found: Vec<String> = std::thread::scope(|scope| {
        let halves = [one, other];
        let threads = halves.map(|half| {
            scope.spawn(move || half.iter().copied().filter_map(wrong).collect::<Vec<_>>())
        });
        let found = threads.map(|thread| thread.join().unwrap());
        found.into_iter().flatten().collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n\n"));
}

#[test]
fn the_printed_policies_are_enough() {
    each(&Story::ALL, |story| {
        let end = story.play(&story.printed());
        let good = end.run.code == Some(story.code()) && end.refused.is_empty();
        (!good).then(|| format!("{story:?}: refused {:?}: {}", end.refused, end.run))
    });
}

#[test]
fn every_action_is_missed() {
    each(&MISSED, |(stage, document, action, story)| {
        let printed = story.printed();
        let optional = is_optional(&printed, stage, document, action);
        let end = story.play(&printed.without(stage, document, action));
        let (_, operation) = action.split_once(':').unwrap();
        let as_before = end.run.code == Some(story.code());
        let good = if optional {
            // A status of which a part could not be read says so with its exit code.
            (as_before || story == Story::Status) && end.refused.iter().any(|one| one == operation)
        } else {
            let said = [&end.run.stderr, &end.run.stdout];
            !as_before && said.iter().any(|text| text.contains(action))
        };
        let need = if optional { "optional" } else { "required" };
        (!good).then(|| {
            let End { run, refused } = end;
            format!("{stage}/{document} without {need} {action}: refused {refused:?}: {run}")
        })
    });
}

/// Nothing is in a policy that no test misses.
#[test]
fn no_action_is_superfluous() {
    let printed = [Printed::all(), Printed::copying()];
    let mut all = BTreeSet::new();
    for document in printed.iter().flat_map(Printed::documents) {
        for statement in &document.statements {
            for action in statement["actions"].as_array().unwrap() {
                let entry = (document.name.as_str(), action.as_str().unwrap());
                all.insert(entry);
            }
        }
    }
    let missed = MISSED
        .iter()
        .map(|(_, document, action, _)| (*document, *action));
    let known: BTreeSet<_> = missed.chain(ELSEWHERE).chain(NOT_PLAYED).collect();
    assert_eq!(all, known);
}

fn is_optional(printed: &Printed, stage: &str, document: &str, action: &str) -> bool {
    let mut documents = printed.documents();
    let document = documents.find(|one| one.stage == stage && one.name == document);
    let statements = document.unwrap().statements.iter();
    let mut needs = statements
        .filter(|one| {
            one["actions"]
                .as_array()
                .unwrap()
                .iter()
                .any(|one| one == action)
        })
        .map(|one| one["need"] == "optional");
    needs.next().unwrap()
}
