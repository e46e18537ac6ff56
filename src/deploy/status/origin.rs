//! Who made a revision.

use crate::foreign::Foreign;
use serde::Serialize;
use serde_json::Value;

/// Who made a revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// The identity that registered it. Source: ECS API model, `TaskDefinition.registeredBy`.
    pub registered_by: Option<Foreign>,
    /// What its tags say, if foghorn made it.
    pub foghorn: Option<Made>,
}

/// What foghorn wrote into the tags of a revision that it made. Whoever may tag could have written
/// it, too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Made {
    /// Its version.
    pub version: Foreign,
    /// The commit.
    pub commit: Option<Foreign>,
    /// The page of the run.
    pub run: Option<Foreign>,
}

/// Reads the origin of a revision from its document and its tags.
pub fn origin(document: &Value, tags: &[(String, String)]) -> Origin {
    let tag = |name: &str| {
        let found = tags.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| Foreign::new(value))
    };
    Origin {
        registered_by: document["registeredBy"].as_str().map(Foreign::new),
        foghorn: tag("foghorn:version").map(|version| Made {
            version,
            commit: tag("foghorn:commit"),
            run: tag("foghorn:run"),
        }),
    }
}
