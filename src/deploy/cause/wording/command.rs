//! Statements and commands to copy, with names from AWS's texts in them.
//!
//! Owns making them safe to paste: a name that is not plainly a name becomes a placeholder.

use crate::foreign::Foreign;
use serde_json::json;

/// Returns the IAM statement that allows these actions, as JSON on one line.
pub(super) fn statement(actions: &[&str], resource: &str) -> String {
    let actions = match actions {
        [one] => json!(one),
        several => json!(several),
    };
    json!({ "Effect": "Allow", "Action": actions, "Resource": resource }).to_string()
}

/// Returns a name as it can stand in a shell command, or the placeholder.
pub(super) fn word<'a>(name: Option<&'a Foreign>, placeholder: &'a str) -> &'a str {
    name.map(Foreign::raw)
        .filter(|raw| is_plain(raw))
        .unwrap_or(placeholder)
}

fn is_plain(raw: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:@+=-".contains(c);
    !raw.is_empty() && !raw.starts_with('-') && raw.len() <= 512 && raw.chars().all(plain)
}

/// An image in ECR.
pub(super) struct EcrImage<'a> {
    pub(super) region: &'a str,
    pub(super) repository: &'a str,
    /// `imageTag=TAG` or `imageDigest=DIGEST`, as the AWS CLI wants it.
    pub(super) id: String,
}

/// Reads `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG` or `…@DIGEST`.
pub(super) fn ecr_image(reference: &Foreign) -> Option<EcrImage<'_>> {
    let raw = reference.raw();
    if !is_plain(raw) {
        return None;
    }
    let (host, path) = raw.split_once('/')?;
    let region = host.split_once(".dkr.ecr.")?.1.split('.').next()?;
    let (repository, id) = match (path.split_once('@'), path.rsplit_once(':')) {
        (Some((repository, digest)), _) => {
            let repository = repository
                .split_once(':')
                .map_or(repository, |(name, _)| name);
            (repository, format!("imageDigest={digest}"))
        }
        (None, Some((repository, tag))) => (repository, format!("imageTag={tag}")),
        (None, None) => (path, "imageTag=latest".to_owned()),
    };
    Some(EcrImage {
        region,
        repository,
        id,
    })
}
