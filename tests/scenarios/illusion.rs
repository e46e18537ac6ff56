//! The Fargate Illusion: the execution role may not read a parameter. Revision 8 never rolls out,
//! revision 7 keeps serving, and nothing looks wrong from outside.

use super::play_scenarios;
use crate::harness::Scene;

/// Returns the revisions that have running tasks, with how many.
fn running(scene: &Scene) -> Vec<(String, u64)> {
    let service = scene.service("dev", "product-api");
    let deployments = service["deployments"].as_array().unwrap();
    let running = deployments.iter().map(|deployment| {
        let arn = deployment["taskDefinition"].as_str().unwrap();
        let (_, revision) = arn.rsplit_once('/').unwrap();
        let count = deployment["runningCount"].as_u64().unwrap();
        (revision.to_owned(), count)
    });
    running.filter(|(_, count)| *count > 0).collect()
}

#[test]
fn with_the_circuit_breaker_on_off_and_on_without_rollback() {
    let stories = play_scenarios([
        "fargate-illusion",
        "fargate-illusion-no-breaker",
        "fargate-illusion-no-rollback",
    ]);
    for (name, scene, run) in stories {
        insta::assert_snapshot!(name, run);
        assert_eq!(run.code, Some(10), "{name}");
        assert_eq!(running(&scene), [("product-api:7".to_owned(), 2)], "{name}");
        assert_eq!(
            scene.revision("dev", "product-api"),
            "product-api:7",
            "{name}"
        );
        assert_eq!(scene.calls("UpdateService"), 1, "{name}");
    }
}
