//! An account of ministack's, with everything that a deployment of the example needs.

use super::configuration;
use super::ministack::Ministack;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Whose ECR it is that ministack's registry shows to those who do not sign in, as Docker here.
const OF_THE_REGISTRY: &str = "000000000000";
/// How long the revision that ran before may take to run.
const STARTED: Duration = Duration::from_mins(1);

/// An account.
pub(super) struct Place<'a> {
    ministack: &'a Ministack,
    account: &'a str,
    /// The stage that is here; its cluster has the same name.
    stage: &'a str,
    repository: String,
}

impl<'a> Place<'a> {
    /// Takes an account that is not used yet.
    pub(super) fn new(ministack: &'a Ministack, account: &'a str, stage: &'a str) -> Self {
        let repository = format!("product-api-{account}");
        let named = json!({ "repositoryName": repository });
        ministack.call(OF_THE_REGISTRY, "ecr", "CreateRepository", &named);
        Self {
            ministack,
            account,
            stage,
            repository,
        }
    }

    /// Pushes an image, and returns `REPOSITORY@sha256:…`.
    pub(super) fn image(&self, tag: &str, entrypoint: &[&str]) -> String {
        let image = format!("{}:{tag}", self.repository);
        self.ministack.image(&image, entrypoint)
    }

    /// Returns the name of an image that is not in the repository.
    pub(super) fn no_image(&self) -> String {
        let registry = self.ministack.endpoint().replace("http://", "");
        format!("{registry}/{}@sha256:{}", self.repository, "5".repeat(64))
    }

    /// Calls an operation of ECS.
    pub(super) fn ecs(&self, operation: &str, input: &Value) -> Value {
        self.call("ecs", operation, input)
    }

    /// The service, as ECS describes it now.
    pub(super) fn service(&self) -> Value {
        let named = json!({ "cluster": self.stage, "services": ["product-api"] });
        self.ecs("DescribeServices", &named)["services"][0].take()
    }

    fn call(&self, service: &str, operation: &str, input: &Value) -> Value {
        self.ministack.call(self.account, service, operation, input)
    }

    /// Makes what the task definition names, and has two tasks of it run with this image.
    pub(super) fn furnish(&self, image: &str, parameter: &str, breaker: bool) {
        let anybody = json!({
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow",
                "Principal": { "AWS": "*", "Service": "ecs-tasks.amazonaws.com" },
                "Action": "sts:AssumeRole",
            }],
        });
        for role in ["deploy", "product-api-execution", "product-api-task"] {
            let made = json!({ "RoleName": role, "AssumeRolePolicyDocument": anybody.to_string() });
            self.call("iam", "CreateRole", &made);
            let everything = json!({
                "Version": "2012-10-17",
                "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*" }],
            });
            let policy = json!({
                "RoleName": role,
                "PolicyName": "everything",
                "PolicyDocument": everything.to_string(),
            });
            self.call("iam", "PutRolePolicy", &policy);
        }
        self.call(
            "logs",
            "CreateLogGroup",
            &json!({ "logGroupName": "/ecs/product-api" }),
        );
        let name = format!("/product-api/{}/{parameter}", self.stage);
        let value = json!({ "Name": name, "Type": "String", "Value": "postgres://nobody" });
        self.call("ssm", "PutParameter", &value);
        let text = configuration::definition(parameter)
            .replace("${image}", image)
            .replace("${account}", self.account)
            .replace("${region}", "eu-west-1")
            .replace("${stage}", self.stage)
            .replace("${values.LOG_LEVEL}", "debug");
        self.ecs(
            "RegisterTaskDefinition",
            &serde_json::from_str(&text).unwrap(),
        );
        self.ecs("CreateCluster", &json!({ "clusterName": self.stage }));
        let service = json!({
            "cluster": self.stage,
            "serviceName": "product-api",
            "taskDefinition": "product-api",
            "desiredCount": 2,
            "launchType": "FARGATE",
            "networkConfiguration": { "awsvpcConfiguration": { "subnets": ["subnet-1"] } },
            "deploymentConfiguration": {
                "minimumHealthyPercent": 100,
                "maximumPercent": 200,
                "deploymentCircuitBreaker": { "enable": breaker, "rollback": breaker },
            },
        });
        self.ecs("CreateService", &service);
        self.wait_until_it_runs();
    }

    #[expect(clippy::disallowed_methods, reason = "a test has no runtime to block")]
    fn wait_until_it_runs(&self) {
        let began = Instant::now();
        let named = json!({ "cluster": self.stage, "services": ["product-api"] });
        loop {
            let service = self.ecs("DescribeServices", &named)["services"][0].take();
            if service["runningCount"] == 2 {
                return;
            }
            assert!(began.elapsed() < STARTED, "it does not start: {service}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}
