//! What ECS or other people do to a deployment while foghorn waits.

use super::play;

#[test]
fn rolled_back_by_ecs() {
    let (scene, run) = play("rolled-back-by-ecs");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
}

#[test]
fn rolled_back_by_a_person() {
    let (scene, run) = play("rolled-back-by-a-person");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(10));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:7");
}

#[test]
fn superseded() {
    let (scene, run) = play("superseded");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(14));
    assert_eq!(scene.revision("dev", "product-api"), "product-api:9");
}

#[test]
fn service_deleted() {
    let (_, run) = play("service-deleted");
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(13));
}
