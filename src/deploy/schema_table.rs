//! Owns `SchemaTable`: which fields a document may have and of which types, as plain data, and
//! the check of a document against it.
//!
//! It does not know where the table comes from: the AWS SDK's schemas fill it for task
//! definitions, foghorn's own JSON Schema for the configuration. No list of fields is kept by hand.

mod check;

use std::collections::BTreeMap;

pub use check::{Rules, check};

/// A set of shapes, and the one a document has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SchemaTable {
    /// The name of the document's own shape.
    pub root: String,
    /// The shapes by name. A shape that is named but missing accepts anything.
    pub shapes: BTreeMap<String, Shape>,
}

/// What a value may be. The names are those of Smithy, AWS's modelling language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shape {
    /// A mapping with known keys.
    Structure {
        /// The keys, in the model's order.
        members: Vec<Member>,
    },
    /// A list.
    List {
        /// The name of the items' shape.
        item: String,
    },
    /// A mapping with free keys.
    Map {
        /// The name of the values' shape.
        value: String,
    },
    /// A text.
    String {
        /// The only texts allowed; empty for any.
        values: Vec<String>,
    },
    /// `true` or `false`.
    Boolean,
    /// A 32-bit integer.
    Integer,
    /// A 64-bit integer.
    Long,
    /// Any number.
    Double,
    /// A point in time; nothing a user writes has one.
    Timestamp,
    /// Anything.
    Document,
}

/// A key of a structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The key.
    pub name: String,
    /// The name of the value's shape.
    pub shape: String,
    /// Whether the structure is not valid without it.
    pub required: bool,
}

impl SchemaTable {
    /// The keys of the document's own shape.
    pub fn root_members(&self) -> impl Iterator<Item = &str> {
        let members = match self.shapes.get(&self.root) {
            Some(Shape::Structure { members }) => members.as_slice(),
            Some(
                Shape::List { .. }
                | Shape::Map { .. }
                | Shape::String { .. }
                | Shape::Boolean
                | Shape::Integer
                | Shape::Long
                | Shape::Double
                | Shape::Timestamp
                | Shape::Document,
            )
            | None => &[],
        };
        members.iter().map(|member| member.name.as_str())
    }
}

#[cfg(test)]
mod tests;
