//! The simulated AWS without a wire: no HTTP, no signatures, no thread, and a time that is handed
//! in. The same world and the same calls at the same moments give the same answers.
//!
//! It owns nothing that the served one has not: calls go the same way from the front on.

mod failure;
mod stage;

use serde_json::Value;

use crate::engine::{Millis, Region};
use crate::faults::Faults;
use crate::front;
use crate::place::Place;
use crate::principal::Principal;
use crate::recorder::{Call, Outcome};
use crate::request::Request;
use crate::scenarios::Scenario;
use crate::state::State;
use crate::world::{Denial, Iam, WireFault, WireFaultKind, World};

pub use failure::CallFailure;
pub use stage::{ACCOUNT, CLUSTER, CONTAINER, FAMILY, REGION, SERVICE};

/// A simulated AWS that is called directly.
#[derive(Debug)]
pub struct Bench {
    state: State,
    now: Millis,
}

impl Bench {
    /// Sets up a world whose time is `now`, epoch milliseconds. The world's own clock is not asked.
    pub fn new(world: World, now: Millis) -> Self {
        Self {
            state: State::new(world, now),
            now,
        }
    }

    /// AWS's time, epoch milliseconds.
    pub fn now(&self) -> Millis {
        self.now
    }

    /// Lets time pass. What happens meanwhile happens when it is next looked at.
    pub fn pass(&mut self, millis: Millis) {
        self.now = self.now.saturating_add(millis.max(0));
    }

    /// Calls an operation of a service (named as in signatures: `ecs`, `elasticloadbalancing`,
    /// `logs`, …) as a user who may do everything that the world does not deny. Input and output
    /// have the members of the API, those of ELBv2 too. Wire faults, limits and denials apply.
    ///
    /// # Errors
    /// What stands in the way, as a client would see it.
    pub fn call(
        &mut self,
        place: &Place,
        service: &str,
        operation: &str,
        input: &Value,
    ) -> Result<Value, CallFailure> {
        let at = self.now;
        let fault = self
            .state
            .faults
            .hit(service, operation, &place.account, at);
        if let Some(WireFaultKind::Slow { ms }) = fault {
            self.pass(Millis::try_from(ms).unwrap_or(Millis::MAX));
        }
        let principal = Principal::user(&place.account, "simulated", &place.account);
        let request = Request {
            now: self.now,
            place,
            principal: &principal,
            operation,
            body: input,
        };
        let result = front::perform(&mut self.state, service, &request, fault);
        let result = result.map_err(CallFailure::from);
        self.state.calls.push(Call {
            at,
            account: place.account.clone(),
            caller: principal.arn.clone(),
            region: place.region.clone(),
            service: service.to_owned(),
            operation: operation.to_owned(),
            outcome: match &result {
                Ok(_) => Outcome::Ok,
                Err(failure) => failure.outcome(),
            },
        });
        result
    }

    /// Gives access to ECS of a place, brought up to the present, to seed it or to look at it.
    pub fn with_region<T>(&mut self, place: &Place, look: impl FnOnce(&mut Region) -> T) -> T {
        self.state.advance(place, self.now);
        look(self.state.region(place, self.now).0)
    }

    /// Lets the faults of a scenario strike in a place, in place of all others there.
    pub fn strike(&mut self, place: &Place, scenario: &Scenario) {
        self.with_region(place, |region| region.set_faults(scenario.faults.clone()));
    }

    /// Changes users, roles and policies, as an administrator does. If the world has none, it has
    /// them from now on.
    pub fn with_iam<T>(&mut self, change: impl FnOnce(&mut Iam) -> T) -> T {
        change(self.state.stores.permissions.identities.in_force())
    }

    /// Replaces all wire faults; counting starts again.
    pub fn set_wire_faults(&mut self, faults: Vec<WireFault>) {
        self.state.faults = Faults::new(faults, self.now);
    }

    /// Replaces all missing permissions.
    pub fn set_denied(&mut self, denied: Vec<Denial>) {
        self.state.stores.permissions.set_denied(denied);
    }

    /// What was called so far, oldest first.
    pub fn calls(&self) -> &[Call] {
        &self.state.calls
    }
}

#[cfg(test)]
mod tests;
