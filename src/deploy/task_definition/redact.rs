//! Owns which values of a task definition may not be shown by their place alone, and the masking.
//!
//! Values that a substitution brought in are known to the reader only, and come in as paths.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Path, Step};
use crate::sealed::MASK;

pub(super) use crate::document::sensitive::is_reference;

/// Replaces every value at one of the paths.
pub(super) fn redact(value: &mut Value, sealed: &BTreeSet<Path>) {
    for path in sealed {
        if let Some(found) = path.find_mut(value) {
            *found = MASK.into();
        }
    }
}

/// The values of a whole document that are sealed by their place.
pub(super) fn by_rule(value: &Value) -> BTreeSet<Path> {
    let mut sealed = BTreeSet::new();
    visit(value, &Path::root(), &mut |path, value| {
        if is_sealed(path, value) {
            sealed.insert(path.clone());
        }
    });
    sealed
}

/// The scalars of a value, with their paths below `at`.
pub(super) fn visit(value: &Value, at: &Path, found: &mut impl FnMut(&Path, &Value)) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                visit(item, &at.index(index), found);
            }
        }
        Value::Object(members) => {
            for (key, member) in members {
                visit(member, &at.key(key), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found(at, value),
    }
}

/// Whether a scalar is sealed by its place: the value of an environment variable, or a secret that
/// does not plainly refer to where it is kept.
/// Source: ECS API model, `KeyValuePair.value`, `Secret.valueFrom`.
pub(super) fn is_sealed(path: &Path, value: &Value) -> bool {
    let last = match path.steps().last() {
        Some(Step::Key(key)) => key.as_str(),
        Some(Step::Index(_) | Step::Named(_)) | None => "",
    };
    let within = |name: &str| {
        path.steps()
            .iter()
            .any(|step| *step == Step::Key(name.to_owned()))
    };
    if within("environment") {
        return last != "name";
    }
    if within("secrets") || within("secretOptions") {
        let refers = last == "valueFrom" && value.as_str().is_some_and(is_reference);
        return last != "name" && !refers;
    }
    false
}

/// Whether a text could hold anything: what an earlier run put there from a sealed value cannot be
/// told from what was written there.
/// Source: ECS API model, `ContainerDefinition`.
pub(super) fn is_free_text(path: &Path) -> bool {
    const FREE: [&str; 6] = [
        "command",
        "entryPoint",
        "dockerLabels",
        "options",
        "extraHosts",
        "systemControls",
    ];
    path.steps().iter().any(|step| match step {
        Step::Key(key) => FREE.contains(&key.as_str()),
        Step::Index(_) | Step::Named(_) => false,
    })
}
