//! Which calls who needs, what for, and whether it goes without: the tables that policies are made
//! from. The calls of one grant are done to the same things, so that they make one statement.

use super::Need;
use crate::permission::Call;

/// What becomes one statement.
pub(super) struct Grant {
    /// Its `Sid`, without the mark.
    pub(super) sid: &'static str,
    pub(super) need: Need,
    pub(super) to: To,
    pub(super) calls: &'static [Call],
    /// What it is for; of an optional one, what happens without it.
    pub(super) purpose: &'static str,
}

/// Who gets it, and for which repositories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum To {
    /// Every stage; it is about no repository.
    Every,
    /// A stage in which foghorn ends deployments.
    RollingBack,
    /// A stage from which images are pushed or copied: the repositories that they get into.
    Pushing,
    /// Those of them that foghorn may create.
    Creating,
    /// A stage that only looks into the repositories of another.
    Looking,
    /// The stage out of whose repositories other stages copy.
    CopiedFrom,
    /// A stage that copies out of the repositories of others, if nobody there does it for it.
    CopyingGiven,
    /// Everybody who copies.
    Copying,
    /// What the next stage copies out of this one's repositories.
    Proof,
    /// A stage whose image is looked at before it is deployed: where it may be.
    Checking,
    /// Of those, one that findings of a scan stop.
    Scanning,
}

const fn required(sid: &'static str, calls: &'static [Call], purpose: &'static str) -> Grant {
    Grant {
        sid,
        need: Need::Required,
        to: To::Every,
        calls,
        purpose,
    }
}

const fn optional(sid: &'static str, calls: &'static [Call], purpose: &'static str) -> Grant {
    Grant {
        need: Need::Optional,
        ..required(sid, calls, purpose)
    }
}

impl Grant {
    const fn to(self, to: To) -> Self {
        Self { to, ..self }
    }
}

/// What looking needs.
pub(super) const READ: [Grant; 13] = [
    required(
        "Services",
        &[Call::DescribeServices],
        "to see what runs, and how a deployment goes",
    ),
    required(
        "TaskDefinitions",
        &[Call::DescribeTaskDefinition],
        "to compare with the revision that runs",
    ),
    optional(
        "Tasks",
        &[Call::ListTasks, Call::DescribeTasks],
        "to see which tasks stop, and why; without it no cause is found",
    ),
    optional(
        "Deployments",
        &[Call::DescribeServiceDeployments],
        "to see the state and the reason of a deployment; without it rollbacks are seen later",
    ),
    optional(
        "PastDeployments",
        &[Call::ListServiceDeployments],
        "to find what to go back to, and for `status`; without it they know less",
    ),
    optional(
        "ServiceRevisions",
        &[Call::DescribeServiceRevisions],
        "to find what to go back to, for the record and for `status`; without it they know less",
    ),
    optional(
        "ReadRecord",
        &[Call::GetParameter],
        "to see what is on record; without it the record is written again each time",
    ),
    optional(
        "History",
        &[Call::GetParameterHistory],
        "for `status --history`; without it that is not shown",
    ),
    optional(
        "Targets",
        &[Call::DescribeTargetHealth],
        "to say why a load balancer finds tasks unhealthy; without it that is not said",
    ),
    optional(
        "Logs",
        &[Call::GetLogEvents],
        "to show the last lines of a container that failed; without it they are not shown",
    ),
    required(
        "Image",
        &[Call::DescribeRepositories, Call::DescribeImages],
        "to find the image",
    )
    .to(To::Pushing),
    optional(
        "GivenImage",
        &[Call::DescribeImages],
        "to look whether the image of `--image` exists; without it nobody looks",
    )
    .to(To::Looking),
    required(
        "AssumeRole",
        &[Call::AssumeRole],
        "to look up what the stage before proved, if the job signs in as this role",
    ),
];

/// What changes something in a stage.
pub(super) const DEPLOY: [Grant; 6] = [
    required(
        "RegisterTaskDefinitions",
        &[Call::RegisterTaskDefinition],
        "to register revisions",
    ),
    required(
        "TagTaskDefinitions",
        &[Call::TagTaskDefinition],
        "to tag them with the run that made them",
    ),
    required(
        "PassRoles",
        &[Call::PassRole],
        "to hand the roles of the task definition on to its tasks",
    ),
    required(
        "UpdateServices",
        &[Call::UpdateService],
        "to deploy them, and to go back",
    ),
    optional(
        "StopDeployments",
        &[Call::StopServiceDeployment],
        "to go back at once; without it the revision before is deployed, which is slower",
    )
    .to(To::RollingBack),
    optional(
        "WriteRecord",
        &[Call::PutParameter],
        "to put on record what was proven; without it the next stage, run alone, refuses the image",
    ),
];

/// What pushes the image, or copies it.
pub(super) const PUSH: [Grant; 7] = [
    required(
        "Login",
        &[Call::GetAuthorizationToken],
        "to log in to the registry",
    )
    .to(To::Pushing),
    required(
        "Push",
        &[
            Call::BatchCheckLayerAvailability,
            Call::InitiateLayerUpload,
            Call::UploadLayerPart,
            Call::CompleteLayerUpload,
            Call::PutImage,
            Call::BatchGetImage,
        ],
        "to push the image; builders look for its manifest first",
    )
    .to(To::Pushing),
    required(
        "CreateRepository",
        &[Call::CreateRepository],
        "to create the repository",
    )
    .to(To::Creating),
    optional(
        "Layers",
        &[Call::GetDownloadUrlForLayer],
        "for builders to fetch layers, as from a cache; without it they make and send them again",
    )
    .to(To::Pushing),
    required(
        "Copy",
        &[Call::BatchGetImage, Call::GetDownloadUrlForLayer],
        "to read the image when it is copied for a later stage of the same run",
    )
    .to(To::CopiedFrom),
    required(
        "CopyGiven",
        &[Call::BatchGetImage, Call::GetDownloadUrlForLayer],
        "to copy the image of `--image`",
    )
    .to(To::CopyingGiven),
    optional(
        "Signatures",
        &[Call::ListImageReferrers],
        "to copy signatures with the image; without it they are left behind",
    )
    .to(To::Copying),
];

/// What a deployment looks at before it changes anything, beside what looking needs.
pub(super) const CHECK: [Grant; 8] = [
    optional(
        "Roles",
        &[Call::GetRole, Call::SimulatePrincipalPolicy],
        "to check the roles and what they are allowed; without it that is not checked",
    ),
    optional(
        "Parameters",
        &[Call::DescribeParameters],
        "to check that parameters exist; without it that is not checked",
    ),
    optional(
        "Secrets",
        &[Call::DescribeSecret],
        "to check that secrets exist; without it that is not checked",
    ),
    optional(
        "LogGroups",
        &[Call::DescribeLogGroups],
        "to check that log groups exist; without it that is not checked",
    ),
    optional(
        "TargetGroups",
        &[Call::DescribeTargetGroups],
        "to check what the load balancer expects; without it that is not checked",
    ),
    optional(
        "Image",
        &[Call::BatchGetImage, Call::GetDownloadUrlForLayer],
        "to check what the image is made for, and its scan; without it neither is checked",
    )
    .to(To::Checking),
    optional(
        "Login",
        &[Call::GetAuthorizationToken],
        "to look into the image; without it its platform is not checked",
    )
    .to(To::Checking),
    optional(
        "ScanFindings",
        &[Call::DescribeImageScanFindings],
        "to see what the scan of the image found; without it no finding stops a deployment",
    )
    .to(To::Scanning),
];

/// What a job needs that signs in as another identity than the stage's role.
pub(super) const JOB: [Grant; 2] = [
    required(
        "AssumeRoles",
        &[Call::AssumeRole],
        "to assume the role of the stage, and the role it looks with at the stage before",
    ),
    required(
        "TagSessions",
        &[Call::TagSession],
        "to give the session its tags (`session-tags`)",
    ),
];

/// What the next stage needs of a stage.
pub(super) const PROOF: [Grant; 9] = [
    required("Record", &[Call::GetParameter], "to read what was proven"),
    required(
        "Services",
        &[Call::DescribeServices],
        "to see whether it still runs",
    ),
    required(
        "Deployments",
        &[Call::DescribeServiceDeployments],
        "to see whether the deployment on record was successful",
    ),
    required(
        "ServiceRevisions",
        &[Call::DescribeServiceRevisions],
        "to see whether it was of the image on record",
    ),
    optional(
        "History",
        &[Call::GetParameterHistory],
        "to promote an image that was proven earlier; without it only the newest is found",
    ),
    optional(
        "TaskDefinitions",
        &[Call::DescribeTaskDefinition],
        "to say who deployed what is not proven; without it that is not said",
    ),
    required(
        "Login",
        &[Call::GetAuthorizationToken],
        "to log in to the registry, where the next stage copies the image",
    )
    .to(To::Proof),
    required(
        "Pull",
        &[Call::BatchGetImage, Call::GetDownloadUrlForLayer],
        "to copy the image",
    )
    .to(To::Proof),
    optional(
        "Signatures",
        &[Call::ListImageReferrers],
        "to copy signatures with it; without it they are left behind",
    )
    .to(To::Proof),
];
