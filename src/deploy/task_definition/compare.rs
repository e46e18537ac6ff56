//! Owns the comparison of our task definition with what AWS describes: are they the same
//! revision, and if not, what may be said of the difference.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Schemas, TaskDefinition, normal, redact};
use crate::document::{Path, Step};
use crate::sealed::MASK;

/// One difference between the document to be registered and a registered one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// Where it is; containers, variables and the like are named, not counted.
    #[schemars(with = "String")]
    pub path: Path,
    /// What happened to the value.
    pub kind: DifferenceKind,
    /// Both values, fit to be shown; `None` if neither may be.
    pub shown: Option<Shown>,
}

/// What happened to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DifferenceKind {
    /// Only our document has it.
    Added,
    /// Only the registered one has it.
    Removed,
    /// Both have it, and it is not the same.
    Changed,
}

/// The values on both sides of a difference. A part that may not be shown is `***`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Shown {
    /// The registered value.
    pub old: Option<Value>,
    /// Our value.
    pub new: Option<Value>,
}

/// Compares our document with `taskDefinition` of DescribeTaskDefinition's raw answer, or with the
/// whole answer. Empty if registering ours would make a revision that means the same.
///
/// Tags, fields that only AWS sets, values that ECS fills in, and the order of lists whose order
/// means nothing are not compared.
pub fn compare(ours: &TaskDefinition, described: &Value, schemas: &Schemas) -> Vec<Difference> {
    let described = described.get("taskDefinition").unwrap_or(described);
    let inputs = schemas.input.root_members().collect::<BTreeSet<_>>();
    let is_output_only = |name: &&String| !inputs.is_empty() && !inputs.contains(name.as_str());
    let output_only = schemas
        .output_members
        .iter()
        .filter(is_output_only)
        .cloned()
        .collect::<Vec<_>>();
    let mut sealed = BTreeSet::new();
    for path in &ours.sealed {
        sealed.insert(named(path, &ours.value));
    }
    let mut comparison = Comparison {
        sealed,
        differences: Vec::new(),
    };
    comparison.values(
        &Path::root(),
        Some(&normal::normalise(described, &output_only)),
        Some(&normal::normalise(&ours.value, &output_only)),
    );
    comparison.differences
}

/// The paths of our document that AWS's answer to registering it does not have. ECS drops fields
/// that it does not know without a word.
pub fn not_echoed(sent: &TaskDefinition, answer: &Value, schemas: &Schemas) -> Vec<Path> {
    let differences = compare(sent, answer, schemas).into_iter();
    differences
        .filter(|difference| difference.kind == DifferenceKind::Added)
        .map(|difference| difference.path)
        .collect()
}

struct Comparison {
    /// The sealed paths of our document, list items by name.
    sealed: BTreeSet<Path>,
    differences: Vec<Difference>,
}

impl Comparison {
    fn values(&mut self, path: &Path, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (Some(Value::Object(old)), Some(Value::Object(new))) => self.mappings(path, old, new),
            (Some(Value::Array(old)), Some(Value::Array(new))) => self.lists(path, old, new),
            // Each variable and secret is named, also where there was no list before.
            (None, Some(Value::Array(new))) if names(new).is_some() => self.lists(path, &[], new),
            (Some(Value::Array(old)), None) if names(old).is_some() => self.lists(path, old, &[]),
            (Some(old), Some(new)) if old == new => {}
            (Some(_), Some(_)) => self.add(path, DifferenceKind::Changed, old, new),
            (None, Some(_)) => self.add(path, DifferenceKind::Added, old, new),
            (Some(_), None) => self.add(path, DifferenceKind::Removed, old, new),
            (None, None) => {}
        }
    }

    fn mappings(&mut self, path: &Path, old: &Map<String, Value>, new: &Map<String, Value>) {
        for (key, value) in new {
            self.values(&path.key(key), old.get(key), Some(value));
        }
        for (key, value) in old.iter().filter(|(key, _)| !new.contains_key(*key)) {
            self.values(&path.key(key), Some(value), None);
        }
    }

    fn lists(&mut self, path: &Path, old: &[Value], new: &[Value]) {
        if let (Some(old), Some(new)) = (names(old), names(new)) {
            let both: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
            for name in both {
                let (old, new) = (old.get(name).copied(), new.get(name).copied());
                self.values(&path.named(name), old, new);
            }
            return;
        }
        for index in 0..old.len().max(new.len()) {
            self.values(&path.index(index), old.get(index), new.get(index));
        }
    }

    fn add(&mut self, path: &Path, kind: DifferenceKind, old: Option<&Value>, new: Option<&Value>) {
        let shown = Shown {
            old: old.map(|value| self.fit(path, value, true)),
            new: new.map(|value| self.fit(path, value, false)),
        };
        let hidden = |value: &Option<Value>| value.as_ref().is_none_or(|value| value == MASK);
        let shown = (!(hidden(&shown.old) && hidden(&shown.new))).then_some(shown);
        self.differences.push(Difference {
            path: path.clone(),
            kind,
            shown,
        });
    }

    /// A value with everything masked that may not be shown. Of a registered value it is not known
    /// what was sealed when it was made, so texts that could hold anything are masked as well.
    fn fit(&self, path: &Path, value: &Value, registered: bool) -> Value {
        let mut fit = value.clone();
        let mut masked = BTreeSet::new();
        redact::visit(value, &Path::root(), &mut |below, scalar| {
            let relative = named(below, value);
            let full = joined(path, &relative);
            let sealed = redact::is_sealed(&full, scalar)
                || self.sealed.contains(&full)
                || (registered && redact::is_free_text(&full));
            if sealed {
                masked.insert(below.clone());
            }
        });
        redact::redact(&mut fit, &masked);
        fit
    }
}

/// A list's items by their names, if each has one of its own.
fn names(list: &[Value]) -> Option<BTreeMap<&str, &Value>> {
    let pairs = list.iter().map(|item| Some((item["name"].as_str()?, item)));
    let names = pairs.collect::<Option<BTreeMap<_, _>>>()?;
    (names.len() == list.len()).then_some(names)
}

/// The path with list items that have a unique name by that name.
fn named(path: &Path, root: &Value) -> Path {
    let mut named = Path::root();
    let mut at = Some(root);
    for step in path.steps() {
        match step {
            Step::Key(key) => {
                named = named.key(key);
                at = at.and_then(|value| value.get(key));
            }
            Step::Index(index) => {
                let item = at.and_then(|value| value.get(index));
                named = match item.and_then(|item| item["name"].as_str()) {
                    Some(name) => named.named(name),
                    None => named.index(*index),
                };
                at = item;
            }
            Step::Named(name) => {
                named = named.named(name);
                at = None;
            }
        }
    }
    named
}

fn joined(path: &Path, below: &Path) -> Path {
    below
        .steps()
        .iter()
        .fold(path.clone(), |path, step| match step {
            Step::Key(key) => path.key(key),
            Step::Index(index) => path.index(*index),
            Step::Named(name) => path.named(name),
        })
}
