//! What a plan says, as people read it.

use super::{copying, of_first, read_only, scene};
use crate::harness::{Example, Scene, Setting};
use serde_json::{Value, json};

const DEV: [&str; 2] = ["--stage", "dev"];

/// The first deployment of a service by foghorn: the later stage's plan is made again.
#[test]
fn two_stages() {
    let scene = scene();
    let run = read_only(&scene, of_first(&scene, &[]));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn nothing_to_do() {
    let scene = scene();
    assert_eq!(scene.deploy(&DEV).code, Some(0));
    let run = read_only(&scene, of_first(&scene, &DEV));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn names_of_the_environment_and_never_values() {
    let before = r#"{ "name": "LOG_LEVEL", "value": "${values.LOG_LEVEL}" }"#;
    let after = r#"{ "name": "LOG_LEVEL", "value": "hunter2" },
                   { "name": "NEW_ONE", "value": "opensesame" }"#;
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    assert!(text.contains(before), "{text}");
    let changed = text
        .replace(before, after)
        .replace("DATABASE_URL", "DATABASE_ADDRESS");
    let setting = Setting::new(Example::PRODUCT_API);
    let scene = setting.file("ecs/task-definition.json", changed).start();
    let run = read_only(&scene, of_first(&scene, &DEV));
    insta::assert_snapshot!(run);
    let json = read_only(
        &scene,
        of_first(&scene, &["--stage", "dev", "--output", "json"]),
    );
    let shown = format!("{}{}{}{}", run.stdout, run.stderr, json.stdout, json.stderr);
    for value in ["hunter2", "opensesame", "debug"] {
        assert!(!shown.contains(value), "{value} is shown:\n{shown}");
    }
}

/// The later stage has a registry of its own.
#[test]
fn image_that_is_copied() {
    let scene = copying();
    let run = read_only(&scene, of_first(&scene, &[]));
    assert_eq!(run.code, Some(0), "{run}");
    let images: Vec<&str> = run
        .stdout
        .split("\n\n")
        .filter(|part| part.starts_with("image "))
        .collect();
    insta::assert_snapshot!(images.join("\n\n"));
}

/// Lists whose order means nothing to ECS, the other way round.
#[test]
fn another_order_is_no_difference() {
    let scene = scene();
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let web = &mut document["containerDefinitions"][0];
    web["environment"] = json!([{ "name": "A", "value": "1" }, { "name": "B", "value": "2" }]);
    web["portMappings"] = json!([{ "containerPort": 8080 }, { "containerPort": 9090 }]);
    scene.write("ecs/task-definition.json", &document.to_string());
    assert_eq!(scene.deploy(&DEV).code, Some(0));
    let web = &mut document["containerDefinitions"][0];
    for list in ["environment", "portMappings"] {
        web[list].as_array_mut().unwrap().reverse();
    }
    scene.write("ecs/task-definition.json", &document.to_string());
    let run = read_only(&scene, of_first(&scene, &DEV));
    assert!(run.stdout.contains("nothing to do"), "{run}");
}

#[test]
fn in_flight() {
    // In real time, so that nothing happens while the plan is made.
    let scene = Setting::new(Example::PRODUCT_API).scale(1).start();
    let mut deploy = scene.deployment(&DEV).start();
    deploy.wait_for("deployment of product-api:8 started");
    let run = read_only(&scene, of_first(&scene, &DEV));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// No builder is needed: the working tree has no git, so what is built is never there already.
#[test]
fn image_that_is_not_built_yet() {
    let scene = scene();
    let mut run = read_only(&scene, scene.foghorn(&["plan"]));
    let tag = regex_lite::Regex::new(r"nogit-\w+").unwrap();
    run.stdout = tag.replace_all(&run.stdout, "nogit-[tag]").into_owned();
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

#[test]
fn repository_that_is_to_be_created() {
    let created = "repository: brand-new\n  create-repository: true";
    let scene = Setting::new(Example::PRODUCT_API)
        .configure("repository: product-api", created)
        .start();
    let run = read_only(&scene, scene.foghorn(&["plan", "--stage", "dev"]));
    let wanted = "ecr:CreateRepository on arn:aws:ecr:eu-west-1:111111111111:repository/brand-new";
    assert!(run.stdout.contains(wanted), "{run}");
    assert_eq!(run.code, Some(0), "{run}");
}

#[test]
fn what_the_stage_before_proved() {
    let scene = scene();
    assert_eq!(scene.deploy(&DEV).code, Some(0));
    let run = read_only(&scene, scene.foghorn(&["plan", "--stage", "prod"]));
    insta::assert_snapshot!(run);
    assert_eq!(run.code, Some(0));
}

/// By the stage's policy, the service's circuit breaker and alarms, and what was there before.
#[test]
fn who_goes_back() {
    for (setting, policy, said) in [
        (
            "healthy",
            "rollback",
            "foghorn stops it, and the service goes back to product-api:7; ECS's circuit breaker rolls back",
        ),
        (
            "fargate-illusion-no-breaker",
            "stop-waiting",
            "foghorn says why, ends and leaves it; ECS's circuit breaker is off",
        ),
        (
            "fargate-illusion-no-rollback",
            "keep-waiting",
            "foghorn says why and waits for ECS; ECS's circuit breaker stops it, without rollback",
        ),
        ("deployment-alarm", "rollback", "an alarm rolls it back"),
        ("blue-green", "rollback", "2 tasks, blue/green, "),
        (
            "no-rollback-candidate",
            "rollback",
            "foghorn stops it; no revision is known that was deployed successfully before",
        ),
    ] {
        let scene = Setting::new(Example::PRODUCT_API)
            .scenario(setting)
            .at("dev")
            .default_setting(&format!("on-failure: {policy}"))
            .start();
        let run = read_only(&scene, of_first(&scene, &DEV));
        assert!(run.stdout.contains(said), "{setting}: {run}");
        let stop = run.stdout.contains("ecs:StopServiceDeployment");
        assert_eq!(stop, policy == "rollback", "{setting}: {run}");
    }
}

/// Nothing is printed as a plan that is none.
#[test]
fn there_is_no_plan() {
    for (denied, arguments, code, said) in [
        ("", &["--stage", "test"][..], 2, "there is no stage `test`"),
        ("", &["--stage", "prod"], 3, "has not proven an image"),
        ("ecs:DescribeServices", &[], 4, "ecs:DescribeServices"),
        ("", &["--config", "other.yml"], 5, "brand-new"),
    ] {
        let text = Example::PRODUCT_API.read("foghorn.yml");
        let text = text.replace("repository: product-api", "repository: brand-new");
        let scene = Setting::new(Example::PRODUCT_API)
            .file("other.yml", text)
            .denied(denied)
            .start();
        let run = read_only(&scene, scene.foghorn(&[&["plan"], arguments].concat()));
        assert_eq!(run.code, Some(code), "{run}");
        assert_eq!(run.stdout, "", "{run}");
        assert!(run.stderr.contains(said), "{run}");
    }
}

/// What deploy refuses, plan refuses, in the same words.
#[test]
fn refused_as_deploy_refuses() {
    let scene = Setting::new(Example::PRODUCT_API)
        .configure("service: product-api", "service: product-app")
        .start();
    let said = |scene: &Scene, verb: &str| {
        let image = scene.image("first");
        let run = scene
            .foghorn(&[verb, "--image", &image, "--stage", "dev"])
            .run();
        assert_eq!(run.code, Some(3), "{run}");
        let error = run.stderr.find("error:").unwrap_or_else(|| panic!("{run}"));
        run.stderr[error..].lines().next().unwrap().to_owned()
    };
    assert_eq!(said(&scene, "plan"), said(&scene, "deploy"));
}
