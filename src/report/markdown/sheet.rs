//! Paper of a limited size.
//!
//! Owns that a block is on it whole or not at all, so that no fence, table or picture is ever cut
//! in the middle, and that what was left out is said.

/// Kept free for saying what was left out.
const RESERVE: usize = 1024;
/// Blocks that are named when they were left out.
const NAMED: usize = 5;

/// Blocks of Markdown below a limit.
pub(super) struct Sheet {
    text: String,
    footer: String,
    left: usize,
    left_out: Vec<String>,
}

impl Sheet {
    /// Begins a sheet of at most `limit` bytes that ends with `footer`.
    pub(super) fn new(limit: usize, footer: &str) -> Self {
        Self {
            text: String::new(),
            footer: footer.to_owned(),
            left: limit.saturating_sub(footer.len() + RESERVE),
            left_out: Vec::new(),
        }
    }

    /// Adds a block, or notes that there was no room for it. `what` is a name in words of our own.
    pub(super) fn add(&mut self, what: &str, block: &str) {
        if block.is_empty() {
            return;
        }
        match self.left.checked_sub(block.len() + 1) {
            Some(left) => {
                self.left = left;
                self.text.push_str(block);
                self.text.push('\n');
            }
            None => self.left_out.push(what.chars().take(100).collect()),
        }
    }

    /// Ends the sheet.
    pub(super) fn finish(mut self) -> String {
        if !self.left_out.is_empty() {
            let more = match self.left_out.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            self.left_out.truncate(NAMED);
            let names = self.left_out.join(", ");
            self.text.extend([format!(
                "_Too large for this page: {names}{more}. The log has it all._\n\n"
            )]);
        }
        self.text + &self.footer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_whole_or_not_there() {
        let mut sheet = Sheet::new(RESERVE + 30, "footer\n");
        sheet.add("the first", "12345");
        sheet.add("the large one", &"x".repeat(40));
        sheet.add("nothing", "");
        sheet.add("the last", "67890");
        assert_eq!(
            sheet.finish(),
            "12345\n67890\n_Too large for this page: the large one. The log has it all._\n\nfooter\n"
        );
    }

    #[test]
    fn what_was_left_out_has_a_limit_too() {
        let mut sheet = Sheet::new(0, "");
        for number in 0..1000 {
            sheet.add(&format!("{number} {}", "x".repeat(500)), "x");
        }
        let text = sheet.finish();
        assert!(
            text.len() < RESERVE && text.contains("and 995 more"),
            "{text}"
        );
    }
}
