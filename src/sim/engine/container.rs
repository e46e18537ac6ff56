//! What the engine needs to know about a container definition, read from its JSON. It must not
//! judge the JSON: what is missing or odd is read as absent.

use serde_json::Map;
use serde_json::Value;

use super::Millis;

/// One entry of `containerDefinitions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ContainerPlan {
    pub(crate) name: String,
    pub(crate) image: String,
    pub(crate) essential: bool,
    /// `valueFrom` of its secrets and of those of its log driver.
    pub(crate) secrets: Vec<String>,
    /// The ARNs of its `environmentFiles`, which are objects of S3.
    pub(crate) environment_files: Vec<String>,
    pub(crate) log: Option<LogPlan>,
    /// How long its health check takes to say healthy and unhealthy; absent without a check.
    pub(crate) health_check: Option<HealthCheck>,
    /// The program that is started, as far as the definition says.
    pub(crate) program: String,
}

/// An `awslogs` configuration. Source: ECS API model, `LogConfiguration`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LogPlan {
    pub(crate) group: String,
    pub(crate) prefix: String,
    pub(crate) region: Option<String>,
    pub(crate) create_group: bool,
}

/// When a container health check has its verdict, counted from the container's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HealthCheck {
    pub(crate) healthy_after: Millis,
    pub(crate) unhealthy_after: Millis,
}

impl ContainerPlan {
    pub(crate) fn read_all(document: &Map<String, Value>) -> Vec<Self> {
        let containers = document
            .get("containerDefinitions")
            .and_then(Value::as_array);
        containers.into_iter().flatten().map(Self::read).collect()
    }

    fn read(container: &Value) -> Self {
        let text = |member: &str| container[member].as_str().unwrap_or_default().to_owned();
        let first_of = |member: &str| container[member][0].as_str().map(str::to_owned);
        let texts = |list: &Value, member: &str| -> Vec<String> {
            let entries = list.as_array().into_iter().flatten();
            entries
                .filter_map(|entry| entry[member].as_str().map(str::to_owned))
                .collect()
        };
        // Source: ECS API model, `LogConfiguration.secretOptions`: read as `secrets` are.
        let mut secrets = texts(&container["secrets"], "valueFrom");
        secrets.extend(texts(
            &container["logConfiguration"]["secretOptions"],
            "valueFrom",
        ));
        Self {
            name: text("name"),
            image: text("image"),
            essential: container["essential"].as_bool().unwrap_or(true),
            secrets,
            environment_files: texts(&container["environmentFiles"], "value"),
            log: LogPlan::read(&container["logConfiguration"]),
            health_check: HealthCheck::read(&container["healthCheck"]),
            program: first_of("entryPoint")
                .or_else(|| first_of("command"))
                .unwrap_or_else(|| "/app".to_owned()),
        }
    }
}

impl LogPlan {
    fn read(configuration: &Value) -> Option<Self> {
        if configuration["logDriver"].as_str()? != "awslogs" {
            return None;
        }
        let option = |name: &str| configuration["options"][name].as_str().map(str::to_owned);
        Some(Self {
            group: option("awslogs-group")?,
            prefix: option("awslogs-stream-prefix").unwrap_or_default(),
            region: option("awslogs-region"),
            create_group: option("awslogs-create-group").as_deref() == Some("true"),
        })
    }
}

impl HealthCheck {
    /// Source: ECS API model, `HealthCheck`: interval 30 s, 3 retries, no start period.
    fn read(check: &Value) -> Option<Self> {
        check.as_object()?;
        let seconds = |member: &str, default| check[member].as_i64().unwrap_or(default) * 1000;
        let interval = seconds("interval", 30);
        let retries = check["retries"].as_i64().unwrap_or(3).clamp(1, 10);
        Some(Self {
            healthy_after: interval,
            unhealthy_after: seconds("startPeriod", 0) + interval * retries,
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ContainerPlan;

    #[test]
    fn the_log_drivers_secrets_are_secrets_too() {
        let plan = ContainerPlan::read(&json!({
            "name": "web",
            "secrets": [{ "name": "A", "valueFrom": "/a" }, { "name": "no value" }],
            "logConfiguration": {
                "logDriver": "splunk",
                "secretOptions": [{ "name": "splunk-token", "valueFrom": "/b" }],
            },
        }));
        assert_eq!(plan.secrets, ["/a", "/b"]);
    }
}
