//! Secrets without a form of their own that stand behind a name which only they have.

use super::{Found, base64, run};

struct Named {
    name: &'static str,
    /// In lower case.
    key: &'static str,
    alphabet: fn(u8) -> bool,
    shortest: usize,
}

const fn named(
    name: &'static str,
    key: &'static str,
    alphabet: fn(u8) -> bool,
    shortest: usize,
) -> Named {
    Named {
        name,
        key,
        alphabet,
        shortest,
    }
}

/// Base64, as it is or with `%2F` and the like.
fn in_url(byte: u8) -> bool {
    base64(byte) || byte == b'%' || byte == b'='
}

/// Sources: the AWS SDKs and Tools Reference Guide, `aws_secret_access_key` and `aws_session_token`;
/// the answers of STS; Signature Version 4 in query strings; Azure Storage's connection strings.
const NAMED: &[Named] = &[
    named("AWS secret access key", "aws_secret_access_key", base64, 40),
    named("AWS secret access key", "secretaccesskey", base64, 40),
    named("AWS secret access key", "secret_access_key", base64, 40),
    named("AWS session token", "aws_session_token", in_url, 100),
    named("AWS session token", "sessiontoken", in_url, 100),
    named("AWS session token", "x-amz-security-token", in_url, 100),
    named("AWS signature", "x-amz-signature", in_url, 64),
    named("Azure storage key", "accountkey", in_url, 86),
];

/// How much may stand between a name and its value: `\\\": \\\"` and the like.
const BETWEEN: usize = 16;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let begins = matches!(bytes[at].to_ascii_lowercase(), b'a' | b's' | b'x');
        let hit = begins.then(|| NAMED.iter().find_map(|named| value(named, bytes, at)));
        at = match hit.flatten() {
            Some(one) => {
                let end = one.range.end;
                found.push(one);
                end
            }
            None => at + 1,
        };
    }
}

fn value(named: &Named, bytes: &[u8], at: usize) -> Option<Found> {
    let key = bytes.get(at..at + named.key.len())?;
    if !key.eq_ignore_ascii_case(named.key.as_bytes()) {
        return None;
    }
    let between = at + key.len();
    let start = between + run(&bytes[between..], separates, BETWEEN);
    let length = run(&bytes[start..], named.alphabet, usize::MAX);
    (start > between && length >= named.shortest).then(|| Found {
        format: named.name,
        range: start..start + length,
    })
}

fn separates(byte: u8) -> bool {
    b" \t\"'\\:=>".contains(&byte)
}
