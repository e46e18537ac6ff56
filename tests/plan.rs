//! `foghorn plan`: it says what a deployment would do, in both of its shapes, changes nothing, and
//! `deploy` then makes the calls that were announced and no others.

mod announced;
mod permitted;
mod printed;
mod schema;

use crate::harness::{Example, Invocation, Run, Scene, Setting};
use foghorn_sim::Call;
use serde_json::Value;

/// One service in two stages, with the circuit breaker on.
fn scene() -> Scene {
    Setting::new(Example::PRODUCT_API).start()
}

/// The same, with each stage's image in its own registry.
fn copying() -> Scene {
    let create = "repository: product-api\n  create-repository: true";
    Setting::new(Example::PRODUCT_API)
        .configure("repository: product-api", create)
        .default_setting("copy-images: true")
        .start()
}

/// Prepares `foghorn plan` of the image `first`.
fn of_first(scene: &Scene, arguments: &[&str]) -> Invocation {
    let image = scene.image("first");
    scene.foghorn(&[&["plan", "--image", &image], arguments].concat())
}

/// Runs a plan and makes sure that it only reads.
fn read_only(scene: &Scene, plan: Invocation) -> Run {
    let before = scene.simulator.calls().len();
    let run = plan.run();
    let calls = scene.simulator.calls();
    let writes: Vec<&Call> = calls[before..].iter().filter(|c| is_write(c)).collect();
    assert!(writes.is_empty(), "{writes:?}");
    run
}

/// Whether a call changes something: everything that is not known to read only.
pub(crate) fn is_write(call: &Call) -> bool {
    let reads = [
        "Describe",
        "Simulate",
        "List",
        "Get",
        "AssumeRole",
        "BatchGet",
        "BatchCheck",
        "Base",
    ];
    !reads.iter().any(|verb| call.operation.starts_with(verb))
}

/// Runs `plan --output json` and reads what it says.
fn json(scene: &Scene, plan: Invocation) -> Value {
    let run = read_only(scene, plan.args(&["--output", "json"]));
    assert_eq!(run.code, Some(0), "{run}");
    serde_json::from_str(&run.stdout).unwrap()
}
