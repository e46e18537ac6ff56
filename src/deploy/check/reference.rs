//! Owns what a `valueFrom` of a task definition means: a parameter of SSM or a secret of Secrets
//! Manager, where it is, and what a policy names it by.

use crate::plan::Place;
use crate::task_definition::TaskDefinition;

/// What a container takes a secret from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Its ARN, without what selects a part or a version of a secret.
    pub arn: String,
    /// The region it is in.
    pub region: String,
    /// The account it is in.
    pub account: String,
    /// What it is.
    pub source: Source,
}

/// What a reference leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A parameter. An ARN does not tell `/NAME` from `NAME`: then both are here.
    Parameter {
        /// The names it may have.
        names: Vec<String>,
    },
    /// A secret.
    Secret,
}

/// Returns what the containers of a task definition take their secrets from, each once.
pub fn references(definition: &TaskDefinition, place: &Place) -> Vec<Reference> {
    let secrets = definition.secrets();
    let values = secrets.iter().filter_map(|one| one.value_from.as_deref());
    let mut found: Vec<Reference> = Vec::new();
    let logins = definition.registry_credentials();
    for value in values.chain(logins) {
        if let Some(reference) = Reference::of(value, place)
            && !found.contains(&reference)
        {
            found.push(reference);
        }
    }
    found
}

impl Reference {
    /// Reads a `valueFrom`. `None` for what the linter calls a mistake.
    /// Source: ECS developer guide, "Pass Systems Manager parameters through environment variables"
    /// and "Pass Secrets Manager secrets through environment variables".
    pub fn of(value_from: &str, place: &Place) -> Option<Self> {
        if !value_from.starts_with("arn:") {
            // A parameter of the task's own region.
            let path = value_from.trim_start_matches('/');
            return Some(Self {
                arn: place.arn("ssm", &format!("parameter/{path}")),
                region: place.region.clone(),
                account: place.account.clone(),
                source: Source::Parameter {
                    names: vec![value_from.to_owned()],
                },
            });
        }
        let parts: Vec<&str> = value_from.splitn(6, ':').collect();
        let [_, partition, service, region, account, rest] = parts.as_slice() else {
            return None;
        };
        let arn = |rest: &str| format!("arn:{partition}:{service}:{region}:{account}:{rest}");
        let (arn, source) = match *service {
            "ssm" => {
                let path = rest.strip_prefix("parameter/")?;
                let absolute = format!("/{path}");
                let names = if path.contains('/') {
                    vec![absolute]
                } else {
                    vec![path.to_owned(), absolute]
                };
                (arn(rest), Source::Parameter { names })
            }
            "secretsmanager" => {
                let name = rest.strip_prefix("secret:")?.split(':').next()?;
                (arn(&format!("secret:{name}")), Source::Secret)
            }
            _ => return None,
        };
        Some(Self {
            arn,
            region: (*region).to_owned(),
            account: (*account).to_owned(),
            source,
        })
    }

    /// What it is called: a parameter's name, or a secret's ARN.
    pub fn name(&self) -> &str {
        match &self.source {
            Source::Parameter { names } => names.first().map_or("", String::as_str),
            Source::Secret => &self.arn,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod tests {
    use super::{Reference, Source};
    use crate::plan::Place;

    #[test]
    fn what_a_value_from_means() {
        let place = Place {
            partition: "aws".to_owned(),
            region: "eu-west-1".to_owned(),
            account: "111111111111".to_owned(),
        };
        let here = "arn:aws:ssm:eu-west-1:111111111111:parameter";
        let there = "arn:aws:ssm:us-east-1:222222222222:parameter";
        let secret = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop-AbCdEf";
        let key = format!("{secret}:token::");
        let table: [(&str, String, &[&str]); 6] = [
            ("/a/b", format!("{here}/a/b"), &["/a/b"]),
            ("name", format!("{here}/name"), &["name"]),
            (&format!("{there}/a/b"), format!("{there}/a/b"), &["/a/b"]),
            // An ARN does not say whether the name begins with a slash.
            (&format!("{there}/a"), format!("{there}/a"), &["a", "/a"]),
            (secret, secret.to_owned(), &[]),
            (&key, secret.to_owned(), &[]),
        ];
        for (value_from, arn, names) in table {
            let found = Reference::of(value_from, &place).unwrap();
            assert_eq!(found.arn, arn, "{value_from}");
            match found.source {
                Source::Parameter { names: found } => assert_eq!(found, names, "{value_from}"),
                Source::Secret => assert!(names.is_empty(), "{value_from}"),
            }
        }
        for wrong in [
            "arn:aws:ssm",
            "arn:aws:s3:::bucket/key",
            "arn:aws:ssm:a:b:document/c",
        ] {
            assert_eq!(Reference::of(wrong, &place), None, "{wrong}");
        }
    }
}
