//! Lengths of time, and sizes, as people read them.

use std::time::Duration;

/// Returns the time since the run began as `mm:ss`; minutes go on after 59.
pub fn clock(at_ms: u64) -> String {
    let seconds = at_ms / 1000;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

/// Returns a length of time in words: `0.4 s`, `8 s`, `1 min 42 s`, `20 min`, `1 h 5 min`.
pub fn words(length: Duration) -> String {
    let seconds = length.as_secs();
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes, rest) {
        (0, 0, 0) if length.is_zero() => "0 s".to_owned(),
        (0, 0, 0..3) => format!("{:.1} s", length.as_secs_f64()),
        (0, 0, s) => format!("{s} s"),
        (0, m, 0) => format!("{m} min"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, 0, _) => format!("{h} h"),
        (h, m, _) => format!("{h} h {m} min"),
    }
}

/// Returns a size in words, in the decimal units of registries: `17 bytes`, `8.1 kB`, `240 MB`.
pub fn bytes(count: u64) -> String {
    const UNITS: [&str; 4] = ["kB", "MB", "GB", "TB"];
    if count < 1000 {
        return match count {
            1 => "1 byte".to_owned(),
            count => format!("{count} bytes"),
        };
    }
    // Tenths of the unit, so that nothing is rounded up to the next one.
    let (mut tenths, mut unit) = (count / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1000;
        unit += 1;
    }
    let name = UNITS.get(unit).copied().unwrap_or_default();
    match tenths {
        0..100 => format!("{}.{} {name}", tenths / 10, tenths % 10),
        _ => format!("{} {name}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (count, text) in [
            (0, "0 bytes"),
            (1, "1 byte"),
            (999, "999 bytes"),
            (1_000, "1.0 kB"),
            (9_960, "9.9 kB"),
            (10_000, "10 kB"),
            (999_999, "999 kB"),
            (1_000_000, "1.0 MB"),
            (187_654_321, "187 MB"),
            (2_000_000_000, "2.0 GB"),
            (u64::MAX, "18446744 TB"),
        ] {
            assert_eq!(bytes(count), text);
        }
    }

    #[test]
    fn clocks() {
        for (ms, text) in [
            (0, "00:00"),
            (999, "00:00"),
            (61_000, "01:01"),
            (3_725_000, "62:05"),
        ] {
            assert_eq!(clock(ms), text);
        }
    }

    #[test]
    fn lengths() {
        for (ms, text) in [
            (0, "0 s"),
            (400, "0.4 s"),
            (8_200, "8 s"),
            (60_000, "1 min"),
            (102_000, "1 min 42 s"),
            (3_600_000, "1 h"),
            (3_900_000, "1 h 5 min"),
        ] {
            assert_eq!(words(Duration::from_millis(ms)), text);
        }
    }
}
