//! Text inside XML.

use super::log;

/// Escapes text between two tags, or the value of an attribute in double quotes. What XML 1.0 allows nowhere, not even escaped, is shown escaped by
/// the rules of a log.
pub fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in log::line(raw).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // Source: XML 1.0, production `Char`; controls are gone already.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_a_tag() {
        assert_eq!(
            text("a<b> & \"c\"\n]]>\u{0}\u{ffff}"),
            "a&lt;b&gt; &amp; &quot;c&quot;\\n]]&gt;\\x00\u{fffd}"
        );
    }
}
