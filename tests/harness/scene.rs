//! A running scene: the simulated AWS and the directory that foghorn is run in.

use super::definition;
use super::example::{Example, STAGES, Stage};
use super::invocation::Invocation;
use super::run::Run;
use foghorn_sim::{Outcome, Secret, Simulator, world};
use serde_json::{Value, json};
use std::path::Path;
use tempfile::TempDir;

/// A scene that can be played. Its AWS stops and its directory goes when it is dropped.
pub(crate) struct Scene {
    /// The simulated AWS.
    pub(crate) simulator: Simulator,
    example: Example,
    scale: Option<u32>,
    directory: TempDir,
}

impl Scene {
    pub(super) fn new(
        example: Example,
        simulator: Simulator,
        scale: Option<u32>,
        files: &[(String, String)],
    ) -> Self {
        let scene = Self {
            simulator,
            example,
            scale,
            directory: TempDir::with_prefix("foghorn-").unwrap(),
        };
        for file in example.files {
            scene.write(file, &example.read(file));
        }
        for (path, text) in files {
            scene.write(path, text);
        }
        scene
    }

    /// The directory that foghorn is run in.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Writes a file into it.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.directory().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Returns `REPOSITORY@sha256:…` of an image in the registry: `first` or `second`.
    pub(crate) fn image(&self, tag: &str) -> String {
        let [
            Stage {
                account, region, ..
            },
            ..,
        ] = STAGES;
        let repository = self.example.repository;
        let tags = self.simulator.tags(account, region, repository);
        let digest = &tags[tag];
        format!("{account}.dkr.ecr.{region}.amazonaws.com/{repository}@{digest}")
    }

    /// Prepares `foghorn ARGUMENTS` with an environment that leads to the simulated AWS, signed in
    /// to the account of `dev`.
    pub(crate) fn foghorn(&self, arguments: &[&str]) -> Invocation {
        let [
            Stage {
                account, region, ..
            },
            ..,
        ] = STAGES;
        Invocation::new(self.directory(), arguments)
            .env("AWS_ENDPOINT_URL", self.simulator.endpoint())
            .env("AWS_ACCESS_KEY_ID", account)
            .env("AWS_SECRET_ACCESS_KEY", world::ANY_ACCOUNT_SECRET)
            .env("AWS_REGION", region)
            .env("AWS_EC2_METADATA_DISABLED", "true")
    }

    /// Prepares `foghorn ARGUMENTS` of a verb that waits, in step with the simulated AWS.
    pub(crate) fn timed(&self, arguments: &[&str]) -> Invocation {
        let invocation = self.foghorn(arguments);
        match self.scale {
            Some(scale) => invocation.args(&["--time-scale", &scale.to_string()]),
            None => {
                let address = self.simulator.address().to_string();
                invocation.args(&["--time-steps", &address])
            }
        }
    }

    /// Prepares `foghorn deploy` of the image `first`, without the check that would find the faults
    /// of a story beforehand.
    pub(crate) fn deployment(&self, arguments: &[&str]) -> Invocation {
        let image = self.image("first");
        let ours = ["deploy", "--no-check", "--image", &image];
        self.timed(&[&ours, arguments].concat())
    }

    /// Runs `foghorn deploy` of the image `first` to its end.
    pub(crate) fn deploy(&self, arguments: &[&str]) -> Run {
        self.deployment(arguments).run()
    }

    /// Counts the calls of an operation so far, answered or not.
    pub(crate) fn calls(&self, operation: &str) -> usize {
        let calls = self.simulator.calls();
        calls.iter().filter(|c| c.operation == operation).count()
    }

    /// Counts the calls so far that were refused with this error code.
    pub(crate) fn refused(&self, code: &str) -> usize {
        let refused = Outcome::Error(code.to_owned());
        let calls = self.simulator.calls();
        calls.iter().filter(|c| c.outcome == refused).count()
    }

    /// Returns the operations that were called after so many calls.
    pub(crate) fn operations_after(&self, calls: usize) -> Vec<String> {
        let made = self.simulator.calls().into_iter().skip(calls);
        made.map(|call| call.operation).collect()
    }

    /// Nothing but readings, and the way to their credentials, was called after so many calls.
    pub(crate) fn only_reads_after(&self, calls: usize) {
        let reads = ["Describe", "List", "Get", "AssumeRole"];
        for operation in self.operations_after(calls) {
            let reads = reads.iter().any(|verb| operation.starts_with(verb));
            assert!(reads, "{operation} is no reading");
        }
    }

    /// Returns the latest value of an SSM parameter of a stage.
    pub(crate) fn parameter(&self, stage: &str, name: &str) -> Option<Secret> {
        let Stage {
            account, region, ..
        } = Stage::named(stage);
        self.simulator.parameter(account, region, name)
    }

    /// Reads a file of events, as `--events` writes it.
    pub(crate) fn events(&self, file: &str) -> Vec<Value> {
        let text = std::fs::read_to_string(self.directory().join(file)).unwrap();
        let lines = text.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// Asks ECS of a stage, unseen by the record of calls.
    pub(crate) fn ecs(&self, stage: &str, operation: &str, body: &Value) -> Value {
        let Stage {
            account, region, ..
        } = Stage::named(stage);
        self.simulator
            .ecs(account, region, operation, body)
            .expect(operation)
    }

    /// Asks SSM of a stage, unseen by the record of calls.
    pub(crate) fn ssm(&self, stage: &str, operation: &str, body: &Value) -> Value {
        let Stage {
            account, region, ..
        } = Stage::named(stage);
        self.simulator
            .ssm(account, region, operation, body)
            .expect(operation)
    }

    /// Returns a service's task definition as its file has it, with the image that ran before.
    pub(crate) fn definition(&self, stage: &str, service: &str) -> Value {
        let mut services = self.example.services.iter();
        let service = services.find(|one| one.name == service).unwrap();
        definition::before(&self.example, service, Stage::named(stage))
    }

    /// Registers the task definition of a service once more, as somebody else does.
    pub(crate) fn register(&self, stage: &str, service: &str) {
        let document = self.definition(stage, service);
        self.ecs(stage, "RegisterTaskDefinition", &document);
    }

    /// Leads a service to a revision, as somebody else does.
    pub(crate) fn lead(&self, stage: &str, service: &str, revision: &str) {
        let body = json!({ "cluster": stage, "service": service, "taskDefinition": revision });
        self.ecs(stage, "UpdateService", &body);
    }

    /// Returns a service as DescribeServices shows it now.
    pub(crate) fn service(&self, stage: &str, service: &str) -> Value {
        let body = json!({ "cluster": stage, "services": [service] });
        self.ecs(stage, "DescribeServices", &body)["services"][0].take()
    }

    /// Returns `family:revision` of the service's PRIMARY deployment.
    pub(crate) fn revision(&self, stage: &str, service: &str) -> String {
        let service = self.service(stage, service);
        let arn = service["deployments"][0]["taskDefinition"].as_str();
        let (_, name) = arn.unwrap().rsplit_once('/').unwrap();
        name.to_owned()
    }
}
