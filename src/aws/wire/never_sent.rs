//! Tells whether a failed connection proves that nothing was sent.

use std::error::Error;
use std::io::{self, ErrorKind};

/// Returns whether the request cannot have reached anybody: the connection was never made.
///
/// Says `false` when in doubt: then a write is looked up before it is repeated.
pub(crate) fn never_sent(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source()).any(|error| {
        error
            .downcast_ref::<io::Error>()
            .is_some_and(|error| refuses(error.kind()))
            || connect_failed(&error.to_string())
    })
}

fn refuses(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::AddrNotAvailable
    )
}

// Name resolution, TLS handshakes, connect timeouts and endpoints that are no URL have no public
// type to ask for; these are the texts of hyper-util and of the SDK for failures before a
// connection exists.
fn connect_failed(text: &str) -> bool {
    text == "client error (Connect)"
        || text.starts_with("HTTP connect timeout occurred")
        || text.starts_with("failed to apply endpoint")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_failures_to_connect_prove_it() {
        let table = [
            (io::Error::from(ErrorKind::ConnectionRefused), true),
            (io::Error::from(ErrorKind::NetworkUnreachable), true),
            (io::Error::from(ErrorKind::ConnectionReset), false),
            (io::Error::from(ErrorKind::BrokenPipe), false),
            (io::Error::from(ErrorKind::UnexpectedEof), false),
            (io::Error::from(ErrorKind::TimedOut), false),
            (io::Error::other("client error (Connect)"), true),
            (io::Error::other("client error (SendRequest)"), false),
        ];
        for (error, expected) in table {
            assert_eq!(never_sent(&error), expected, "{error:?}");
        }
    }
}
