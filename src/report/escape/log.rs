//! Text for a terminal or a CI log.
//!
//! One sink for both: a log that was written to a file or to stderr can be read by either, and what
//! a runner would take for a command is as rare in honest text as an escape sequence.

use super::invisible;
use std::borrow::Cow;

/// Longest line, in characters. GitHub's and GitLab's viewers get slow beyond it.
pub const LONGEST_LINE: usize = 4096;

/// Makes text fit for one line: line breaks are shown as `\n`.
pub fn line(text: &str) -> String {
    let text = without_colours(text);
    let mut out = String::with_capacity(text.len());
    for (taken, c) in text.chars().enumerate() {
        if taken == LONGEST_LINE {
            let more = text.chars().count() - taken;
            return defuse(format!("{out}… ({more} more characters)"));
        }
        invisible::push(&mut out, c);
    }
    defuse(out)
}

/// Splits text at its line breaks and makes each line fit. Trailing empty lines are dropped.
pub fn lines(text: &str) -> Vec<String> {
    text.trim_end_matches(['\r', '\n'])
        .split('\n')
        .map(|l| line(l.strip_suffix('\r').unwrap_or(l)))
        .collect()
}

/// Breaks up what GitHub's runner would carry out: a line that starts with `::` after white space,
/// and `##[` anywhere. Source: actions/runner, `ActionCommand.TryParseV2` and `TryParse`.
fn defuse(text: String) -> String {
    let text = if text.contains("##[") {
        text.replace("##[", "##\\x5b")
    } else {
        text
    };
    let start = text.len() - text.trim_start().len();
    if text[start..].starts_with("::") {
        format!("{}\\x3a{}", &text[..start], &text[start + 1..])
    } else {
        text
    }
}

/// Drops colour sequences (`ESC [ … m`), which applications write by the thousand: they carry no
/// words, and shown escaped they would bury the ones that matter.
fn without_colours(text: &str) -> Cow<'_, str> {
    if !text.contains("\x1b[") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\x1b[") {
        let after = &rest[at + 2..];
        let end = after
            .find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':')
            .unwrap_or(after.len());
        if after[end..].starts_with('m') {
            out.push_str(&rest[..at]);
            rest = &after[end + 1..];
        } else {
            out.push_str(&rest[..at + 2]);
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_commands_a_terminal_or_a_runner() {
        for (raw, safe) in [
            ("plain\ttext", "plain\ttext"),
            ("\x1b]0;pwned\x07", "\\x1b]0;pwned\\x07"),
            ("\x1b[31mred\x1b[0m", "red"),
            ("\x1b[2Jgone", "\\x1b[2Jgone"),
            ("#\x1b[0m#[error]x", "##\\x5berror]x"),
            ("::error::x", "\\x3a:error::x"),
            (" \t::error::x", " \t\\x3a:error::x"),
            ("a::b", "a::b"),
            ("a\r\nb", "a\\r\\nb"),
            ("\u{202e}evil\u{200b}", "\\u{202e}evil\\u{200b}"),
            ("\u{9b}31m", "\\x9b31m"),
            ("\u{2028}::x", "\\u{2028}::x"),
        ] {
            assert_eq!(line(raw), safe);
        }
    }

    #[test]
    fn lines_are_split_and_bounded() {
        assert_eq!(lines("a\r\n::b\nc\n\n"), ["a", "\\x3a:b", "c"]);
        let long = line(&"é".repeat(LONGEST_LINE + 7));
        assert!(long.ends_with("é… (7 more characters)"), "{long}");
    }
}
