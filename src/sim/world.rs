//! The simulated accounts as data: who may sign in, what already exists, what is denied and what
//! goes wrong on the wire. It owns no behaviour. ECS's own content (clusters, services) is seeded
//! through [`crate::Simulator::with_region`].

mod clock;
mod credential;
mod denial;
mod iam;
mod image_detail;
mod log_group;
mod parameter;
mod repository;
mod role;
mod stored_secret;
mod wire_fault;

use serde::Deserialize;

pub use crate::policy::{Policy, PolicyError};
pub use clock::Clock;
pub use credential::ANY_ACCOUNT_SECRET;
pub use credential::Credential;
pub use denial::Denial;
pub use iam::{CustomerKey, Iam, IamRole, IamUser, ResourcePolicy, SimulationShape};
pub use image_detail::{ImageDetail, ImageScan, ImageStatus};
pub use log_group::LogGroup;
pub use parameter::Parameter;
pub use parameter::ParameterType;
pub use repository::Repository;
pub use repository::SeedImage;
pub use repository::TagMutability;
pub use role::Role;
pub use stored_secret::StoredSecret;
pub use wire_fault::WireFault;
pub use wire_fault::WireFaultKind;

/// Everything the simulator starts with. Accounts and regions need no declaration: any twelve
/// digits are an account, and it exists in any region that is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct World {
    /// Where all chance comes from.
    pub seed: u64,
    /// How fast AWS's time runs.
    pub clock: Clock,
    /// Access keys, beside the one every account has (see [`ANY_ACCOUNT_SECRET`]).
    pub credentials: Vec<Credential>,
    /// Roles that can be assumed.
    pub roles: Vec<Role>,
    /// How many seconds of AWS's time a role's session lasts at most, whatever was asked for. May
    /// be shorter than AWS's shortest (900 s), so that a short story can see one end.
    pub session_life: Option<u32>,
    /// ECR repositories.
    pub repositories: Vec<Repository>,
    /// What ECR says about images beyond what is in them.
    pub image_details: Vec<ImageDetail>,
    /// SSM parameters.
    pub parameters: Vec<Parameter>,
    /// Secrets of Secrets Manager.
    pub secrets: Vec<StoredSecret>,
    /// CloudWatch log groups.
    pub log_groups: Vec<LogGroup>,
    /// What is not allowed; everything else is.
    pub denied: Vec<Denial>,
    /// Identities with their policies, by which every call is authorised. Without them, everything
    /// is allowed that is not denied, and every role exists.
    pub iam: Option<Iam>,
    /// How many real milliseconds every answer takes at least.
    pub latency_ms: u64,
    /// What goes wrong between a client and AWS.
    pub wire_faults: Vec<WireFault>,
    /// Whether a blob can be taken over from another repository of the same registry: AWS's account
    /// setting `BLOB_MOUNTING`, which is off unless an account turns it on.
    pub blob_mounting: bool,
    /// Whether calls are limited as AWS limits them, per account and region. Off unless asked for:
    /// a story should not depend on how fast the machine is.
    pub throttling: bool,
}
