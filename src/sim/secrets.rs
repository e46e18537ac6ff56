//! AWS Secrets Manager, as much of it as ECS and a preflight ask for.

use serde_json::{Value, json};

use crate::engine::SecretFact;
use crate::place::Place;
use crate::request::Request;
use crate::service::unknown_operation;
use crate::service_error::ServiceError;
use crate::state::Stores;
use crate::timestamp::epoch_seconds;
use crate::world::StoredSecret;

/// All secrets.
#[derive(Debug, Default)]
pub(crate) struct SecretStore {
    all: Vec<StoredSecret>,
}

impl SecretStore {
    pub(crate) fn new(all: Vec<StoredSecret>) -> Self {
        Self { all }
    }

    /// Finds a secret by its name or ARN, the ARN with or without its six random characters.
    fn find(&self, place: &Place, id: &str) -> Option<&StoredSecret> {
        self.all.iter().find(|secret| {
            let arn = secret.arn();
            let here = secret.account == place.account && secret.region == place.region;
            (here && secret.name == id) || arn == id || arn[..arn.len() - 7] == *id
        })
    }

    /// The whole ARN of a secret.
    pub(crate) fn arn_of(&self, place: &Place, id: &str) -> Option<String> {
        self.find(place, id).map(StoredSecret::arn)
    }

    /// The name of a secret.
    pub(crate) fn name_of(&self, place: &Place, id: &str) -> Option<String> {
        self.find(place, id).map(|secret| secret.name.clone())
    }

    /// What a starting task finds.
    pub(crate) fn fact(&self, place: &Place, id: &str) -> SecretFact {
        match self.find(place, id) {
            Some(secret) if secret.deleted => SecretFact::Deleted,
            Some(secret) => SecretFact::Present {
                json_keys: serde_json::from_str::<serde_json::Map<String, Value>>(
                    secret.value.reveal(),
                )
                .map(|object| object.keys().cloned().collect())
                .unwrap_or_default(),
            },
            None => SecretFact::Missing,
        }
    }
}

/// Performs one operation.
pub(crate) fn call(request: &Request<'_>, stores: &Stores) -> Result<Value, ServiceError> {
    if !matches!(request.operation, "DescribeSecret" | "GetSecretValue") {
        return Err(unknown_operation(request.operation));
    }
    let id = request.body["SecretId"].as_str().ok_or_else(|| {
        ServiceError::new(
            "InvalidParameterException",
            "You must provide a value for SecretId.",
        )
    })?;
    let secret = stores.secrets.find(request.place, id).ok_or_else(|| {
        ServiceError::new(
            "ResourceNotFoundException",
            "Secrets Manager can't find the specified secret.",
        )
    })?;
    if secret.deleted && request.operation == "GetSecretValue" {
        return Err(marked_for_deletion());
    }
    // A version is named by a UUID; any constant one will do, since there is only one version.
    let version = "00000000-0000-4000-a000-000000000001";
    let mut output = json!({ "ARN": secret.arn(), "Name": secret.name });
    if request.operation == "GetSecretValue" {
        output["VersionId"] = version.into();
        output["SecretString"] = secret.value.reveal().into();
        output["VersionStages"] = json!(["AWSCURRENT"]);
    } else {
        let identities = &stores.permissions.identities;
        if let Some(key) = identities.key_of(request.place, &secret.name) {
            output["KmsKeyId"] = key.shown().into();
        }
        if secret.deleted {
            output["DeletedDate"] = epoch_seconds(request.now).into();
        }
        output["VersionIdsToStages"] = json!({ version: ["AWSCURRENT"] });
    }
    Ok(output)
}

/// Source: text observed in public logs.
fn marked_for_deletion() -> ServiceError {
    ServiceError::new(
        "InvalidRequestException",
        "You can't perform this operation on the secret because it was marked for deletion.",
    )
}
