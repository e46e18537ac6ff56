//! Statements and commands to copy, with names from AWS's texts in them.
//!
//! Owns making them safe to paste: a name that is not plainly a name becomes a placeholder.

use crate::foreign::Foreign;
use serde_json::json;

/// Names of a list that get a command each.
const LISTED: usize = 10;

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

/// Returns each name of a list such as `a, b` as it can stand in a shell command; at least one.
pub(super) fn words(names: Option<&Foreign>, placeholder: &str) -> Vec<String> {
    let names = names.map_or("", Foreign::raw);
    names
        .split(", ")
        .take(LISTED)
        .map(|name| word(Some(&Foreign::new(name)), placeholder).to_owned())
        .collect()
}

/// Returns the command that puts a statement into a role, if the role's name is plainly a name. The
/// policy is named after what it allows: a second one must not replace the first.
pub(super) fn put_role_policy(
    role: Option<&Foreign>,
    action: &str,
    resource: &str,
    statement: &str,
) -> Option<String> {
    let role = role.map(|role| last(role.raw()))?;
    let safe = is_plain(role) && !statement.contains('\'');
    safe.then(|| {
        let name = policy_name(action, resource);
        format!(
            "aws iam put-role-policy --role-name {role} --policy-name {name} --policy-document \
            '{{\"Version\":\"2012-10-17\",\"Statement\":[{statement}]}}'"
        )
    })
}

/// Source: IAM API, `PutRolePolicy.PolicyName`: letters, digits and `+=,.@_-`, at most 128.
fn policy_name(action: &str, resource: &str) -> String {
    // `arn:PARTITION:SERVICE:REGION:ACCOUNT:REST`
    let rest = resource.splitn(6, ':').last().unwrap_or_default();
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    let name: String = format!("{action}-{rest}").chars().map(plain).collect();
    let name = name.trim_matches('-');
    name.get(..128).unwrap_or(name).to_owned()
}

/// The name at the end of an ARN with a path, or the name itself.
pub(super) fn last(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, last)| last)
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
