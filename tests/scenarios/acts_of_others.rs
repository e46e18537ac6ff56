//! What ECS or other people do to a deployment while foghorn waits.

use super::play_scenarios;

#[test]
fn acts_of_others() {
    let expected = [
        (10, "product-api:7"),
        (10, "product-api:7"),
        (14, "product-api:9"),
    ];
    let stories = play_scenarios([
        "rolled-back-by-ecs",
        "rolled-back-by-a-person",
        "superseded",
    ]);
    for ((name, scene, run), (code, primary)) in stories.into_iter().zip(expected) {
        insta::assert_snapshot!(name, run);
        assert_eq!(run.code, Some(code), "{name}");
        assert_eq!(scene.revision("dev", "product-api"), primary, "{name}");
    }
}

#[test]
fn the_service_is_deleted() {
    let (scene, run) = super::play_scenario("service-deleted");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(13));
    assert_ne!(scene.service("dev", "product-api")["status"], "ACTIVE");
}
