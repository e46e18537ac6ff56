//! A plan as a comment on a pull request.
//!
//! Owns its shape. What it says is the plan as people see it elsewhere, with the same values hidden.

use super::escape;
use crate::terminal;
use foghorn_deploy::plan::Plan;

/// Returns the comment.
pub fn plan(plan: &Plan) -> String {
    let lines = terminal::plan::lines(plan);
    let (title, rest) = match lines.split_first() {
        Some((title, rest)) => (title.as_str(), rest),
        None => ("", &[][..]),
    };
    let shown: Vec<String> = rest.iter().map(|line| highlighted(line)).collect();
    let shown = shown.iter().map(String::as_str);
    let block = escape::block("diff", shown.skip_while(|line| line.is_empty()));
    format!("### {}\n\n{block}", escape::text(title))
}

/// The highlighting of diffs wants the sign in the first column, and `!` for a change.
fn highlighted(line: &str) -> String {
    let inner = line.trim_start();
    match inner.split_once(' ') {
        Some(("~", rest)) => format!("! {rest}"),
        Some(("+" | "-", _)) => inner.to_owned(),
        Some(_) | None => line.to_owned(),
    }
}
