//! Characters that a terminal acts on or that a reader does not see.

/// Returns whether a character is shown escaped: controls (not the tab), marks that turn the
/// direction of text, characters without width, separators that some sinks take for a new line.
pub(crate) fn is_invisible(c: char) -> bool {
    if c == '\t' {
        return false;
    }
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Appends a character, escaped if it is invisible.
pub(crate) fn push(out: &mut String, c: char) {
    match c {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        c if !is_invisible(c) => out.push(c),
        c if u32::from(c) <= 0xff => out.extend(format!("\\x{:02x}", u32::from(c)).chars()),
        c => out.extend(format!("\\u{{{:x}}}", u32::from(c)).chars()),
    }
}
