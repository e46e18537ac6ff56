//! Services that shift traffic between two revisions, and what else ends their deployments: alarms,
//! hooks, early success.

use super::play_scenarios;

#[test]
fn every_end_is_told_as_it_is() {
    let expected = [
        (0, "product-api:8"),
        (10, "product-api:7"),
        (10, "product-api:7"),
        (10, "product-api:7"),
        (0, "product-api:8"),
    ];
    let stories = play_scenarios([
        "blue-green",
        "blue-green-hook-fails",
        "canary-alarm",
        "deployment-alarm",
        "early-success",
    ]);
    for ((name, scene, run), (code, primary)) in stories.into_iter().zip(expected) {
        insta::assert_snapshot!(name, run);
        assert_eq!(run.code, Some(code), "{name}");
        assert_eq!(scene.revision("dev", "product-api"), primary, "{name}");
        // The stages that last for minutes; the others may be over before they are read.
        let bakes = match name {
            "blue-green" => "stage BAKE_TIME: 100% of production traffic to the new revision",
            "canary-alarm" => {
                "stage PRODUCTION_TRAFFIC_SHIFT: 10% of production traffic to the new revision"
            }
            _ => continue,
        };
        assert!(run.stderr.contains(bakes), "{}", run.stderr);
    }
}

/// Nobody answers until foghorn's time is over: it says what the deployment waits for.
#[test]
fn a_hook_that_nobody_answers() {
    let (scene, run) = super::play_scenario("blue-green-hook-waits");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(13));
    assert_eq!(scene.calls("StopServiceDeployment"), 0);
}
