//! Owns "did you mean": the nearest of a set of words.

/// The word nearest to what was written, if one is near: a few letters off, another case, or
/// other separators.
///
/// ```
/// use foghorn_deploy::problem::nearest;
/// assert_eq!(nearest("portMapping", ["portMappings", "name"]), Some("portMappings"));
/// assert_eq!(nearest("zebra", ["portMappings", "name"]), None);
/// ```
pub fn nearest<'a>(written: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let written = folded(written);
    let distance = |word: &str| strsim::damerau_levenshtein(&written, &folded(word));
    words
        .into_iter()
        .map(|word| (distance(word), word))
        .filter(|(distance, word)| *distance <= 1 + word.len().min(written.len()) / 5)
        .min()
        .map(|(_, word)| word)
}

fn folded(word: &str) -> String {
    word.to_lowercase().replace(['_', '-'], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_else() {
        let words = [
            "task-definition",
            "service",
            "stages",
            "image",
            "on-failure",
            "on-cancel",
            "cpu",
        ];
        for (written, meant) in [
            ("task_definition", Some("task-definition")),
            ("taskDefinition", Some("task-definition")),
            ("Services", Some("service")),
            ("stage", Some("stages")),
            ("onfailure", Some("on-failure")),
            ("cup", Some("cpu")),
            ("memory", None),
            ("x", None),
        ] {
            assert_eq!(nearest(written, words), meant, "{written}");
        }
    }
}
