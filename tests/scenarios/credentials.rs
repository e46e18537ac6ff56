//! Credentials that end while foghorn waits.

use super::{one_service, play};
use crate::harness::{Run, Scene};
use foghorn_sim::Secret;
use foghorn_sim::world::Credential;
use serde_json::json;

/// How long a role's session lasts, in seconds of AWS's time: not as long as a deployment.
const LIFE: u32 = 60;
/// How long the static session lasts: not as long as a slow deployment, but longer than what comes
/// before the wait, also on a busy machine.
const STATIC_LIFE: u32 = 150;
/// More readings than one after the end would be trying in vain.
const FEW: usize = 8;

/// Deploys with the variables of a session that ends and cannot be renewed; with `role`, which the
/// example's stage has, they are only what the role is assumed with.
fn with_static_session(role: bool) -> (Scene, Run) {
    let example = include_str!("../../examples/product-api/foghorn.yml");
    let lines = example.split_inclusive('\n');
    let text = lines.filter(|line| role || !line.contains(" role: "));
    let scene = one_service()
        .scenario("slow")
        .file("foghorn.yml", text.collect::<String>())
        .world(|world| {
            world.session_life = Some(LIFE);
            world.credentials.push(Credential {
                access_key_id: "ASIAENDS".to_owned(),
                secret_access_key: Secret::new("simulated"),
                session_token: Some(Secret::new("token")),
                expires_after: Some(STATIC_LIFE),
                account: "111111111111".to_owned(),
                user: "ci".to_owned(),
            });
        })
        .at("dev")
        .start();
    let run = scene
        .deployment(&["--stage", "dev"])
        .env("AWS_ACCESS_KEY_ID", "ASIAENDS")
        .env("AWS_SESSION_TOKEN", "token")
        .run();
    (scene, run)
}

#[test]
fn a_role_is_assumed_again() {
    let (scene, run) = play(one_service().world(|world| world.session_life = Some(LIFE)));
    assert_eq!(run.code, Some(0), "{run}");
    assert!(scene.refused("ExpiredTokenException") > 0, "{run}");
    assert!(scene.calls("AssumeRole") > 1, "{run}");
    assert!(!run.stderr.contains("xpired"), "{run}");
}

#[test]
fn a_web_identity_is_exchanged_again() {
    let scene = one_service()
        .world(|world| world.session_life = Some(LIFE))
        // The payload is {"sub":"repo:o/r","aud":"sts"}.
        .file("token", "h.eyJzdWIiOiJyZXBvOm8vciIsImF1ZCI6InN0cyJ9.s")
        .at("dev")
        .start();
    let run = scene
        .deployment(&["--stage", "dev"])
        .without("AWS_ACCESS_KEY_ID")
        .without("AWS_SECRET_ACCESS_KEY")
        .env("AWS_ROLE_ARN", "arn:aws:iam::111111111111:role/deploy")
        .env(
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            scene.directory().join("token"),
        )
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    assert!(scene.refused("ExpiredTokenException") > 0, "{run}");
    assert!(scene.calls("AssumeRoleWithWebIdentity") > 1, "{run}");
}

#[test]
fn a_write_that_is_refused_as_expired_is_repeated_once() {
    let (scene, run) = play(one_service().wire_fault(json!({
        "service": "ecs", "operation": "UpdateService", "kind": "expired-token"
    })));
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.calls("UpdateService"), 2);
    assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
}

/// Nobody can renew what a variable holds: the wait ends soon, and names the cure.
#[test]
fn static_credentials_end_the_wait() {
    for role in [false, true] {
        let (scene, run) = with_static_session(role);
        if !role {
            insta::assert_snapshot!(run);
        }
        assert_eq!(run.code, Some(13), "{run}");
        for cure in ["role-duration-seconds", "MaxSessionDuration"] {
            assert!(run.stderr.contains(cure), "{run}");
        }
        assert!(scene.refused("ExpiredTokenException") < FEW, "{run}");
        assert_eq!(scene.revision("dev", "product-api"), "product-api:8");
    }
}
