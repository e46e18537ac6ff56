//! A small world for stories: cluster `prod` with service `web`, healthy and steady.

use std::ops::Deref;
use std::ops::DerefMut;

use serde_json::Value;
use serde_json::json;

use crate::engine::BreakerSetting;
use crate::engine::EverythingExists;
use crate::engine::Fault;
use crate::engine::ImageFact;
use crate::engine::LoadBalancerSeed;
use crate::engine::Millis;
use crate::engine::Region;
use crate::engine::SecretFact;
use crate::engine::StartFacts;
use crate::engine::service::Service;
use crate::engine::service_deployment::ServiceDeployment;
use crate::engine::task::Task;
use crate::scenarios;
use crate::scenarios::Need;
use crate::scenarios::Scenario;

pub(super) const START: Millis = 1_800_000_000_000;
pub(super) const SECOND: Millis = 1000;
pub(super) const MINUTE: Millis = 60 * SECOND;

/// A region in an account where everything exists, and the execution role may do everything but
/// what the scenario leaves out.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) region: Region,
    account: Account,
}

#[derive(Debug)]
struct Account {
    lacks: Vec<String>,
}

impl Deref for Story {
    type Target = Region;

    fn deref(&self) -> &Region {
        &self.region
    }
}

impl DerefMut for Story {
    fn deref_mut(&mut self) -> &mut Region {
        &mut self.region
    }
}

impl StartFacts for Account {
    fn image(&self, reference: &str) -> ImageFact {
        EverythingExists.image(reference)
    }

    fn refusal(&self, _role_arn: &str, action: &str, _resource: &str) -> Option<String> {
        let lacks = self.lacks.iter().any(|one| one == action);
        lacks.then(|| format!("because no identity-based policy allows the {action} action"))
    }

    fn assumable(&self, role_arn: &str) -> bool {
        EverythingExists.assumable(role_arn)
    }

    fn decrypts(&self, role_arn: &str, service: &str, name: &str) -> bool {
        EverythingExists.decrypts(role_arn, service, name)
    }

    fn parameter_exists(&self, name: &str) -> bool {
        EverythingExists.parameter_exists(name)
    }

    fn secret(&self, arn: &str) -> SecretFact {
        EverythingExists.secret(arn)
    }

    fn log_group_exists(&self, name: &str) -> bool {
        EverythingExists.log_group_exists(name)
    }
}

pub(super) fn document() -> Value {
    json!({
        "family": "web",
        "networkMode": "awsvpc",
        "executionRoleArn": "arn:aws:iam::111111111111:role/web-execution",
        "containerDefinitions": [{
            "name": "app",
            "image": "111111111111.dkr.ecr.eu-west-1.amazonaws.com/web@sha256:00",
            "portMappings": [{"containerPort": 8080}],
            "secrets": [{"name": "PASSWORD", "valueFrom": "/web/password"}],
            "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::settings/web.env"}],
            "healthCheck": {"command": ["CMD", "true"], "interval": 10, "retries": 2},
            "logConfiguration": {"logDriver": "awslogs", "options": {
                "awslogs-group": "/web", "awslogs-stream-prefix": "web"}},
        }],
    })
}

/// Returns the task definition with what the scenario needs of it.
fn needed(scenario: &Scenario) -> Value {
    let mut document = document();
    if scenario.needs.contains(&Need::JsonKey) {
        let secret = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:web-AbCdEf:password::";
        document["containerDefinitions"][0]["secrets"][0]["valueFrom"] = json!(secret);
    }
    document
}

/// Returns the world of a scenario, with `web:1` running.
pub(super) fn of(scenario: &Scenario, seed: u64) -> Story {
    begin(seed, scenario)
}

/// Returns the world of a story without a name.
pub(super) fn world(
    seed: u64,
    desired: u32,
    breaker: BreakerSetting,
    balanced: bool,
    faults: Vec<Fault>,
) -> Story {
    let mut scenario = scenarios::find("healthy").unwrap().clone();
    scenario.desired_count = desired;
    scenario.breaker = breaker;
    scenario.load_balancer = balanced;
    scenario.faults = faults;
    begin(seed, &scenario)
}

/// Returns the world of a story whose service has a `deploymentConfiguration` of its own.
pub(super) fn configured(configuration: &Value, faults: Value) -> Story {
    let mut scenario = scenarios::find("healthy").unwrap().clone();
    scenario
        .service
        .insert("deploymentConfiguration".to_owned(), configuration.clone());
    scenario.faults = serde_json::from_value(faults).unwrap();
    begin(1, &scenario)
}

fn begin(seed: u64, scenario: &Scenario) -> Story {
    let mut region = Region::new("111111111111", "eu-west-1", seed, START);
    region.seed_task_definition(&needed(scenario)).unwrap();
    let group = region.seed_target_group("web", 8080);
    let load_balancer = scenario.load_balancer.then(|| LoadBalancerSeed {
        target_group: group,
        container: "app".to_owned(),
        port: 8080,
    });
    let seed = scenario.seed("prod", "web", "web", load_balancer);
    region.seed_service(&seed).unwrap();
    region.set_faults(scenario.faults.clone());
    region.advance(START + MINUTE, &EverythingExists);
    Story {
        region,
        account: Account {
            lacks: scenario.execution_role_lacks.clone(),
        },
    }
}

/// Registers the next revision and begins its deployment; returns the deployment's id.
pub(super) fn deploy(region: &mut Region) -> String {
    let Region {
        backdrop, services, ..
    } = region;
    let place = backdrop.place.clone();
    // As a deployer does it: what runs now, with another image.
    let current = backdrop.definitions.find(&services[0].definition).unwrap();
    let document = &current.document;
    let at = backdrop.now;
    let definition = backdrop
        .definitions
        .register(&place, document, "me", at, false);
    services[0].begin_deployment(&definition, backdrop);
    services[0].primary().unwrap().id.clone()
}

pub(super) fn web(region: &Region) -> &Service {
    &region.services[0]
}

pub(super) fn latest(region: &Region) -> &ServiceDeployment {
    web(region).records.last().unwrap()
}

pub(super) fn run(story: &mut Story, length: Millis) {
    let until = story.now() + length;
    story.region.advance(until, &story.account);
}

/// Runs in steps of a second until something holds, at most for an hour.
pub(super) fn run_until(story: &mut Story, holds: impl Fn(&Region) -> bool) {
    for _ in 0..3600 {
        if holds(story) {
            return;
        }
        run(story, SECOND);
    }
    panic!("an hour has passed: {:#?}", messages(story));
}

/// Returns the messages of the service's events, oldest first.
pub(super) fn messages(region: &Region) -> Vec<String> {
    let events = web(region).events.newest_first();
    let mut messages: Vec<String> = events.map(|event| event.message.clone()).collect();
    messages.reverse();
    messages
}

pub(super) fn tasks_of<'r>(
    region: &'r Region,
    deployment: &'r str,
) -> impl Iterator<Item = &'r Task> {
    let tasks = web(region).tasks.values();
    tasks.filter(move |task| task.deployment == deployment)
}

pub(super) fn said(region: &Region, part: &str) -> bool {
    messages(region)
        .iter()
        .any(|message| message.contains(part))
}
