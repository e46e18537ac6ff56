//! A simulated AWS on loopback: ECS, ECR with its registry, SSM, Secrets Manager, STS,
//! IAM, CloudWatch Logs and ELBv2 over their real wire protocols.
//!
//! [`Simulator`] serves a [`World`], which is plain data. The rules of ECS rollouts live in
//! [`engine`], which knows no HTTP; everything else here is the account around it. The crate
//! knows nothing of foghorn and must not: other clients are its judges.

mod authority;
pub mod bench;
#[cfg(test)]
mod client;
mod clock;
mod control;
mod decode;
mod demand;
mod ecr;
mod ecs;
mod elb;
pub mod engine;
mod facts;
mod faults;
mod front;
mod glob;
mod history;
mod iam;
mod identifier;
mod images;
mod interruption;
mod limits;
mod logs;
mod percent;
mod permission;
mod place;
mod policy;
mod principal;
mod recorder;
mod registry;
mod request;
mod resource;
pub mod scenarios;
mod secret;
mod secrets;
mod service;
mod service_error;
mod sigv4;
mod simulator;
mod ssm;
mod state;
mod sts;
mod timestamp;
mod wire;
pub mod world;

pub use bench::{Bench, CallFailure};
pub use interruption::Moment;
pub use place::Place;
pub use recorder::Call;
pub use recorder::Outcome;
pub use secret::Secret;
pub use simulator::Options;
pub use simulator::Simulator;
pub use world::World;
