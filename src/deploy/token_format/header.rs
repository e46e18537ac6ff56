//! Credentials in headers: `Authorization: Bearer …`, `Authorization: Basic …`, as they stand in a
//! request, in a command line or in JSON. Sources: RFC 6750, section 2.1; RFC 7617, section 2.

use super::{Found, base64, run};

const HEADER: &[u8] = b"authorization";
/// How much may stand between the header and the scheme: `\": [\"` and the like.
const BETWEEN: usize = 8;
/// A shorter word is one of a sentence, such as `Authorization: Bearer token missing`…
const SHORTEST: usize = 8;
/// …and so is one without a digit, unless it is as long as this.
const LONG: usize = 20;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let header = bytes
            .get(at..at + HEADER.len())
            .is_some_and(|word| word.eq_ignore_ascii_case(HEADER));
        at = match header
            .then(|| credentials(bytes, at + HEADER.len()))
            .flatten()
        {
            Some(one) => {
                let end = one.range.end;
                found.push(one);
                end
            }
            None => at + 1,
        };
    }
}

fn credentials(bytes: &[u8], after: usize) -> Option<Found> {
    let scheme = after + run(&bytes[after..], separates, BETWEEN);
    let word = run(&bytes[scheme..], |byte| byte.is_ascii_alphabetic(), 7);
    let space = scheme + word;
    let start = space + run(&bytes[space..], |byte| byte == b' ', 4);
    if scheme == after || start == space {
        return None;
    }
    let value = &bytes[start..start + run(&bytes[start..], token68, usize::MAX)];
    let scheme = bytes[scheme..space].to_ascii_lowercase();
    let format = match scheme.as_slice() {
        b"bearer" | b"token" if is_token(value) => "bearer token",
        b"basic" if has_colon(value) => "user and password in a header",
        _ => return None,
    };
    Some(Found {
        format,
        range: start..start + value.len(),
    })
}

fn separates(byte: u8) -> bool {
    b" \t\"'\\:=>[".contains(&byte)
}

/// Source: RFC 9110, section 11.2, `token68`.
fn token68(byte: u8) -> bool {
    base64(byte) || b"-._~=".contains(&byte)
}

fn is_token(value: &[u8]) -> bool {
    let digits = value.iter().any(u8::is_ascii_digit);
    value.len() >= LONG || (value.len() >= SHORTEST && digits)
}

/// Returns whether this is `USER:PASSWORD` in base64.
fn has_colon(value: &[u8]) -> bool {
    let mut bits = 0_u32;
    let mut count = 0;
    let mut colon = false;
    for byte in value {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = (bits << 6 | u32::from(six)) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            colon |= (bits >> count) & 0xff == u32::from(b':');
        }
    }
    colon
}
