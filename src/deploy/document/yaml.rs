//! Owns the reading of YAML into a `Node`, and the wording of what is wrong with it.
//!
//! The parser's quirks end here: booleans are `true` and `false` only, tags are refused, and what
//! a document may grow to is bounded.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::Number;
use serde_yaml::options::DuplicateKeyPolicy;
use serde_yaml::{Location, Options, Spanned};

use super::{Content, Entry, Failure, MAX_DEPTH, MAX_NODES, Node, Source};

/// Parses a whole text. Duplicated keys are failures with a tree; all else is a failure without.
pub(super) fn parse(source: &Source) -> (Option<Node>, Vec<Failure>) {
    let error = match read(source.text(), DuplicateKeyPolicy::Error) {
        Ok(tree) => return (Some(tree.into_node(source)), Vec::new()),
        Err(error) => error,
    };
    let failure = failure(source, &error);
    let root = match error.without_snippet() {
        // Read once more, so that the rest of the document can be checked as well.
        serde_yaml::Error::DuplicateMappingKey { .. } => {
            read(source.text(), DuplicateKeyPolicy::FirstWins)
                .ok()
                .map(|tree| tree.into_node(source))
        }
        _ => None,
    };
    (root, vec![failure])
}

fn read(text: &str, duplicate_keys: DuplicateKeyPolicy) -> Result<Tree, serde_yaml::Error> {
    let options: Options = serde_yaml::options! {
        strict_booleans: true,
        reject_unsupported_tags: true,
        duplicate_keys: duplicate_keys,
        with_snippet: false,
        budget: serde_yaml::budget! {
            max_nodes: MAX_NODES,
            max_depth: MAX_DEPTH,
        },
    };
    serde_yaml::from_str_with_options(text, options)
}

/// A tree as the parser gives it: with both the place where a value is used and the one where it
/// is defined, which differ for an alias.
struct Tree {
    used: Range<usize>,
    defined: Range<usize>,
    content: TreeContent,
}

enum TreeContent {
    Null,
    Boolean(bool),
    Number(Number),
    String(String),
    List(Vec<Tree>),
    Mapping(Vec<(Spanned<String>, Tree)>),
}

impl Tree {
    fn into_node(self, source: &Source) -> Node {
        let written = || source.slice(&self.defined).to_owned();
        let content = match self.content {
            TreeContent::Null => Content::Null,
            TreeContent::Boolean(value) => Content::Boolean(value, written()),
            TreeContent::Number(value) => Content::Number(value, written()),
            TreeContent::String(text) => Content::String(text),
            TreeContent::List(items) => Content::List(
                items
                    .into_iter()
                    .map(|item| item.into_node(source))
                    .collect(),
            ),
            TreeContent::Mapping(entries) => Content::Mapping(
                entries
                    .into_iter()
                    .map(|(key, value)| Entry {
                        key_span: range(key.referenced),
                        key: key.value,
                        value: value.into_node(source),
                    })
                    .collect(),
            ),
        };
        Node {
            defined: self.defined,
            ..Node::new(self.used, content)
        }
    }
}

fn range(location: Location) -> Range<usize> {
    let number = |part: Option<u64>| part.and_then(|part| usize::try_from(part).ok());
    let start = number(location.span().byte_offset()).unwrap_or(0);
    let length = number(location.span().byte_len()).unwrap_or(1);
    start..start + length.max(1)
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let spanned = Spanned::<TreeContent>::deserialize(deserializer)?;
        Ok(Self {
            used: range(spanned.referenced),
            defined: range(spanned.defined),
            content: spanned.value,
        })
    }
}

impl<'de> Deserialize<'de> for TreeContent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ContentVisitor)
    }
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = TreeContent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<TreeContent, E> {
        Ok(TreeContent::Null)
    }

    fn visit_none<E>(self) -> Result<TreeContent, E> {
        Ok(TreeContent::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<TreeContent, D::Error> {
        TreeContent::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<TreeContent, E> {
        Ok(TreeContent::Boolean(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<TreeContent, E> {
        Ok(TreeContent::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<TreeContent, E> {
        Ok(TreeContent::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<TreeContent, E> {
        let number = Number::from_f64(value).ok_or_else(|| E::custom("not a finite number"))?;
        Ok(TreeContent::Number(number))
    }

    fn visit_str<E>(self, value: &str) -> Result<TreeContent, E> {
        Ok(TreeContent::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<TreeContent, E> {
        Ok(TreeContent::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<TreeContent, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(TreeContent::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<TreeContent, A::Error> {
        let mut mapping = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            mapping.push(entry);
        }
        if mapping.len() > MAX_NODES {
            return Err(A::Error::custom("too many keys"));
        }
        Ok(TreeContent::Mapping(mapping))
    }
}

fn failure(source: &Source, error: &serde_yaml::Error) -> Failure {
    use serde_yaml::Error;
    let error = error.without_snippet();
    let span = error
        .location()
        .map_or(0..0, |location| error_range(source, location));
    match error {
        Error::DuplicateMappingKey { key, .. } => {
            super::duplicate(span, key.as_deref().unwrap_or("?"))
        }
        Error::Budget { .. } | Error::AliasReplayLimitExceeded { .. } => too_large(span),
        Error::MultipleDocuments { .. } => Failure::new(span, "a second document")
            .help("remove the `---`: one file is one document"),
        Error::UnknownAnchor { .. } => Failure::new(span, "this alias has no anchor")
            .help("add the anchor (`&name`) above, or put the text in quotes"),
        _ => {
            let text = error.to_string();
            let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
            // Inside an alias the parser gives this error without its type.
            if message.starts_with("budget breached") {
                return too_large(span);
            }
            let failure = Failure::new(span, message);
            if failure.message.contains("tab") {
                failure.help("indent with spaces: YAML allows no tabs there")
            } else if failure.message.contains("unsupported tag") {
                failure.help(
                    "write the value itself: tags of CloudFormation and the like mean nothing here",
                )
            } else {
                failure
            }
        }
    }
}

fn too_large(span: Range<usize>) -> Failure {
    let message = format!("the document grows beyond {MAX_NODES} values or {MAX_DEPTH} levels");
    Failure::new(span, message).help("use fewer aliases (`*name`) of aliases")
}

/// Some errors have a line and a column, but no bytes.
fn error_range(source: &Source, location: Location) -> Range<usize> {
    if location
        .span()
        .byte_offset()
        .is_some_and(|offset| offset > 0)
    {
        return range(location);
    }
    let number = |part: u64| usize::try_from(part).unwrap_or(usize::MAX);
    let (line, column) = (number(location.line()), number(location.column()));
    let mut start = 0;
    for (index, text) in source.text().split_inclusive('\n').enumerate() {
        if index + 1 == line {
            let before = text.chars().take(column.saturating_sub(1));
            start += before.map(char::len_utf8).sum::<usize>();
            return start..start + 1;
        }
        start += text.len();
    }
    start..start
}
