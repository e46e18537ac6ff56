//! Running it again is always safe: what is there already is found, what is under way is followed,
//! what is failing is started afresh, and an answer that was lost is not asked for twice.

mod in_flight;
mod killed;
mod lost_answer;
mod promoted;
mod second_run;

use crate::harness::Scene;

/// Counts the revisions that were registered since the scene began, in `dev`.
fn new_revisions(scene: &Scene) -> usize {
    let family = serde_json::json!({"familyPrefix": "product-api"});
    let known = scene.ecs("dev", "ListTaskDefinitions", &family);
    known["taskDefinitionArns"].as_array().unwrap().len() - 7
}

/// Counts the deployments of the service in `dev` that were started since the scene began.
fn deployments(scene: &Scene) -> usize {
    let service = serde_json::json!({"cluster": "dev", "service": "product-api"});
    let known = scene.ecs("dev", "ListServiceDeployments", &service);
    known["serviceDeployments"].as_array().unwrap().len() - 1
}
