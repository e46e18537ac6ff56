//! The `valueFrom` of a task definition's secrets: which store it points at, and what in it.

use super::place::Place;

/// Where a secret's value comes from. Source: ECS API model, `Secret`; developer guide, "secrets
/// envvar ssm paramstore" and "secrets envvar secrets manager".
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SecretReference {
    /// An SSM parameter.
    Parameter {
        /// Its name.
        name: String,
        /// Its ARN.
        arn: String,
    },
    /// A secret of Secrets Manager.
    Secret {
        /// Its ARN, without the part that picks a value in it.
        arn: String,
        /// The JSON key.
        json_key: Option<String>,
    },
}

impl SecretReference {
    /// The action that reading it is. Source: ECS developer guide, "task execution IAM role".
    pub(crate) fn action(&self) -> &'static str {
        match self {
            Self::Parameter { .. } => "ssm:GetParameters",
            Self::Secret { .. } => "secretsmanager:GetSecretValue",
        }
    }

    /// The ARN it must be allowed on.
    pub(crate) fn arn(&self) -> &str {
        match self {
            Self::Parameter { arn, .. } | Self::Secret { arn, .. } => arn,
        }
    }

    pub(crate) fn read(place: &Place, value_from: &str) -> Self {
        let parts: Vec<&str> = value_from.split(':').collect();
        match parts.as_slice() {
            ["arn", _, "secretsmanager", _, _, _, _, rest @ ..] => Self::Secret {
                arn: parts.get(..7).unwrap_or(&parts).join(":"),
                json_key: rest
                    .first()
                    .filter(|key| !key.is_empty())
                    .map(|key| (*key).to_owned()),
            },
            ["arn", _, "ssm", _, _, resource] => {
                let path = resource.strip_prefix("parameter/").unwrap_or(resource);
                // A name with a path starts with a slash, which the ARN swallows.
                let name = if path.contains('/') {
                    format!("/{path}")
                } else {
                    path.to_owned()
                };
                Self::Parameter {
                    name,
                    arn: value_from.to_owned(),
                }
            }
            _ => Self::Parameter {
                name: value_from.to_owned(),
                arn: place.arn(
                    "ssm",
                    &format!("parameter/{}", value_from.trim_start_matches('/')),
                ),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_arns_of_both_stores() {
        let place = Place::new("111111111111", "eu-west-1");
        let ssm = "arn:aws:ssm:eu-west-1:111111111111:parameter";
        let asm = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:db-AbCdEf";
        let parameter = |name: &str, path: &str| SecretReference::Parameter {
            name: name.to_owned(),
            arn: format!("{ssm}/{path}"),
        };
        let secret = |key: Option<&str>| SecretReference::Secret {
            arn: asm.to_owned(),
            json_key: key.map(str::to_owned),
        };
        for (value_from, expected) in [
            (
                "/web/password".to_owned(),
                parameter("/web/password", "web/password"),
            ),
            ("password".to_owned(), parameter("password", "password")),
            (
                format!("{ssm}/web/password"),
                parameter("/web/password", "web/password"),
            ),
            (format!("{ssm}/password"), parameter("password", "password")),
            (asm.to_owned(), secret(None)),
            (format!("{asm}:user::"), secret(Some("user"))),
            (format!("{asm}::AWSPREVIOUS:"), secret(None)),
        ] {
            assert_eq!(
                SecretReference::read(&place, &value_from),
                expected,
                "{value_from}"
            );
        }
    }
}
