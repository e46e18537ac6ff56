//! The forms in which AWS writes a moment. It owns formatting and reading only, not the clock.

use crate::engine::Millis;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
// 1970-01-01 was a Thursday.
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];

/// A moment taken apart in UTC.
struct Utc {
    year: i64,
    month: i64,
    day: i64,
    weekday: &'static str,
    hour: i64,
    minute: i64,
    second: i64,
}

impl Utc {
    fn of(at: Millis) -> Self {
        let seconds = at.div_euclid(1000);
        let days = seconds.div_euclid(86_400);
        let of_day = seconds.rem_euclid(86_400);
        // Days to a civil date, in years that begin in March so that leap days come last.
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let march_month = (5 * day_of_year + 2) / 153;
        let month = if march_month < 10 {
            march_month + 3
        } else {
            march_month - 9
        };
        let weekday = usize::try_from(days.rem_euclid(7)).unwrap_or(0);
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: day_of_year - (153 * march_month + 2) / 5 + 1,
            weekday: DAYS[weekday],
            hour: of_day / 3600,
            minute: of_day / 60 % 60,
            second: of_day % 60,
        }
    }
}

/// Returns `2015-08-30T12:36:00Z`, as the query protocols write it.
pub(crate) fn iso8601(at: Millis) -> String {
    let Utc {
        year,
        month,
        day,
        hour,
        minute,
        second,
        ..
    } = Utc::of(at);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Returns `20150830T123600Z`, as signatures write it.
pub(crate) fn amz_date(at: Millis) -> String {
    iso8601(at).replace(['-', ':'], "")
}

/// Returns `Sun, 30 Aug 2015 12:36:00 GMT`, as the HTTP `Date` header is written.
pub(crate) fn http_date(at: Millis) -> String {
    let Utc {
        year,
        month,
        day,
        weekday,
        hour,
        minute,
        second,
    } = Utc::of(at);
    let name = usize::try_from(month - 1)
        .ok()
        .and_then(|m| MONTHS.get(m))
        .unwrap_or(&"Jan");
    format!("{weekday}, {day:02} {name} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

/// Returns seconds since the epoch as JSON 1.1 services write them.
#[expect(
    clippy::cast_precision_loss,
    reason = "epoch milliseconds fit in 53 bits"
)]
pub(crate) fn epoch_seconds(at: Millis) -> f64 {
    at as f64 / 1000.0
}

/// Reads `20150830T123600Z`.
pub(crate) fn parse_amz_date(text: &str) -> Option<Millis> {
    let bytes = text.as_bytes();
    if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let number = |from: usize, to: usize| -> Option<i64> {
        let digits = text.get(from..to)?;
        digits
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
    let (hour, minute, second) = (number(9, 11)?, number(11, 13)?, number(13, 15)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 {
        return None;
    }
    let march_year = if month <= 2 { year - 1 } else { year };
    let era = march_year.div_euclid(400);
    let year_of_era = march_year.rem_euclid(400);
    let march_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * march_month + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    let days = era * 146_097 + day_of_era - 719_468;
    Some((days * 86_400 + hour * 3600 + minute * 60 + second) * 1000)
}

#[cfg(test)]
mod tests {
    use super::{amz_date, http_date, iso8601, parse_amz_date};

    #[test]
    fn known_moments() {
        for (at, iso, http) in [
            (0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
            (
                1_440_938_160_000,
                "2015-08-30T12:36:00Z",
                "Sun, 30 Aug 2015 12:36:00 GMT",
            ),
            (
                1_709_164_799_999,
                "2024-02-28T23:59:59Z",
                "Wed, 28 Feb 2024 23:59:59 GMT",
            ),
            (
                1_709_164_800_000,
                "2024-02-29T00:00:00Z",
                "Thu, 29 Feb 2024 00:00:00 GMT",
            ),
        ] {
            assert_eq!(iso8601(at), iso);
            assert_eq!(http_date(at), http);
            assert_eq!(parse_amz_date(&amz_date(at)), Some(at / 1000 * 1000));
        }
        for bad in [
            "",
            "20150830T123600",
            "20151330T123600Z",
            "2015083ZT123600Z",
        ] {
            assert_eq!(parse_amz_date(bad), None, "{bad}");
        }
    }
}
