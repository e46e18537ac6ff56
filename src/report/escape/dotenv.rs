//! Values for GitLab's dotenv reports.

use super::log;

/// Makes a value fit: one line without white space or quotes, since GitLab takes quotes literally
/// and refuses spaces. Source: GitLab documentation, `artifacts:reports:dotenv`.
pub fn value(text: &str) -> String {
    log::line(text)
        .chars()
        .map(|c| {
            if c.is_whitespace() || c == '"' || c == '\'' {
                '_'
            } else {
                c
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_without_spaces() {
        assert_eq!(value("a b\r\nFOO=\"x\""), "a_b\\r\\nFOO=_x_");
    }
}
