//! Tables of the fields of events, and of the types that are in them.

use super::types::{self, Field, Type};
use std::collections::BTreeSet;

/// Makes a table: `WHAT` is the kind of an event, or a type.
pub(super) fn lines(what: &str) -> Vec<String> {
    let kinds = types::named("EventKind").variants;
    if let Some(kind) = kinds.iter().find(|kind| kind.name == what) {
        return fields(&kind.fields);
    }
    let shape = types::named(what);
    if shape.variants.is_empty() {
        fields(&shape.fields)
    } else {
        values(&shape)
    }
}

/// What has to have a table: kinds of events that have fields, and the types of these fields, and
/// of theirs.
pub(super) fn expected() -> Vec<(String, String)> {
    let kinds = types::named("EventKind").variants;
    let mut open: Vec<String> = kinds.iter().rev().flat_map(mentioned).collect();
    let with_fields = kinds.into_iter().filter(|kind| !kind.fields.is_empty());
    let mut tables: Vec<_> = with_fields.map(|kind| (kind.name, kind.meaning)).collect();
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if seen.insert(name.clone()) {
            let shape = types::named(&name);
            open.extend(mentioned(&shape));
            tables.push((name, shape.meaning));
        }
    }
    tables
}

/// The types with a table of their own in the fields of a type.
fn mentioned(shape: &Type) -> Vec<String> {
    let fields = shape.fields.iter();
    let all = fields.chain(shape.variants.iter().flat_map(|variant| &variant.fields));
    all.flat_map(|field| words(&field.kind))
        .filter(|word| simple(word).is_none())
        .collect()
}

/// The names in a Rust type, without the paths to them.
fn words(kind: &str) -> Vec<String> {
    let names = kind.split(|c: char| !c.is_alphanumeric() && c != ':' && c != '_');
    let last = names.filter_map(|path| path.rsplit("::").next());
    last.filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// What JSON has for a type that needs no table.
fn simple(name: &str) -> Option<&'static str> {
    Some(match name {
        "String" | "Path" | "DeploymentId" | "Digest" | "RevisionArn" | "ServiceDeploymentArn" => {
            "string"
        }
        "u8" | "u16" | "u32" | "u64" | "i32" => "number",
        "bool" => "`true` or `false`",
        "Foreign" => "foreign text",
        "Sentence" => "sentence",
        "Duration" => "duration",
        "Value" => "any JSON",
        "Option" | "Vec" | "Result" => "",
        _ => return None,
    })
}

/// What JSON has for a Rust type, in words.
fn json(kind: &str) -> String {
    let inside = |outer: &str| kind.strip_prefix(outer)?.strip_suffix('>');
    if let Some(inner) = inside("Option<") {
        return format!("{} or `null`", json(inner));
    }
    if let Some(inner) = inside("Vec<") {
        return format!("list of {}", json(inner));
    }
    if let Some((good, bad)) = inside("Result<").and_then(|both| both.rsplit_once(", ")) {
        return format!(
            "`{{\"Ok\": …}}` with {}, or `{{\"Err\": …}}` with {}",
            json(good),
            json(bad)
        );
    }
    if let Some(pair) = kind.strip_prefix('(') {
        let parts: Vec<_> = pair.trim_end_matches(')').split(", ").map(json).collect();
        return format!("[{}]", parts.join(", "));
    }
    let name = words(kind).remove(0);
    simple(&name).map_or_else(
        || format!("[{name}](#{})", name.to_lowercase()),
        str::to_owned,
    )
}

fn described(field: &Field) -> String {
    let kind = match field
        .kind
        .strip_prefix("Option<")
        .and_then(|kind| kind.strip_suffix('>'))
    {
        Some(inner) if field.optional => format!("{}, or left out", json(inner)),
        Some(_) | None => json(&field.kind),
    };
    kind.replace('|', "\\|")
}

fn fields(fields: &[Field]) -> Vec<String> {
    let mut lines = vec![
        "| Field | Type | Meaning |".to_owned(),
        "|---|---|---|".to_owned(),
    ];
    lines.extend(fields.iter().map(|field| {
        let meaning = field.meaning.replace('|', "\\|");
        format!("| `{}` | {} | {meaning} |", field.name, described(field))
    }));
    lines
}

fn values(shape: &Type) -> Vec<String> {
    let with_fields = shape
        .variants
        .iter()
        .any(|variant| !variant.fields.is_empty());
    let mut lines = if with_fields {
        vec![
            "| Value | Meaning | With |".to_owned(),
            "|---|---|---|".to_owned(),
        ]
    } else {
        vec!["| Value | Meaning |".to_owned(), "|---|---|".to_owned()]
    };
    for variant in &shape.variants {
        let mut line = format!(
            "| `{}` | {} |",
            variant.name,
            variant.meaning.replace('|', "\\|")
        );
        let with: Vec<_> = variant.fields.iter().map(with).collect();
        if with_fields {
            line.push_str(&format!(" {} |", with.join("<br>")).replace("|  |", "| |"));
        }
        lines.push(line);
    }
    lines
}

fn with(field: &Field) -> String {
    if field.name.is_empty() {
        return described(field);
    }
    let meaning = field.meaning.replace('|', "\\|");
    format!("`{}` ({}): {meaning}", field.name, described(field))
}
