//! What ECR stores: repositories with their blobs, manifests and tags, and the rules a manifest
//! must keep. It serves two fronts, the ECR API and the registry; neither's errors live here.

mod blob;
mod manifest;
mod put;
mod repository;
mod seed;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::engine::Millis;
use crate::place::Place;
use crate::world;

pub(crate) use blob::{Blob, BlobWriter};
pub(crate) use put::PutRefused;
pub(crate) use repository::Repository;

/// The repositories of all accounts and regions.
#[derive(Debug, Default)]
pub(crate) struct Repositories {
    all: BTreeMap<(Place, String), Repository>,
}

impl Repositories {
    /// Makes the repositories a world starts with.
    pub(crate) fn seeded(seeds: &[world::Repository], now: Millis) -> Self {
        let mut repositories = Self::default();
        for seed in seeds {
            let place = Place::new(&seed.account, &seed.region);
            let mut repository = Repository::new(&seed.name, seed.tag_mutability, now);
            for image in &seed.images {
                seed::add(&mut repository, image, now);
            }
            repositories.add(&place, repository);
        }
        repositories
    }

    pub(crate) fn get(&self, place: &Place, name: &str) -> Option<&Repository> {
        self.all.get(&(place.clone(), name.to_owned()))
    }

    pub(crate) fn get_mut(&mut self, place: &Place, name: &str) -> Option<&mut Repository> {
        self.all.get_mut(&(place.clone(), name.to_owned()))
    }

    pub(crate) fn add(&mut self, place: &Place, repository: Repository) {
        self.all
            .insert((place.clone(), repository.name.clone()), repository);
    }

    /// The repositories of one place, by name.
    pub(crate) fn of<'a>(&'a self, place: &'a Place) -> impl Iterator<Item = &'a Repository> {
        self.all
            .iter()
            .filter(move |((at, _), _)| at == place)
            .map(|(_, repository)| repository)
    }
}
