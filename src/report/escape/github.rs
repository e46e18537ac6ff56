//! Text inside GitHub's workflow commands and output files.

use super::log;

/// Longest message of an annotation, in characters. Source: actions/runner cuts at 4096.
const LONGEST_MESSAGE: usize = 4000;

/// Escapes the data of a command: what stands after the second `::`. Line breaks survive as `%0A`.
pub fn data(text: &str) -> String {
    let mut cut: String = text
        .replace("\r\n", "\n")
        .chars()
        .take(LONGEST_MESSAGE)
        .collect();
    if cut.len() < text.len() && text.chars().count() > LONGEST_MESSAGE {
        cut.push('…');
    }
    cut.split('\n')
        .map(|l| log::line(l).replace('%', "%25"))
        .collect::<Vec<_>>()
        .join("%0A")
}

/// Escapes a property of a command, such as `title` or `file`.
pub fn property(text: &str) -> String {
    log::line(text)
        .replace('%', "%25")
        .replace(':', "%3A")
        .replace(',', "%2C")
}

/// Returns the lines for `GITHUB_OUTPUT` that set `key` to a value of one line. The delimiter must not
/// be guessable; it is lengthened until it does not occur in the value.
pub fn output(key: &str, value: &str, delimiter: &str) -> String {
    let value = log::line(value);
    let mut delimiter = delimiter.to_owned();
    while value.contains(&delimiter) {
        delimiter.push('_');
    }
    format!("{key}<<{delimiter}\n{value}\n{delimiter}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_keep_their_shape() {
        assert_eq!(data("50% off\r\n::error::x"), "50%25 off%0A\\x3a:error::x");
        assert_eq!(property("a:b,c\n%"), "a%3Ab%2Cc\\n%25");
        assert!(data(&"x".repeat(9000)).chars().count() <= 4096);
    }

    #[test]
    fn the_delimiter_does_not_occur_in_the_value() {
        assert_eq!(
            output("image", "a\nEOF\nverdict=x", "EOF"),
            "image<<EOF_\na\\nEOF\\nverdict=x\nEOF_\n"
        );
    }
}
