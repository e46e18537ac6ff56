//! Percent-encoding, as URLs, forms and AWS signatures use it.

use std::fmt::Write as _;

/// Undoes percent-encoding. A `%` that starts no escape stays as it is, and bytes that are not
/// UTF-8 are replaced.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let escaped = bytes
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(byte) = escaped {
            out.push(byte);
            at += 3;
        } else {
            out.push(bytes[at]);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Encodes everything but the unreserved characters of RFC 3986, with upper-case hex.
/// Source: AWS Signature Version 4, "UriEncode".
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// Splits `a=1&b=2` into decoded pairs; with `form`, `+` is a space.
pub(crate) fn pairs(query: &str, form: bool) -> Vec<(String, String)> {
    let plain = |text: &str| {
        if form {
            decode(&text.replace('+', " "))
        } else {
            decode(text)
        }
    };
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (plain(name), plain(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode, pairs};

    #[test]
    fn there_and_back() {
        assert_eq!(encode("a b/é~"), "a%20b%2F%C3%A9~");
        assert_eq!(decode("a%20b%2F%C3%A9~"), "a b/é~");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(
            pairs("Action=X&v=a+b%2B&flag", true),
            [("Action", "X"), ("v", "a b+"), ("flag", "")]
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
        );
    }
}
