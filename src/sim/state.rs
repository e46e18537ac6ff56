//! Everything the simulator knows, behind one lock: ECS per place, the stores of the other
//! services, and the record. It has no behaviour beyond finding things.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use crate::authority::Authority;
use crate::engine::{Millis, Region};
use crate::faults::Faults;
use crate::history::History;
use crate::iam::Identities;
use crate::identifier::Identifiers;
use crate::images::Repositories;
use crate::limits::Limits;
use crate::logs::LogStore;
use crate::permission::Permissions;
use crate::place::Place;
use crate::recorder::Call;
use crate::registry::Uploads;
use crate::secrets::SecretStore;
use crate::ssm::ParameterStore;
use crate::world::{ImageDetail, World};

/// The state of all accounts.
#[derive(Debug)]
pub(crate) struct State {
    seed: u64,
    regions: BTreeMap<Place, Region>,
    /// Everything but ECS, apart so that ECS can ask it questions while it changes.
    pub(crate) stores: Stores,
    /// The wire faults.
    pub(crate) faults: Faults,
    /// What ECS was like before; empty unless a wire fault may ask for it.
    history: History,
    /// How many calls are taken.
    pub(crate) limits: Limits,
    /// What was called, oldest first.
    pub(crate) calls: Vec<Call>,
}

/// The stores of all services but ECS.
#[derive(Debug)]
pub(crate) struct Stores {
    pub(crate) authority: Authority,
    pub(crate) permissions: Permissions,
    pub(crate) identifiers: Identifiers,
    pub(crate) repositories: Repositories,
    /// What ECR says about images beyond what is in them.
    pub(crate) image_details: Vec<ImageDetail>,
    pub(crate) uploads: Uploads,
    /// Whether blobs can be mounted from one repository into another.
    pub(crate) blob_mounting: bool,
    pub(crate) parameters: ParameterStore,
    pub(crate) secrets: SecretStore,
    pub(crate) logs: LogStore,
    /// Where the registries listen that were asked for.
    pub(crate) registries: BTreeMap<Place, SocketAddr>,
}

impl State {
    pub(crate) fn new(world: World, now: Millis) -> Self {
        Self {
            seed: world.seed,
            regions: BTreeMap::new(),
            stores: Stores {
                authority: Authority::new(&world, now),
                permissions: Permissions::new(
                    world.denied,
                    Identities::new(world.iam, world.roles),
                ),
                identifiers: Identifiers::new(world.seed),
                repositories: Repositories::seeded(&world.repositories, now),
                image_details: world.image_details,
                uploads: Uploads::default(),
                blob_mounting: world.blob_mounting,
                parameters: ParameterStore::seeded(world.parameters, now),
                secrets: SecretStore::new(world.secrets),
                logs: LogStore::seeded(&world.log_groups, now),
                registries: BTreeMap::new(),
            },
            faults: Faults::new(world.wire_faults, now),
            history: History::default(),
            limits: Limits::new(world.throttling),
            calls: Vec::new(),
        }
    }

    /// Returns ECS of a place, made when it is first asked for, and the stores beside it.
    pub(crate) fn region(&mut self, place: &Place, now: Millis) -> (&mut Region, &mut Stores) {
        // Every place gets its own seed, so that one place's calls do not shift another's chance.
        let seed = place.to_string().bytes().fold(self.seed, |seed, byte| {
            seed.wrapping_mul(31).wrapping_add(u64::from(byte))
        });
        let region = self
            .regions
            .entry(place.clone())
            .or_insert_with(|| Region::new(&place.account, &place.region, seed, now));
        if let Some(reach) = self.faults.reach() {
            self.history.keep(place, region, reach, now);
        }
        (region, &mut self.stores)
    }

    /// Returns a copy of ECS of a place as it was at a moment, or when it was first seen.
    pub(crate) fn past(&mut self, place: &Place, now: Millis, moment: Millis) -> Region {
        // Were the present left where it is, every stale answer in a row would be played from there.
        self.advance(place, now);
        let mut past = match self.history.before(place, moment) {
            Some(past) => past,
            None => self.region(place, now).0.clone(),
        };
        past.advance(moment, &self.stores.facts(place));
        past
    }

    /// Lets everything happen in ECS that is due, and files what containers wrote.
    pub(crate) fn advance(&mut self, place: &Place, now: Millis) {
        let (region, stores) = self.region(place, now);
        region.advance(now, &stores.facts(place));
        let lines = region.drain_logs();
        stores.logs.file(place, lines, now);
    }
}
