//! The tag under which an image is pushed and found again. It owns what counts as "the same
//! build"; it does not know the registry.
//!
//! A tag is `COMMIT-INPUTS`: twelve digits of the commit, eight of a hash over the build inputs
//! that are not in the commit. With uncommitted changes it is `COMMIT-dirty-HASH`, without git
//! `nogit-RANDOM`, which never matches anything. An image built elsewhere is `given-DIGEST`.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::digest::{Digest, hex};
use crate::fresh;
use crate::source::Source;
use crate::spec::BuildSpec;

/// A tag as registries accept it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Tag(String);

/// A text that no registry accepts as a tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a tag: it must have 1 to 128 characters of A-Z a-z 0-9 _ . - and not start with . or -"
)]
pub struct TagError(String);

impl Tag {
    /// Gives the tag as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = TagError;

    /// Source: OCI distribution specification, "Pulling manifests".
    fn from_str(text: &str) -> Result<Self, TagError> {
        let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let rest = |byte: u8| word(byte) || byte == b'.' || byte == b'-';
        let bytes = text.as_bytes();
        let good = bytes.len() <= 128
            && bytes.first().copied().is_some_and(word)
            && bytes.iter().copied().all(rest);
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(TagError(text.chars().take(140).collect()))
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Names the image that this source and these inputs make.
///
/// The inputs are context, Dockerfile (both relative to the repository), target, build arguments
/// with their values, platforms, the user's labels, ids of secrets, and whether attestations are
/// added. Builder and caches do not count: they should not change what the image does. Only eight
/// hexadecimal digits of the hash are used, so no value can be read from a tag; a short value could
/// still be guessed from it, so secrets belong in [`BuildSpec::secrets`].
pub fn tag_for(source: Option<&Source>, spec: &BuildSpec) -> Tag {
    let Some(source) = source else {
        return Tag(format!("nogit-{}", &fresh::text()[..20]));
    };
    let inputs = inputs_hash(&source.root, spec);
    match &source.dirty {
        None => Tag(format!("{}-{}", source.short(), &inputs[..8])),
        Some(dirty) => {
            let both = hex(&Sha256::digest(format!("{inputs}{}", dirty.hash)));
            Tag(format!("{}-dirty-{}", source.short(), &both[..12]))
        }
    }
}

/// Names an image that was built elsewhere: `given-` and twenty digits of its digest, so that it
/// never passes for a build of this commit, and a second push of it finds the first.
pub fn tag_for_given(digest: &Digest) -> Tag {
    let hex = digest.as_str().trim_start_matches("sha256:");
    Tag(format!("given-{}", hex.get(..20).unwrap_or(hex)))
}

fn inputs_hash(root: &Path, spec: &BuildSpec) -> String {
    let mut inputs = Inputs(Sha256::new());
    inputs.list("context", [relative(root, &spec.context)]);
    inputs.list("dockerfile", [relative(root, &spec.dockerfile())]);
    inputs.list("target", spec.target.iter());
    // Later arguments and labels override earlier ones, so their order counts.
    inputs.list(
        "build-args",
        spec.build_args
            .iter()
            .flat_map(|(k, v)| [k.as_str(), v.reveal()]),
    );
    inputs.list("platforms", spec.platforms.iter());
    inputs.list("labels", spec.labels.iter().flat_map(|(k, v)| [k, v]));
    inputs.list("secrets", spec.secrets.iter().map(|secret| &secret.id));
    if spec.provenance {
        inputs.list("provenance", ["true"]);
    }
    if spec.sbom {
        inputs.list("sbom", ["true"]);
    }
    hex(&inputs.0.finalize())
}

/// Texts with their lengths before them, so that no two different lists give the same bytes.
struct Inputs(Sha256);

impl Inputs {
    fn list(&mut self, name: &str, values: impl IntoIterator<Item = impl AsRef<str>>) {
        self.text(name);
        let values: Vec<_> = values.into_iter().collect();
        self.0.update((values.len() as u64).to_be_bytes());
        for value in values {
            self.text(value.as_ref());
        }
    }

    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
    }
}

/// Gives a path relative to the repository, so that every checkout has the same tag.
fn relative(root: &Path, path: &Path) -> String {
    let absolute = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    absolute
        .strip_prefix(root)
        .unwrap_or(&absolute)
        .to_string_lossy()
        .into_owned()
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::{Tag, tag_for};
    use crate::sealed::Sealed;
    use crate::source::{Dirty, Source};
    use crate::spec::{BuildSpec, Choice, Secret, SecretFrom};

    fn source(dirty: Option<&str>) -> Source {
        Source {
            root: "/repo".into(),
            commit: "0123456789abcdef0123456789abcdef01234567".into(),
            branch: None,
            remote: None,
            dirty: dirty.map(|hash| Dirty {
                hash: hash.into(),
                files: 1,
                examples: vec![],
            }),
        }
    }

    fn spec() -> BuildSpec {
        BuildSpec {
            context: "/repo/app".into(),
            ..BuildSpec::default()
        }
    }

    fn tag(change: impl FnOnce(&mut BuildSpec)) -> Tag {
        let mut spec = spec();
        change(&mut spec);
        tag_for(Some(&source(None)), &spec)
    }

    #[test]
    fn every_input_counts_and_nothing_else() {
        let plain = tag(|_| ());
        // A change of this value changes every user's tags: their images are built once more.
        assert_eq!(plain.as_str(), "0123456789ab-feea77c4");
        let arg = |value: &str| vec![("V".to_owned(), Sealed::new(value))];
        let changed = [
            tag(|spec| spec.context = "/repo/other".into()),
            tag(|spec| spec.dockerfile = Some("/repo/app/Dockerfile.arm".into())),
            tag(|spec| spec.target = Some("run".into())),
            tag(|spec| spec.build_args = arg("1")),
            tag(|spec| spec.build_args = arg("2")),
            tag(|spec| spec.platforms = vec!["linux/arm64".into()]),
            tag(|spec| spec.labels = vec![("a".into(), "b".into())]),
            tag(|spec| {
                spec.secrets = vec![Secret {
                    id: "a".into(),
                    from: SecretFrom::Env("A".into()),
                }];
            }),
            tag(|spec| spec.provenance = true),
            tag(|spec| spec.sbom = true),
            tag_for(Some(&source(Some("aa"))), &spec()),
            tag_for(Some(&source(Some("bb"))), &spec()),
            tag_for(None, &spec()),
            tag_for(None, &spec()),
        ];
        for (index, one) in changed.iter().enumerate() {
            assert_ne!(*one, plain, "{index}");
            assert!(!changed[index + 1..].contains(one), "{index}");
            assert_eq!(one.as_str().parse::<Tag>().unwrap(), *one);
        }
        assert_eq!(tag(|spec| spec.builder = Choice::Buildah), plain);
        assert_eq!(tag(|spec| spec.cache_from = vec!["type=gha".into()]), plain);
        assert_eq!(
            tag(|spec| spec.dockerfile = Some("/repo/app/Dockerfile".into())),
            plain
        );
    }

    #[test]
    fn bad_tags_are_refused() {
        let long = "a".repeat(129);
        for bad in ["", "-a", ".a", "a b", "a/b", "ä", long.as_str()] {
            assert!(bad.parse::<Tag>().is_err(), "{bad}");
        }
    }
}
