//! Clusters: names with tags. What runs in one is the services' business.

use serde_json::Value;

use super::Region;

/// A cluster. All simulated clusters are ACTIVE.
#[derive(Debug, Clone)]
pub(crate) struct Cluster {
    pub(crate) name: String,
    pub(crate) arn: String,
    pub(crate) tags: Value,
}

impl Region {
    /// Adds a cluster, unless there is one of this name.
    pub(crate) fn add_cluster(&mut self, name: &str, tags: &Value) {
        if self.clusters.iter().any(|one| one.name == name) {
            return;
        }
        self.clusters.push(Cluster {
            name: name.to_owned(),
            arn: self.backdrop.place.ecs(&format!("cluster/{name}")),
            tags: tags.clone(),
        });
    }
}
