//! What a scene is to be like: example, world, faults and files. It owns the seeding.

use super::definition;
use super::example::{Example, STAGES, Stage};
use super::scene::Scene;
use foghorn_sim::engine::{
    BreakerSetting, Fault, LoadBalancerSeed, Previous, Region, ServiceSeed, Span, Timing,
};
use foghorn_sim::scenarios::{self, Scenario};
use foghorn_sim::{Options, Secret, Simulator, World, world};
use serde_json::{Map, Value, json};

/// The revision that runs before; so that the first new one is the 8 of "The Fargate Illusion".
const REVISION: u32 = 7;
/// A connection that is tried in vain: a third of ECS's, so that nobody waits for it.
const CONNECTION_TIMEOUT: Span = Span {
    from: 40_000,
    to: 60_000,
};

/// A scene that is not set up yet.
pub(crate) struct Setting {
    example: Example,
    scale: Option<u32>,
    at: &'static str,
    faults: Vec<Fault>,
    scenario: Option<&'static Scenario>,
    breaker: BreakerSetting,
    desired_count: u32,
    load_balancer: bool,
    service: Map<String, Value>,
    previous: Previous,
    timing: Timing,
    world: World,
    repository_policy: Option<Value>,
    index: Vec<String>,
    files: Vec<(String, String)>,
}

impl Setting {
    /// Two healthy tasks of every service, behind a load balancer, with the circuit breaker on.
    pub(crate) fn new(example: Example) -> Self {
        Self {
            example,
            scale: None,
            at: "prod",
            faults: Vec::new(),
            scenario: None,
            breaker: BreakerSetting::On,
            desired_count: 2,
            load_balancer: true,
            service: Map::new(),
            previous: Previous::Completed,
            timing: Timing {
                connection_timeout: CONNECTION_TIMEOUT,
                ..Timing::default()
            },
            world: World {
                seed: 8,
                ..World::default()
            },
            repository_policy: None,
            index: Vec::new(),
            files: Vec::new(),
        }
    }

    /// Takes faults, what the execution roles lack, circuit breaker, load balancer and desired count from a scenario of `foghorn-sim`.
    pub(crate) fn scenario(mut self, name: &str) -> Self {
        let scenario = scenarios::find(name).unwrap_or_else(|| panic!("no scenario {name}"));
        self.faults.clone_from(&scenario.faults);
        self.scenario = Some(scenario);
        self.breaker = scenario.breaker;
        self.desired_count = scenario.desired_count;
        self.load_balancer = scenario.load_balancer;
        self.service.clone_from(&scenario.service);
        self.previous = scenario.previous;
        self
    }

    /// In which stage the faults strike: `prod` unless said otherwise, `*` for all.
    pub(crate) fn at(mut self, stage: &'static str) -> Self {
        self.at = stage;
        self
    }

    /// Adds a fault, in the JSON of `foghorn_sim::engine::Fault`.
    pub(crate) fn fault(mut self, fault: serde_json::Value) -> Self {
        self.faults.push(serde_json::from_value(fault).unwrap());
        self
    }

    /// Adds a fault on the wire, in the JSON of `foghorn_sim::world::WireFault`.
    pub(crate) fn wire_fault(mut self, fault: serde_json::Value) -> Self {
        self.world
            .wire_faults
            .push(serde_json::from_value(fault).unwrap());
        self
    }

    /// Takes a permission away from everybody.
    pub(crate) fn denied(mut self, action: &str) -> Self {
        let denial = json!({ "who": "*", "action": action });
        self.world
            .denied
            .push(serde_json::from_value(denial).unwrap());
        self
    }

    /// Lets the role that foghorn deploys a stage with do what these policies say, and no more.
    pub(crate) fn deploy_role(self, stage: &str, policies: &[Value]) -> Self {
        // The scene signs in to the account of the first stage.
        let [first, ..] = STAGES;
        let trust = json!({ "Version": "2012-10-17", "Statement": {
            "Effect": "Allow",
            "Principal": { "AWS": format!("arn:aws:iam::{}:root", first.account) },
            "Action": "sts:AssumeRole",
        } });
        self.role(stage, "deploy", &trust, policies)
    }

    /// Adds a role to the account of a stage, or gives it anew, that trusts those, and may do what these policies say.
    pub(crate) fn role(
        mut self,
        stage: &str,
        name: &str,
        trust: &Value,
        policies: &[Value],
    ) -> Self {
        let Stage { account, .. } = Stage::named(stage);
        let named = (1..).map(|number| format!("policy-{number}"));
        let policies: Map<String, Value> = named.zip(policies.iter().cloned()).collect();
        let role = json!({
            "account": account,
            "name": name,
            "trust": trust,
            "inline": policies,
        });
        let iam = self.world.iam.get_or_insert_default();
        iam.roles
            .retain(|role| (role.account.as_str(), role.name.as_str()) != (account, name));
        iam.roles.push(serde_json::from_value(role).unwrap());
        self
    }

    /// Gives the repository of the image this policy, instead of one that lets every stage pull.
    pub(crate) fn repository_policy(mut self, policy: Value) -> Self {
        self.repository_policy = Some(policy);
        self
    }

    /// Sets a member of `CreateService` where the faults strike, such as `deploymentConfiguration`.
    pub(crate) fn service(mut self, member: &str, value: Value) -> Self {
        self.service.insert(member.to_owned(), value);
        self
    }

    /// Sets the desired count of every service.
    pub(crate) fn desired_count(mut self, count: u32) -> Self {
        self.desired_count = count;
        self
    }

    /// Lets time run by itself, this many times as fast as real time: for a test that does something
    /// while foghorn runs, and for what takes real time.
    pub(crate) fn scale(mut self, scale: u32) -> Self {
        self.scale = Some(scale);
        self
    }

    /// Changes the world before it is started: credentials, parameters, repositories, …
    pub(crate) fn world(mut self, change: impl FnOnce(&mut World)) -> Self {
        change(&mut self.world);
        self
    }

    /// Adds a repository of the example's name, with nothing in it, in the account of a stage.
    pub(crate) fn repository_in(mut self, stage: &str) -> Self {
        let stage = STAGES.into_iter().find(|one| one.name == stage).unwrap();
        self.world.repositories.push(world::Repository {
            account: stage.account.to_owned(),
            region: stage.region.to_owned(),
            name: self.example.repository.to_owned(),
            tag_mutability: world::TagMutability::Immutable,
            images: vec![],
        });
        self
    }

    /// Makes the images indexes of images for these platforms, each with an attestation.
    pub(crate) fn index(mut self, platforms: &[&str]) -> Self {
        self.index = platforms.iter().map(|&one| one.to_owned()).collect();
        self
    }

    /// Writes a file into the scene's directory, in place of the example's.
    pub(crate) fn file(mut self, path: &str, text: impl Into<String>) -> Self {
        self.files.push((path.to_owned(), text.into()));
        self
    }

    /// Adds `defaults:` with this one setting, such as `on-failure: stop-waiting`, to the example's
    /// configuration, which must have none.
    pub(crate) fn default_setting(self, line: &str) -> Self {
        let configuration = self.configuration();
        self.file(
            "foghorn.yml",
            format!("{configuration}defaults:\n  {line}\n"),
        )
    }

    /// Writes something else into the configuration in place of this, which must be there.
    pub(crate) fn configure(self, old: &str, new: &str) -> Self {
        let configuration = self.configuration();
        assert!(configuration.contains(old), "{old} is not in it");
        self.file("foghorn.yml", configuration.replace(old, new))
    }

    /// Returns the configuration as it is so far.
    fn configuration(&self) -> String {
        let mut written = self.files.iter().rev();
        let written = written.find(|(path, _)| path == "foghorn.yml");
        written.map_or_else(
            || self.example.read("foghorn.yml"),
            |(_, text)| text.clone(),
        )
    }

    /// Sets everything up and starts the simulated AWS.
    pub(crate) fn start(mut self) -> Scene {
        self.world.clock.scale = f64::from(self.scale.unwrap_or(0));
        for stage in STAGES {
            self.furnish(stage);
        }
        self.repository();
        let world = std::mem::take(&mut self.world);
        let simulator = Simulator::start(world, Options::default()).unwrap();
        for stage in STAGES {
            simulator.with_region(stage.account, stage.region, |region| {
                self.populate(region, stage);
            });
        }
        Scene::new(self.example, simulator, self.scale, &self.files)
    }

    /// Adds what the task definitions and the configuration name in a stage's account.
    fn furnish(&mut self, stage: Stage) {
        let (account, region) = (stage.account.to_owned(), stage.region.to_owned());
        self.world.roles.push(world::Role {
            account: account.clone(),
            name: "deploy".to_owned(),
        });
        self.world.log_groups.push(world::LogGroup {
            account: account.clone(),
            region: region.clone(),
            name: self.example.log_group.to_owned(),
        });
        for service in self.example.services {
            let document = definition::before(&self.example, service, stage);
            self.roles(stage, &document);
            let parameters = definition::parameters(&document);
            self.world
                .parameters
                .extend(parameters.into_iter().map(|name| world::Parameter {
                    account: account.clone(),
                    region: region.clone(),
                    name,
                    kind: world::ParameterType::SecureString,
                    value: Secret::new("simulated"),
                }));
        }
    }

    /// Adds the roles of a task definition, unless the world has been given them.
    fn roles(&mut self, stage: Stage, document: &Value) {
        let iam = self.world.iam.get_or_insert_default();
        let execution = document["executionRoleArn"].as_str().unwrap();
        let (_, name) = execution.rsplit_once('/').unwrap();
        if !iam.has_role(stage.account, name) {
            let here = [stage.name, "*"].contains(&self.at);
            let story = self.scenario.filter(|_| here);
            let lacks = story.map_or(&[][..], |story| &story.execution_role_lacks);
            iam.execution_role(stage.account, execution, lacks);
        }
        if let Some(task) = document["taskRoleArn"].as_str() {
            iam.task_role(stage.account, task);
        }
    }

    fn repository(&mut self) {
        let index = std::mem::take(&mut self.index);
        let image = |tag: &str| world::SeedImage {
            tag: tag.to_owned(),
            platform: "linux/amd64".to_owned(),
            index: index.clone(),
        };
        let [first, ..] = STAGES;
        let Stage {
            account, region, ..
        } = first;
        let arn = format!(
            "arn:aws:ecr:{region}:{account}:repository/{}",
            self.example.repository
        );
        let iam = self.world.iam.get_or_insert_default();
        match self.repository_policy.take() {
            Some(policy) => {
                let policy = json!({ "resource": arn, "policy": policy });
                iam.resource_policies
                    .push(serde_json::from_value(policy).unwrap());
            }
            None => iam.share_repository(&arn, STAGES.map(|stage| stage.account)),
        }
        self.world.repositories.push(world::Repository {
            account: first.account.to_owned(),
            region: first.region.to_owned(),
            name: self.example.repository.to_owned(),
            tag_mutability: world::TagMutability::Immutable,
            images: vec![image("first"), image("second")],
        });
    }

    fn populate(&self, region: &mut Region, stage: Stage) {
        region.set_timing(self.timing);
        let here = [stage.name, "*"].contains(&self.at);
        for service in self.example.services {
            let mut document = definition::before(&self.example, service, stage);
            if let Some(story) = self.scenario.filter(|_| here) {
                document = story.before(document);
            }
            let mut revision = String::new();
            for _ in 0..REVISION {
                revision = region.seed_task_definition(&document).unwrap();
            }
            let traffic = service.traffic.filter(|_| self.load_balancer);
            let load_balancer = traffic.map(|(container, port)| LoadBalancerSeed {
                target_group: region.seed_target_group(service.name, port),
                container: container.to_owned(),
                port,
            });
            let seed = ServiceSeed {
                cluster: stage.name.to_owned(),
                name: service.name.to_owned(),
                task_definition: revision,
                desired_count: self.desired_count,
                breaker: self.breaker,
                load_balancer,
                previous: if here {
                    self.previous
                } else {
                    Previous::Completed
                },
                settings: if here {
                    self.service.clone()
                } else {
                    Map::new()
                },
            };
            region.seed_service(&seed).unwrap();
        }
        if here {
            region.set_faults(self.faults.clone());
        }
    }
}
