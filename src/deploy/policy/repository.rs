//! The policy of repositories that stages of other accounts pull from.
//!
//! In another account both sides have to allow it: this policy, and what the role there may do.
//! Source: ECR user guide, "Private repository policies".

use super::statement::{Statement, one_or_many};
use super::{Need, Repository, Scope, StageScope};
use crate::permission::Call;
use serde_json::{Value, json};

impl Scope {
    /// Returns the repositories of a stage that stages of other accounts use, and what these may do.
    pub(super) fn shared_repositories(&self, stage: &StageScope) -> (Vec<String>, Vec<Statement>) {
        let shared = self.pushed(stage);
        let targets = shared.iter().map(Repository::arn).collect();
        let is_shared = |one: &Repository, other: &StageScope| {
            shared.contains(one) && one.place.account != other.place.account
        };
        let others = |uses: fn(&Self, &StageScope) -> Vec<Repository>| {
            let stages = self.stages.iter();
            stages.filter(move |other| uses(self, other).iter().any(|one| is_shared(one, other)))
        };
        // What pulls is the execution role: ECS needs one for images from ECR on Fargate.
        let pulling = others(Self::home).flat_map(|stage| {
            let services = stage.services.iter();
            services.filter_map(|one| one.execution_role.clone())
        });
        let looking = others(Self::looked_at).map(StageScope::principal);
        let scanning = others(Self::looked_at).filter(|stage| stage.scans);
        let scanning = scanning.map(StageScope::principal).collect();
        let copying = || others(Self::sources).map(StageScope::principal).collect();
        let statements = [
            statement(
                "Pull",
                Need::Required,
                &[Call::BatchGetImage, Call::GetDownloadUrlForLayer],
                "to start tasks: ECS pulls the image with the execution role of the task definition",
                pulling.collect(),
            ),
            statement(
                "GivenImage",
                Need::Optional,
                &[Call::DescribeImages],
                "to look whether the image of `--image` exists; without it nobody looks",
                looking.collect(),
            ),
            statement(
                "ScanFindings",
                Need::Optional,
                &[Call::BatchGetImage, Call::DescribeImageScanFindings],
                "to see what the scan of the image found; without it no finding stops a deployment",
                scanning,
            ),
            statement(
                "CopyGiven",
                Need::Required,
                &[Call::BatchGetImage, Call::GetDownloadUrlForLayer],
                "to copy the image of `--image`",
                copying(),
            ),
            statement(
                "Signatures",
                Need::Optional,
                &[Call::ListImageReferrers],
                "to copy signatures with it; without it they are left behind",
                copying(),
            ),
        ];
        (targets, statements.into_iter().flatten().collect())
    }
}

fn statement(
    sid: &'static str,
    need: Need,
    calls: &[Call],
    purpose: &'static str,
    principals: Vec<String>,
) -> Option<Statement> {
    Some(Statement {
        sid,
        need,
        purpose,
        principal: Some(principal(principals)?),
        actions: calls.iter().map(|call| call.action()).collect(),
        resources: vec![],
        condition: None,
    })
}

/// Returns the `Principal` of these identities, each once; nothing if there is none.
pub(super) fn principal(mut arns: Vec<String>) -> Option<Value> {
    arns.sort();
    arns.dedup();
    (!arns.is_empty()).then(|| json!({ "AWS": one_or_many(&arns) }))
}
