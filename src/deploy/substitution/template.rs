//! Owns `Template`: a text with `${...}`, read but not replaced yet.

use std::fmt;
use std::ops::Range;

use super::Sources;
use crate::document::{Node, Path, Source};
use crate::problem::{Place, Problem, Problems, nearest};
use crate::sealed::{MASK, Text};

/// What can stand between `${` and `}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// `values.NAME`
    Value(String),
    /// `env.NAME`
    Environment(String),
    /// `git.sha`
    GitSha,
    /// `git.short-sha`
    GitShortSha,
    /// `git.ref`
    GitRef,
    /// `image` or `image.NAME`
    Image(Option<String>),
    /// `stage`
    Stage,
    /// `account`
    Account,
    /// `region`
    Region,
    /// `cluster`
    Cluster,
    /// `service`
    Service,
}

/// The references without a name of their own, and what they stand for.
const FIXED: [(&str, Reference); 9] = [
    ("git.sha", Reference::GitSha),
    ("git.short-sha", Reference::GitShortSha),
    ("git.ref", Reference::GitRef),
    ("image", Reference::Image(None)),
    ("stage", Reference::Stage),
    ("account", Reference::Account),
    ("region", Reference::Region),
    ("cluster", Reference::Cluster),
    ("service", Reference::Service),
];

const ALL: &str = "values.NAME, env.NAME, git.sha, git.short-sha, git.ref, image, image.NAME, \
                   stage, account, region, cluster, service";

/// A text with `${...}` in it, with its place, so that what cannot be replaced later is still a
/// problem at its position. It may hold a value that is not to be shown: `Debug` shows none.
#[derive(Clone, PartialEq, Eq)]
pub struct Template {
    pieces: Vec<Piece>,
    place: Place,
}

#[derive(Clone, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Reference(Reference, Place),
}

impl Template {
    /// Reads the string of a node; a node that is no string is a template without text.
    pub fn parse(source: &Source, node: &Node, path: &Path) -> Result<Self, Problems> {
        let mut rest = node.as_str().unwrap_or_default();
        let mut pieces = Vec::new();
        let mut problems = Problems::new();
        let mut literal = String::new();
        let mut searched = node.span.start;
        while let Some(at) = rest.find("${") {
            literal.push_str(&rest[..at]);
            if literal.ends_with('$') {
                literal.push('{');
                rest = &rest[at + 2..];
                continue;
            }
            let written = rest[at..]
                .find('}')
                .map_or(&rest[at..], |end| &rest[at..=at + end]);
            let span = locate(source, node, written, &mut searched);
            let place = Place::at(source, &span, path);
            match reference(written) {
                Ok(reference) => {
                    pieces.push(Piece::Literal(std::mem::take(&mut literal)));
                    pieces.push(Piece::Reference(reference, place));
                }
                Err((message, help)) => problems.push(Problem::error(place, message).help(help)),
            }
            rest = &rest[at + written.len()..];
        }
        literal.push_str(rest);
        pieces.push(Piece::Literal(literal));
        if problems.is_empty() {
            Ok(Self {
                pieces,
                place: Place::at(source, &node.span, path),
            })
        } else {
            Err(problems)
        }
    }

    /// The references in the text, with their places.
    pub fn references(&self) -> impl Iterator<Item = (&Reference, &Place)> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Reference(reference, place) => Some((reference, place)),
            Piece::Literal(_) => None,
        })
    }

    /// Where the text is written.
    pub const fn place(&self) -> &Place {
        &self.place
    }

    /// The text with every reference replaced. It is sealed when one of the sources is.
    pub fn render(&self, sources: &Sources) -> Result<Text, Problems> {
        let mut text = String::new();
        let mut sealed = false;
        let mut problems = Problems::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Reference(reference, place) => match sources.get(reference) {
                    Ok(value) => {
                        sealed |= value.is_sealed();
                        text.push_str(value.expose());
                    }
                    Err(unset) => problems.push(Problem {
                        help: unset.help,
                        ..Problem::error(place.clone(), unset.message)
                    }),
                },
            }
        }
        if problems.is_empty() {
            Ok(Text::new(text, sealed))
        } else {
            Err(problems)
        }
    }
}

/// Reads `${...}`; gives the message and the help if it is not one of the references.
fn reference(written: &str) -> Result<Reference, (String, String)> {
    let Some(name) = written
        .strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
    else {
        let help = "add the `}`, or write `$${` for a literal `${`".to_owned();
        return Err(("`${` without a `}`".to_owned(), help));
    };
    if let Some((_, fixed)) = FIXED.iter().find(|(fixed, _)| *fixed == name) {
        return Ok(fixed.clone());
    }
    match name.split_once('.') {
        Some(("values", name)) if !name.is_empty() => Ok(Reference::Value(name.to_owned())),
        Some(("env", name)) if !name.is_empty() => Ok(Reference::Environment(name.to_owned())),
        Some(("image", name)) if !name.is_empty() => Ok(Reference::Image(Some(name.to_owned()))),
        Some(_) | None => {
            // What is no name may be a default, as in shells, and that may be a secret.
            let end = name.find(|c: char| !is_name(c)).unwrap_or(name.len());
            let cut = if end < name.len() { "…" } else { "" };
            let name = &name[..end];
            Err((
                format!("`${{{name}{cut}}}` is not a known source"),
                instead(name, cut),
            ))
        }
    }
}

fn is_name(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_' || character == '.'
}

fn instead(name: &str, cut: &str) -> String {
    if let Some(near) = nearest(name, FIXED.iter().map(|(fixed, _)| *fixed)) {
        return format!("did you mean `${{{near}}}`?");
    }
    if let Some((source, rest)) = name.split_once('.')
        && let Some(near) = nearest(source, ["values", "env", "image"])
    {
        return format!("did you mean `${{{near}.{rest}}}`?");
    }
    if name.is_empty() || name.contains('.') {
        return format!("the sources are {ALL}; write `$${{` for a literal `${{`");
    }
    format!(
        "use `${{values.{name}}}` or `${{env.{name}}}`; write `$${{{name}{cut}}}` to leave it to the container"
    )
}

/// Finds a reference in the source of a string; the whole string if escapes hide it.
fn locate(source: &Source, node: &Node, written: &str, searched: &mut usize) -> Range<usize> {
    let from = (*searched).max(node.span.start);
    match source.slice(&(from..node.span.end)).find(written) {
        Some(at) => {
            *searched = from + at + written.len();
            from + at..*searched
        }
        None => node.span.clone(),
    }
}

/// The name of the reference, as it is written.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(name) => write!(f, "values.{name}"),
            Self::Environment(name) => write!(f, "env.{name}"),
            Self::Image(Some(name)) => write!(f, "image.{name}"),
            Self::GitSha
            | Self::GitShortSha
            | Self::GitRef
            | Self::Image(None)
            | Self::Stage
            | Self::Account
            | Self::Region
            | Self::Cluster
            | Self::Service => {
                let fixed = FIXED.iter().find(|(_, reference)| reference == self);
                f.write_str(fixed.map_or("", |(name, _)| name))
            }
        }
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({MASK} at {})", self.place)
    }
}
