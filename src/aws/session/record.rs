//! The record of what a stage proved: one SSM parameter.

use super::Session;
use crate::error::{Error, Kind, Missing};
use aws_sdk_ssm::types::ParameterType;

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
}
