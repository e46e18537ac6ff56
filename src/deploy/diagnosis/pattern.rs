//! One row of the table: what a text contains, and what that means.
//!
//! Owns the shape of a row and how it is matched. The rows are in `table`.

use super::text::Text;
use crate::cause::{CauseKind, Class};

/// One row of the table.
pub(super) struct Pattern {
    /// Pieces in lower case, all of which the text contains.
    pub(super) all: &'static [&'static str],
    /// Pieces in lower case, at least one of which it contains. Empty: no further condition.
    pub(super) any: &'static [&'static str],
    /// The same once more.
    pub(super) and_any: &'static [&'static str],
    /// What went wrong.
    pub(super) kind: CauseKind,
    /// Whether waiting can help.
    pub(super) class: Class,
    /// What it concerns.
    pub(super) subject: Subject,
    /// The IAM action, where a text that was cut off does not name it any more.
    pub(super) action: Option<&'static str>,
    /// Whether the text ends before it says why, so that another text may know more.
    pub(super) vague: bool,
}

/// Where the resource is in the text.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    /// The text names none.
    Nothing,
    /// AWS's service that the text is about; the text need not spell it so.
    Named(&'static str),
    /// The word after `on resource: `.
    Denied,
    /// The same, or else the first ARN of this service.
    DeniedArn(&'static str),
    /// The word after the first of these that the text contains.
    Word(&'static [&'static str]),
    /// A list of names after this.
    List(&'static str),
    /// What stands between this and the next quotation mark.
    Quoted(&'static str),
    /// An id that begins like this, such as `subnet-`.
    Id(&'static str),
    /// The first ARN of this service.
    Arn(&'static str),
    /// A JSON key and the secret it should be in, written as `valueFrom` is.
    JsonKey,
}

impl Pattern {
    /// A text that contains all of these pieces.
    pub(super) const fn all(all: &'static [&'static str], kind: CauseKind, class: Class) -> Self {
        let subject = Subject::Nothing;
        Self {
            all,
            any: &[],
            and_any: &[],
            kind,
            class,
            subject,
            action: None,
            vague: false,
        }
    }

    /// It must contain one of these as well.
    pub(super) const fn any(mut self, any: &'static [&'static str]) -> Self {
        self.any = any;
        self
    }

    /// And one of these.
    pub(super) const fn and_any(mut self, any: &'static [&'static str]) -> Self {
        self.and_any = any;
        self
    }

    /// Where the resource is.
    pub(super) const fn about(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// The action to assume if AWS cut its text off before naming it.
    pub(super) const fn action(mut self, action: &'static str) -> Self {
        self.action = Some(action);
        self
    }

    /// The text ends before it says why.
    pub(super) const fn vague(mut self) -> Self {
        self.vague = true;
        self
    }

    /// Returns whether a text is of this row.
    pub(super) fn matches(&self, text: &Text) -> bool {
        let one_of = |any: &[&str]| any.is_empty() || any.iter().any(|piece| text.has(piece));
        self.all.iter().all(|piece| text.has(piece)) && one_of(self.any) && one_of(self.and_any)
    }
}

impl Subject {
    /// Finds the resource in a text.
    pub(super) fn find(self, text: &Text) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::Named(name) => Some(name.to_owned()),
            Self::Denied => text.word_after("on resource: "),
            Self::DeniedArn(service) => text
                .word_after("on resource: ")
                .or_else(|| text.arn_of(service)),
            Self::Word(markers) => markers.iter().find_map(|marker| text.word_after(marker)),
            Self::List(marker) => text.list_after(marker),
            Self::Quoted(marker) => text.between(marker, '\''),
            Self::Id(prefix) => text.id(prefix),
            Self::Arn(service) => text.arn_of(service),
            Self::JsonKey => json_key(text),
        }
    }
}

/// `ARN:KEY::`, as the task definition's `valueFrom` has it, so that it can be searched for there.
fn json_key(text: &Text) -> Option<String> {
    let key = text.word_after("did not contain json key ");
    match (text.arn_of("secretsmanager"), key) {
        (Some(arn), Some(key)) => Some(format!("{arn}:{key}::")),
        (Some(only), None) | (None, Some(only)) => Some(only),
        (None, None) => None,
    }
}
