//! AWS Signature Version 4, from the server's side: takes a signed request apart and computes
//! the signature it should have. It knows no keys; [`crate::authority`] does.

mod authorization;
mod canonical;

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::identifier::hex;

pub(crate) use authorization::Authorization;
pub(crate) use canonical::canonical_request;

/// Computes the signature of a canonical request.
/// Source: IAM User Guide, "Create a signed AWS API request".
pub(crate) fn signature(
    secret: &str,
    amz_date: &str,
    authorization: &Authorization,
    canonical_request: &str,
) -> String {
    let Authorization {
        date,
        region,
        service,
        ..
    } = authorization;
    let text = format!(
        "AWS4-HMAC-SHA256\n{amz_date}\n{date}/{region}/{service}/aws4_request\n{}",
        hex(&Sha256::digest(canonical_request))
    );
    let mut key = format!("AWS4{secret}").into_bytes();
    for part in [date.as_str(), region, service, "aws4_request", &text] {
        key = hmac(&key, part.as_bytes());
    }
    hex(&key)
}

fn hmac(key: &[u8], data: &[u8]) -> Vec<u8> {
    // HMAC takes a key of any length, so the error cannot happen; an empty key would only make
    // the signature wrong.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
        return Vec::new();
    };
    mac.update(data);
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use hyper::HeaderMap;

    use super::{Authorization, canonical_request, signature};

    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    const HEADER: &str = "AWS4-HMAC-SHA256 \
        Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
        SignedHeaders=content-type;host;x-amz-date, \
        Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";

    fn sign(query: &str, host: &str, body: &[u8]) -> String {
        let authorization = Authorization::parse(HEADER).unwrap();
        let mut headers = HeaderMap::new();
        let form = "application/x-www-form-urlencoded; charset=utf-8";
        headers.insert("content-type", form.parse().unwrap());
        headers.insert("host", host.parse().unwrap());
        headers.insert("x-amz-date", "20150830T123600Z".parse().unwrap());
        let signed = &authorization.signed_headers;
        let canonical = canonical_request("GET", "/", query, &headers, signed, body).unwrap();
        signature(SECRET, "20150830T123600Z", &authorization, &canonical)
    }

    /// The worked example of AWS's own documentation, and what changing any part of it does.
    #[test]
    fn the_documented_example_and_tampering() {
        let expected = Authorization::parse(HEADER).unwrap().signature;
        let query = "Action=ListUsers&Version=2010-05-08";
        assert_eq!(sign(query, "iam.amazonaws.com", b""), expected);
        assert_eq!(
            sign(query, " iam.amazonaws.com ", b""),
            expected,
            "spaces do not count"
        );
        assert_eq!(
            sign(
                "Version=2010-05-08&Action=ListUsers",
                "iam.amazonaws.com",
                b""
            ),
            expected,
            "the order of the query does not count"
        );
        for (query, host, body) in [
            (
                "Action=ListRoles&Version=2010-05-08",
                "iam.amazonaws.com",
                b"".as_slice(),
            ),
            (query, "sts.amazonaws.com", b""),
            (query, "iam.amazonaws.com", b"x"),
        ] {
            assert_ne!(sign(query, host, body), expected);
        }
    }
}
