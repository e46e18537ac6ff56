//! The calls that `deploy` makes are the calls that `plan` announced, and the plan that it carries
//! out is the plan that was printed.

use super::{copying, is_write, json};
use crate::harness::{Example, Run, Scene, Setting};
use foghorn_sim::Call;
use serde_json::{Value, json};

/// An image with one empty layer, as a builder leaves it on disk.
const LAYOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad_input/layout");
const DEV: [&str; 2] = ["--stage", "dev"];
/// Leaves time to do something while foghorn runs.
const SCALE: u32 = 50;

/// What a plan announced, each as `ACCOUNT REGION ACTION`, and the plans of its services.
struct Announced {
    calls: Vec<(String, String)>,
    plans: Vec<Value>,
}

impl Announced {
    fn by(scene: &Scene, arguments: &[&str]) -> Self {
        let plan = json(scene, scene.foghorn(&[&["plan"], arguments].concat()));
        let each = |value: &Value, list: &str| value[list].as_array().unwrap().clone();
        let services: Vec<Value> = each(&plan, "stages")
            .iter()
            .flat_map(|stage| each(stage, "services"))
            .collect();
        let from = each(&plan, "images").into_iter().chain(services.clone());
        let writes: Vec<Value> = from.flat_map(|one| each(&one, "writes")).collect();
        let call = |write: &Value| {
            let arn: Vec<&str> = write["resource"].as_str().unwrap().split(':').collect();
            let action = write["action"].as_str().unwrap();
            let (_, operation) = action.split_once(':').unwrap();
            let when = write["when"].as_str().unwrap().to_owned();
            (when, format!("{} {} {operation}", arn[4], arn[3]))
        };
        Self {
            calls: writes.iter().map(call).collect(),
            plans: services.iter().map(|one| one["plan"].clone()).collect(),
        }
    }

    /// The calls that are made under one of these conditions.
    fn under(&self, conditions: &[&str]) -> Vec<String> {
        let calls = self.calls.iter();
        let chosen = calls.filter(|(when, _)| conditions.contains(&when.as_str()));
        let mut chosen: Vec<String> = chosen.map(|(_, call)| call.clone()).collect();
        chosen.sort();
        chosen
    }
}

/// Deploys and returns the calls that changed something. The check beforehand makes none, which its
/// own tests prove, and would stop a story before it begins.
fn deployed(scene: &Scene, arguments: &[&str]) -> (Run, Vec<String>) {
    let before = scene.simulator.calls().len();
    let events = ["--events", "events.jsonl"];
    let run = scene
        .timed(&[&["deploy", "--no-check"], arguments, &events].concat())
        .run();
    let calls = scene.simulator.calls();
    let made = calls[before..].iter().filter(|call| is_write(call));
    let mut made: Vec<String> = made.map(said).collect();
    made.sort();
    (run, made)
}

fn said(call: &Call) -> String {
    format!("{} {} {}", call.account, call.region, call.operation)
}

/// Makes a plan, deploys, and expects what was announced: of a deployment that ends well, exactly
/// the calls that are made in any case, and those that send parts of images. Returns the latter.
fn carried_out(scene: &Scene, arguments: &[&str]) -> Vec<String> {
    let announced = Announced::by(scene, arguments);
    let (run, made) = deployed(scene, arguments);
    assert_eq!(run.code, Some(0), "{run}");
    let parts = announced.under(&["missing"]);
    let (sent, whole): (Vec<String>, Vec<String>) =
        made.into_iter().partition(|call| parts.contains(call));
    assert_eq!(whole, announced.under(&["always", "healthy"]), "{run}");
    assert_eq!(carried(scene), announced.plans, "{run}");
    sent
}

/// The plans that a deployment said it carries out, in the order of the configuration.
fn carried(scene: &Scene) -> Vec<Value> {
    let events = scene.events("events.jsonl").into_iter();
    events
        .filter(|event| event["event"] == "planned")
        .map(|event| event["plan"].clone())
        .collect()
}

#[test]
fn every_stage_and_then_nothing() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let image = scene.image("first");
    carried_out(&scene, &["--image", &image]);
    assert!(Announced::by(&scene, &["--image", &image]).calls.is_empty());
    carried_out(&scene, &["--image", &image]);
    carried_out(&scene, &["--image", &image, "--force"]);
    // What dev proved.
    carried_out(&scene, &["--stage", "prod"]);
}

#[test]
fn several_services() {
    let scene = Setting::new(Example::TWO_SERVICES).start();
    let image = scene.image("second");
    carried_out(&scene, &["--image", &image]);
}

#[test]
fn image_that_is_pushed() {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let created = "repository: brand-new\n  create-repository: true";
    let created = text.replace("repository: product-api", created);
    for text in [text, created] {
        let scene = Setting::new(Example::PRODUCT_API)
            .file("foghorn.yml", text)
            .start();
        let arguments = ["--stage", "dev", "--image", LAYOUT];
        let sent = carried_out(&scene, &arguments);
        for operation in [" CompleteLayerUpload", " PutImage"] {
            assert!(
                sent.iter().any(|call| call.ends_with(operation)),
                "{sent:?}"
            );
        }
        // Everything is there now.
        assert_eq!(carried_out(&scene, &arguments), [""; 0]);
    }
}

/// Into prod's own registry, where the repository is created, and which has everything then.
#[test]
fn image_that_is_copied() {
    let scene = copying();
    let image = scene.image("first");
    let arguments = ["--image", image.as_str()];
    let sent = carried_out(&scene, &arguments);
    let expected = [
        "CompleteLayerUpload",
        "CompleteLayerUpload",
        "InitiateLayerUpload",
        "InitiateLayerUpload",
        "PutImage",
        "PutImage",
    ];
    let expected = expected.map(|operation| format!("222222222222 eu-west-1 {operation}"));
    assert_eq!(sent, expected);
    assert_eq!(carried_out(&scene, &arguments), [""; 0]);
}

/// Two images in one repository that is not there yet: it is created once.
#[test]
fn images_that_share_a_new_repository() {
    let image = "repository: brand-new, create-repository: true";
    let rest = Example::PRODUCT_API.read("foghorn.yml");
    let (_, stages) = rest.split_once("stages:").unwrap();
    let text = format!(
        "images:\n  web: {{ {image} }}\n  other: {{ {image} }}\n\
         services:\n  product-api:\n    task-definition: ecs/task-definition.json\n    \
         containers: {{ web: web }}\nstages:{stages}"
    );
    let definition = Example::PRODUCT_API.read("ecs/task-definition.json");
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .file(
            "ecs/task-definition.json",
            definition.replace("${image}", "${image.web}"),
        )
        .start();
    let images = ["web", "other"].map(|name| format!("{name}={LAYOUT}"));
    let [web, other] = &images;
    carried_out(
        &scene,
        &["--stage", "dev", "--image", web, "--image", other],
    );
    assert_eq!(scene.calls("CreateRepository"), 1);
}

/// What is decided in prod is decided when its turn comes: here somebody deploys there meanwhile.
#[test]
fn later_stage_is_planned_again() {
    let scene = Setting::new(Example::PRODUCT_API).scale(SCALE).start();
    let announced = Announced::by(&scene, &["--image", &scene.image("first")]);
    let arguments = ["--events", "events.jsonl"];
    let mut running = scene.deployment(&arguments).start();
    running.wait_for("registered product-api:8");
    let mut document = scene.ecs(
        "prod",
        "DescribeTaskDefinition",
        &json!({ "taskDefinition": "product-api:7" }),
    )["taskDefinition"]
        .take();
    document["containerDefinitions"][0]["environment"][0]["value"] = "other".into();
    scene.ecs("prod", "RegisterTaskDefinition", &document);
    scene.lead("prod", "product-api", "product-api:8");
    let run = running.finish();
    assert_eq!(run.code, Some(0), "{run}");
    let current = |plan: &Value| {
        let arn = plan["current"].as_str().unwrap();
        arn.rsplit('/').next().unwrap().to_owned()
    };
    let carried = carried(&scene);
    assert_eq!(carried[0], announced.plans[0]);
    assert_eq!(current(&announced.plans[1]), "product-api:7");
    assert_eq!(current(&carried[1]), "product-api:8", "{run}");
}

#[test]
fn traffic_that_is_shifted() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("blue-green")
        .at("dev")
        .start();
    let image = scene.image("first");
    carried_out(&scene, &["--stage", "dev", "--image", &image]);
}

/// The record could not be written the first time, so it is tried again.
#[test]
fn healthy_but_not_on_record() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("ssm:PutParameter")
        .start();
    let image = scene.image("first");
    carried_out(&scene, &["--stage", "dev", "--image", &image]);
    carried_out(&scene, &["--stage", "dev", "--image", &image]);
}

#[test]
fn revision_that_is_registered_already_and_deployment_in_flight() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("slow")
        .at("dev")
        .start();
    let image = scene.image("first");
    let arguments = ["--stage", "dev", "--image", &image];
    // It is not told of AWS's time, which therefore stands still until it is killed.
    let mut first = scene
        .foghorn(&[&["deploy"][..], &arguments].concat())
        .start();
    first.wait_for("started: ecs-svc");
    first.signal("KILL");
    first.finish();
    carried_out(&scene, &arguments);
    scene.lead("dev", "product-api", "product-api:7");
    carried_out(&scene, &arguments);
}

/// The calls of a deployment that fails were announced, too, those of going back among them.
#[test]
fn deployment_that_fails() {
    for (policy, goes_back) in [("rollback", true), ("stop-waiting", false)] {
        let scene = Setting::new(Example::PRODUCT_API)
            .scenario("fargate-illusion-no-breaker")
            .at("dev")
            .default_setting(&format!("on-failure: {policy}"))
            .start();
        let image = scene.image("first");
        let arguments = ["--stage", "dev", "--image", &image];
        let announced = Announced::by(&scene, &arguments);
        let (run, made) = deployed(&scene, &arguments);
        assert_ne!(run.code, Some(0), "{run}");
        assert!(
            within(&made, &announced.under(&["always", "failure"])),
            "{made:?}"
        );
        assert!(within(&announced.under(&["always"]), &made), "{made:?}");
        let stop = made
            .iter()
            .any(|call| call.ends_with(" StopServiceDeployment"));
        assert_eq!(stop, goes_back, "{made:?}");
    }
}

#[test]
fn run_that_is_cancelled() {
    let scene = Setting::new(Example::PRODUCT_API)
        .scenario("slow")
        .at("dev")
        .default_setting("on-cancel: rollback")
        .scale(SCALE)
        .start();
    let image = scene.image("first");
    let announced = Announced::by(&scene, &["--stage", "dev", "--image", &image]);
    let before = scene.simulator.calls().len();
    let mut running = scene.deployment(&DEV).start();
    running.wait_for("0 of 2");
    running.signal("TERM");
    running.finish();
    let calls = scene.simulator.calls();
    let made = calls[before..].iter().filter(|call| is_write(call));
    let made: Vec<String> = made.map(said).collect();
    assert!(
        within(&made, &announced.under(&["always", "cancelled"])),
        "{made:?}"
    );
    assert!(
        made.iter()
            .any(|call| call.ends_with(" StopServiceDeployment")),
        "{made:?}"
    );
}

/// Whether each of these calls is among the announced ones, each of which may be made once.
fn within(calls: &[String], announced: &[String]) -> bool {
    let mut left = announced.to_vec();
    calls.iter().all(|one| {
        let at = left.iter().position(|other| other == one);
        at.map(|at| left.remove(at)).is_some()
    })
}
