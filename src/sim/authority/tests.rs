#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use hyper::HeaderMap;

use super::{Authority, SignedRequest};
use crate::engine::Millis;
use crate::identifier::Identifiers;
use crate::sigv4::{self, Authorization};
use crate::timestamp;

const NOW: Millis = 1_700_000_000_000;

/// Signs a request for ECS at `signed` and lets the authority verify it at `NOW`.
fn attempt(
    authority: &Authority,
    key: &str,
    secret: &str,
    token: Option<&str>,
    signed: Millis,
) -> Result<String, &'static str> {
    let amz_date = timestamp::amz_date(signed);
    let mut headers = HeaderMap::new();
    headers.insert("host", "127.0.0.1:1".parse().unwrap());
    headers.insert("x-amz-date", amz_date.parse().unwrap());
    if let Some(token) = token {
        headers.insert("x-amz-security-token", token.parse().unwrap());
    }
    let mut authorization = Authorization {
        access_key_id: key.to_owned(),
        date: amz_date[..8].to_owned(),
        region: "eu-west-1".to_owned(),
        service: "ecs".to_owned(),
        signed_headers: vec!["host".to_owned(), "x-amz-date".to_owned()],
        signature: String::new(),
    };
    let signed_headers = &authorization.signed_headers;
    let canonical =
        sigv4::canonical_request("POST", "/", "", &headers, signed_headers, b"{}").unwrap();
    authorization.signature = sigv4::signature(secret, &amz_date, &authorization, &canonical);
    let request = SignedRequest {
        method: "POST",
        path: "/",
        query: "",
        headers: &headers,
        body: b"{}",
    };
    authority
        .verify(&authorization, &request, NOW, NOW)
        .map(|principal| principal.arn)
        .map_err(|error| error.code)
}

#[test]
fn keys_sessions_and_clocks() {
    let mut authority = Authority::default();
    let mut identifiers = Identifiers::new(1);
    let good = authority.open_session(
        ("222222222222", "deploy", "ci"),
        NOW,
        NOW + 1000,
        &mut identifiers,
    );
    let ended =
        authority.open_session(("222222222222", "deploy", "ci"), NOW, NOW, &mut identifiers);
    let account = "111111111111";
    let user = "arn:aws:iam::111111111111:user/simulated";
    let role = "arn:aws:sts::222222222222:assumed-role/deploy/ci";
    let (token, late) = (good.token.reveal(), ended.token.reveal());
    let minute = 60_000;
    for (key, secret, given, signed, expected) in [
        (account, "simulated", None, NOW, Ok(user)),
        (account, "simulated", None, NOW - 4 * minute, Ok(user)),
        (
            account,
            "simulated",
            None,
            NOW - 6 * minute,
            Err("InvalidSignatureException"),
        ),
        (
            account,
            "simulated",
            None,
            NOW + 6 * minute,
            Err("InvalidSignatureException"),
        ),
        (
            account,
            "wrong",
            None,
            NOW,
            Err("InvalidSignatureException"),
        ),
        (
            account,
            "simulated",
            Some("t"),
            NOW,
            Err("UnrecognizedClientException"),
        ),
        (
            "AKIAUNKNOWN",
            "x",
            None,
            NOW,
            Err("UnrecognizedClientException"),
        ),
        (
            &good.access_key_id,
            good.secret.reveal(),
            Some(token),
            NOW,
            Ok(role),
        ),
        (
            &good.access_key_id,
            good.secret.reveal(),
            None,
            NOW,
            Err("UnrecognizedClientException"),
        ),
        (
            &ended.access_key_id,
            ended.secret.reveal(),
            Some(late),
            NOW,
            Err("ExpiredTokenException"),
        ),
    ] {
        let outcome = attempt(&authority, key, secret, given, signed);
        assert_eq!(
            outcome.as_deref().map_err(|code| *code),
            expected,
            "{key} {secret}"
        );
    }
}
