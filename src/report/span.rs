//! Lengths of time as people read them.

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

#[cfg(test)]
mod tests {
    use super::*;

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
