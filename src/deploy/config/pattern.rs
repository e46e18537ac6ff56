//! Owns the forms of names, ids and durations in the configuration: the patterns that the JSON
//! Schema shows, and the words for what does not match.

use std::time::Duration;

use regex_lite::Regex;

/// A form that a text can have.
pub(super) struct Pattern {
    /// The regular expression, as the JSON Schema shows it.
    expression: &'static str,
    /// What has the form, in words.
    expected: &'static str,
}

/// An account. Source: "AWS account identifiers", 12 digits.
pub(super) const ACCOUNT: &str = r"^\d{12}$";
/// A region, such as `eu-west-1` or `us-gov-west-1`.
pub(super) const REGION: &str = r"^[a-z]{2,5}(-[a-z]+)+-\d{1,2}$";
/// A role. Source: IAM API reference, ARN format of roles.
pub(super) const ROLE: &str = r"^arn:aws[a-z-]*:iam::\d{12}:role/[A-Za-z0-9_+=,.@/-]+$";
/// A whole number of hours, minutes, seconds; zero needs no unit.
pub(super) const DURATION: &str = r"^(0|(\d+h)?(\d+m)?(\d+s)?)$";
/// The name of an environment variable.
pub(super) const VARIABLE: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
/// A cluster or service, by name or ARN. Source: ECS API model, `CreateServiceRequest.serviceName`.
pub(super) const ECS_NAME: &str =
    r"^([A-Za-z0-9_-]{1,255}|arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:.+)$";
/// The name of a stage, a service or an image.
pub(super) const NAME: &str = "^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$";
/// An ECR repository. Source: ECR API model, `RepositoryName`.
pub(super) const REPOSITORY: &str =
    r"^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$";
/// A repository with its registry, without tag and digest.
pub(super) const URI: &str = r"^[A-Za-z0-9.-]+(:\d+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)+$";
/// A platform, such as `linux/amd64`. Source: OCI image index, `platform`.
pub(super) const PLATFORM: &str = "^[a-z0-9]+/[a-z0-9_]+(/[a-z0-9]+)?$";
/// The address of a registry.
pub(super) const ENDPOINT: &str = r"^https?://[^/\s@]+/?$";
/// A role session. Source: STS API model, `AssumeRoleRequest.RoleSessionName`.
pub(super) const SESSION: &str = r"^[A-Za-z0-9_+=,.@-]{2,64}$";
/// A page.
pub(super) const PAGE: &str = r"^https?://[^/\s@]+(/\S*)?$";

/// The forms with what they are called.
const PATTERNS: [Pattern; 12] = [
    Pattern {
        expression: ACCOUNT,
        expected: "an account id of 12 digits",
    },
    Pattern {
        expression: REGION,
        expected: "a region such as `eu-west-1`",
    },
    Pattern {
        expression: ROLE,
        expected: "a role such as `arn:aws:iam::111111111111:role/deploy`",
    },
    Pattern {
        expression: VARIABLE,
        expected: "the name of an environment variable",
    },
    Pattern {
        expression: ECS_NAME,
        expected: "a name of letters, digits, `-` and `_`, or an ARN",
    },
    Pattern {
        expression: NAME,
        expected: "a name of letters, digits, `-` and `_`",
    },
    Pattern {
        expression: REPOSITORY,
        expected: "the name of an ECR repository, in lower case",
    },
    Pattern {
        expression: URI,
        expected: "a repository such as `ghcr.io/example/app`, without a tag",
    },
    Pattern {
        expression: PLATFORM,
        expected: "a platform such as `linux/amd64`",
    },
    Pattern {
        expression: ENDPOINT,
        expected: "an address such as `http://127.0.0.1:5000`",
    },
    Pattern {
        expression: PAGE,
        expected: "a page such as `https://dev.example.com`",
    },
    Pattern {
        expression: SESSION,
        expected: "2 to 64 letters, digits and `_+=,.@-`",
    },
];

/// What is expected instead of a text, in words; `None` if the text has the form.
pub(super) fn expected(pattern: &str, text: &str) -> Option<&'static str> {
    let known = PATTERNS.iter().find(|known| known.expression == pattern)?;
    let matches = Regex::new(known.expression).is_ok_and(|regex| regex.is_match(text));
    (!matches).then_some(known.expected)
}

/// Reads a duration such as `90s`, `20m` or `1h30m`; gives the help if it is none.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    const EXAMPLES: &str = "write it as `90s`, `20m` or `1h30m`";
    if text == "0" {
        return Ok(Duration::ZERO);
    }
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(format!("add the unit: `{text}s` or `{text}m`"));
    }
    if text.is_empty() || !Regex::new(DURATION).is_ok_and(|regex| regex.is_match(text)) {
        return Err(EXAMPLES.to_owned());
    }
    let mut seconds = 0_u64;
    for part in text.split_inclusive(['h', 'm', 's']) {
        let (number, unit) = part.split_at(part.len() - 1);
        let factor = match unit {
            "h" => 3600,
            "m" => 60,
            _ => 1,
        };
        let number = number.parse::<u64>().map_err(|_| EXAMPLES.to_owned())?;
        seconds = number
            .checked_mul(factor)
            .and_then(|part| seconds.checked_add(part))
            .filter(|seconds| *seconds <= 86_400)
            .ok_or("write at most `24h`")?;
    }
    Ok(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (pattern, good, bad) in [
            (ACCOUNT, "012345678901", "12345678901"),
            (REGION, "us-gov-west-1", "eu-west"),
            (
                ROLE,
                "arn:aws-cn:iam::111111111111:role/ci/deploy",
                "deploy",
            ),
            (VARIABLE, "NPM_VERSION", "NPM-VERSION"),
            (
                ECS_NAME,
                "arn:aws:ecs:eu-west-1:111111111111:cluster/dev",
                "my cluster",
            ),
            (NAME, "prod-eu", "prod/eu"),
            (
                REPOSITORY,
                "team/product-api",
                "111.dkr.ecr.eu-west-1.amazonaws.com/Team",
            ),
            (URI, "localhost:5000/a/b", "ghcr.io/a:1"),
            (PLATFORM, "linux/arm/v7", "arm64"),
            (ENDPOINT, "http://127.0.0.1:5000", "127.0.0.1:5000"),
            (PAGE, "https://dev.example.com/app", "dev.example.com"),
            (SESSION, "foghorn", "a b"),
        ] {
            assert_eq!(expected(pattern, good), None, "{good}");
            assert!(expected(pattern, bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn durations() {
        for (text, seconds) in [
            ("0", 0),
            ("0s", 0),
            ("90s", 90),
            ("20m", 1200),
            ("1h30m", 5400),
            ("24h", 86_400),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "",
            "60",
            "1.5h",
            "5 m",
            "m",
            "1s1h",
            "25h",
            "99999999999999999999s",
            "20min",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
        assert_eq!(
            duration("60"),
            Err("add the unit: `60s` or `60m`".to_owned())
        );
    }
}
