//! The parameters of all accounts, with their versions.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::engine::Millis;
use crate::place::Place;
use crate::resource::parameter_arn;
use crate::secret::Secret;
use crate::timestamp::epoch_seconds;
use crate::world::{self, ParameterType};

/// How many versions of a parameter are kept. Source: SSM User Guide, "Parameter versions".
pub(super) const VERSIONS_KEPT: usize = 100;

/// All parameters.
#[derive(Debug, Default)]
pub(crate) struct ParameterStore {
    all: BTreeMap<(Place, String), Parameter>,
}

/// A parameter: its versions, oldest first and never none, and its tags.
#[derive(Debug)]
pub(super) struct Parameter {
    pub(super) versions: Vec<Version>,
    pub(super) tags: BTreeMap<String, String>,
}

/// One version of a parameter.
#[derive(Debug, Clone)]
pub(super) struct Version {
    pub(super) number: usize,
    pub(super) kind: ParameterType,
    pub(super) value: Secret,
    pub(super) description: Option<String>,
    pub(super) tier: String,
    pub(super) modified_at: Millis,
    pub(super) modified_by: String,
}

impl ParameterStore {
    /// Makes the parameters a world starts with.
    pub(crate) fn seeded(seeds: Vec<world::Parameter>, now: Millis) -> Self {
        let all = seeds.into_iter().map(|seed| {
            let place = Place::new(seed.account, seed.region);
            let version = Version {
                number: 1,
                kind: seed.kind,
                value: seed.value,
                description: None,
                tier: "Standard".to_owned(),
                modified_at: now,
                modified_by: format!("arn:aws:iam::{}:user/seed", place.account),
            };
            let parameter = Parameter {
                versions: vec![version],
                tags: BTreeMap::new(),
            };
            ((place, seed.name), parameter)
        });
        Self { all: all.collect() }
    }

    /// Tells whether a task would find the parameter; `name` may carry a version.
    pub(crate) fn exists(&self, place: &Place, name: &str) -> bool {
        self.select(place, name).is_some()
            // ECS strips an ARN down to what follows `parameter`, so that a name without a slash
            // may come with one, and the other way round.
            || self.select(place, &format!("/{name}")).is_some()
            || name.strip_prefix('/').is_some_and(|bare| self.select(place, bare).is_some())
    }

    /// The latest value of a parameter.
    pub(crate) fn value(&self, place: &Place, name: &str) -> Option<Secret> {
        let (_, version) = self.select(place, name)?;
        Some(version.value.clone())
    }

    /// Finds a parameter by name or ARN, with `:VERSION` for one that is not the latest.
    pub(super) fn select<'a>(
        &'a self,
        place: &Place,
        selector: &'a str,
    ) -> Option<(&'a str, &'a Version)> {
        let (place, rest) = match selector.strip_prefix("arn:aws:ssm:") {
            Some(arn) => {
                let (region, rest) = arn.split_once(':')?;
                let (account, path) = rest.split_once(":parameter")?;
                (Place::new(account, region), path)
            }
            None => (place.clone(), selector),
        };
        let (name, version) = match rest.split_once(':') {
            Some((name, version)) => (name, Some(version.parse::<usize>().ok()?)),
            None => (rest, None),
        };
        // In an ARN the name `/a` and the name `a` look the same.
        let bare = name.strip_prefix('/').unwrap_or(name);
        let names = if selector == rest {
            [name, name]
        } else {
            [name, bare]
        };
        let ((_, name), parameter) = names
            .into_iter()
            .find_map(|name| self.all.get_key_value(&(place.clone(), name.to_owned())))?;
        let found = match version {
            Some(number) => parameter.versions.iter().find(|one| one.number == number),
            None => parameter.versions.last(),
        };
        Some((name, found?))
    }

    pub(super) fn get(&self, place: &Place, name: &str) -> Option<&Parameter> {
        self.all.get(&(place.clone(), name.to_owned()))
    }

    pub(super) fn get_mut(&mut self, place: &Place, name: &str) -> Option<&mut Parameter> {
        self.all.get_mut(&(place.clone(), name.to_owned()))
    }

    pub(super) fn insert(&mut self, place: &Place, name: &str, parameter: Parameter) {
        self.all.insert((place.clone(), name.to_owned()), parameter);
    }

    pub(super) fn remove(&mut self, place: &Place, name: &str) -> bool {
        self.all.remove(&(place.clone(), name.to_owned())).is_some()
    }

    /// The parameters of one place, by name.
    pub(super) fn of<'a>(
        &'a self,
        place: &'a Place,
    ) -> impl Iterator<Item = (&'a str, &'a Parameter)> {
        self.all
            .iter()
            .filter(move |((at, _), _)| at == place)
            .map(|((_, name), parameter)| (name.as_str(), parameter))
    }
}

impl Version {
    /// The value as it is answered: a SecureString that is not decrypted comes as its ciphertext.
    pub(super) fn value(&self, decrypt: bool) -> String {
        match self.kind {
            ParameterType::SecureString if !decrypt => {
                STANDARD.encode(Sha256::digest(self.value.reveal()))
            }
            ParameterType::String | ParameterType::StringList | ParameterType::SecureString => {
                self.value.reveal().to_owned()
            }
        }
    }

    /// Source: SSM API model, `Parameter`.
    pub(super) fn json(&self, place: &Place, name: &str, decrypt: bool) -> Value {
        json!({
            "Name": name,
            "Type": self.kind.as_str(),
            "Value": self.value(decrypt),
            "Version": self.number,
            "LastModifiedDate": epoch_seconds(self.modified_at),
            "ARN": parameter_arn(place, name),
            "DataType": "text",
        })
    }

    /// What is shown of a version apart from its value.
    /// Source: SSM API model, `ParameterMetadata`.
    pub(super) fn metadata(&self, name: &str) -> Value {
        let mut shown = json!({
            "Name": name,
            "Type": self.kind.as_str(),
            "LastModifiedDate": epoch_seconds(self.modified_at),
            "LastModifiedUser": self.modified_by,
            "Version": self.number,
            "Tier": self.tier,
            "Policies": [],
            "DataType": "text",
        });
        if self.kind == ParameterType::SecureString {
            shown["KeyId"] = "alias/aws/ssm".into();
        }
        if let Some(description) = &self.description {
            shown["Description"] = description.as_str().into();
        }
        shown
    }
}
