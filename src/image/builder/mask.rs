//! Takes values that may not be shown out of a builder's output. Builders print build arguments in
//! the headings of steps (buildx) and the values of labels (buildah). It knows only the values that
//! foghorn gave to the builder; what else a build prints is the build's.

use super::line::{CUT, before_cut};
use crate::sealed::Sealed;
use crate::spec::BuildSpec;

/// What stands in the place of a value.
const MASK: &str = "***";
/// Shorter values are words and numbers (`true`, `1.25`): without them the output could not be
/// read, and nothing that short is a secret.
const SHORTEST: usize = 6;

/// The values of one build.
#[derive(Debug)]
pub(super) struct Mask(Vec<String>);

impl Mask {
    pub(super) fn of(spec: &BuildSpec) -> Self {
        let arguments = spec.build_args.iter().map(|(_, value)| value);
        let values = arguments.chain(&spec.conceal).map(Sealed::reveal);
        // Output comes in lines. buildah quotes labels as Go does, like Rust in all that matters.
        let mut values: Vec<String> = values
            .flat_map(str::lines)
            .flat_map(|line| [line.to_owned(), line.escape_debug().to_string()])
            .filter(|value| value.len() >= SHORTEST)
            .collect();
        // A value may contain another one.
        values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        values.dedup();
        Self(values)
    }

    /// Returns the text with every value replaced, also one that was cut with its line.
    pub(super) fn apply(&self, text: String) -> String {
        let begun = before_cut(&text).map(|line| (line, self.begun(line)));
        let text = match begun {
            Some((line, begun)) if begun > 0 => {
                format!("{}{MASK}{CUT}", &line[..line.len() - begun])
            }
            Some(_) | None => text,
        };
        self.0.iter().fold(text, |text, value| {
            if text.contains(value.as_str()) {
                text.replace(value.as_str(), MASK)
            } else {
                text
            }
        })
    }

    /// Returns how much of a value the end of a line is, where the line was cut in the middle of it.
    fn begun(&self, line: &str) -> usize {
        let begun = |value: &String| {
            let mut ends = value.char_indices().map(|(end, _)| end).rev();
            ends.find(|end| line.ends_with(&value[..*end]))
        };
        self.0.iter().filter_map(begun).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::Mask;
    use crate::sealed::Sealed;
    use crate::spec::BuildSpec;

    #[test]
    fn every_value_is_replaced() {
        let spec = BuildSpec {
            build_args: vec![
                ("TOKEN".to_owned(), Sealed::new("hunter2")),
                ("LONGER".to_owned(), Sealed::new("hunter2-and-3")),
                ("MODE".to_owned(), Sealed::new("prod")),
            ],
            conceal: vec![Sealed::new("say \"please\"\nsecond line")],
            ..BuildSpec::default()
        };
        let mask = Mask::of(&spec);
        for (printed, shown) in [
            ("RUN login hunter2", "RUN login ***"),
            ("RUN login hunter2-and-3", "RUN login ***"),
            ("in prod", "in prod"),
            (r#"LABEL "a"="say \"please\"""#, r#"LABEL "a"="***""#),
            ("the second line", "the ***"),
            ("login hunt", "login hunt"),
            ("login hunt… (cut)", "login ***… (cut)"),
            ("login hunter2-an… (cut)", "login ***… (cut)"),
            (r#"LABEL "a"="say \… (cut)"#, r#"LABEL "a"="***… (cut)"#),
            ("nothing to see… (cut)", "nothing to see… (cut)"),
        ] {
            assert_eq!(mask.apply(printed.to_owned()), shown);
        }
    }
}
