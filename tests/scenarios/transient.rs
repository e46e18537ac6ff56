//! What looks wrong for a while and heals is not a failure.

use super::play_scenarios;

#[test]
fn what_heals_is_deployed() {
    for (name, scene, run) in play_scenarios([
        "capacity-then-there",
        "one-task-dies-once",
        "registry-times-out-once",
        "role-not-ready-yet",
        "slow",
        // Not our verdict any more.
        "crash-much-later",
        "scaled-meanwhile",
    ]) {
        insta::assert_snapshot!(name, run);
        assert_eq!(run.code, Some(0), "{name}");
        assert_eq!(
            scene.revision("dev", "product-api"),
            "product-api:8",
            "{name}"
        );
        assert_eq!(scene.calls("UpdateService"), 1, "{name}");
    }
}
