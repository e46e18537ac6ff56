//! Columns that a text takes on a terminal: wide characters take two, combining ones none.
//!
//! Owns measuring, padding and cutting by that. The texts must be escaped already: nothing in them
//! moves the cursor.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Stands for what was cut; one column.
const CUT: char = '…';

/// Returns how many columns a text takes.
///
/// Terminals do not agree on sequences that join into one picture; the larger of two ways to count
/// is taken, so that a line is rather too short than wrapped.
pub fn width(text: &str) -> usize {
    let one_by_one: usize = text.chars().filter_map(UnicodeWidthChar::width).sum();
    text.width().max(one_by_one)
}

/// Fills a text with spaces up to a number of columns.
pub fn padded(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// Cuts a text to a number of columns, at its end.
pub fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept) >= columns {
            // A combining mark may still belong to the last character that fits: it goes with it.
            kept.pop();
            break;
        }
    }
    if columns > 0 {
        kept.push(CUT);
    }
    kept
}

/// Cuts a text to a number of columns, at its beginning: of a name, the end tells the most.
pub fn cut_front(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let fits = |at: &usize| width(&text[*at..]) < columns;
    let mut starts = text.char_indices().map(|(at, _)| at);
    let kept = starts.find(fits).map_or("", |at| &text[at..]);
    if columns > 0 {
        format!("{CUT}{kept}")
    } else {
        String::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns_and_marks_none() {
        for (text, columns) in [
            ("", 0),
            ("api", 3),
            ("日本", 4),
            ("e\u{301}a\u{308}", 2),
            ("🚢", 2),
        ] {
            assert_eq!(width(text), columns, "{text}");
            assert_eq!(width(&padded(text, 6)), 6, "{text}");
        }
    }

    #[test]
    fn nothing_is_wider_than_asked() {
        for (text, columns, end, front) in [
            ("product-api", 11, "product-api", "product-api"),
            ("product-api", 6, "produ…", "…t-api"),
            ("日本語の名", 6, "日本…", "…の名"),
            ("日本語の名", 2, "…", "…"),
            ("product-api", 1, "…", "…"),
            ("product-api", 0, "", ""),
        ] {
            assert_eq!(cut(text, columns), end);
            assert_eq!(cut_front(text, columns), front);
        }
        let flags = "🇩🇪❤\u{fe0f}e\u{301}👩🏽".repeat(9);
        for columns in 0..60 {
            assert!(width(&cut(&flags, columns)) <= columns, "{columns}");
            assert!(width(&cut_front(&flags, columns)) <= columns, "{columns}");
        }
    }
}
