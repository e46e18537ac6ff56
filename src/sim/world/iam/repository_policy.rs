//! The policy of a repository that other accounts pull from.

use serde_json::json;

use super::{Iam, ResourcePolicy};
use crate::policy::Policy;

/// What is needed to pull an image and to look at it before.
/// Source: ECR User Guide, "Private repository policy examples".
const PULL: [&str; 5] = [
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:GetDownloadUrlForLayer",
    "ecr:DescribeImages",
    "ecr:DescribeImageScanFindings",
];

impl Iam {
    /// Lets the identities of other accounts pull from a repository, as far as their own accounts
    /// let them. `repository` is its ARN.
    pub fn share_repository<'a>(
        &mut self,
        repository: &str,
        accounts: impl IntoIterator<Item = &'a str>,
    ) {
        let roots: Vec<String> = accounts
            .into_iter()
            .map(|account| format!("arn:aws:iam::{account}:root"))
            .collect();
        let policy = Policy::of(&json!({
            "Effect": "Allow",
            "Principal": { "AWS": roots },
            "Action": PULL,
        }));
        self.resource_policies.push(ResourcePolicy {
            resource: repository.to_owned(),
            policy,
        });
    }
}
