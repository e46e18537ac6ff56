//! Owns the JSON Schema of the configuration, and the table the configuration is checked with,
//! which is made from that schema.

use std::collections::BTreeMap;

use serde_json::Value;

use super::raw::Configuration;
use crate::schema_table::{Member, SchemaTable, Shape};

/// The JSON Schema of `foghorn.yml`, for editors and for checks in CI.
pub fn json_schema() -> Value {
    schemars::schema_for!(Configuration).to_value()
}

/// The same schema as a table.
pub(super) fn table() -> SchemaTable {
    let schema = json_schema();
    let root = "the configuration".to_owned();
    let mut reader = Reader {
        schema: &schema,
        shapes: BTreeMap::new(),
    };
    reader.shape(&root, &schema);
    SchemaTable {
        root,
        shapes: reader.shapes,
    }
}

/// Reads the part of JSON Schema that schemars makes of our types.
struct Reader<'s> {
    schema: &'s Value,
    shapes: BTreeMap<String, Shape>,
}

impl Reader<'_> {
    /// Adds the shape of a schema under a name; gives the name, another for a reference.
    fn shape(&mut self, name: &str, schema: &Value) -> String {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.reference(reference);
        }
        if let Some(not_null) = without_null(schema) {
            return self.shape(name, not_null);
        }
        let shape = if let Some(properties) = schema["properties"].as_object() {
            self.structure(name, schema, properties)
        } else if let Some(value) = schema
            .get("additionalProperties")
            .filter(|value| value.is_object())
        {
            Shape::Map {
                value: self.shape(&format!("{name} value"), value),
            }
        } else if let Some(items) = schema.get("items") {
            Shape::List {
                item: self.shape(&format!("{name} item"), items),
            }
        } else {
            scalar(schema)
        };
        self.shapes.insert(name.to_owned(), shape);
        name.to_owned()
    }

    fn reference(&mut self, reference: &str) -> String {
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let shown = format!("`{}`", name.to_lowercase());
        if !self.shapes.contains_key(&shown) {
            // A placeholder, so that a type that contains itself ends.
            self.shapes.insert(shown.clone(), Shape::Document);
            let definition = &self.schema["$defs"][name];
            self.shape(&shown, definition);
        }
        shown
    }

    fn structure(
        &mut self,
        owner: &str,
        schema: &Value,
        properties: &serde_json::Map<String, Value>,
    ) -> Shape {
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        let members = properties.iter().map(|(name, property)| Member {
            name: name.clone(),
            shape: self.shape(&format!("{owner}.{name}"), property),
            required: required.iter().any(|required| required == name),
        });
        Shape::Structure {
            members: members.collect(),
        }
    }
}

/// The one alternative to `null`, if the schema is such a choice.
fn without_null(schema: &Value) -> Option<&Value> {
    schema["anyOf"]
        .as_array()?
        .iter()
        .find(|alternative| alternative["type"] != "null")
}

fn scalar(schema: &Value) -> Shape {
    let constants = |list: &Value, key: Option<&str>| -> Vec<String> {
        let list = list.as_array().map_or(&[][..], Vec::as_slice);
        let values = list.iter().map(|item| key.map_or(item, |key| &item[key]));
        values
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    let one_of = constants(&schema["oneOf"], Some("const"));
    let listed = constants(&schema["enum"], None);
    let is = |wanted: &str| {
        let kind = &schema["type"];
        kind == wanted
            || kind
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind == wanted))
    };
    if !one_of.is_empty() {
        Shape::String { values: one_of }
    } else if is("string") {
        Shape::String { values: listed }
    } else if is("boolean") {
        Shape::Boolean
    } else if is("integer") {
        Shape::Long
    } else if is("number") {
        Shape::Double
    } else {
        Shape::Document
    }
}
