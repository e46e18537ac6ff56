//! The rollout engine of the simulated AWS: what ECS does with services, deployments and tasks,
//! on a time that is handed in.
//!
//! It owns the state of ECS in one account and region and every rule by which that state moves.
//! It must not know HTTP, tokio or a clock, and it must not answer API requests: that is the
//! `ecs` module's. Everything happens at a moment of its own, in order, so that one large step
//! in time equals many small ones.

mod act;
mod agenda;
mod alarm;
mod backdrop;
mod backoff;
mod breaker;
pub(crate) mod cluster;
mod container;
pub(crate) mod definition;
pub(crate) mod deployment;
mod early_success;
mod events;
mod facts;
mod fault;
mod health;
pub(crate) mod hook;
mod hook_run;
mod image_reference;
mod life;
pub(crate) mod lifecycle;
mod log_line;
mod place;
mod placement;
mod random;
mod reasons;
pub(crate) mod revision;
mod rollback;
mod rollout;
mod scheduler;
mod script;
mod secret_reference;
mod seed;
mod seed_balancer;
pub(crate) mod service;
pub(crate) mod service_deployment;
mod stage;
mod start;
mod stopping;
mod strategy;
mod success;
mod target_group;
pub(crate) mod task;
mod tasks;
mod timing;
mod wordings;

#[cfg(test)]
mod stories;

pub use facts::EverythingExists;
pub use facts::ImageFact;
pub use facts::SecretFact;
pub use facts::StartFacts;
pub use fault::Fault;
pub use fault::FaultKind;
pub use hook::HookAction;
pub use log_line::LogLine;
pub(crate) use place::last_part;
pub use seed::BreakerSetting;
pub use seed::LoadBalancerSeed;
pub use seed::Previous;
pub use seed::SeedError;
pub use seed::ServiceSeed;
pub use target_group::Target;
pub use target_group::TargetGroup;
pub use target_group::TargetHealth;
pub use target_group::TargetState;
pub use target_group::TargetType;
pub use timing::Span;
pub use timing::Timing;

use agenda::Due;
pub(crate) use backdrop::Backdrop;
use cluster::Cluster;
pub(crate) use place::Place;
use service::Service;
pub(crate) use service::complete_configuration;

/// A moment of AWS's time, or a length of it: milliseconds (since the epoch).
pub type Millis = i64;

/// ECS in one account and region.
#[derive(Debug, Clone)]
pub struct Region {
    pub(crate) backdrop: Backdrop,
    pub(crate) clusters: Vec<Cluster>,
    pub(crate) services: Vec<Service>,
    now: Millis,
}

impl Region {
    /// Creates an empty region whose time is `now`. All chance in it comes from `seed`.
    pub fn new(account: &str, region: &str, seed: u64, now: Millis) -> Self {
        Self {
            backdrop: Backdrop::new(Place::new(account, region), seed, now),
            clusters: Vec::new(),
            services: Vec::new(),
            now,
        }
    }

    /// Returns the account's twelve digits.
    pub fn account(&self) -> &str {
        &self.backdrop.place.account
    }

    /// Returns the region's name, such as `eu-west-1`.
    pub fn name(&self) -> &str {
        &self.backdrop.place.region
    }

    /// Returns `aws`, `aws-cn` or `aws-us-gov`.
    pub fn partition(&self) -> &str {
        &self.backdrop.place.partition
    }

    /// Returns the time up to which everything has happened.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// Sets how long things take from now on.
    pub fn set_timing(&mut self, timing: Timing) {
        self.backdrop.timing = timing;
    }

    /// Replaces the faults; what they have done stays done.
    pub fn set_faults(&mut self, faults: Vec<Fault>) {
        self.backdrop.faults.set(faults);
    }

    /// Lets everything happen that is due up to `now`, in the order of time. Going back in time
    /// does nothing.
    pub fn advance(&mut self, now: Millis, facts: &dyn StartFacts) {
        while let Some((at, due)) = self.backdrop.agenda.next(now) {
            self.backdrop.now = at;
            self.play(due, facts);
        }
        self.now = self.now.max(now);
        self.backdrop.now = self.now;
    }

    fn play(&mut self, due: Due, facts: &dyn StartFacts) {
        let Self {
            backdrop, services, ..
        } = self;
        match due {
            Due::Schedule { service } => {
                if let Some(service) = services.get_mut(service) {
                    service.look(backdrop, facts);
                }
            }
            Due::Task {
                service,
                task,
                turn,
                step,
            } => {
                if let Some(service) = services.get_mut(service) {
                    service.step(task, turn, &step, backdrop, facts);
                }
            }
            Due::Breaker {
                service,
                deployment,
            } => {
                if let Some(service) = services.get_mut(service) {
                    service.trip_breaker(&deployment, backdrop);
                }
            }
            Due::Act { service, act } => self.act(service, &act),
        }
    }

    /// Takes the lines that containers have written since the last call, oldest first.
    pub fn drain_logs(&mut self) -> Vec<LogLine> {
        std::mem::take(&mut self.backdrop.logs)
    }

    /// Returns the target groups, in the order they were made.
    pub fn target_groups(&self) -> &[TargetGroup] {
        &self.backdrop.target_groups
    }

    /// Returns the targets of a group, or nothing when the group does not exist.
    pub fn target_health(&self, target_group_arn: &str) -> Option<&[Target]> {
        let mut groups = self.backdrop.target_groups.iter();
        let group = groups.find(|group| group.arn == target_group_arn)?;
        Some(group.targets.as_slice())
    }
}
