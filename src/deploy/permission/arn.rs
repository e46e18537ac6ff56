//! The ARNs of what calls are done to. What is not known before a call is `*`.
//!
//! Source of the forms: service authorization reference, "Resource types defined by …".

use crate::plan::Place;
use crate::plan::write::record_parameter;

/// A cluster may be configured by its ARN, `…:cluster/NAME`.
pub(crate) fn cluster_name(cluster: &str) -> &str {
    cluster.rsplit_once('/').map_or(cluster, |(_, name)| name)
}

impl Place {
    /// Returns the place of a region, whose name tells the partition.
    /// Source: IAM user guide, "Amazon Resource Names (ARNs)".
    pub fn of_region(region: &str, account: &str) -> Self {
        let partition = match region.split('-').next() {
            Some("cn") => "aws-cn",
            Some("us") if region.starts_with("us-gov-") => "aws-us-gov",
            Some(_) | None => "aws",
        };
        Self {
            partition: partition.to_owned(),
            region: region.to_owned(),
            account: account.to_owned(),
        }
    }

    /// Returns the ARN of a cluster.
    pub fn cluster(&self, cluster: &str) -> String {
        self.arn("ecs", &format!("cluster/{}", cluster_name(cluster)))
    }

    /// Returns the ARN of a service.
    pub fn service(&self, cluster: &str, service: &str) -> String {
        self.of_service("service", cluster, service)
    }

    /// Returns the ARN of every deployment of a service.
    pub fn service_deployments(&self, cluster: &str, service: &str) -> String {
        self.of_service("service-deployment", cluster, service) + "/*"
    }

    /// Returns the ARN of every revision of a service.
    pub fn service_revisions(&self, cluster: &str, service: &str) -> String {
        self.of_service("service-revision", cluster, service) + "/*"
    }

    fn of_service(&self, kind: &str, cluster: &str, service: &str) -> String {
        let cluster = cluster_name(cluster);
        self.arn("ecs", &format!("{kind}/{cluster}/{service}"))
    }

    /// Returns the ARN of every revision of a family.
    pub fn task_definition(&self, family: &str) -> String {
        self.arn("ecs", &format!("task-definition/{family}:*"))
    }

    /// Returns the ARN of the parameter that keeps what a service of a stage proved.
    pub fn record(&self, cluster: &str, service: &str) -> String {
        let parameter = record_parameter(cluster, service);
        self.arn("ssm", &format!("parameter{parameter}"))
    }

    /// Returns the ARN of every stream of a log group of this region, or of the one named.
    pub fn log_streams(&self, group: &str, region: Option<&str>) -> String {
        let place = Self {
            region: region.unwrap_or(&self.region).to_owned(),
            ..self.clone()
        };
        place.arn("logs", &format!("log-group:{group}:log-stream:*"))
    }

    /// Returns the ARN of a role, which may be named by it already.
    pub fn role(&self, role: &str) -> String {
        if role.starts_with("arn:") {
            return role.to_owned();
        }
        self.identity(&format!("role/{}", role.trim_start_matches('/')))
    }

    /// Returns the ARN of an identity of this account: IAM has no regions.
    pub fn identity(&self, rest: &str) -> String {
        format!("arn:{}:iam::{}:{rest}", self.partition, self.account)
    }
}
