//! Wildcards as IAM policies use them: `*` for any text, `?` for one character.

/// Tells whether the whole of `text` matches `pattern`. Case counts.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut p, mut t) = (0, 0);
    // Where to go on when the text after the last `*` turns out not to fit.
    let mut last_star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some('*') => {
                last_star = Some((p, t));
                p += 1;
            }
            Some(&c) if c == '?' || c == text[t] => {
                p += 1;
                t += 1;
            }
            Some(_) | None => {
                let Some((star, start)) = last_star else {
                    return false;
                };
                last_star = Some((star, start + 1));
                p = star + 1;
                t = start + 1;
            }
        }
    }
    pattern[p..].iter().all(|&c| c == '*')
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn wildcards() {
        for (pattern, text, expected) in [
            ("*", "", true),
            ("*", "ecs:UpdateService", true),
            ("ecs:*", "ecs:UpdateService", true),
            ("ecs:*", "ecr:PutImage", false),
            ("ecs:Describe*s", "ecs:DescribeServices", true),
            ("ecs:Describe*s", "ecs:DescribeService", false),
            ("*parameter/a/?", "arn:aws:ssm:r:1:parameter/a/b", true),
            ("*parameter/a/?", "arn:aws:ssm:r:1:parameter/a/bc", false),
            ("a*b*c", "axxbyybzzc", true),
            ("", "a", false),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} on {text}");
        }
    }
}
