//! A region in which every scenario happens at once, each in a cluster of its own name, to a
//! service called `product-api`.

use foghorn_sim::engine::{Fault, LoadBalancerSeed, Region};
use foghorn_sim::scenarios::{self, Scenario};
use foghorn_sim::{Options, Simulator, World};
use serde_json::json;
use std::time::{SystemTime, UNIX_EPOCH};

/// The account.
pub(super) const ACCOUNT: &str = "111111111111";
/// The region.
pub(super) const REGION: &str = "eu-west-1";

/// AWS's time begins this long ago, so that it never overtakes the clock of the clients, however
/// fast it runs: `ecs-deploy` ignores events that are later than its own clock.
const BEFORE: i64 = 6 * 60 * 60 * 1000;

/// Starts the region, `scale` times as fast as real time.
pub(super) fn with_every_scenario(scale: f64) -> Simulator {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let start = i64::try_from(now.as_millis()).unwrap() - BEFORE;
    let at = |mut thing: serde_json::Value| {
        thing["account"] = ACCOUNT.into();
        thing["region"] = REGION.into();
        thing
    };
    let mut world: World = serde_json::from_value(json!({
        "clock": { "start": start, "scale": scale },
        "roles": [{ "account": ACCOUNT, "name": "deploy" }],
        "repositories": [at(json!({ "name": "product-api", "images": [
            { "tag": "v1" }, { "tag": "unscanned" }, { "tag": "index", "index": ["linux/amd64"] },
        ] }))],
        "image-details": [at(json!({
            "repository": "product-api", "tag": "v1",
            "scan": { "status": "COMPLETE", "findings": { "CRITICAL": 1, "LOW": 3 } },
        })), at(json!({
            "repository": "product-api", "tag": "index", "scan": { "status": "COMPLETE" },
        }))],
        "parameters": [at(json!({ "name": "/password", "type": "SecureString", "value": "x" }))],
        "secrets": [at(json!({ "name": "token", "value": "{\"user\":\"x\"}" }))],
        "log-groups": [at(json!({ "name": "/ecs/product-api" }))],
    }))
    .unwrap();
    let iam = world.iam.get_or_insert_default();
    for scenario in scenarios::all() {
        iam.execution_role(ACCOUNT, &role(scenario), &scenario.execution_role_lacks);
    }
    let simulator = Simulator::start(world, Options::default()).unwrap();
    simulator.with_region(ACCOUNT, REGION, |region| {
        for scenario in scenarios::all() {
            seed(region, scenario);
        }
        let faults = scenarios::all().iter().flat_map(|scenario| {
            let here = |fault: &Fault| Fault {
                cluster: scenario.name.clone(),
                ..fault.clone()
            };
            scenario.faults.iter().map(here).collect::<Vec<_>>()
        });
        region.set_faults(faults.collect());
    });
    simulator
}

/// Starts a region in which IAM is in force: `iam.json` says who may do what.
pub(super) fn with_iam() -> Simulator {
    let world: World = serde_json::from_str(include_str!("iam.json")).unwrap();
    let simulator = Simulator::start(world, Options::default()).unwrap();
    simulator.with_region(ACCOUNT, REGION, |region| {
        let healthy = scenarios::find("healthy").unwrap();
        seed(region, healthy);
    });
    simulator
}

/// The execution role of a scenario's tasks.
fn role(scenario: &Scenario) -> String {
    format!("execution-{}", scenario.name)
}

fn seed(region: &mut Region, scenario: &Scenario) {
    let family = format!("product-api-{}", scenario.name);
    let task_definition = region
        .seed_task_definition(&json!({
            "family": family,
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "executionRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/{}", role(scenario)),
            "containerDefinitions": [{
                "name": "web",
                "image": format!("{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/product-api:v1"),
                "essential": true,
                "portMappings": [{ "containerPort": 8080 }],
                "secrets": [{ "name": "PASSWORD", "valueFrom": "/password" }],
                "healthCheck": { "command": ["CMD", "true"], "interval": 10 },
                "logConfiguration": {
                    "logDriver": "awslogs",
                    "options": {
                        "awslogs-group": "/ecs/product-api",
                        "awslogs-region": REGION,
                        "awslogs-stream-prefix": "web",
                    },
                },
            }],
        }))
        .unwrap();
    let load_balancer = scenario.load_balancer.then(|| LoadBalancerSeed {
        // Names of target groups have at most 32 characters. Source: ELBv2 API reference.
        target_group: region.seed_target_group(&scenario.name, 8080),
        container: "web".to_owned(),
        port: 8080,
    });
    let name = "product-api";
    let service = scenario.seed(&scenario.name, name, &task_definition, load_balancer);
    region.seed_service(&service).unwrap();
}
