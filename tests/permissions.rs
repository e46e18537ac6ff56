//! foghorn deploys with the permissions that docs/aws.md asks for, and with no others: the
//! simulated AWS authorises every call by IAM. Without a required one it stops and names it;
//! without the others it goes on.

use crate::harness::{Example, Run, Scene, Setting};
use serde_json::Value;

/// The policies of docs/aws.md: what a stage needs, and what pushing needs.
fn policies() -> Vec<Value> {
    let page = include_str!("../docs/aws.md");
    let blocks = page.split("```json\n").skip(1);
    blocks
        .map(|block| serde_json::from_str(block.split("```").next().unwrap()).unwrap())
        .take(2)
        .collect()
}

/// Deploys to `dev` as a role that has these policies without these actions.
fn deploy(without: &[&str]) -> (Scene, Run) {
    let mut policies = policies();
    for statement in policies
        .iter_mut()
        .flat_map(|policy| policy["Statement"].as_array_mut().unwrap())
    {
        let actions = match statement["Action"].take() {
            Value::Array(actions) => actions,
            one => vec![one],
        };
        let left = actions
            .into_iter()
            .filter(|action| !without.contains(&action.as_str().unwrap()));
        statement["Action"] = left.collect();
    }
    let scene = Setting::new(Example::PRODUCT_API)
        .deploy_role("dev", &policies)
        .start();
    let run = scene.deploy(&["--stage", "dev"]);
    (scene, run)
}

#[test]
fn the_documented_policies_are_enough() {
    let (scene, run) = deploy(&[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.stderr.contains("warning"), "{run}");
    assert_eq!(scene.refused("AccessDeniedException"), 0, "{run}");
}

/// With `copy-images` prod needs for its registry what dev needs for its own; both list signatures.
#[test]
fn the_documented_policies_are_enough_to_copy() {
    let text = serde_json::to_string(&policies()).unwrap();
    let text = text.replace(
        "ecr:DescribeImages",
        "ecr:DescribeImages\",\"ecr:ListImageReferrers",
    );
    let of_prod = text
        .replace("111111111111", "222222222222")
        .replace("/dev", "/prod");
    let read = |text: &str| serde_json::from_str::<Vec<Value>>(text).unwrap();
    let scene = Setting::new(Example::PRODUCT_API)
        .default_setting("copy-images: true")
        .repository_in("prod")
        .deploy_role("dev", &read(&text))
        .deploy_role("prod", &read(&of_prod))
        .start();
    let run = scene.deploy(&[]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(!run.stderr.contains("warning"), "{run}");
    assert!(run.stderr.contains("copied image"), "{run}");
    assert_eq!(scene.refused("DENIED"), 0, "{run}");
}

#[test]
fn a_required_permission_is_named_when_it_is_missing() {
    let service = "arn:aws:ecs:eu-west-1:111111111111:service/dev/product-api";
    let role = "arn:aws:iam::111111111111:role/product-api-task";
    let table = [
        ("ecs:DescribeServices", service, 4),
        ("ecs:RegisterTaskDefinition", "", 4),
        ("ecs:TagResource", "task-definition/product-api:", 4),
        ("iam:PassRole", role, 4),
        ("ecs:UpdateService", service, 4),
    ];
    for (action, resource, code) in table {
        let (_, run) = deploy(&[action]);
        assert_eq!(run.code, Some(code), "without {action}: {run}");
        assert!(run.stderr.contains(action), "without {action}: {run}");
        assert!(run.stderr.contains(resource), "without {action}: {run}");
    }
}

#[test]
fn without_the_others_it_goes_on() {
    let (scene, run) = deploy(&[
        "ssm:GetParameter",
        "ssm:PutParameter",
        "elasticloadbalancing:DescribeTargetHealth",
        "logs:GetLogEvents",
        "ecs:ListServiceDeployments",
        "ecs:DescribeServiceRevisions",
        "ecs:StopServiceDeployment",
    ]);
    assert_eq!(run.code, Some(0), "{run}");
    assert!(scene.refused("AccessDeniedException") > 0, "{run}");
    assert!(run.stderr.contains("ssm:PutParameter"), "{run}");
}
