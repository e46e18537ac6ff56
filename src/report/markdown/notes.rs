//! Warnings, and stages that were not started.

use super::{escape, sentence};
use crate::history::History;

/// Warnings that are listed.
const LISTED: usize = 50;

/// Returns a block for each kind.
pub(super) fn blocks(history: &History) -> Vec<String> {
    let mut blocks = Vec::new();
    let skipped: Vec<String> = history
        .skipped
        .iter()
        .map(|(stage, why)| {
            format!(
                "- {} was not started: {}\n",
                escape::code(stage),
                sentence(why)
            )
        })
        .collect();
    if !skipped.is_empty() {
        blocks.push(skipped.concat());
    }
    if !history.warnings.is_empty() {
        let mut block = "### Warnings\n\n".to_owned();
        for (warning, hints) in history.warnings.iter().take(LISTED) {
            block.extend([format!("- ⚠️ {}\n", sentence(warning))]);
            for hint in hints {
                block.extend([format!("  - {}\n", sentence(hint))]);
            }
        }
        if let Some(more) = history
            .warnings
            .len()
            .checked_sub(LISTED)
            .filter(|n| *n > 0)
        {
            block.extend([format!("- and {more} more\n")]);
        }
        blocks.push(block);
    }
    blocks
}
