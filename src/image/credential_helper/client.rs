//! The half of the credential helper that a builder runs: it asks the foghorn that started the
//! builder. It needs no runtime and no configuration, and answers in milliseconds.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use super::{KEY, SOCKET};

/// What Docker and buildah take for "there is none, go on without".
const NOT_FOUND: &str = "credentials not found in native keychain";

/// Carries out one action of the credential helper protocol and gives the exit code.
///
/// `get` reads a server's address from `stdin` and writes its credentials as JSON to `stdout`;
/// `list` knows nothing; `store` and `erase` are refused.
pub fn client(action: Option<&str>, stdin: impl Read, stdout: impl Write) -> u8 {
    let socket = std::env::var_os(SOCKET);
    let key = std::env::var(KEY).ok();
    let server = match (&socket, &key) {
        (Some(socket), Some(key)) => Some((Path::new(socket), key.as_str())),
        (Some(_) | None, _) => None,
    };
    ask(action, server, stdin, stdout)
}

pub(super) fn ask(
    action: Option<&str>,
    server: Option<(&Path, &str)>,
    stdin: impl Read,
    mut stdout: impl Write,
) -> u8 {
    let (code, text) = match action {
        Some("get") => match server.map(|(socket, key)| get(socket, key, stdin)) {
            Some(Ok(answer)) if !answer.is_empty() => (0, answer),
            Some(Ok(_) | Err(_)) | None => (1, NOT_FOUND.to_owned()),
        },
        Some("list") => (0, "{}".to_owned()),
        Some("store" | "erase") => (
            1,
            "foghorn's credentials last for one build and cannot be changed".to_owned(),
        ),
        Some(_) | None => (
            1,
            "this is foghorn as a credential helper: get, list, store or erase".to_owned(),
        ),
    };
    // The protocol wants messages on stdout too.
    match writeln!(stdout, "{text}") {
        Ok(()) => code,
        Err(_) => 1,
    }
}

fn get(socket: &Path, key: &str, stdin: impl Read) -> std::io::Result<String> {
    let mut server = String::new();
    stdin.take(2048).read_to_string(&mut server)?;
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(format!("{key}\n{}\n", server.trim()).as_bytes())?;
    stream.shutdown(std::net::Shutdown::Write)?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::ask;

    #[test]
    fn other_actions() {
        for (action, code, start) in [
            (Some("list"), 0, "{}"),
            (Some("store"), 1, "foghorn's credentials"),
            (Some("erase"), 1, "foghorn's credentials"),
            (Some("get"), 1, "credentials not found"),
            (None, 1, "this is foghorn"),
        ] {
            let mut out = Vec::new();
            assert_eq!(
                ask(action, None, &b"host"[..], &mut out),
                code,
                "{action:?}"
            );
            assert!(out.starts_with(start.as_bytes()), "{action:?}");
        }
    }
}
