//! Names inside a Mermaid chart.

/// Longest name, in characters: more does not fit beside a bar.
const LONGEST: usize = 60;

/// Keeps what no chart takes for anything else than text: a colon would end the name, `#`, `;` and
/// `%` begin something, and quotes and angle brackets are for the page around it.
/// Source: mermaid, `gantt.jison`.
pub fn name(raw: &str) -> String {
    let keep = |c: char| {
        if c.is_alphanumeric() || " /_-.()".contains(c) {
            c
        } else {
            '_'
        }
    };
    let shown: String = raw.chars().take(LONGEST).map(keep).collect();
    if shown.trim().is_empty() {
        "_".to_owned()
    } else {
        shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_names() {
        for (raw, safe) in [
            ("dev/product-api", "dev/product-api"),
            ("bake time 100%", "bake time 100_"),
            ("a:b\n%%{i}%%;<b>", "a_b____i_____b_"),
            ("", "_"),
            ("\u{202e}x", "_x"),
        ] {
            assert_eq!(name(raw), safe);
        }
        assert_eq!(name(&"x".repeat(100)).len(), LONGEST);
    }
}
