//! The types of the events as their source says them: names, fields, and what each means. serde knows
//! the first two, but only the source has the words.

use crate::architecture::rust_files;

/// A struct, an enum, or a variant of one.
pub(super) struct Type {
    /// Its name, as JSON has it if it is a variant.
    pub(super) name: String,
    pub(super) meaning: String,
    /// The fields of a struct or variant.
    pub(super) fields: Vec<Field>,
    /// The variants of an enum.
    pub(super) variants: Vec<Self>,
}

/// A field.
pub(super) struct Field {
    pub(super) name: String,
    /// The Rust type.
    pub(super) kind: String,
    pub(super) meaning: String,
    /// It is left out where there is nothing to say.
    pub(super) optional: bool,
}

/// Reads a type of the crate `foghorn-deploy`, of which it takes those that are written as JSON.
pub(super) fn named(name: &str) -> Type {
    let heads = [
        format!("pub struct {name} {{"),
        format!("pub enum {name} {{"),
    ];
    let mut found: Vec<Type> = Vec::new();
    for path in rust_files(&["src/deploy"]) {
        let text = std::fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            if heads.iter().any(|head| head == line) {
                found.extend(read(name, &lines, at));
            }
        }
    }
    assert_eq!(
        found.len(),
        1,
        "types called {name} in the crate foghorn-deploy"
    );
    found.remove(0)
}

/// What stands before a member: its documentation and its attributes.
#[derive(Default)]
struct Before {
    doc: Vec<String>,
    attributes: String,
}

impl Before {
    /// Takes a line if it is one of these.
    fn takes(&mut self, line: &str) -> bool {
        if let Some(doc) = line.strip_prefix("///") {
            self.doc.push(doc.trim().to_owned());
        } else if line.starts_with("#[") {
            self.attributes.push_str(line);
        } else {
            return line.starts_with("//");
        }
        true
    }

    fn renamed(&self) -> Option<&str> {
        let (_, name) = self.attributes.split_once("rename = \"")?;
        name.split('"').next()
    }

    fn meaning(&self) -> String {
        let doc = self.doc.join(" ").replace("[`", "`").replace("`]", "`");
        doc.replace("`None`", "`null`")
    }
}

fn read(name: &str, lines: &[&str], head: usize) -> Option<Type> {
    let mut before = Before::default();
    let first = (0..head).rev().take_while(|at| {
        ["///", "#["]
            .iter()
            .any(|start| lines[*at].starts_with(start))
    });
    for line in &lines[first.last().unwrap_or(head)..head] {
        before.takes(line);
    }
    if !before.attributes.contains("Serialize") {
        return None;
    }
    let kebab = before.attributes.contains("\"kebab-case\"");
    let mut whole = Type {
        name: name.to_owned(),
        meaning: before.meaning(),
        fields: vec![],
        variants: vec![],
    };
    let mut before = Before::default();
    for line in lines[head + 1..].iter().take_while(|line| **line != "}") {
        let (deep, line) = (line.starts_with("        "), line.trim());
        if before.takes(line) {
            continue;
        }
        let said = std::mem::take(&mut before);
        if let Some((field, kind)) = line.strip_suffix(',').and_then(|l| l.split_once(": ")) {
            let field = Field {
                name: said
                    .renamed()
                    .unwrap_or(field.trim_start_matches("pub "))
                    .to_owned(),
                kind: kind.to_owned(),
                meaning: said.meaning(),
                optional: said.attributes.contains("skip_serializing_if"),
            };
            if said.attributes.contains("serde(skip)") {
                continue;
            }
            let variant = whole.variants.last_mut().filter(|_| deep);
            variant
                .map_or(&mut whole.fields, |variant| &mut variant.fields)
                .push(field);
        } else if line.starts_with(char::is_uppercase) {
            let end = line.find([' ', ',', '(']).unwrap();
            whole.variants.push(Type {
                name: json_name(&line[..end], kebab),
                meaning: said.meaning(),
                fields: inner(&line[end..]).into_iter().collect(),
                variants: vec![],
            });
        }
    }
    Some(whole)
}

/// The one value of a variant like `Other(String)`.
fn inner(rest: &str) -> Option<Field> {
    let kind = rest.strip_prefix('(')?.strip_suffix("),")?;
    Some(Field {
        name: String::new(),
        kind: kind.to_owned(),
        meaning: String::new(),
        optional: false,
    })
}

fn json_name(variant: &str, kebab: bool) -> String {
    let mut name = String::new();
    for c in variant.chars() {
        if kebab && c.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(c.to_lowercase());
    }
    name
}
