//! How a configuration differs from the revision that runs.
//!
//! Images of ours cannot be known without a build: those that run stand in for them, or else are
//! left out of the comparison.

use crate::document::Path;
use crate::task_definition::{Difference, Schemas, TaskDefinition, compare};
use serde_json::Value;

/// Compares our task definition with a registered one, but for the images of these containers.
pub fn drift(
    ours: &TaskDefinition,
    registered: &Value,
    schemas: &Schemas,
    but: &[String],
) -> Vec<Difference> {
    let image = |container: &String| {
        let containers = Path::root().key("containerDefinitions");
        containers.named(container).key("image")
    };
    let left_out: Vec<Path> = but.iter().map(image).collect();
    let mut differences = compare(ours, registered, schemas);
    differences.retain(|one| !left_out.contains(&one.path));
    differences
}

/// Returns the image that a container of a registered revision runs, as repository and digest;
/// `None` if it is not pinned by a digest.
pub fn pinned_image<'d>(registered: &'d Value, container: &str) -> Option<(&'d str, &'d str)> {
    let containers = registered["containerDefinitions"].as_array()?;
    let found = containers.iter().find(|one| one["name"] == container)?;
    found["image"].as_str()?.split_once('@')
}
