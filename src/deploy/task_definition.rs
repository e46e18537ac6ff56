//! Owns `TaskDefinition`: the document that is registered, and which of its values are sealed.
//!
//! It is made from the user's file without loss: every field reaches AWS, known or not. It knows
//! no SDK; which fields there are comes in as tables.

mod compare;
mod normal;
pub mod placeholder;
mod read;
mod redact;

use std::collections::BTreeSet;
use std::fmt;

use serde_json::{Value, json};

pub use compare::{Difference, DifferenceKind, Shown, compare, not_echoed};
pub use read::{Schemas, Settings, document, document_as_written};

use crate::document::{Document, Path};
use crate::problem::{Place, Problem, Problems, nearest};

/// The largest document that ECS registers, in bytes.
/// Source: Amazon ECS service quotas, "Task definition size limit" (64 KB).
pub const SIZE_LIMIT: usize = 64 * 1024;

/// A task definition, ready to be registered. `Debug` and [`TaskDefinition::redacted`] show no
/// value that may not be shown.
#[derive(Clone, PartialEq, Eq)]
pub struct TaskDefinition {
    value: Value,
    sealed: BTreeSet<Path>,
    file: String,
    warnings: Problems,
}

/// Where a container gets a secret from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretReference {
    /// The container's name.
    pub container: String,
    /// The variable's or the log option's name.
    pub name: String,
    /// The ARN or path; `None` if what stands there may be the secret itself.
    pub value_from: Option<String>,
}

/// Where a container's log lines go. Source: ECS API model, `LogConfiguration`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfiguration {
    /// The driver, such as `awslogs`.
    pub driver: String,
    /// The option `awslogs-group`.
    pub group: Option<String>,
    /// The option `awslogs-region`.
    pub region: Option<String>,
    /// The option `awslogs-stream-prefix`.
    pub stream_prefix: Option<String>,
    /// Whether the driver creates the group: the option `awslogs-create-group`.
    pub create_group: bool,
}

impl TaskDefinition {
    /// Reads a task definition from the text of its file. The result has no image put in yet.
    pub fn read(file: &str, text: &str, settings: &Settings<'_>) -> Result<Self, Problems> {
        read::read(file, text, settings)
    }

    /// Makes one of what [`document`] read, and of what it found wrong there.
    pub fn of_document(
        file: &str,
        document: &Document,
        problems: Problems,
    ) -> Result<Self, Problems> {
        read::of_document(file, document, problems)
    }

    /// Takes a revision as DescribeTaskDefinition shows it, to look things up in.
    pub fn described(value: &Value) -> Self {
        Self {
            value: value.clone(),
            sealed: redact::by_rule(value),
            file: String::new(),
            warnings: Problems::default(),
        }
    }

    /// What should be looked at, but does not keep the document from being registered.
    pub const fn warnings(&self) -> &Problems {
        &self.warnings
    }

    /// The body of `RegisterTaskDefinition`, with every value. Only to be sent to AWS.
    pub fn to_json(&self) -> Vec<u8> {
        self.value.to_string().into_bytes()
    }

    /// The document with every value, for a person who asked for it with `--reveal`.
    pub const fn reveal(&self) -> &Value {
        &self.value
    }

    /// The document for people, with `***` for every value that may not be shown.
    pub fn redacted(&self) -> Value {
        let mut value = self.value.clone();
        redact::redact(&mut value, &self.sealed);
        value
    }

    /// The size of what is sent to AWS, in bytes.
    pub fn size(&self) -> usize {
        self.to_json().len()
    }

    /// A problem if the document is larger than ECS accepts.
    pub fn too_large(&self) -> Option<Problem> {
        let size = self.size();
        (size > SIZE_LIMIT).then(|| {
            let message = format!("the task definition has {size} bytes, ECS accepts {SIZE_LIMIT}");
            Problem::error(Place::file(&self.file), message)
                .help("move long values to SSM parameters (`secrets`) or to `environmentFiles`")
        })
    }

    /// The family.
    pub fn family(&self) -> &str {
        self.value["family"].as_str().unwrap_or_default()
    }

    /// The names of the containers, in order.
    pub fn containers(&self) -> Vec<&str> {
        self.container_values()
            .filter_map(|container| container["name"].as_str())
            .collect()
    }

    /// The image of a container.
    pub fn image(&self, container: &str) -> Option<&str> {
        self.container(container)?["image"].as_str()
    }

    /// The first port of a container.
    pub fn port(&self, container: &str) -> Option<u16> {
        let port = &self.container(container)?["portMappings"][0]["containerPort"];
        port.as_u64().and_then(|port| u16::try_from(port).ok())
    }

    /// Whether a container takes connections at a port; a range of ports takes all that are in it.
    pub fn has_port(&self, container: &str, port: u16) -> bool {
        let mappings = self.container(container).map(|one| &one["portMappings"]);
        let mut mappings = mappings.and_then(Value::as_array).into_iter().flatten();
        mappings.any(|mapping| {
            let range = mapping["containerPortRange"].as_str();
            let range = range.and_then(|range| range.split_once('-'));
            let bounds = range.and_then(|(low, high)| Some(low.parse().ok()?..=high.parse().ok()?));
            mapping["containerPort"] == port
                || bounds
                    .is_some_and(|bounds: std::ops::RangeInclusive<u16>| bounds.contains(&port))
        })
    }

    /// For how many seconds failures of a container's own health check do not count.
    pub fn start_period(&self, container: &str) -> Option<u32> {
        let period = self.container(container)?["healthCheck"]["startPeriod"].as_u64();
        period.and_then(|period| u32::try_from(period).ok())
    }

    /// Where a container's log lines go, if it says so.
    pub fn log_configuration(&self, container: &str) -> Option<LogConfiguration> {
        let log = self.container(container)?.get("logConfiguration")?;
        let option = |name: &str| log["options"][name].as_str().map(str::to_owned);
        Some(LogConfiguration {
            driver: log["logDriver"].as_str()?.to_owned(),
            group: option("awslogs-group"),
            region: option("awslogs-region"),
            stream_prefix: option("awslogs-stream-prefix"),
            create_group: option("awslogs-create-group").as_deref() == Some("true"),
        })
    }

    /// Every `valueFrom` under `secrets` and `logConfiguration.secretOptions`.
    pub fn secrets(&self) -> Vec<SecretReference> {
        let mut found = Vec::new();
        for container in self.container_values() {
            for list in [
                &container["secrets"],
                &container["logConfiguration"]["secretOptions"],
            ] {
                for secret in list.as_array().into_iter().flatten() {
                    let text = |key: &str| secret[key].as_str().unwrap_or_default().to_owned();
                    let value_from = text("valueFrom");
                    found.push(SecretReference {
                        container: container["name"].as_str().unwrap_or_default().to_owned(),
                        name: text("name"),
                        value_from: redact::is_reference(&value_from).then_some(value_from),
                    });
                }
            }
        }
        found
    }

    /// Every secret with the login for a private registry.
    pub fn registry_credentials(&self) -> impl Iterator<Item = &str> {
        self.container_values()
            .filter_map(|one| one["repositoryCredentials"]["credentialsParameter"].as_str())
    }

    /// The ARNs of the files in S3 that containers take variables from.
    pub fn environment_files(&self) -> impl Iterator<Item = &str> {
        let lists = self.container_values().map(|one| &one["environmentFiles"]);
        let files = lists.filter_map(Value::as_array).flatten();
        files.filter_map(|file| file["value"].as_str())
    }

    /// The container that takes the image: the named one, or the only one, or else the only
    /// essential one.
    pub fn main_container(&self, named: Option<&str>) -> Result<&str, Problems> {
        let all = self.containers();
        let error = |message: &str, help: String| {
            Problems::from(Problem::error(Place::file(&self.file), message).help(help))
        };
        if let Some(named) = named {
            return all
                .iter()
                .find(|name| **name == named)
                .copied()
                .ok_or_else(|| {
                    let message = format!("there is no container `{named}` in the task definition");
                    error(
                        &message,
                        match nearest(named, all.iter().copied()) {
                            Some(near) => format!("did you mean `{near}`?"),
                            None => format!("the containers are {}", list(&all)),
                        },
                    )
                });
        }
        let essential = self
            .container_values()
            .filter(|member| member["essential"] != json!(false));
        let essential = essential
            .filter_map(|member| member["name"].as_str())
            .collect::<Vec<_>>();
        match (all.as_slice(), essential.as_slice()) {
            ([only], _) | (_, [only]) => Ok(*only),
            ([], _) => Err(error(
                "the task definition has no container",
                "add one under `containerDefinitions`".to_owned(),
            )),
            (_, _) => Err(error(
                "which container takes the image is not said",
                format!(
                    "add `container:` to the configuration; the containers are {}",
                    list(&all)
                ),
            )),
        }
    }

    /// The document with an image put into a container; see [`TaskDefinition::main_container`].
    pub fn with_image(mut self, container: Option<&str>, image: &str) -> Result<Self, Problems> {
        let name = self.main_container(container)?.to_owned();
        let path = Path::root().key("containerDefinitions").named(&name);
        if let Some(Value::Object(members)) = path.find_mut(&mut self.value) {
            members.insert("image".to_owned(), image.into());
        }
        let index = self
            .containers()
            .iter()
            .position(|container| *container == name);
        let image_path = Path::root()
            .key("containerDefinitions")
            .index(index.unwrap_or(0))
            .key("image");
        self.sealed.remove(&image_path);
        Ok(self)
    }

    /// The document with tags added; a tag that is there already gets the new value.
    /// Source: ECS API model, `RegisterTaskDefinitionRequest.tags`.
    pub fn with_tags(mut self, tags: &[(String, String)]) -> Self {
        if let Value::Object(members) = &mut self.value {
            let list = members.entry("tags").or_insert_with(|| json!([]));
            if let Value::Array(list) = list {
                for (key, value) in tags {
                    match list.iter_mut().find(|tag| tag["key"] == **key) {
                        Some(tag) => tag["value"] = value.as_str().into(),
                        None => list.push(json!({ "key": key, "value": value })),
                    }
                }
            }
        }
        self
    }

    fn container_values(&self) -> impl Iterator<Item = &Value> {
        self.value["containerDefinitions"]
            .as_array()
            .into_iter()
            .flatten()
    }

    fn container(&self, name: &str) -> Option<&Value> {
        self.container_values()
            .find(|container| container["name"] == name)
    }
}

fn list(names: &[&str]) -> String {
    let names = names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>();
    names.join(", ")
}

impl fmt::Debug for TaskDefinition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TaskDefinition")
            .field(&self.redacted())
            .finish()
    }
}

#[cfg(test)]
mod compare_tests;
#[cfg(test)]
mod tests;
