//! Owns `Path`: where in a document a value is, as people write it.
//!
//! It knows nothing of files, lines and columns.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// The way from a document's root to one of its values; shown as
/// `containerDefinitions[0].logConfiguration.options["com.example/x"]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Path(Vec<Step>);

/// One step of a [`Path`].
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// The key of a mapping.
    Key(String),
    /// The position in a list, from 0.
    Index(usize),
    /// The list item with this `name`, where the order of the list means nothing.
    Named(String),
}

impl Path {
    /// The document itself.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// The path of the value under a key of the mapping at this path.
    pub fn key(&self, key: &str) -> Self {
        self.step(Step::Key(key.to_owned()))
    }

    /// The path of an item of the list at this path.
    pub fn index(&self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    /// The path of the item with a name in the list at this path.
    pub fn named(&self, name: &str) -> Self {
        self.step(Step::Named(name.to_owned()))
    }

    fn step(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The steps, from the root.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether this is the document itself.
    pub const fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The path with the items of lists left out: `containerDefinitions.portMappings.name`.
    pub fn without_positions(&self) -> String {
        let keys = self.0.iter().filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) | Step::Named(_) => None,
        });
        keys.collect::<Vec<_>>().join(".")
    }

    /// The value at this path, if there is one.
    pub fn find<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        self.0.iter().try_fold(value, |at, step| match step {
            Step::Key(key) => at.get(key),
            Step::Index(index) => at.get(index),
            Step::Named(name) => at
                .as_array()?
                .iter()
                .find(|item| item.get("name").and_then(Value::as_str) == Some(name)),
        })
    }

    /// The value at this path, if there is one, to be changed.
    pub fn find_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        self.0.iter().try_fold(value, |at, step| match step {
            Step::Key(key) => at.get_mut(key),
            Step::Index(index) => at.get_mut(index),
            Step::Named(name) => at
                .as_array_mut()?
                .iter_mut()
                .find(|item| item.get("name").and_then(Value::as_str) == Some(name)),
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if is_word(key) && position == 0 => f.write_str(key)?,
                Step::Key(key) if is_word(key) => write!(f, ".{key}")?,
                Step::Key(key) => write!(f, "[{}]", serde_json::Value::from(key.as_str()))?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Named(name) => write!(f, "[{name}]")?,
            }
        }
        Ok(())
    }
}

fn is_word(key: &str) -> bool {
    !key.is_empty()
        && key
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads what `Display` writes. A list item whose name is a number comes back as a position, which
/// is written the same.
impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        read(&text).ok_or_else(|| serde::de::Error::custom("not a path in a document"))
    }
}

fn read(text: &str) -> Option<Path> {
    let mut path = Path::root();
    let mut rest = text;
    while !rest.is_empty() {
        if rest.starts_with("[\"") {
            let mut keys = serde_json::Deserializer::from_str(&rest[1..]).into_iter::<String>();
            path = path.key(&keys.next()?.ok()?);
            rest = rest[1 + keys.byte_offset()..].strip_prefix(']')?;
        } else if let Some(inside) = rest.strip_prefix('[') {
            let (item, after) = inside.split_once(']')?;
            path = item
                .parse()
                .map_or_else(|_| path.named(item), |index| path.index(index));
            rest = after;
        } else {
            let word = rest.strip_prefix('.').unwrap_or(rest);
            let end = word.find(['.', '[']).unwrap_or(word.len());
            path = path.key(&word[..end]);
            rest = &word[end..];
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_written_as_people_write_it() {
        let containers = Path::root().key("containerDefinitions");
        for (path, shown) in [
            (Path::root(), ""),
            (
                containers.index(0).key("name"),
                "containerDefinitions[0].name",
            ),
            (
                containers.named("web").key("image"),
                "containerDefinitions[web].image",
            ),
            (
                containers.index(1).key("dockerLabels").key("a.b"),
                "containerDefinitions[1].dockerLabels[\"a.b\"]",
            ),
        ] {
            assert_eq!(path.to_string(), shown);
            assert_eq!(read(shown), Some(path));
        }
        assert_eq!(
            containers.index(1).key("name").without_positions(),
            "containerDefinitions.name"
        );
    }

    #[test]
    fn finds_values_by_position_and_by_name() {
        let mut value = json!({ "list": [{ "name": "a", "n": 1 }, { "name": "b", "n": 2 }] });
        let list = Path::root().key("list");
        assert_eq!(list.index(1).key("n").find(&value), Some(&json!(2)));
        assert_eq!(list.named("a").key("n").find(&value), Some(&json!(1)));
        assert_eq!(list.named("c").find(&value), None);
        if let Some(found) = list.named("b").key("n").find_mut(&mut value) {
            *found = json!(3);
        }
        assert_eq!(value["list"][1]["n"], 3);
    }
}
