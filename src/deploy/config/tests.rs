//! Configurations, good and bad.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use super::*;
use crate::sealed::Sealed;
use crate::substitution::Git;

const SMALL: &str = r"
image: { repository: product-api }
service: product-api
task-definition: ecs/task-definition.json
stages:
  dev: { account: 012345678901, region: eu-west-1, cluster: dev }
  prod: { after: dev, region: eu-west-1, cluster: prod, timeout: 1h30m, soak: 0, logs: off, url: https://example.com }
";

const LARGE: &str = r#"
images:
  api-image:
    repository: api
    context: api
    build-args: { VERSION: "${git.sha}", NPM: "${env.NPM_VERSION}", N: 1.10 }
    secrets: [{ id: npm, env: NPM_TOKEN }, { id: key, file: key.pem }]
    builder: buildah
  worker: { uri: ghcr.io/example/worker, dockerfile: worker.Dockerfile }
environment: [NPM_VERSION]
services:
  api:
    task-definition: ecs/api.yml
    container: web
    containers: { web: api-image, side: worker }
    allow-unknown-fields: ["containerDefinitions.futureKnob"]
  worker: { service: jobs, task-definition: ecs/worker.yml }
defaults:
  region: eu-west-1
  on-failure: stop-waiting
  values: { LEVEL: info, TAG: "${git.short-sha}" }
stages:
  zeta: { cluster: z, values: { LEVEL: debug } }
  alpha:
    after: zeta
    cluster: a
    on-failure: keep-waiting
    services: { worker: { service: jobs-alpha } }
"#;

fn problems(text: &str) -> String {
    let problems = Config::parse("foghorn.yml", text).unwrap_err();
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn small_things_have_defaults() {
    let config = Config::parse("foghorn.yml", SMALL).unwrap();
    let image = config.image(ONLY_IMAGE).unwrap();
    assert_eq!(image.repository, Repository::Ecr("product-api".to_owned()));
    assert_eq!(
        (image.context.as_str(), image.dockerfile.as_str()),
        (".", "Dockerfile")
    );
    let [dev, prod] = config.stages.as_slice() else {
        panic!("two stages")
    };
    assert_eq!(dev.account.as_deref(), Some("012345678901"));
    assert_eq!(
        (dev.timeout, dev.soak),
        (Duration::from_mins(20), Duration::from_mins(1))
    );
    assert_eq!((dev.on_failure, dev.logs), (OnFailure::Rollback, Logs::On));
    assert_eq!(prod.after.as_deref(), Some("dev"));
    assert_eq!(
        (prod.timeout, prod.soak, prod.logs),
        (Duration::from_mins(90), Duration::ZERO, Logs::Off)
    );
    assert_eq!(
        (&dev.url, prod.url.as_deref()),
        (&None, Some("https://example.com"))
    );
    let placement = ImagePlacement {
        container: None,
        image: ONLY_IMAGE.to_owned(),
    };
    assert_eq!(dev.services[0].images, [placement]);
    assert_eq!(dev.services[0].service, "product-api");
}

#[test]
fn several_images_services_and_defaults_of_the_user() {
    let config = Config::parse("foghorn.yml", LARGE).unwrap();
    assert_eq!(
        config
            .stages
            .iter()
            .map(|stage| stage.name.as_str())
            .collect::<Vec<_>>(),
        ["zeta", "alpha"]
    );
    assert_eq!(
        config.image("api-image").unwrap().dockerfile,
        "api/Dockerfile"
    );
    let alpha = config.stage("alpha").unwrap();
    assert_eq!(alpha.on_failure, OnFailure::KeepWaiting);
    assert_eq!(config.stages[0].on_failure, OnFailure::StopWaiting);
    let worker = &alpha.services[1];
    assert_eq!(
        (worker.name.as_str(), worker.service.as_str()),
        ("worker", "jobs-alpha")
    );
    assert_eq!(
        worker.images,
        [ImagePlacement {
            container: None,
            image: "worker".to_owned()
        }]
    );
    assert_eq!(config.stages[0].services[1].service, "jobs");
    assert_eq!(alpha.services[0].images.len(), 2);
}

#[test]
fn facts_become_sources() {
    let config = Config::parse("foghorn.yml", LARGE).unwrap();
    let git = Git {
        sha: "abcdef".to_owned(),
        short_sha: "abc".to_owned(),
        reference: None,
    };
    let facts = Facts {
        git: Some(git),
        environment: [("NPM_VERSION".to_owned(), Sealed::new("9".to_owned()))].into(),
        images: [("api-image".to_owned(), "api@sha256:1".to_owned())].into(),
        account: Some("111111111111".to_owned()),
    };
    let (zeta, alpha) = (&config.stages[0], &config.stages[1]);
    let sources = config.sources(zeta, &zeta.services[0], &facts).unwrap();
    assert_eq!(sources.values["LEVEL"].expose(), "debug");
    assert_eq!(sources.values["TAG"].expose(), "abc");
    assert_eq!(sources.image.as_deref(), Some("api@sha256:1"));
    assert_eq!(sources.account.as_deref(), Some("111111111111"));
    let sources = config.sources(alpha, &alpha.services[1], &facts).unwrap();
    assert_eq!(sources.values["LEVEL"].expose(), "info");
    assert_eq!(sources.service.as_deref(), Some("jobs-alpha"));
    let image = &config.images[0];
    let args = image.build_args.iter().map(|(name, template)| {
        let text = template.render(&config.image_sources(&facts)).unwrap();
        (name.as_str(), text.expose().to_owned())
    });
    let expected = [("N", "1.10"), ("NPM", "9"), ("VERSION", "abcdef")];
    assert_eq!(
        args.collect::<Vec<_>>(),
        expected.map(|(name, value)| (name, value.to_owned()))
    );
    let missing = config
        .sources(zeta, &zeta.services[0], &Facts::default())
        .unwrap_err();
    assert_eq!(missing.len(), 1, "{missing}");
}

#[test]
fn every_problem_is_listed_at_once() {
    let text = r#"image:
  repository: 111.dkr.ecr.eu-west-1.amazonaws.com/product-api
  biuld-args: { TOKEN: hunter2 }
  build-args: { A: "x ${env.NPM_VERSON} hunter2", B: "${image}", C: [hunter2] }
  builder: buildxx
  platforms: [arm64]
  secrets: [{ id: npm }]
environment: [NPM_VERSION, NPM-TOKEN]
servce: product-api
stages:
  dev:
    account: 12345
    region: ireland
    role: deploy
    cluster: dev cluster
    timeout: 0
    soak: 60
    logs: true
    vlaues: { X: hunter2 }
  qa:
    after: prod
    region: eu-west-1
  prod:
    after: qa
    region: eu-west-1
    cluster: prod
    on-failure: stop-wating
    account: "111111111111"
    role: arn:aws:iam::222222222222:role/deploy
  last:
    after: prd
    region: eu-west-1
    cluster:
"#;
    let rendered = Config::parse("foghorn.yml", text).unwrap_err().to_string();
    assert!(!rendered.contains("hunter2"), "{rendered}");
    insta::assert_snapshot!(rendered);
}

#[test]
fn services_and_images_must_fit_together() {
    let text = r"
image: { repository: a }
images: { one: { repository: a, uri: ghcr.io/a }, two: {} }
service: top
services:
  api: { task-definition: a.json, containers: { web: won } }
  jobs: { container: x }
stages:
  later: { after: dev, region: eu-west-1, cluster: a, service: x }
  dev: { region: eu-west-1, cluster: a, services: { apii: {}, other: {} } }
";
    insta::assert_snapshot!(problems(text));
}

#[test]
fn gates_must_fit_the_stage() {
    let stage = |settings: &str| {
        format!(
            "service: a\ntask-definition: b\nstages:\n  dev: {{ region: eu-west-1, cluster: dev, {settings} }}\n"
        )
    };
    let table = [
        ("minimum-age: 30m", "there is none"),
        ("minimum-age: soon", "`soon` is not a duration"),
        (
            "account: '111111111111', proof-role: 'arn:aws:iam::222222222222:role/proof'",
            "the role is in the account 222222222222",
        ),
        ("proof-role: proof", "expected a role such as"),
        ("branches: main", "expected a list"),
    ];
    for (settings, expected) in table {
        let found = problems(&stage(settings));
        assert!(found.contains(expected), "{settings}: {found}");
    }
}

#[test]
fn services_that_go_back_together_must_go_back() {
    for (policy, expected) in [("rollback", 0), ("stop-waiting", 1), ("keep-waiting", 1)] {
        let policy = format!("cluster: dev, together: true, on-failure: {policy} }}");
        let text = SMALL.replace("cluster: dev }", &policy);
        let found = match Config::parse("foghorn.yml", &text) {
            Ok(config) => {
                assert!(config.stages[0].together);
                0
            }
            Err(problems) => {
                let problems = problems.to_string();
                assert!(problems.contains("go back together"), "{problems}");
                1
            }
        };
        assert_eq!(found, expected, "{policy}");
    }
}

#[test]
fn a_nearly_empty_file_says_what_is_missing() {
    for (text, expected) in [
        ("stages:\n  dev:\n", 4),
        ("service: a\ntask-definition: b\n", 1),
        ("service: a\ntask-definition: b\nstages: {}\n", 1),
        ("- a\n", 1),
    ] {
        let found = problems(text);
        assert_eq!(found.lines().count(), expected, "{found}");
    }
}

#[test]
fn nothing_of_values_or_build_arguments_is_in_debug_output() {
    let text = SMALL.replace("cluster: dev }", "cluster: dev, values: { A: hunter2 } }");
    let config = Config::parse("foghorn.yml", &text).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn the_json_schema_describes_every_key() {
    let schema = json_schema();
    let definitions = schema["$defs"].as_object().unwrap();
    for owner in definitions.values().chain([&schema]) {
        for (key, property) in owner["properties"].as_object().into_iter().flatten() {
            assert!(
                property["description"].is_string(),
                "{key} has no description"
            );
        }
    }
    assert_eq!(schema["required"], serde_json::json!(["stages"]));
    let account = &definitions["Stage"]["properties"]["account"];
    assert_eq!(account["pattern"], r"^\d{12}$", "{account}");
    assert_eq!(definitions["Stage"]["additionalProperties"], false);
}
