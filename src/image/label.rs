//! The labels that say where an image comes from. It owns their names and values. There is no
//! `created`: the same source and inputs should give the same image.

use crate::source::Source;

/// The label that says the working tree differed from the commit.
pub const DIRTY: &str = "io.foghorn.dirty";

/// Gives the labels of an image: the source's, then the user's, which win.
///
/// Source: OCI image specification, "Annotations".
pub fn labels(source: Option<&Source>, asked_for: &[(String, String)]) -> Vec<(String, String)> {
    let mut labels = Vec::new();
    if let Some(source) = source {
        let mut add = |name: &str, value: String| labels.push((name.to_owned(), value));
        add("org.opencontainers.image.revision", source.commit.clone());
        if let Some(remote) = &source.remote {
            add("org.opencontainers.image.source", remote.clone());
        }
        if let Some(dirty) = &source.dirty {
            add(DIRTY, dirty.hash[..12.min(dirty.hash.len())].to_owned());
        }
    }
    labels.retain(|(name, _)| asked_for.iter().all(|(asked, _)| asked != name));
    labels.extend(asked_for.iter().cloned());
    labels
}

#[cfg(test)]
mod tests {
    use super::labels;
    use crate::source::{Dirty, Source};

    #[test]
    fn the_users_labels_win() {
        let source = Source {
            root: "/r".into(),
            commit: "c0ffee".into(),
            branch: None,
            remote: Some("https://example.com/r".into()),
            dirty: Some(Dirty {
                hash: "d".repeat(64),
                files: 1,
                examples: vec![],
            }),
        };
        let asked = [(
            "org.opencontainers.image.source".to_owned(),
            "mine".to_owned(),
        )];
        let text: Vec<String> = labels(Some(&source), &asked)
            .into_iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect();
        assert_eq!(
            text,
            [
                "org.opencontainers.image.revision=c0ffee",
                "io.foghorn.dirty=dddddddddddd",
                "org.opencontainers.image.source=mine",
            ]
        );
        assert_eq!(labels(None, &[]), []);
    }
}
