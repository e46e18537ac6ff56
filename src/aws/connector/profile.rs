//! Looks whether a profile exists. Reading it is the SDK's work.

use std::path::{Path, PathBuf};

/// The files that may hold profiles. Source: AWS SDKs and tools reference guide, "Location of the
/// shared config and credentials files".
pub(super) fn files() -> Vec<PathBuf> {
    [
        ("AWS_CONFIG_FILE", "config"),
        ("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
    ]
    .into_iter()
    .filter_map(|(variable, name)| match std::env::var_os(variable) {
        Some(path) if !path.is_empty() => Some(PathBuf::from(path)),
        _ => Some(
            PathBuf::from(std::env::var_os("HOME")?)
                .join(".aws")
                .join(name),
        ),
    })
    .collect()
}

/// Returns whether the file has a section for the profile. A file that cannot be read has none.
pub(super) fn has(file: &Path, profile: &str) -> bool {
    std::fs::read_to_string(file).is_ok_and(|text| text.lines().any(|line| heads(line, profile)))
}

/// `[profile NAME]` in the one file, `[NAME]` in the other; comments may follow.
fn heads(line: &str, profile: &str) -> bool {
    let Some((section, _)) = line
        .trim()
        .strip_prefix('[')
        .and_then(|l| l.split_once(']'))
    else {
        return false;
    };
    let section = section.trim();
    let name = section
        .strip_prefix("profile")
        .filter(|rest| rest.starts_with(char::is_whitespace))
        .unwrap_or(section);
    name.trim().trim_matches(['"', '\'']) == profile
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections() {
        let table = [
            ("[profile dev]", true),
            ("[dev]", true),
            ("  [ profile   dev ] # comment", true),
            ("[profile \"dev\"]", true),
            ("[profile dev2]", false),
            ("[profiledev]", false),
            ("dev", false),
            ("# [dev]", false),
            ("[dev", false),
        ];
        for (line, expected) in table {
            assert_eq!(heads(line, "dev"), expected, "{line}");
        }
    }
}
