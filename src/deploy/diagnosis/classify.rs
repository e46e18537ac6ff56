//! From one text to one cause: the first row of the table that matches.
//!
//! Must not look at anything but the text; what a task's containers say is `stopped_task`'s.

use super::pattern::Pattern;
use super::table;
use super::text::Text;
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::Foreign;

/// What every service of AWS writes before the action that it denies.
const NOT_AUTHORIZED: &str = "is not authorized to perform: ";

/// A cause, and whether its text ends before it says why.
pub(super) struct Classified {
    pub(super) cause: Cause,
    pub(super) vague: bool,
}

/// Classifies a text that tells why a task stopped or could not start.
pub(super) fn task_text(text: &Foreign) -> Option<Classified> {
    from_table(table::TASK, &Text::of(text), text)
}

/// Finds the first row that matches, and fills in what the text names. `full` is kept as evidence.
pub(super) fn from_table(
    families: &[&[Pattern]],
    text: &Text,
    full: &Foreign,
) -> Option<Classified> {
    let row = families
        .iter()
        .copied()
        .flatten()
        .find(|row| row.matches(text))?;
    let cause = Cause {
        role: role(text),
        action: text
            .word_after(NOT_AUTHORIZED)
            .or(row.action.map(str::to_owned))
            .map(Foreign::new),
        resource: row.subject.find(text).map(Foreign::new),
        ..bare(row.kind, row.class, full)
    };
    Some(Classified {
        cause,
        vague: row.vague,
    })
}

/// A cause with the role and the action that the text names.
pub(super) fn named(kind: CauseKind, class: Class, text: &Text, full: &Foreign) -> Cause {
    Cause {
        role: role(text),
        action: text.word_after(NOT_AUTHORIZED).map(Foreign::new),
        ..bare(kind, class, full)
    }
}

/// A cause that names nothing.
pub(super) fn bare(kind: CauseKind, class: Class, text: &Foreign) -> Cause {
    Cause {
        kind,
        class,
        role: None,
        action: None,
        resource: None,
        container: None,
        exit_code: None,
        text: text.clone(),
    }
}

/// The role in `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`, or in the text about a role that
/// cannot be assumed. A name that AWS cut off is no name.
fn role(text: &Text) -> Option<Foreign> {
    text.between(":assumed-role/", '/')
        .or_else(|| text.between("unable to assume the role '", '\''))
        .or_else(|| text.between("missing permissions on ecs infrastructure role '", '\''))
        .or_else(|| text.word_after("unable to assume role "))
        .filter(|role| !role.contains(char::is_whitespace))
        .map(Foreign::new)
}
