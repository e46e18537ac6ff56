//! Passwords in URLs: `SCHEME://USER:PASSWORD@HOST`. Source: RFC 3986, section 3.2.1.

use super::Found;

/// What begins an authority; the second as JSON may write it.
const BEGINS: [&str; 2] = ["://", r":\/\/"];

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    for begins in BEGINS {
        for (at, _) in text.match_indices(begins) {
            found.extend(password(text, at + begins.len()));
        }
    }
}

fn password(text: &str, start: usize) -> Option<Found> {
    let rest = &text[start..];
    let authority = &rest[..rest.find(ends).unwrap_or(rest.len())];
    // What a person typed may have an `@` in the password; a host has none.
    let (user, _) = authority.rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    if is_placeholder(password) || is_port(password) {
        return None;
    }
    let start = start + name.len() + 1;
    Some(Found {
        format: "password in a URL",
        range: start..start + password.len(),
    })
}

/// A question mark or a number sign would end an authority, too. Unescaped in a password they make
/// no valid URL, but a password that people print all the same.
fn ends(c: char) -> bool {
    c.is_whitespace() || c.is_control() || "/\"'`<>\\".contains(c)
}

/// Returns whether what looks like a password is a port, and what follows it a query: in
/// `http://host:80?to=a@b`.
fn is_port(password: &str) -> bool {
    let port = password.split(['?', '#']).next().unwrap_or_default();
    port.len() < password.len() && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Nothing, a mask, or a variable that was not filled in.
fn is_placeholder(password: &str) -> bool {
    let variable = password.starts_with("${") && password.ends_with('}');
    variable || password.chars().all(|c| "*xX".contains(c))
}
