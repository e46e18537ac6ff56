//! Task definitions: every revision as it was registered, plus what ECS adds. It must not check
//! whether a definition is acceptable; that is the API's.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::Millis;
use super::container::ContainerPlan;
use super::place::Place;
use super::place::last_part;

/// One revision.
#[derive(Debug, Clone)]
pub(crate) struct Definition {
    pub(crate) arn: String,
    pub(crate) family: String,
    pub(crate) revision: u32,
    /// What was registered, with ECS's defaults filled in, without ECS's own members.
    pub(crate) document: Map<String, Value>,
    pub(crate) active: bool,
    pub(crate) registered_at: Millis,
    pub(crate) registered_by: String,
    pub(crate) deregistered_at: Option<Millis>,
    /// Part of the world before anything was deployed in it: faults leave it alone by default.
    pub(crate) seeded: bool,
    pub(crate) tags: Value,
    pub(crate) containers: Vec<ContainerPlan>,
}

impl Definition {
    /// Returns a task-level member that is a text, such as `executionRoleArn` or `cpu`.
    pub(crate) fn text(&self, member: &str) -> Option<&str> {
        self.document.get(member).and_then(Value::as_str)
    }

    /// Returns the platform its images must have. Source: ECS API model, `RuntimePlatform`; the
    /// default is `X86_64` on Linux.
    pub(crate) fn platform(&self) -> &'static str {
        let runtime = self.document.get("runtimePlatform");
        match runtime.and_then(|platform| platform["cpuArchitecture"].as_str()) {
            Some("ARM64") => "linux/arm64",
            Some(_) | None => "linux/amd64",
        }
    }
}

/// All families of a region.
#[derive(Debug, Clone, Default)]
pub(crate) struct Definitions {
    families: BTreeMap<String, Vec<Arc<Definition>>>,
}

impl Definitions {
    /// Stores the next revision of the document's family. The document must have passed the
    /// API's checks; `tags` is taken out of it, since ECS shows tags beside a definition.
    pub(crate) fn register(
        &mut self,
        place: &Place,
        document: &Map<String, Value>,
        by: &str,
        at: Millis,
        seeded: bool,
    ) -> Arc<Definition> {
        let mut document = document.clone();
        let tags = document.remove("tags").unwrap_or_else(|| json!([]));
        fill_defaults(&mut document);
        let family = document["family"].as_str().unwrap_or_default().to_owned();
        let revisions = self.families.entry(family.clone()).or_default();
        let revision = u32::try_from(revisions.len()).unwrap_or(u32::MAX) + 1;
        let definition = Arc::new(Definition {
            arn: place.ecs(&format!("task-definition/{family}:{revision}")),
            containers: ContainerPlan::read_all(&document),
            family,
            revision,
            document,
            active: true,
            registered_at: at,
            registered_by: by.to_owned(),
            deregistered_at: None,
            seeded,
            tags,
        });
        revisions.push(Arc::clone(&definition));
        definition
    }

    /// Finds `FAMILY:REVISION`, an ARN, or the newest active revision of `FAMILY`.
    pub(crate) fn find(&self, reference: &str) -> Option<Arc<Definition>> {
        let name = last_part(reference);
        let Some((family, revision)) = name.split_once(':') else {
            let revisions = self.families.get(name)?;
            return revisions.iter().rfind(|one| one.active).cloned();
        };
        let revision: u32 = revision.parse().ok()?;
        let mut revisions = self.families.get(family)?.iter();
        revisions.find(|one| one.revision == revision).cloned()
    }

    /// Makes a revision INACTIVE and returns it.
    pub(crate) fn deregister(&mut self, arn: &str, at: Millis) -> Option<Arc<Definition>> {
        self.change(arn, |definition| {
            definition.active = false;
            definition.deregistered_at.get_or_insert(at);
        })
    }

    /// Changes a revision in place and returns it.
    pub(crate) fn change(
        &mut self,
        arn: &str,
        change: impl FnOnce(&mut Definition),
    ) -> Option<Arc<Definition>> {
        let mut all = self.families.values_mut().flatten();
        let found = all.find(|definition| definition.arn == arn)?;
        change(Arc::make_mut(found));
        Some(Arc::clone(found))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Definition>> {
        self.families.values().flatten()
    }
}

/// Fills in what ECS fills in when it shows a definition. Source: ECS API model,
/// `RegisterTaskDefinition` against `DescribeTaskDefinition`; the exact set is background
/// knowledge.
fn fill_defaults(document: &mut Map<String, Value>) {
    for list in ["volumes", "placementConstraints"] {
        document.entry(list).or_insert_with(|| json!([]));
    }
    let awsvpc = document.get("networkMode").and_then(Value::as_str) == Some("awsvpc");
    let Some(Value::Array(containers)) = document.get_mut("containerDefinitions") else {
        return;
    };
    for container in containers.iter_mut().filter_map(Value::as_object_mut) {
        container.entry("cpu").or_insert_with(|| json!(0));
        container.entry("essential").or_insert_with(|| json!(true));
        for list in [
            "portMappings",
            "environment",
            "mountPoints",
            "volumesFrom",
            "systemControls",
        ] {
            container.entry(list).or_insert_with(|| json!([]));
        }
        let Some(Value::Array(ports)) = container.get_mut("portMappings") else {
            continue;
        };
        for port in ports.iter_mut().filter_map(Value::as_object_mut) {
            if let (true, Some(inside)) = (awsvpc, port.get("containerPort").cloned()) {
                port.entry("hostPort").or_insert(inside);
            }
            port.entry("protocol").or_insert_with(|| json!("tcp"));
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, reason = "tests may panic")]
mod tests {
    use super::*;

    fn register(definitions: &mut Definitions, document: &Value) -> Arc<Definition> {
        let place = Place::new("111111111111", "eu-west-1");
        let document = document.as_object().expect("an object");
        definitions.register(&place, document, "arn:aws:iam::111111111111:root", 0, false)
    }

    #[test]
    fn every_member_is_kept_and_the_defaults_are_filled_in() {
        let mut definitions = Definitions::default();
        let document = json!({
            "family": "web", "networkMode": "awsvpc", "tags": [{"key": "a", "value": "b"}],
            "memberOfTheFuture": {"kept": true},
            "containerDefinitions": [{"name": "app", "image": "i", "essential": false,
                "portMappings": [{"containerPort": 8080, "hostPortOfTheFuture": 1}]}]});
        let definition = register(&mut definitions, &document);
        assert_eq!(
            Value::Object(definition.document.clone()),
            json!({
                "family": "web", "networkMode": "awsvpc", "memberOfTheFuture": {"kept": true},
                "containerDefinitions": [{"name": "app", "image": "i", "essential": false,
                    "portMappings": [{"containerPort": 8080, "hostPortOfTheFuture": 1,
                        "hostPort": 8080, "protocol": "tcp"}],
                    "cpu": 0, "environment": [], "mountPoints": [], "volumesFrom": [],
                    "systemControls": []}],
                "volumes": [], "placementConstraints": []})
        );
        assert_eq!(definition.tags, json!([{"key": "a", "value": "b"}]));
    }

    #[test]
    fn a_bare_family_is_its_newest_active_revision() {
        let mut definitions = Definitions::default();
        let document = json!({"family": "web", "containerDefinitions": []});
        let first = register(&mut definitions, &document);
        let second = register(&mut definitions, &document);
        assert_eq!(second.revision, 2);
        definitions.deregister(&second.arn, 5);
        let found = |reference: &str| definitions.find(reference).map(|one| one.revision);
        assert_eq!(found("web"), Some(1));
        assert_eq!(found("web:2"), Some(2));
        assert_eq!(found(&first.arn), Some(1));
        assert_eq!(found("web:3"), None);
        assert_eq!(found("api"), None);
    }
}
