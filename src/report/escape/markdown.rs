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
    let fence = "`".repeat(backticks(&shown) + 1);
    if shown.starts_with('`') || shown.ends_with('`') || shown.trim().is_empty() {
        format!("{fence} {shown} {fence}")
    } else {
        format!("{fence}{shown}{fence}")
    }
}

/// Escapes text for a place where HTML is read but Markdown is not, such as `<summary>`.
pub fn html(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    for c in log::line(raw).chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            // Some read Markdown there after all.
            '@' | '`' | '*' | '_' | '[' | ']' | '~' | '$' | '|' | '\\' | '#' | '!' => {
                out.extend([format!("&#{};", u32::from(c))]);
            }
            c => out.push(c),
        }
    }
    out
}

/// Shows text as a code span in a cell of a table, which a pipe would end even there.
pub fn cell(raw: &str) -> String {
    code(raw).replace('|', "\\|")
}

/// Shows lines as a block of code, fenced by more backticks than one of them contains in a row.
pub fn block<'l>(language: &str, lines: impl IntoIterator<Item = &'l str>) -> String {
    let lines: Vec<String> = lines.into_iter().flat_map(log::lines).collect();
    let longest = lines.iter().map(|line| backticks(line)).max().unwrap_or(0);
    let fence = "`".repeat((longest + 1).max(3));
    format!("{fence}{language}\n{}\n{fence}\n", lines.join("\n"))
}

/// Returns the length of the longest row of backticks.
fn backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
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
        assert_eq!((&*code("a|b"), &*cell("a|b")), ("`a|b`", "`a\\|b`"));
        assert_eq!(code(" "), "`   `");
        assert_eq!(
            block("text", ["a\n::b", "````", "<x>"]),
            "`````text\na\n\\x3a:b\n````\n<x>\n`````\n"
        );
    }
}
