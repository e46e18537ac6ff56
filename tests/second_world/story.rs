//! The stories: what is deployed, what goes wrong, how it ends; and how each world is told it.

use super::configuration::{self, ACCOUNT};
use super::end::{self, End};
use super::ministack::Ministack;
use super::place::Place;
use crate::harness::{Example, Run, Setting};
use serde_json::{Value, json};

const EVENTS: &str = "events.jsonl";
/// The parameter that is there.
pub(super) const PARAMETER: &str = "DATABASE_URL";
/// It ends as soon as it is told to, so that nobody waits for Docker.
pub(super) const SERVES: &[&str] = &[
    "/bin/busybox",
    "sh",
    "-c",
    "trap 'exit 0' TERM; echo serving; sleep 900 & wait",
];

/// It says why, and exits with 3; and so it does in the simulated AWS.
const CRASHES: &[&str] = &[
    "/bin/busybox",
    "sh",
    "-c",
    "echo FATAL: no configuration; exit 3",
];

fn crashes() -> Value {
    json!({ "exit": { "code": 3, "logs": ["FATAL: no configuration"] } })
}

/// What is new in the revision that is deployed.
enum New {
    /// An image that starts like this.
    Image(&'static [&'static str]),
    /// An image that was never pushed.
    NoImage,
    /// An image that serves, and a parameter in its secrets.
    Parameter(&'static str),
}

/// A story that both worlds can tell.
pub(super) struct Story {
    pub(super) name: &'static str,
    /// Its number, from which its account in ministack is made.
    number: u32,
    new: New,
    /// What goes wrong, for the simulated AWS: `foghorn_sim::engine::FaultKind`.
    fault: Option<fn() -> Value>,
    /// Whether the circuit breaker is on, and ECS goes back by itself.
    breaker: bool,
    code: i32,
    verdict: &'static str,
    stop_code: Option<&'static str>,
    exit_code: Option<i64>,
}

const FAILED_TO_START: Option<&str> = Some("TaskFailedToStart");

/// Two tasks of a revision that serves run before.
pub(super) const STORIES: [Story; 6] = [
    Story {
        name: "healthy",
        number: 1,
        new: New::Image(SERVES),
        fault: None,
        breaker: true,
        code: 0,
        verdict: "deployed",
        stop_code: None,
        exit_code: None,
    },
    Story {
        name: "crash at start",
        number: 2,
        new: New::Image(CRASHES),
        fault: Some(crashes),
        breaker: true,
        code: 10,
        verdict: "rolled-back",
        stop_code: Some("EssentialContainerExited"),
        exit_code: Some(3),
    },
    Story {
        name: "image missing",
        number: 3,
        new: New::NoImage,
        fault: Some(|| json!("image-not-found")),
        breaker: true,
        code: 10,
        verdict: "rolled-back",
        stop_code: FAILED_TO_START,
        exit_code: None,
    },
    Story {
        name: "bad entrypoint",
        number: 4,
        new: New::Image(&["/bin/serve"]),
        fault: Some(|| json!("bad-entrypoint")),
        breaker: true,
        code: 10,
        verdict: "rolled-back",
        stop_code: FAILED_TO_START,
        exit_code: None,
    },
    Story {
        name: "secret missing",
        number: 5,
        new: New::Parameter("DATABASE_URI"),
        fault: Some(|| json!("secret-missing")),
        breaker: true,
        code: 10,
        verdict: "rolled-back",
        stop_code: FAILED_TO_START,
        exit_code: None,
    },
    Story {
        name: "crash at start, and only foghorn goes back",
        number: 6,
        new: New::Image(CRASHES),
        fault: Some(crashes),
        breaker: false,
        code: 10,
        verdict: "rolled-back",
        stop_code: Some("EssentialContainerExited"),
        exit_code: Some(3),
    },
];

impl Story {
    /// How it ends.
    pub(super) fn end(&self) -> End {
        End {
            code: Some(self.code),
            verdict: self.verdict.to_owned(),
            new_runs: self.code == 0,
            stop_code: self.stop_code.map(str::to_owned),
            exit_code: self.exit_code,
        }
    }

    /// Plays it against foghorn's own simulated AWS.
    pub(super) fn against_the_simulator(&self) -> (End, Run) {
        let mut setting = Setting::new(Example::PRODUCT_API).at("dev");
        if let Some(kind) = self.fault {
            setting = setting.fault(json!({ "kind": kind() }));
        }
        let scene = self.written(setting, ACCOUNT, &["soak: 0"]).start();
        if !self.breaker {
            let off = json!({ "enable": false, "rollback": false });
            let changed = json!({
                "cluster": "dev",
                "service": "product-api",
                "deploymentConfiguration": { "deploymentCircuitBreaker": off },
            });
            scene.ecs("dev", "UpdateService", &changed);
        }
        let run = scene.deploy(&["--stage", "dev", "--events", EVENTS]);
        let ecs = |operation: &str, input: &Value| scene.ecs("dev", operation, input);
        (end::of(&run, &scene.events(EVENTS), &ecs), run)
    }

    /// Plays it against ministack.
    pub(super) fn against_ministack(&self, ministack: &Ministack) -> (End, Run) {
        let account = format!("{:012}", 500_000_000_000_u64 + u64::from(self.number));
        let place = Place::new(ministack, &account, "dev");
        place.furnish(&place.image("before", SERVES), PARAMETER, self.breaker);
        let image = match self.new {
            New::Image(entrypoint) => place.image("new", entrypoint),
            New::Parameter(_) => place.image("new", SERVES),
            New::NoImage => place.no_image(),
        };
        let setting = Setting::new(Example::PRODUCT_API);
        // Only the directory of this scene is used, not its AWS.
        let settings = ["soak: 0", "timeout: 90s"];
        let scene = self.written(setting, &account, &settings).start();
        // The check would find most of what is wrong before a task could fail.
        let unchecked: &[&str] = if self.code == 0 { &[] } else { &["--no-check"] };
        let run = scene
            .foghorn(&[
                "deploy", "--stage", "dev", "--image", &image, "--events", EVENTS,
            ])
            .args(unchecked)
            .env("AWS_ENDPOINT_URL", ministack.endpoint())
            .env("AWS_ACCESS_KEY_ID", &account)
            .run();
        let ecs = |operation: &str, input: &Value| place.ecs(operation, input);
        (end::of(&run, &scene.events(EVENTS), &ecs), run)
    }

    fn written(&self, setting: Setting, account: &str, settings: &[&str]) -> Setting {
        let parameter = match self.new {
            New::Parameter(name) => name,
            New::Image(_) | New::NoImage => PARAMETER,
        };
        setting
            .file("foghorn.yml", configuration::foghorn_yml(account, settings))
            .file(
                "ecs/task-definition.json",
                configuration::definition(parameter),
            )
    }
}
