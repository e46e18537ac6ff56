//! What refers to an image: signatures, bills of materials, attestations. It owns the three ways
//! to find them: the referrers API, the tag that stands in for it in registries without the API,
//! and cosign's tags. Source: OCI distribution specification 1.1, "Listing Referrers" and
//! "Referrers Tag Schema"; sigstore/cosign, "Signature Storage".

use reqwest::{StatusCode, header};
use serde::Deserialize;
use serde_json::Value;

use super::manifest::{Descriptor, OCI_INDEX};
use super::{RegistryClient, RegistryError};
use crate::digest::Digest;

/// The tags under which cosign keeps signatures, attestations and bills of materials, after the
/// digest of the image.
const COSIGN: [&str; 3] = ["sig", "att", "sbom"];
/// A registry gives long lists in pages; nobody has as many as this.
const PAGES: usize = 100;

/// The entries of an index of referrers, as they are written there, with what they mean.
pub(crate) type Entries = Vec<(Descriptor, Value)>;

#[derive(Deserialize)]
struct Index {
    #[serde(default)]
    manifests: Vec<Value>,
}

/// Names the tag that stands in for the referrers API.
pub(crate) fn fallback_tag(subject: &Digest) -> String {
    format!("sha256-{}", subject.hex())
}

/// Names the tags that cosign uses.
pub(crate) fn cosign_tags(subject: &Digest) -> impl Iterator<Item = String> {
    let tag = fallback_tag(subject);
    COSIGN.iter().map(move |kind| format!("{tag}.{kind}"))
}

impl RegistryClient {
    /// Asks the referrers API. `None` where the registry does not have it.
    pub(crate) async fn referrers(
        &self,
        repository: &str,
        subject: &Digest,
    ) -> Result<Option<Entries>, RegistryError> {
        let asked = self.asked(repository, format!("the list of what refers to {subject}"));
        let mut found = Vec::new();
        let mut url = self.url(&format!("/v2/{repository}/referrers/{subject}"));
        for _ in 0..PAGES {
            let response = self
                .send(&asked, |http| {
                    http.get(&url).header(header::ACCEPT, OCI_INDEX)
                })
                .await?;
            match response.status() {
                StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => return Ok(None),
                status if status.is_success() => {}
                _ => return Err(Self::refusal(response).await.into_error(asked)),
            }
            let next = response.headers().get(header::LINK);
            let next = next.and_then(|link| next_page(link.to_str().ok()?, response.url()));
            let bytes = self
                .body(response, &asked, super::client::MANIFEST_LIMIT)
                .await?;
            found.extend(entries(&bytes).map_err(|what| Self::protocol(&asked, what))?);
            match next {
                Some(next) => url = next,
                None => return Ok(Some(found)),
            }
        }
        Err(Self::protocol(&asked, "the list does not end".to_owned()))
    }

    /// Reads the index under the tag that stands in for the API. No tag: no entries.
    pub(crate) async fn fallback_referrers(
        &self,
        repository: &str,
        subject: &Digest,
    ) -> Result<Entries, RegistryError> {
        let tag = fallback_tag(subject);
        let Some((bytes, _)) = self.manifest(repository, &tag).await? else {
            return Ok(Vec::new());
        };
        let asked = self.asked(repository, format!("the manifest of {repository}:{tag}"));
        entries(&bytes).map_err(|what| Self::protocol(&asked, what))
    }
}

fn entries(index: &[u8]) -> Result<Entries, String> {
    let wrong = |error: serde_json::Error| format!("it is not an index ({error})");
    let index: Index = serde_json::from_slice(index).map_err(wrong)?;
    let read = |entry: Value| {
        let descriptor = serde_json::from_value(entry.clone()).map_err(wrong)?;
        Ok((descriptor, entry))
    };
    index.manifests.into_iter().map(read).collect()
}

/// Reads `<URL>; rel="next"`. A page elsewhere is not asked for: it would get our credentials.
fn next_page(link: &str, from: &reqwest::Url) -> Option<String> {
    let (target, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
    let url = from.join(target).ok()?;
    (rest.contains("next") && url.origin() == from.origin()).then(|| url.into())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::next_page;

    #[test]
    fn pages_stay_at_home() {
        let from = "https://host/v2/r/referrers/sha256:1".parse().unwrap();
        for (link, next) in [
            (
                r#"</v2/r/referrers/sha256:1?n=2>; rel="next""#,
                Some("https://host/v2/r/referrers/sha256:1?n=2"),
            ),
            (r#"<https://evil/v2>; rel="next""#, None),
            (r#"</v2/r>; rel="prev""#, None),
            ("nonsense", None),
        ] {
            assert_eq!(next_page(link, &from).as_deref(), next, "{link}");
        }
    }
}
