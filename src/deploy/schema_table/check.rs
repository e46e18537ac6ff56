//! Owns the walk of a document along a `SchemaTable`: it reports every value that does not fit,
//! and turns scalars into the type that is wanted where nothing is lost by it.

use std::ops::Range;

use serde_json::Number;

use super::{Member, SchemaTable, Shape};
use crate::document::{Content, Document, Entry, Node, Path, Source};
use crate::problem::{Place, Problem, Problems, Severity};

/// How strict the check is where a table can be older than the document.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'r> {
    /// Paths without positions (`containerDefinitions.newField`) that may be unknown.
    pub allow_unknown_fields: &'r [String],
    /// How much a text matters that is none of the texts allowed.
    pub unknown_value: Severity,
}

/// Checks a document. Values are made to fit where that is safe: `cpu: 256` becomes "256" where a
/// string is wanted, `value: 1.10` becomes "1.10" as it is written, and "8080" a number. What does
/// not fit is reported and removed from the document, so that the rest of it can still be read.
pub fn check(document: &mut Document, table: &SchemaTable, rules: Rules<'_>) -> Problems {
    let Document { source, root } = document;
    let allowed = rules
        .allow_unknown_fields
        .iter()
        .map(|path| positions_removed(path))
        .collect();
    let mut walk = Walk {
        source,
        table,
        allowed,
        unknown_value: rules.unknown_value,
        problems: Problems::new(),
    };
    if !walk.value(root, &table.root, &Path::root()) {
        root.content = Content::Mapping(Vec::new());
    }
    walk.problems
}

/// `containerDefinitions[0].x`, `containerDefinitions[].x` and `containerDefinitions.x` are the same.
fn positions_removed(path: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '[' => inside = true,
            ']' => inside = false,
            _ if inside => {}
            _ => text.push(character),
        }
    }
    text
}

struct Walk<'w> {
    source: &'w Source,
    table: &'w SchemaTable,
    allowed: Vec<String>,
    unknown_value: Severity,
    problems: Problems,
}

impl Walk<'_> {
    /// Checks one value; `false` if it has to be removed.
    fn value(&mut self, node: &mut Node, shape_name: &str, path: &Path) -> bool {
        let table = self.table;
        match table.shapes.get(shape_name) {
            Some(Shape::Structure { members }) => self.structure(node, shape_name, members, path),
            Some(Shape::List { item }) => self.list(node, item, path),
            Some(Shape::Map { value }) => self.map(node, value, path),
            Some(Shape::String { values }) => self.string(node, values, path),
            Some(Shape::Boolean) => self.boolean(node, path),
            Some(Shape::Integer) => self.integer(
                node,
                i64::from(i32::MIN)..=i64::from(i32::MAX),
                "a 32-bit integer",
                path,
            ),
            Some(Shape::Long) => self.integer(node, i64::MIN..=i64::MAX, "an integer", path),
            Some(Shape::Double) => self.double(node, path),
            Some(Shape::Timestamp) => self.timestamp(node, path),
            Some(Shape::Document) | None => true,
        }
    }

    fn structure(&mut self, node: &mut Node, name: &str, members: &[Member], path: &Path) -> bool {
        if matches!(node.content, Content::Null) {
            node.content = Content::Mapping(Vec::new());
        }
        let span = node.span.clone();
        let Content::Mapping(entries) = &mut node.content else {
            return self.wrong(node, "a mapping", path);
        };
        for member in members.iter().filter(|member| member.required) {
            if !entries.iter().any(|entry| entry.key == member.name) {
                self.missing(&member.name, name, &span, path);
            }
        }
        entries.retain_mut(|entry| self.entry(entry, name, members, path));
        true
    }

    fn missing(&mut self, member: &str, owner: &str, span: &Range<usize>, path: &Path) {
        if path.is_root() {
            let place = Place::file(self.source.name());
            self.problems
                .push(Problem::error(place, format!("`{member}` is missing")));
        } else {
            self.error(
                span,
                path,
                format!("`{member}` is missing in {owner}"),
                None,
            );
        }
    }

    fn entry(&mut self, entry: &mut Entry, owner: &str, members: &[Member], path: &Path) -> bool {
        let path = path.key(&entry.key);
        let Some(member) = members.iter().find(|member| member.name == entry.key) else {
            if self.allowed.contains(&path.without_positions()) {
                return true;
            }
            let place = Place::at(self.source, &entry.key_span, &path);
            let problem =
                Problem::error(place, format!("unknown field `{}` in {owner}", entry.key));
            let names = members.iter().map(|member| member.name.as_str());
            self.problems.push(problem.did_you_mean(&entry.key, names));
            return false;
        };
        if matches!(entry.value.content, Content::Null) && self.is_absent(&entry.value, member) {
            return false;
        }
        if entry.value.span.is_empty() || matches!(entry.value.content, Content::Null) {
            entry.value.span = entry.key_span.clone();
        }
        self.value(&mut entry.value, &member.shape, &path)
    }

    /// Whether a field without a value is the same as no field: `null` and `~` say so, and so does
    /// an empty list or mapping. An empty scalar is more likely a mistake.
    fn is_absent(&self, node: &Node, member: &Member) -> bool {
        let explicit = matches!(
            self.source.slice(&node.span),
            "null" | "~" | "Null" | "NULL"
        );
        let nested = matches!(
            self.table.shapes.get(&member.shape),
            Some(Shape::Structure { .. } | Shape::List { .. } | Shape::Map { .. })
        );
        explicit || nested
    }

    fn list(&mut self, node: &mut Node, item: &str, path: &Path) -> bool {
        let Content::List(items) = &mut node.content else {
            return self.wrong(node, "a list", path);
        };
        let mut index = 0;
        items.retain_mut(|node| {
            let path = path.index(index);
            index += 1;
            self.value(node, item, &path)
        });
        true
    }

    fn map(&mut self, node: &mut Node, value: &str, path: &Path) -> bool {
        let Content::Mapping(entries) = &mut node.content else {
            return self.wrong(node, "a mapping", path);
        };
        entries.retain_mut(|entry| self.value(&mut entry.value, value, &path.key(&entry.key)));
        true
    }

    fn string(&mut self, node: &mut Node, values: &[String], path: &Path) -> bool {
        let found = node.description();
        if let Content::Boolean(_, written) | Content::Number(_, written) = &node.content {
            node.content = Content::String(written.clone());
        }
        let Content::String(text) = &node.content else {
            return self.wrong(node, "a string", path);
        };
        if values.is_empty() || values.contains(text) {
            return true;
        }
        let listed = values
            .iter()
            .map(|value| format!("`{value}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let message = match values {
            [only] => format!("expected `{only}`, found {found}"),
            _ => format!("expected one of {listed}, found {found}"),
        };
        let place = Place::at(self.source, &node.span, path);
        let problem = Problem {
            severity: self.unknown_value,
            ..Problem::error(place, message)
        };
        self.problems
            .push(problem.did_you_mean(text, values.iter().map(String::as_str)));
        self.unknown_value == Severity::Warning
    }

    fn boolean(&mut self, node: &mut Node, path: &Path) -> bool {
        let value = match &node.content {
            Content::Boolean(..) => return true,
            Content::String(text) if text == "true" => true,
            Content::String(text) if text == "false" => false,
            Content::String(_)
            | Content::Null
            | Content::Number(..)
            | Content::List(_)
            | Content::Mapping(_) => return self.wrong(node, "`true` or `false`", path),
        };
        node.content = Content::Boolean(value, value.to_string());
        true
    }

    fn integer(
        &mut self,
        node: &mut Node,
        range: std::ops::RangeInclusive<i64>,
        expected: &str,
        path: &Path,
    ) -> bool {
        let found = match &node.content {
            Content::Number(number, _) => whole(number),
            Content::String(text) => text.parse().ok(),
            Content::Null | Content::Boolean(..) | Content::List(_) | Content::Mapping(_) => None,
        };
        let Some(value) = found.filter(|value| range.contains(value)) else {
            return self.wrong(node, expected, path);
        };
        node.content = Content::Number(value.into(), value.to_string());
        true
    }

    fn double(&mut self, node: &mut Node, path: &Path) -> bool {
        match &node.content {
            Content::Number(..) => return true,
            Content::String(text) => {
                if let Ok(number) = serde_json::from_str::<Number>(text) {
                    node.content = Content::Number(number, text.clone());
                    return true;
                }
            }
            Content::Null | Content::Boolean(..) | Content::List(_) | Content::Mapping(_) => {}
        }
        self.wrong(node, "a number", path)
    }

    fn timestamp(&mut self, node: &Node, path: &Path) -> bool {
        let help = Some("remove it: AWS sets this field".to_owned());
        self.error(
            &node.span,
            path,
            "a point in time cannot be given".to_owned(),
            help,
        );
        false
    }

    fn wrong(&mut self, node: &Node, expected: &str, path: &Path) -> bool {
        let help = matches!(node.content, Content::Null)
            .then(|| "give it a value, or remove the key; an empty text is `\"\"`".to_owned());
        let message = format!("expected {expected}, found {}", node.description());
        self.error(&node.span, path, message, help);
        false
    }

    fn error(&mut self, span: &Range<usize>, path: &Path, message: String, help: Option<String>) {
        let place = Place::at(self.source, span, path);
        self.problems.push(Problem {
            help,
            ..Problem::error(place, message)
        });
    }
}

/// The integer that a number is; `256.0` is one.
#[expect(
    clippy::cast_possible_truncation,
    reason = "only whole numbers that i64 holds are cast"
)]
fn whole(number: &Number) -> Option<i64> {
    /// 2^53: up to here every whole `f64` is exact.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let as_float = || {
        number
            .as_f64()
            .filter(|float| float.fract() == 0.0 && float.abs() <= EXACT)
    };
    number
        .as_i64()
        .or_else(|| as_float().map(|float| float as i64))
}
