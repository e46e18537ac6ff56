//! Makes texts that nobody can guess and that never come twice, from the system's own source of
//! randomness.

use std::fs::File;
use std::io::Read as _;
use std::time::{SystemTime, UNIX_EPOCH};

use sha2::{Digest as _, Sha256};

use crate::digest::hex;

/// Gives 64 fresh hexadecimal digits.
pub(crate) fn text() -> String {
    let mut hash = Sha256::new();
    let mut random = [0_u8; 32];
    if File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut random))
        .is_ok()
    {
        hash.update(random);
    }
    // Without /dev/urandom (a broken container) the text is still different every time.
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    hash.update(since.as_nanos().to_be_bytes());
    hash.update(std::process::id().to_be_bytes());
    hex(&hash.finalize())
}
