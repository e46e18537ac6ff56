//! A world for a scenario: one service with what its task definition names.

use serde_json::{Value, json};

use super::Bench;
use crate::Secret;
use crate::engine::{LoadBalancerSeed, Millis, Region, SeedError};
use crate::place::Place;
use crate::scenarios::{Need, Scenario};
use crate::world::{LogGroup, Parameter, ParameterType, StoredSecret, World};

/// The account of [`Bench::playing`].
pub const ACCOUNT: &str = "111111111111";
/// Its region.
pub const REGION: &str = "eu-west-1";
/// Its cluster.
pub const CLUSTER: &str = "prod";
/// Its service.
pub const SERVICE: &str = "web";
/// The family of its service's task definition.
pub const FAMILY: &str = "web";
/// The container of that.
pub const CONTAINER: &str = "app";

/// The execution role of its task definition.
const EXECUTION_ROLE: &str = "web-execution";
const PARAMETER: &str = "/web/PASSWORD";
const LOG_GROUP: &str = "/ecs/web";
const PORT: u16 = 8080;

impl Bench {
    /// Sets up a scenario at a moment of AWS's time: the cluster [`CLUSTER`] with the service
    /// [`SERVICE`], which has been running the first revision of [`FAMILY`] since long ago. What
    /// goes wrong goes wrong with later revisions; [`Bench::definition`] is one to register.
    ///
    /// `world` may hold wire faults, denials, identities and the seed of all chance. Unless it has
    /// the execution role, that one has what the scenario leaves it.
    ///
    /// # Errors
    /// When the scenario's service does not fit its own world, which a test of every scenario
    /// excludes.
    pub fn playing(scenario: &Scenario, mut world: World, now: Millis) -> Result<Self, SeedError> {
        world.parameters.push(Parameter {
            account: ACCOUNT.to_owned(),
            region: REGION.to_owned(),
            name: PARAMETER.to_owned(),
            kind: ParameterType::SecureString,
            value: Secret::new("simulated"),
        });
        world.secrets.push(StoredSecret {
            account: ACCOUNT.to_owned(),
            region: REGION.to_owned(),
            name: SERVICE.to_owned(),
            value: Secret::new(r#"{"password": "simulated"}"#),
            deleted: false,
        });
        world.log_groups.push(LogGroup {
            account: ACCOUNT.to_owned(),
            region: REGION.to_owned(),
            name: LOG_GROUP.to_owned(),
        });
        let iam = world.iam.get_or_insert_default();
        if !iam.has_role(ACCOUNT, EXECUTION_ROLE) {
            iam.execution_role(ACCOUNT, EXECUTION_ROLE, &scenario.execution_role_lacks);
        }
        let mut bench = Self::new(world, now);
        let place = Self::place();
        bench.with_region(&place, |region| seed(region, scenario))?;
        bench.strike(&place, scenario);
        Ok(bench)
    }

    /// The account and region of [`Bench::playing`].
    pub fn place() -> Place {
        Place::new(ACCOUNT, REGION)
    }

    /// The input of RegisterTaskDefinition for the service of [`Bench::playing`].
    pub fn definition(scenario: &Scenario) -> Value {
        let mut container = json!({
            "name": CONTAINER,
            "image": "public.ecr.aws/foghorn/web:2",
            "essential": true,
            "portMappings": [{ "containerPort": PORT, "protocol": "tcp" }],
            "secrets": [{
                "name": "PASSWORD",
                "valueFrom": format!("arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{PARAMETER}"),
            }],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {
                    "awslogs-group": LOG_GROUP,
                    "awslogs-region": REGION,
                    "awslogs-stream-prefix": SERVICE,
                },
            },
        });
        if scenario.needs.contains(&Need::JsonKey) {
            // Without the six random characters of a full ARN, which AWS takes as well.
            let secret = format!("arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{SERVICE}");
            container["secrets"][0]["valueFrom"] = json!(format!("{secret}:password::"));
        }
        if scenario.needs.contains(&Need::HealthCheck) {
            container["healthCheck"] = json!({ "command": ["CMD-SHELL", "true"] });
        }
        json!({
            "family": FAMILY,
            "networkMode": "awsvpc",
            "requiresCompatibilities": ["FARGATE"],
            "cpu": "256",
            "memory": "512",
            "executionRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/{EXECUTION_ROLE}"),
            "containerDefinitions": [container],
        })
    }
}

fn seed(region: &mut Region, scenario: &Scenario) -> Result<(), SeedError> {
    let task_definition =
        region.seed_task_definition(&scenario.before(Bench::definition(scenario)))?;
    let load_balancer = scenario.load_balancer.then(|| LoadBalancerSeed {
        target_group: region.seed_target_group(SERVICE, PORT),
        container: CONTAINER.to_owned(),
        port: PORT,
    });
    let service = scenario.seed(CLUSTER, SERVICE, &task_definition, load_balancer);
    region.seed_service(&service)?;
    Ok(())
}
