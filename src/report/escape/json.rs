//! JSON that can pass through a terminal and a CI log.

use super::invisible;

/// Rewrites serialised JSON so that it means the same and commands nothing: invisible characters and
/// the `##[` of GitHub's runner can only stand inside strings, where `\u` escapes are allowed.
pub fn text(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c == '[' && out.ends_with("##") {
            out.push_str("\\u005b");
        } else if c != '\n' && (invisible::is_invisible(c) || c == '\t') {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.extend(format!("\\u{unit:04x}").chars());
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

    use super::*;

    #[test]
    fn means_the_same_and_commands_nothing() {
        let value =
            serde_json::json!({"a": "##[error]x\u{202e}\u{9b}\u{e0001}\x1b\r\n", "b": [[1]]});
        let escaped = text(&value.to_string());
        assert!(escaped.is_ascii() && !escaped.contains("##["), "{escaped}");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&escaped).unwrap(),
            value
        );
    }
}
