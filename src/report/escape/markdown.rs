//! Text for Markdown as GitHub and GitLab show it.

use super::log;

/// Escapes text so that it is shown as it is: no markup, no HTML, no mention of a person.
pub fn text(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in log::line(raw).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            // A backslash does not keep GitHub from notifying the person.
            '@' => out.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '+' | '-' | '.'
            | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Shows text as a code span, fenced by more backticks than it contains in a row.
pub fn code(raw: &str) -> String {
    let shown = log::line(raw);
    let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // A pipe would end a table's cell even inside a code span.
    let shown = shown.replace('|', "\\|");
    if shown.starts_with('`') || shown.ends_with('`') || shown.is_empty() {
        format!("{fence} {shown} {fence}")
    } else {
        format!("{fence}{shown}{fence}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_markup() {
        assert_eq!(
            text("</script> @team *x* `y`"),
            "&lt;/script&gt; &#64;team \\*x\\* \\`y\\`"
        );
        assert_eq!(code("$(x) ``y``"), "``` $(x) ``y`` ```");
        assert_eq!(code("a|b"), "`a\\|b`");
    }
}
