//! The canonical form of a request: the text that is signed.

use hyper::HeaderMap;
use sha2::{Digest, Sha256};

use crate::identifier::hex;
use crate::percent;

/// Builds the canonical request; `None` when a signed header is not there.
/// Source: IAM User Guide, "Create a canonical request".
pub(crate) fn canonical_request(
    method: &str,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    signed_headers: &[String],
    body: &[u8],
) -> Option<String> {
    let mut lines = String::new();
    for name in signed_headers {
        let values: Vec<String> = headers
            .get_all(name.as_str())
            .iter()
            .map(|value| {
                let text = String::from_utf8_lossy(value.as_bytes());
                text.split_whitespace().collect::<Vec<_>>().join(" ")
            })
            .collect();
        if values.is_empty() {
            return None;
        }
        lines.push_str(name);
        lines.push(':');
        lines.push_str(&values.join(","));
        lines.push('\n');
    }
    Some(format!(
        "{method}\n{}\n{}\n{lines}\n{}\n{}",
        canonical_path(path),
        canonical_query(query),
        signed_headers.join(";"),
        hex(&Sha256::digest(body)),
    ))
}

/// Every service but S3 encodes the path once more than it is on the wire.
fn canonical_path(path: &str) -> String {
    path.split('/')
        .map(percent::encode)
        .collect::<Vec<_>>()
        .join("/")
}

fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = percent::pairs(query, false)
        .into_iter()
        .map(|(name, value)| (percent::encode(&name), percent::encode(&value)))
        .collect();
    pairs.sort();
    pairs
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect::<Vec<_>>()
        .join("&")
}
