//! Parameters and secrets, never their values.

use super::Session;
use crate::error::{Error, Kind, Missing};
use aws_sdk_ssm::types::ParameterStringFilter;
use foghorn_deploy::check::fact::{Parameter, StoredSecret};

impl Session {
    /// Most parameters in one listing. Source: SSM API model, `ParameterStringFilter.Values`,
    /// `DescribeParametersRequest.MaxResults`.
    pub const PARAMETERS_AT_ONCE: usize = 50;

    /// Reads what is known of up to [`Session::PARAMETERS_AT_ONCE`] parameters beside their
    /// values. Those that do not exist are left out.
    pub async fn describe_parameters(&self, names: &[String]) -> Result<Vec<Parameter>, Error> {
        const CALL: &str = "ssm:DescribeParameters";
        let filter = ParameterStringFilter::builder()
            .key("Name")
            .option("Equals")
            .set_values(Some(names.to_vec()))
            .build()
            .map_err(|error| Error::local(CALL, Kind::Rejected, error.to_string()))?;
        let mut found = Vec::new();
        let mut next = None;
        loop {
            let answer = self
                .clients()
                .ssm
                .describe_parameters()
                .parameter_filters(filter.clone())
                .max_results(50)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| self.failed(CALL, &error))?;
            for one in answer.parameters() {
                found.push(Parameter {
                    name: one.name().unwrap_or_default().to_owned(),
                    kind: one.r#type().map_or("", |kind| kind.as_str()).to_owned(),
                    key: one.key_id().map(str::to_owned),
                });
            }
            // A page may be empty and not the last. Source: SSM API reference, DescribeParameters.
            match answer.next_token.filter(|token| !token.is_empty()) {
                Some(token) => next = Some(token),
                None => return Ok(found),
            }
        }
    }

    /// Reads what is known of a secret beside its value. `None` if there is none.
    pub async fn describe_secret(&self, arn: &str) -> Result<Option<StoredSecret>, Error> {
        const CALL: &str = "secretsmanager:DescribeSecret";
        let describe = self.clients().secrets.describe_secret().secret_id(arn);
        let answer = describe
            .send()
            .await
            .map_err(|error| self.failed(CALL, &error).about(arn));
        match answer {
            Ok(answer) => Ok(Some(StoredSecret {
                key: answer.kms_key_id,
                deleted: answer.deleted_date.is_some(),
            })),
            // `ResourceNotFoundException` is what CloudWatch Logs says, too.
            Err(error) if *error.kind() == Kind::NotFound(Missing::LogStream) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
