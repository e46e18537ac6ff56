//! Cleans the URL of a git remote before it is shown or becomes a label: CI systems put tokens
//! into it.

/// Removes user, password, query and fragment from a URL. The short form `git@host:path` has no
/// place for a password and stays.
pub(super) fn without_credentials(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest
        .find('/')
        .map_or((rest, ""), |slash| rest.split_at(slash));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::without_credentials;

    #[test]
    fn credentials_are_gone() {
        for (given, want) in [
            ("https://github.com/o/r.git", "https://github.com/o/r.git"),
            (
                "https://x-access-token:ghs_1@github.com/o/r",
                "https://github.com/o/r",
            ),
            (
                "https://u:p@ss@example.com:8443/o/r",
                "https://example.com:8443/o/r",
            ),
            (
                "https://example.com/o/r?private_token=1#x",
                "https://example.com/o/r",
            ),
            ("ssh://git@example.com:22/o/r", "ssh://example.com:22/o/r"),
            ("git@github.com:o/r.git", "git@github.com:o/r.git"),
            ("/srv/git/r.git", "/srv/git/r.git"),
        ] {
            assert_eq!(without_credentials(given), want);
        }
    }
}
