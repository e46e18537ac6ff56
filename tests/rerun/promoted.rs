//! `foghorn deploy --stage prod` alone: the image that `dev` proved, or nothing.

use crate::harness::{Example, Run, Scene, Setting};
use foghorn_sim::{Secret, world};
use serde_json::json;

#[test]
fn takes_what_the_stage_before_proved() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let run = prod(&scene);
    assert_eq!(run.code, Some(0), "{run}");
    let arn = json!({"taskDefinition": scene.revision("prod", "product-api")});
    let running = scene.ecs("prod", "DescribeTaskDefinition", &arn);
    let image = &running["taskDefinition"]["containerDefinitions"][0]["image"];
    assert_eq!(image, &scene.image("first"));
    insta::assert_snapshot!(run);
}

#[test]
fn nothing_was_proven() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    insta::assert_snapshot!(refused(&scene));
}

#[test]
fn somebody_else_deployed_since() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    assert_eq!(scene.deploy(&["--stage", "dev"]).code, Some(0));
    let other = json!({
        "cluster": "dev",
        "service": "product-api",
        "taskDefinition": "product-api:7",
    });
    scene.ecs("dev", "UpdateService", &other);
    insta::assert_snapshot!(refused(&scene));
}

/// Whoever may write parameters could name any image in the record.
#[test]
fn record_names_another_image() {
    let digest = "0".repeat(64);
    let repository = "111111111111.dkr.ecr.eu-west-1.amazonaws.com/product-api";
    let record = json!({
        "revision": "arn:aws:ecs:eu-west-1:111111111111:task-definition/product-api:7",
        "images": {"image": format!("{repository}@sha256:{digest}")},
        "commit": null,
        "run": null,
    });
    let scene = Setting::new(Example::PRODUCT_API).world(|world| {
        world.parameters.push(world::Parameter {
            account: "111111111111".to_owned(),
            region: "eu-west-1".to_owned(),
            name: "/foghorn/dev/product-api".to_owned(),
            kind: world::ParameterType::String,
            value: Secret::new(record.to_string()),
        });
    });
    insta::assert_snapshot!(refused(&scene.start()));
}

#[test]
fn record_may_not_be_read() {
    let scene = Setting::new(Example::PRODUCT_API)
        .denied("ssm:GetParameter")
        .start();
    insta::assert_snapshot!(refused(&scene));
}

fn prod(scene: &Scene) -> Run {
    scene.timed(&["deploy", "--stage", "prod"]).run()
}

/// Expects that `prod` is left as it was.
fn refused(scene: &Scene) -> Run {
    let run = prod(scene);
    assert_eq!(run.code, Some(3), "{run}");
    assert_eq!(scene.revision("prod", "product-api"), "product-api:7");
    run
}
