//! The child's Docker configuration: the user's own, with our helper for our registries. It reads
//! the user's files and writes nothing.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use super::{HelperError, NAME};

/// Where the user's configuration is.
#[derive(Debug)]
pub(super) struct UserConfig {
    /// Docker's directory, with `config.json`, `cli-plugins`, `contexts`.
    pub(super) directory: Option<PathBuf>,
    /// Login files of buildah and podman; later ones win.
    containers: Vec<PathBuf>,
}

impl UserConfig {
    /// Finds the configuration as Docker and buildah do.
    pub(super) fn find(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let home = path("HOME");
        let below = |base: Option<PathBuf>, rest| base.map(|base: PathBuf| base.join(rest));
        let config = path("XDG_CONFIG_HOME").or_else(|| below(home.clone(), ".config"));
        let containers = [
            below(config, "containers/auth.json"),
            below(path("XDG_RUNTIME_DIR"), "containers/auth.json"),
            path("REGISTRY_AUTH_FILE"),
        ];
        Self {
            directory: path("DOCKER_CONFIG").or_else(|| below(home, ".docker")),
            containers: containers.into_iter().flatten().collect(),
        }
    }

    /// Reads and merges the user's configuration, and adds our helper for `hosts`.
    pub(super) fn merged(&self, hosts: &[&str]) -> Result<Value, HelperError> {
        let docker = self
            .directory
            .as_ref()
            .map(|directory| directory.join("config.json"));
        let mut merged = match docker {
            Some(path) => read(&path)?,
            None => Map::new(),
        };
        for path in &self.containers {
            for (section, entries) in read(path)? {
                if section == "auths" || section == "credHelpers" {
                    add(&mut merged, &section, as_object(entries));
                }
            }
        }
        let mut helpers = Map::new();
        for host in hosts {
            helpers.insert((*host).to_owned(), json!(NAME));
            if *host == "docker.io" {
                helpers.insert("https://index.docker.io/v1/".to_owned(), json!(NAME));
            }
        }
        add(&mut merged, "credHelpers", helpers);
        Ok(Value::Object(merged))
    }
}

/// Adds entries to a section, over those of the same name.
fn add(config: &mut Map<String, Value>, section: &str, entries: Map<String, Value>) {
    let mut all = config.remove(section).map(as_object).unwrap_or_default();
    all.extend(entries);
    config.insert(section.to_owned(), Value::Object(all));
}

fn as_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}

/// Reads a configuration file; one that is not there is empty.
fn read(path: &Path) -> Result<Map<String, Value>, HelperError> {
    let failed = |source| HelperError::Config {
        path: path.to_owned(),
        source,
    };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Map::new()),
        Err(error) => return Err(failed(error)),
    };
    if bytes.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    // The parser's own message is dropped: it may quote a token.
    serde_json::from_slice::<Map<String, Value>>(&bytes).map_err(|error| {
        let at = format!("line {} is not valid JSON", error.line());
        failed(std::io::Error::new(std::io::ErrorKind::InvalidData, at))
    })
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use serde_json::json;

    use super::UserConfig;

    #[test]
    fn the_users_logins_stay() {
        let dir = tempfile::tempdir().unwrap();
        let auth = dir.path().join("auth.json");
        std::fs::write(
            dir.path().join("config.json"),
            r#"{"auths":{"a":{"auth":"x"}},
            "credHelpers":{"b":"pass"},"credsStore":"desktop","currentContext":"c"}"#,
        )
        .unwrap();
        std::fs::write(&auth, r#"{"auths":{"d":{"auth":"y"}}}"#).unwrap();
        let config = UserConfig::find(|name| match name {
            "DOCKER_CONFIG" => Some(dir.path().into()),
            "REGISTRY_AUTH_FILE" => Some(auth.clone().into()),
            _ => None,
        });
        assert_eq!(
            config.merged(&["host:1"]).unwrap(),
            json!({
                "auths": {"a": {"auth": "x"}, "d": {"auth": "y"}},
                "credHelpers": {"b": "pass", "host:1": "foghorn"},
                "credsStore": "desktop",
                "currentContext": "c",
            })
        );
        std::fs::write(&auth, "{\n\"auths\": token").unwrap();
        let error = config.merged(&[]).unwrap_err();
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(cause, "line 2 is not valid JSON");
    }
}
