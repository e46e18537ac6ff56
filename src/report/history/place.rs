//! Where a stage is, and its pages in AWS's console.

/// A cluster in a region.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    region: String,
    cluster: String,
    url: Option<String>,
}

impl Place {
    /// `cluster` is a name or an ARN.
    pub(super) fn new(region: &str, cluster: &str, url: Option<&str>) -> Self {
        let name = cluster.rsplit_once('/').map_or(cluster, |(_, name)| name);
        Self {
            region: region.to_owned(),
            cluster: name.to_owned(),
            url: url.map(str::to_owned),
        }
    }

    /// Returns the page of what is deployed here, if it is one.
    pub(crate) fn url(&self) -> Option<&str> {
        let is_page = |url: &&str| {
            let safe = |c: char| c.is_ascii_graphic() && !"<>()[]|`\"\\".contains(c);
            (url.starts_with("https://") || url.starts_with("http://")) && url.chars().all(safe)
        };
        self.url.as_deref().filter(is_page)
    }

    /// Returns the page of a service, or `None` where the console's address is not known or a name
    /// does not fit into one. Source: the console's own addresses, by partition.
    pub(crate) fn console(&self, service: &str) -> Option<String> {
        let Self {
            region, cluster, ..
        } = self;
        let fits = |text: &str| {
            let fits = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
            !text.is_empty() && text.chars().all(fits)
        };
        if ![region.as_str(), cluster.as_str(), service]
            .into_iter()
            .all(fits)
        {
            return None;
        }
        let host = if region.starts_with("cn-") {
            format!("{region}.console.amazonaws.cn")
        } else if region.starts_with("us-gov-") {
            format!("{region}.console.amazonaws-us-gov.com")
        } else if region.contains("-iso") {
            return None;
        } else {
            format!("{region}.console.aws.amazon.com")
        };
        Some(format!(
            "https://{host}/ecs/v2/clusters/{cluster}/services/{service}?region={region}"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_in_the_partition_or_not_at_all() {
        let arn = "arn:aws:ecs:eu-west-1:111111111111:cluster/dev";
        for (region, cluster, page) in [
            (
                "eu-west-1",
                arn,
                Some(
                    "https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/dev/services/api?region=eu-west-1",
                ),
            ),
            (
                "cn-north-1",
                "dev",
                Some(
                    "https://cn-north-1.console.amazonaws.cn/ecs/v2/clusters/dev/services/api?region=cn-north-1",
                ),
            ),
            ("us-iso-east-1", "dev", None),
            ("eu-west-1", "a b", None),
            ("", "dev", None),
        ] {
            assert_eq!(
                Place::new(region, cluster, None).console("api").as_deref(),
                page
            );
        }
    }
}
