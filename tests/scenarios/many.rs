//! Many services in one stage, and many tasks in one service: nothing is lost, nothing is refused
//! for being asked too often, and no service costs what it would cost alone.

use crate::harness::{Example, Run, Scene, Setting};
use foghorn_sim::engine::{BreakerSetting, LoadBalancerSeed, Previous, ServiceSeed};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// AWS's buckets fill with time, so that time has to pass by itself; slow enough that the calls of so
/// many services are not held up by the machine.
const SCALE: u32 = 10;
const SERVICES: usize = 60;
/// The one whose parameter is missing.
const BROKEN: usize = 17;
const DEFINITION: &str = "ecs/task-definition.json";

fn name(number: usize) -> String {
    format!("product-{number:02}")
}

/// Returns the example's task definition with the family of a service.
fn definition(number: usize) -> String {
    let text = Example::PRODUCT_API.read(DEFINITION);
    text.replace(
        r#""family": "product-api""#,
        &format!(r#""family": "{}""#, name(number)),
    )
}

/// Returns a configuration with so many services in the stage `dev`.
fn configuration(services: usize) -> String {
    let mut text = "image:\n  repository: product-api\nservices:\n".to_owned();
    for number in 1..=services {
        let name = name(number);
        write!(
            text,
            "  {name}:\n    service: {name}\n    task-definition: ecs/{name}.json\n    container: web\n"
        )
        .unwrap();
    }
    text + "stages:\n  dev:\n    account: \"111111111111\"\n    region: eu-west-1\n    \
            role: arn:aws:iam::111111111111:role/deploy\n    cluster: dev\n    \
            values:\n      LOG_LEVEL: debug\n"
}

/// Deploys so many services, of which one cannot start.
fn deployed(services: usize, broken: &str) -> (Scene, Run) {
    let mut setting = Setting::new(Example::PRODUCT_API)
        .at("dev")
        .scale(SCALE)
        .fault(json!({ "service": broken, "kind": "secret-missing" }))
        .world(|world| world.throttling = true)
        .file("foghorn.yml", configuration(services));
    for number in 1..=services {
        setting = setting.file(&format!("ecs/{}.json", name(number)), definition(number));
    }
    let scene = setting.start();
    scene
        .simulator
        .with_region("111111111111", "eu-west-1", |region| {
            for number in 1..=services {
                let text = definition(number)
                    .replace("${image}", "public.ecr.aws/foghorn/before:1")
                    .replace("${account}", "111111111111")
                    .replace("${region}", "eu-west-1")
                    .replace("${stage}", "dev")
                    .replace("${values.LOG_LEVEL}", "debug");
                let document: Value = serde_json::from_str(&text).unwrap();
                let task_definition = region.seed_task_definition(&document).unwrap();
                let load_balancer = LoadBalancerSeed {
                    target_group: region.seed_target_group(&name(number), 8080),
                    container: "web".to_owned(),
                    port: 8080,
                };
                let seed = ServiceSeed {
                    cluster: "dev".to_owned(),
                    name: name(number),
                    task_definition,
                    desired_count: 2,
                    breaker: BreakerSetting::On,
                    load_balancer: Some(load_balancer),
                    previous: Previous::Completed,
                    settings: Map::new(),
                };
                region.seed_service(&seed).unwrap();
            }
        });
    let run = scene.deploy(&["--stage", "dev"]);
    (scene, run)
}

#[test]
fn sixty_services_of_which_one_cannot_start() {
    let ((alone, run_alone), (scene, run)) = std::thread::scope(|scope| {
        let alone = scope.spawn(|| deployed(1, "none"));
        let many = deployed(SERVICES, &name(BROKEN));
        (alone.join().unwrap(), many)
    });
    assert_eq!(run_alone.code, Some(0), "{run_alone}");
    assert_eq!(run.code, Some(10), "{run}");
    for said in ["Rate exceeded", "could not read the service"] {
        assert!(!run.stderr.contains(said), "{run}");
    }
    for number in 1..=SERVICES {
        let revision = if number == BROKEN { 1 } else { 2 };
        assert_eq!(
            scene.revision("dev", &name(number)),
            format!("{}:{revision}", name(number))
        );
    }
    let calls = |scene: &Scene| scene.simulator.calls().len();
    let (many, one) = (calls(&scene), calls(&alone));
    eprintln!(
        "{many} calls for {SERVICES} services, {one} for one, took {:?}",
        run.took
    );
    assert!(
        // Less than what `make bench` measures it by: a busy machine makes fewer readings of one.
        many * 3 <= one * SERVICES,
        "{many} calls for {SERVICES} services, {one} for one"
    );
}

#[test]
fn a_hundred_and_twenty_tasks_of_which_one_dies_once() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("one-task-dies-once")
        .at("dev")
        .desired_count(120)
        .start();
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    let deployed = "deployed: product-api:8 runs, 120 tasks healthy";
    assert!(run.stderr.contains(deployed), "{run}");
    assert_eq!(scene.service("dev", "product-api")["runningCount"], 120);
}
