//! The parameters and secrets that task definitions take, made up for a rehearsal.
//!
//! Must not read a value from anywhere: what a container would get is the word `simulated`.

use super::account;
use foghorn_deploy::check::reference::{Reference, Source};
use foghorn_deploy::config::{Service, Stage};
use foghorn_deploy::plan::Place;
use foghorn_deploy::task_definition::TaskDefinition;
use foghorn_sim::world::{Parameter, ParameterType, StoredSecret};
use foghorn_sim::{Secret, World};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

const VALUE: &str = "simulated";
/// What a login for a private registry has. Source: ECS developer guide, "Using non-AWS container
/// images in Amazon ECS".
const LOGIN: [&str; 2] = ["username", "password"];

/// A secret of Secrets Manager, as one `valueFrom` names it.
struct Named<'d> {
    account: &'d str,
    region: &'d str,
    /// With the six characters that an ARN ends in, if they are given: it is found by them, too.
    name: &'d str,
    key: Option<&'d str>,
}

/// Adds everything that these task definitions take. Whoever takes a secret of another account may
/// read it.
pub(super) fn furnish(world: &mut World, definitions: &[(&Stage, &Service, TaskDefinition)]) {
    let mut keys: BTreeMap<(&str, &str, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut readers: BTreeMap<(&str, &str, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut parameters = BTreeSet::new();
    for (stage, _, definition) in definitions {
        let place = Place::of_region(&stage.region, account(stage));
        let logins = definition.registry_credentials();
        let logins = logins.map(|reference| (reference, &LOGIN[..]));
        let taken = references(definition).map(|reference| (reference, &[][..]));
        for (reference, more) in taken.chain(logins) {
            if let Some(secret) = Named::read(reference) {
                let place = (secret.account, secret.region, secret.name);
                let keys = keys.entry(place).or_default();
                keys.extend(secret.key);
                keys.extend(more);
                readers.entry(place).or_default().insert(account(stage));
            } else if let Some(Source::Parameter { names }) =
                Reference::of(reference, &place).map(|reference| reference.source)
            {
                // Any of the names it may have will do.
                let name = names.into_iter().next();
                parameters.extend(name.map(|name| (account(stage), stage.region.as_str(), name)));
            }
        }
    }
    let parameters = parameters.into_iter();
    world
        .parameters
        .extend(parameters.map(|(account, region, name)| Parameter {
            account: account.to_owned(),
            region: region.to_owned(),
            name,
            kind: ParameterType::SecureString,
            value: Secret::new(VALUE),
        }));
    let iam = world.iam.get_or_insert_default();
    for (place, keys) in keys {
        let (account, region, name) = place;
        let secret = StoredSecret {
            account: account.to_owned(),
            region: region.to_owned(),
            name: name.to_owned(),
            value: Secret::new(value(&keys)),
            deleted: false,
        };
        let readers = readers.get(&place).into_iter().flatten().copied();
        let others: Vec<&str> = readers.filter(|reader| *reader != account).collect();
        if !others.is_empty() {
            iam.share_secret(&secret, others);
        }
        world.secrets.push(secret);
    }
}

/// Tells whether a key of a secret is taken, and not the whole.
pub(super) fn has_json_key(definition: &TaskDefinition) -> bool {
    references(definition)
        .filter_map(Named::read)
        .any(|secret| secret.key.is_some())
}

/// A text, or an object with these keys.
fn value(keys: &BTreeSet<&str>) -> String {
    if keys.is_empty() {
        return VALUE.to_owned();
    }
    let members = keys.iter().map(|&key| (key.to_owned(), VALUE.into()));
    Value::Object(members.collect::<Map<_, _>>()).to_string()
}

/// Every `valueFrom`, also what could be a secret by mistake: nothing here shows it.
fn references(definition: &TaskDefinition) -> impl Iterator<Item = &str> {
    let containers = definition.reveal()["containerDefinitions"].as_array();
    let lists = containers.into_iter().flatten().flat_map(|container| {
        [
            &container["secrets"],
            &container["logConfiguration"]["secretOptions"],
        ]
    });
    let secrets = lists.filter_map(Value::as_array).flatten();
    secrets.filter_map(|secret| secret["valueFrom"].as_str())
}

impl<'d> Named<'d> {
    /// Reads `arn:aws:secretsmanager:R:A:secret:NAME:KEY:STAGE:VERSION`, of which everything behind
    /// the name may be missing. Source: ECS developer guide, "Pass Secrets Manager secrets through
    /// environment variables".
    fn read(reference: &'d str) -> Option<Self> {
        let mut parts = reference.split(':');
        let arn = (parts.next()?, parts.next()?, parts.next()?);
        let (region, account) = (parts.next()?, parts.next()?);
        let is_secret = parts.next()? == "secret";
        let name = parts.next()?;
        let key = parts.next().filter(|key| !key.is_empty());
        matches!((arn, is_secret), (("arn", _, "secretsmanager"), true)).then_some(Self {
            account,
            region,
            name,
            key,
        })
    }
}
