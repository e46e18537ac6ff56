//! The record of what a stage proved: one SSM parameter.

use super::Session;
use crate::error::{Error, Kind, Missing};
use crate::reading::time::moment;
use aws_sdk_ssm::types::ParameterType;
use foghorn_deploy::time::AwsTime;

/// One version of a parameter. Source: SSM API model, `ParameterHistory`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParameterVersion {
    /// What was written.
    pub value: String,
    /// Who wrote it. AWS says so: whoever writes cannot choose it.
    pub by: Option<String>,
    /// When.
    pub at: Option<AwsTime>,
}

impl Session {
    /// Writes a parameter of type String, over an earlier value. SSM keeps the history.
    ///
    /// At most 4096 characters. Source: SSM quotas, standard tier.
    pub async fn put_parameter(&self, name: &str, value: &str) -> Result<(), Error> {
        self.clients()
            .ssm
            .put_parameter()
            .name(name)
            .value(value)
            .r#type(ParameterType::String)
            .overwrite(true)
            .send()
            .await
            .map_err(|error| self.failed("ssm:PutParameter", &error).about(name))?;
        Ok(())
    }

    /// Reads a parameter. `None` if there is none. Secure strings stay encrypted: foghorn never
    /// reads a secret's value.
    pub async fn parameter(&self, name: &str) -> Result<Option<String>, Error> {
        const CALL: &str = "ssm:GetParameter";
        let get = self
            .clients()
            .ssm
            .get_parameter()
            .name(name)
            .with_decryption(false);
        match get
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(name))
        {
            Ok(answer) => answer
                .parameter
                .and_then(|parameter| parameter.value)
                .map(Some)
                .ok_or_else(|| Error::unreadable(CALL, "value")),
            Err(error) if *error.kind() == Kind::NotFound(Missing::Parameter) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads the versions of a parameter that SSM keeps, the newest first: at most 100. Empty if
    /// there is no such parameter. Secure strings stay encrypted.
    pub async fn parameter_history(&self, name: &str) -> Result<Vec<ParameterVersion>, Error> {
        const CALL: &str = "ssm:GetParameterHistory";
        let mut versions = Vec::new();
        let mut next = None;
        loop {
            let page = self
                .clients()
                .ssm
                .get_parameter_history()
                .name(name)
                .with_decryption(false)
                .max_results(50)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| self.failed(CALL, &error).about(name));
            let page = match page {
                Ok(page) => page,
                Err(error) if *error.kind() == Kind::NotFound(Missing::Parameter) => {
                    return Ok(Vec::new());
                }
                Err(error) => return Err(error),
            };
            versions.extend(page.parameters().iter().map(|one| ParameterVersion {
                value: one.value().unwrap_or_default().to_owned(),
                by: one.last_modified_user().map(str::to_owned),
                at: moment(one.last_modified_date()),
            }));
            next = page.next_token.filter(|token| !token.is_empty());
            if next.is_none() {
                // SSM lists the oldest first. Source: SSM API reference, "GetParameterHistory".
                versions.reverse();
                return Ok(versions);
            }
        }
    }
}
