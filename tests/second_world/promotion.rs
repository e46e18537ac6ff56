//! A promotion from one account of ministack's to another, with real containers.
//!
//! ministack shows no service deployments. So a run of both stages is enough for itself, but what
//! it recorded of dev proves nothing afterwards, and foghorn has to be told why to take it.

use super::ministack::Ministack;
use super::place::Place;
use super::story::{PARAMETER, SERVES};
use crate::harness::{Example, Invocation, Run, Scene, Setting};
use serde_json::Value;

const DEV: &str = "500000000101";
const PROD: &str = "500000000102";
const EVENTS: &str = "events.jsonl";

/// The example with both accounts.
fn scene() -> Scene {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let text = text
        .replace("111111111111", DEV)
        .replace("222222222222", PROD);
    let setting = Setting::new(Example::PRODUCT_API);
    // Only the directory of this scene is used, not its AWS.
    setting
        .file(
            "foghorn.yml",
            format!("{text}defaults:\n  soak: 0\n  timeout: 90s\n"),
        )
        .start()
}

/// Both accounts, as a test sees them.
struct Two<'a> {
    ministack: &'a Ministack,
    scene: Scene,
    dev: Place<'a>,
    prod: Place<'a>,
}

impl Two<'_> {
    fn foghorn(&self, arguments: &[&str]) -> Invocation {
        let foghorn = self.scene.foghorn(arguments);
        foghorn
            .args(&["--events", EVENTS])
            .env("AWS_ENDPOINT_URL", self.ministack.endpoint())
            .env("AWS_ACCESS_KEY_ID", DEV)
    }

    /// Runs it, and returns the verdict for each stage, too.
    fn run(&self, arguments: &[&str]) -> (Run, Vec<(String, String)>) {
        let run = self.foghorn(arguments).run();
        let finished = self.scene.events(EVENTS).into_iter();
        let finished = finished.filter(|event| event["event"] == "service-finished");
        let word = |value: &Value| value.as_str().unwrap().to_owned();
        let verdicts = finished.map(|event| {
            let verdict = word(&event["verdict"]["verdict"]);
            (word(&event["stage"]), verdict)
        });
        let verdicts = verdicts.collect();
        (run, verdicts)
    }

    /// Expects exit code 0 and these verdicts, and that both stages run these images.
    fn ends(&self, arguments: &[&str], expected: &[(&str, &str)], images: [&str; 2]) {
        let (run, verdicts) = self.run(arguments);
        assert_eq!(run.code, Some(0), "{run}");
        let verdicts = verdicts.iter().map(|(one, other)| (&**one, &**other));
        assert!(verdicts.eq(expected.iter().copied()), "{run}");
        for (place, image) in [&self.dev, &self.prod].into_iter().zip(images) {
            assert_eq!(runs(place), image, "{run}");
        }
    }
}

/// The image of the PRIMARY deployment, which has all its tasks.
fn runs(place: &Place<'_>) -> String {
    let service = place.service();
    let deployments = service["deployments"].as_array().unwrap();
    let primary = deployments.iter().find(|one| one["status"] == "PRIMARY");
    let primary = primary.unwrap();
    assert_eq!(primary["runningCount"], 2, "{service}");
    let arn = serde_json::json!({ "taskDefinition": primary["taskDefinition"] });
    let revision = place.ecs("DescribeTaskDefinition", &arn);
    let image = &revision["taskDefinition"]["containerDefinitions"][0]["image"];
    image.as_str().unwrap().to_owned()
}

/// Counts the revisions of the family.
fn revisions(place: &Place<'_>) -> usize {
    let family = serde_json::json!({ "familyPrefix": "product-api" });
    let known = place.ecs("ListTaskDefinitions", &family);
    known["taskDefinitionArns"].as_array().unwrap().len()
}

/// From a cold start, twice in a row, from the record, and killed half-way.
#[test]
fn from_one_account_to_another() {
    let Some(ministack) = Ministack::start() else {
        return;
    };
    let two = Two {
        ministack: &ministack,
        scene: scene(),
        dev: Place::new(&ministack, DEV, "dev"),
        prod: Place::new(&ministack, PROD, "prod"),
    };
    let before = two.dev.image("before", SERVES);
    let first = two.dev.image("first", &[SERVES, &["first"]].concat());
    let second = two.dev.image("second", &[SERVES, &["second"]].concat());
    std::thread::scope(|scope| {
        for place in [&two.dev, &two.prod] {
            scope.spawn(|| place.furnish(&before, PARAMETER, true));
        }
    });

    let both = ["deploy", "--image", &first];
    let deployed = [("dev", "deployed"), ("prod", "deployed")];
    two.ends(&both, &deployed, [&first, &first]);
    let unchanged = [("dev", "unchanged"), ("prod", "unchanged")];
    two.ends(&both, &unchanged, [&first, &first]);

    two.ends(
        &["deploy", "--stage", "dev", "--image", &second],
        &deployed[..1],
        [&second, &first],
    );
    let (refused, _) = two.run(&["promote", "--to", "prod"]);
    assert_eq!(refused.code, Some(3), "{refused}");
    assert!(
        refused.stderr.contains("no service deployment"),
        "{refused}"
    );
    assert_eq!(runs(&two.prod), first, "{refused}");

    let known = revisions(&two.prod);
    let why = "ministack shows no service deployments";
    let promote = ["promote", "--to", "prod", "--image", &second];
    let promote = [&promote[..], &["--force-unproven", why]].concat();
    let mut half = two.foghorn(&promote).start();
    half.wait_for(" started: ecs-svc/");
    half.signal("KILL");
    let half = half.finish();
    assert_eq!(half.code, None, "{half}");
    let (again, verdicts) = two.run(&promote);
    assert_eq!(again.code, Some(0), "{again}");
    // It may be healthy before the second run looks.
    let [(stage, verdict)] = &verdicts[..] else {
        panic!("{again}")
    };
    assert_eq!(stage, "prod", "{again}");
    assert!(["deployed", "unchanged"].contains(&&**verdict), "{again}");
    assert_eq!(revisions(&two.prod), known + 1, "{again}");
    two.ends(&promote, &[("prod", "unchanged")], [&second, &second]);
}
