//! Serves an example world until standard input ends:
//! `cargo run -p foghorn-sim --example serve -- [PORT [SCENARIO [SPEED]]]`.
//! Sign in with access key `111111111111` and secret `simulated`, in region `eu-west-1`.

use std::error::Error;
use std::io::{self, Write as _};

use foghorn_sim::engine::{LoadBalancerSeed, Region};
use foghorn_sim::scenarios::{self, Scenario};
use foghorn_sim::{Options, Simulator, World};
use serde_json::json;

const ACCOUNT: &str = "111111111111";
const REGION: &str = "eu-west-1";

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().map_or(Ok(0), |port| port.parse())?;
    let name = arguments.next().unwrap_or_else(|| "healthy".to_owned());
    let speed: f64 = arguments.next().map_or(Ok(30.0), |speed| speed.parse())?;
    let scenario = scenarios::find(&name).ok_or_else(|| format!("no scenario {name}"))?;

    let at = |mut thing: serde_json::Value| {
        thing["account"] = ACCOUNT.into();
        thing["region"] = REGION.into();
        thing
    };
    let mut world: World = serde_json::from_value(json!({
        "clock": { "scale": speed },
        "roles": [{ "account": "222222222222", "name": "deploy" }],
        "repositories": [
            at(json!({ "name": "product-api", "images": [{ "tag": "v1" }] })),
            at(json!({ "name": "immutable", "tag-mutability": "IMMUTABLE" })),
        ],
        "parameters": [
            at(json!({ "name": "/product-api/password", "type": "SecureString", "value": "x" })),
        ],
        "log-groups": [at(json!({ "name": "/ecs/product-api" }))],
    }))?;
    let iam = world.iam.get_or_insert_default();
    iam.execution_role(ACCOUNT, "execution", &scenario.execution_role_lacks);
    let simulator = Simulator::start(world, Options { port })?;
    simulator.with_region(ACCOUNT, REGION, |region| seed(region, scenario))?;
    let registry = simulator.registry(ACCOUNT, REGION)?;
    let mut out = io::stdout();
    writeln!(out, "AWS_ENDPOINT_URL={}", simulator.endpoint())?;
    writeln!(out, "registry {registry}")?;
    out.flush()?;
    io::copy(&mut io::stdin(), &mut io::sink())?;
    simulator.stop();
    Ok(())
}

/// Seeds the service `product-api` in the cluster `dev`, and what goes wrong with it.
fn seed(region: &mut Region, scenario: &Scenario) -> Result<(), Box<dyn Error>> {
    let role = format!("arn:aws:iam::{ACCOUNT}:role/execution");
    let task_definition = region.seed_task_definition(&json!({
        "family": "product-api",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "cpu": "256",
        "memory": "512",
        "executionRoleArn": role,
        "containerDefinitions": [{
            "name": "app",
            "image": format!("{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/product-api:v1"),
            "essential": true,
            "portMappings": [{ "containerPort": 8080 }],
            "secrets": [{ "name": "PASSWORD", "valueFrom": "/product-api/password" }],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": "/ecs/product-api",
                    "awslogs-region": REGION,
                    "awslogs-stream-prefix": "web",
                },
            },
        }],
    }))?;
    let target_group = region.seed_target_group("product-api", 8080);
    let load_balancer = Some(LoadBalancerSeed {
        target_group,
        container: "app".to_owned(),
        port: 8080,
    });
    let service = scenario.seed("dev", "product-api", &task_definition, load_balancer);
    region.seed_service(&service)?;
    region.set_faults(scenario.faults.clone());
    Ok(())
}
