//! The policies of what accounts share: a repository that others pull from, a secret that others
//! read.

use serde_json::json;

use super::{Iam, ResourcePolicy};
use crate::policy::Policy;
use crate::world::StoredSecret;

/// What is needed to pull an image and to look at it before.
/// Source: ECR User Guide, "Private repository policy examples".
const PULL: [&str; 5] = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecr:DescribeImages",
    "ecr:DescribeImageScanFindings",
];

/// What is needed to read a secret and to look at it before.
/// Source: Secrets Manager User Guide, "Access AWS Secrets Manager secrets from a different account".
const READ: [&str; 2] = [
    "secretsmanager:GetSecretValue",
    "secretsmanager:DescribeSecret",
];

impl Iam {
    /// Lets the identities of other accounts pull from a repository, as far as their own accounts
    /// let them. `repository` is its ARN.
    pub fn share_repository<'a>(
        &mut self,
        repository: &str,
        accounts: impl IntoIterator<Item = &'a str>,
    ) {
        self.share(repository.to_owned(), &PULL, accounts);
    }

    /// Lets the identities of other accounts read a secret, as far as their own accounts let them.
    pub fn share_secret<'a>(
        &mut self,
        secret: &StoredSecret,
        accounts: impl IntoIterator<Item = &'a str>,
    ) {
        self.share(secret.arn(), &READ, accounts);
    }

    fn share<'a>(
        &mut self,
        resource: String,
        actions: &[&str],
        accounts: impl IntoIterator<Item = &'a str>,
    ) {
        let roots: Vec<String> = accounts
            .into_iter()
            .map(|account| format!("arn:aws:iam::{account}:root"))
            .collect();
        let policy = Policy::of(&json!({
            "Effect": "Allow",
            "Principal": { "AWS": roots },
            "Action": actions,
        }));
        self.resource_policies
            .push(ResourcePolicy { resource, policy });
    }
}
