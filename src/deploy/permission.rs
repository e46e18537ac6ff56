//! The one table of what foghorn calls: for each call the IAM action, and what it is done to.
//!
//! The calls that a plan lists and the policies that `foghorn policy` prints are made from it, and
//! tests compare it with the calls that the boundary to AWS knows. It must not say who needs what:
//! that is [`crate::policy`]'s.

mod arn;

pub(crate) use arn::cluster_name;

/// A call, or a permission that AWS asks for on the occasion of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Call {
    /// Reads services.
    DescribeServices,
    /// Reads service deployments.
    DescribeServiceDeployments,
    /// Lists the service deployments of a service.
    ListServiceDeployments,
    /// Reads service revisions.
    DescribeServiceRevisions,
    /// Lists the tasks of a service.
    ListTasks,
    /// Reads tasks.
    DescribeTasks,
    /// Reads a revision of a task definition.
    DescribeTaskDefinition,
    /// Registers a revision.
    RegisterTaskDefinition,
    /// Tags a revision; asked for when one is registered with tags.
    TagTaskDefinition,
    /// Hands a role on to tasks; asked for when a revision with roles is registered or deployed.
    PassRole,
    /// Deploys a revision.
    UpdateService,
    /// Ends a deployment.
    StopServiceDeployment,
    /// Reads the record of what a stage proved.
    GetParameter,
    /// Reads the earlier versions of that record.
    GetParameterHistory,
    /// Writes that record.
    PutParameter,
    /// Reads the health of a load balancer's targets.
    DescribeTargetHealth,
    /// Reads the last lines of a log.
    GetLogEvents,
    /// Logs in to ECR.
    GetAuthorizationToken,
    /// Looks whether a repository exists.
    DescribeRepositories,
    /// Creates a repository.
    CreateRepository,
    /// Looks whether an image exists.
    DescribeImages,
    /// Reads what the scan of an image found.
    DescribeImageScanFindings,
    /// Looks whether a layer exists.
    BatchCheckLayerAvailability,
    /// Begins to send a layer.
    InitiateLayerUpload,
    /// Sends a part of a layer.
    UploadLayerPart,
    /// Ends the sending of a layer.
    CompleteLayerUpload,
    /// Sends a manifest.
    PutImage,
    /// Fetches a manifest.
    BatchGetImage,
    /// Fetches a layer.
    GetDownloadUrlForLayer,
    /// Lists what refers to an image, such as signatures.
    ListImageReferrers,
    /// Assumes a role.
    AssumeRole,
    /// Gives the session of a role its tags.
    TagSession,
    /// Reads a role, and whom it trusts.
    GetRole,
    /// Asks IAM what a role is allowed.
    SimulatePrincipalPolicy,
    /// Reads what is known about parameters, but not their values.
    DescribeParameters,
    /// Reads what is known about a secret, but not its value.
    DescribeSecret,
    /// Looks whether log groups exist.
    DescribeLogGroups,
    /// Reads target groups.
    DescribeTargetGroups,
}

/// What a call is done to, as IAM sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// The service.
    Service,
    /// Every deployment of the service.
    ServiceDeployments,
    /// Every revision of the service.
    ServiceRevisions,
    /// Tasks, told by their cluster: they have no names that are known before.
    Tasks,
    /// Task definitions, which these calls cannot be limited to.
    TaskDefinitions,
    /// Every revision of the family, when it is registered.
    NewTaskDefinition,
    /// The roles that the task definition names, when they are handed on to tasks.
    TaskRoles,
    /// The parameter that keeps what the service proved.
    Record,
    /// Load balancers, which this call cannot be limited to.
    Targets,
    /// The streams of the log groups that the task definition names.
    LogStreams,
    /// The login to all of ECR.
    Registry,
    /// The repository of the image.
    Repository,
    /// A role to assume.
    Role,
    /// The role of the stage, whose session gets tags.
    TaggedRole,
    /// The roles that a deployment depends on.
    CheckedRoles,
    /// Parameters, which this call cannot be limited to.
    Parameters,
    /// The secrets of the account.
    Secrets,
    /// The log groups of the account.
    LogGroups,
}

impl Call {
    /// Every call.
    pub const ALL: [Self; 38] = [
        Self::DescribeServices,
        Self::DescribeServiceDeployments,
        Self::ListServiceDeployments,
        Self::DescribeServiceRevisions,
        Self::ListTasks,
        Self::DescribeTasks,
        Self::DescribeTaskDefinition,
        Self::RegisterTaskDefinition,
        Self::TagTaskDefinition,
        Self::PassRole,
        Self::UpdateService,
        Self::StopServiceDeployment,
        Self::GetParameter,
        Self::GetParameterHistory,
        Self::PutParameter,
        Self::DescribeTargetHealth,
        Self::GetLogEvents,
        Self::GetAuthorizationToken,
        Self::DescribeRepositories,
        Self::CreateRepository,
        Self::DescribeImages,
        Self::DescribeImageScanFindings,
        Self::BatchCheckLayerAvailability,
        Self::InitiateLayerUpload,
        Self::UploadLayerPart,
        Self::CompleteLayerUpload,
        Self::PutImage,
        Self::BatchGetImage,
        Self::GetDownloadUrlForLayer,
        Self::ListImageReferrers,
        Self::AssumeRole,
        Self::TagSession,
        Self::GetRole,
        Self::SimulatePrincipalPolicy,
        Self::DescribeParameters,
        Self::DescribeSecret,
        Self::DescribeLogGroups,
        Self::DescribeTargetGroups,
    ];

    /// The IAM action.
    pub const fn action(self) -> &'static str {
        self.row().0
    }

    /// What it is done to.
    pub const fn on(self) -> On {
        self.row().1
    }

    /// Source: service authorization reference, the pages of each service. That the calls of task
    /// definitions cannot be limited to some: ECS developer guide, "Identity-based policy examples".
    const fn row(self) -> (&'static str, On) {
        match self {
            Self::DescribeServices => ("ecs:DescribeServices", On::Service),
            Self::DescribeServiceDeployments => {
                ("ecs:DescribeServiceDeployments", On::ServiceDeployments)
            }
            Self::ListServiceDeployments => ("ecs:ListServiceDeployments", On::Service),
            Self::DescribeServiceRevisions => {
                ("ecs:DescribeServiceRevisions", On::ServiceRevisions)
            }
            Self::ListTasks => ("ecs:ListTasks", On::Tasks),
            Self::DescribeTasks => ("ecs:DescribeTasks", On::Tasks),
            Self::DescribeTaskDefinition => ("ecs:DescribeTaskDefinition", On::TaskDefinitions),
            Self::RegisterTaskDefinition => ("ecs:RegisterTaskDefinition", On::TaskDefinitions),
            Self::TagTaskDefinition => ("ecs:TagResource", On::NewTaskDefinition),
            Self::PassRole => ("iam:PassRole", On::TaskRoles),
            Self::UpdateService => ("ecs:UpdateService", On::Service),
            Self::StopServiceDeployment => ("ecs:StopServiceDeployment", On::ServiceDeployments),
            Self::GetParameter => ("ssm:GetParameter", On::Record),
            Self::GetParameterHistory => ("ssm:GetParameterHistory", On::Record),
            Self::PutParameter => ("ssm:PutParameter", On::Record),
            Self::DescribeTargetHealth => {
                ("elasticloadbalancing:DescribeTargetHealth", On::Targets)
            }
            Self::GetLogEvents => ("logs:GetLogEvents", On::LogStreams),
            Self::GetAuthorizationToken => ("ecr:GetAuthorizationToken", On::Registry),
            Self::DescribeRepositories => ("ecr:DescribeRepositories", On::Repository),
            Self::CreateRepository => ("ecr:CreateRepository", On::Repository),
            Self::DescribeImages => ("ecr:DescribeImages", On::Repository),
            Self::DescribeImageScanFindings => ("ecr:DescribeImageScanFindings", On::Repository),
            Self::BatchCheckLayerAvailability => {
                ("ecr:BatchCheckLayerAvailability", On::Repository)
            }
            Self::InitiateLayerUpload => ("ecr:InitiateLayerUpload", On::Repository),
            Self::UploadLayerPart => ("ecr:UploadLayerPart", On::Repository),
            Self::CompleteLayerUpload => ("ecr:CompleteLayerUpload", On::Repository),
            Self::PutImage => ("ecr:PutImage", On::Repository),
            Self::BatchGetImage => ("ecr:BatchGetImage", On::Repository),
            Self::GetDownloadUrlForLayer => ("ecr:GetDownloadUrlForLayer", On::Repository),
            Self::ListImageReferrers => ("ecr:ListImageReferrers", On::Repository),
            Self::AssumeRole => ("sts:AssumeRole", On::Role),
            Self::TagSession => ("sts:TagSession", On::TaggedRole),
            Self::GetRole => ("iam:GetRole", On::CheckedRoles),
            Self::SimulatePrincipalPolicy => ("iam:SimulatePrincipalPolicy", On::CheckedRoles),
            Self::DescribeParameters => ("ssm:DescribeParameters", On::Parameters),
            Self::DescribeSecret => ("secretsmanager:DescribeSecret", On::Secrets),
            Self::DescribeLogGroups => ("logs:DescribeLogGroups", On::LogGroups),
            Self::DescribeTargetGroups => {
                ("elasticloadbalancing:DescribeTargetGroups", On::Targets)
            }
        }
    }
}
