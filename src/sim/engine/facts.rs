//! What a starting task asks of the rest of the simulated account: images, roles, parameters,
//! secrets and log groups. It owns the questions only; the answers belong to whoever holds the
//! registry, the parameter store and the logs.

/// Answers what ECS and the task's execution role would find while a task starts.
pub trait StartFacts {
    /// Returns what a pull of `reference` (`host/name:tag` or `host/name@sha256:…`) would find.
    fn image(&self, reference: &str) -> ImageFact;

    /// Returns why the role may not do `action` (such as `ssm:GetParameters`) on `resource` (an
    /// ARN, or `*`), as the end of AWS's sentence; nothing if it may.
    fn refusal(&self, role_arn: &str, action: &str, resource: &str) -> Option<String>;

    /// Tells whether ECS may assume the role for a task.
    fn assumable(&self, role_arn: &str) -> bool;

    /// Tells whether the role can read what is in the parameter or secret (a name or ARN), which
    /// may be encrypted with a key of the customer's. `service` is whose it is: `ssm` or
    /// `secretsmanager`.
    fn decrypts(&self, role_arn: &str, service: &str, name: &str) -> bool;

    /// Tells whether the SSM parameter exists; `name` is a parameter name without its ARN prefix,
    /// as in `/web/password`.
    fn parameter_exists(&self, name: &str) -> bool;

    /// Returns what Secrets Manager holds under the ARN, which comes without the trailing
    /// `:json-key:stage:id`.
    fn secret(&self, arn: &str) -> SecretFact;

    /// Tells whether the CloudWatch log group exists in this region.
    fn log_group_exists(&self, name: &str) -> bool;
}

/// What a registry says about an image reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageFact {
    /// The image is in a registry that is not simulated; it is taken to exist for any platform.
    Elsewhere,
    /// The simulated registry has no such repository, tag or digest.
    Missing,
    /// The image exists.
    Present {
        /// The digest of the manifest or index, `sha256:…`.
        digest: String,
        /// The platforms it runs on, such as `linux/amd64`; empty means "not known, any".
        platforms: Vec<String>,
    },
}

/// What Secrets Manager says about a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretFact {
    /// There is no such secret.
    Missing,
    /// It is to be deleted, and cannot be read meanwhile.
    Deleted,
    /// The secret is a JSON object with these keys, or a plain string (no keys).
    Present {
        /// The keys of the JSON object.
        json_keys: Vec<String>,
    },
}

/// An account in which everything exists and everything is allowed.
#[derive(Debug, Clone, Copy, Default)]
pub struct EverythingExists;

impl StartFacts for EverythingExists {
    fn image(&self, _reference: &str) -> ImageFact {
        ImageFact::Elsewhere
    }

    fn refusal(&self, _role_arn: &str, _action: &str, _resource: &str) -> Option<String> {
        None
    }

    fn assumable(&self, _role_arn: &str) -> bool {
        true
    }

    fn decrypts(&self, _role_arn: &str, _service: &str, _name: &str) -> bool {
        true
    }

    fn parameter_exists(&self, _name: &str) -> bool {
        true
    }

    fn secret(&self, _arn: &str) -> SecretFact {
        SecretFact::Present {
            json_keys: Vec::new(),
        }
    }

    fn log_group_exists(&self, _name: &str) -> bool {
        true
    }
}
