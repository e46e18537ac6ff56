//! The Security Token Service: who am I, and sessions of roles.

use serde_json::{Value, json};

use crate::demand::tags;
use crate::policy::Context;
use crate::request::Request;
use crate::service::unknown_operation;
use crate::service_error::ServiceError;
use crate::state::Stores;
use crate::timestamp;

mod web_identity;

/// Performs one operation.
pub(crate) fn call(request: &Request<'_>, stores: &mut Stores) -> Result<Value, ServiceError> {
    match request.operation {
        "GetCallerIdentity" => Ok(json!({
            "Arn": request.principal.arn,
            "UserId": request.principal.id,
            "Account": request.principal.account,
        })),
        "AssumeRole" => assume_role(request, stores),
        "AssumeRoleWithWebIdentity" => {
            let token = request.required("WebIdentityToken")?;
            let claims = web_identity::claims(token)?;
            let provider = claims.issuer.trim_start_matches("https://");
            let bearer = (claims.subject.as_str(), claims.audience.as_str());
            let permissions = &stores.permissions;
            let may = named_role(request)
                .is_some_and(|role| permissions.assumable_with_token(role, provider, bearer));
            let mut output = open(request, stores, may, || {
                "Not authorized to perform sts:AssumeRoleWithWebIdentity".to_owned()
            })?;
            output["SubjectFromWebIdentityToken"] = claims.subject.into();
            output["Audience"] = claims.audience.into();
            output["Provider"] = claims.issuer.into();
            Ok(output)
        }
        _ => Err(unknown_operation(request.operation)),
    }
}

fn assume_role(request: &Request<'_>, stores: &mut Stores) -> Result<Value, ServiceError> {
    let role = request.required("RoleArn")?;
    let mut context = Context::of(request.principal);
    // Source: IAM user guide, "Available keys for AWS STS".
    for key in ["RoleSessionName", "ExternalId"] {
        if let Some(value) = request.body[key].as_str() {
            context.add(&format!("sts:{key}"), value);
        }
    }
    tags::describe(request.body, &mut context);
    let mut actions = vec!["sts:AssumeRole"];
    // Source: IAM user guide, "Pass session tags in AWS STS": permission and trust policy, as for
    // the role itself.
    if request.body["Tags"].is_array() {
        actions.push("sts:TagSession");
    }
    let refused = actions.into_iter().find(|action| {
        let permissions = &stores.permissions;
        let may = |role| permissions.assumable(request.principal, role, action, &context);
        !named_role(request).is_some_and(may)
    });
    open(request, stores, refused.is_none(), || {
        let action = refused.unwrap_or_default();
        let caller = &request.principal.arn;
        format!("User: {caller} is not authorized to perform: {action} on resource: {role}")
    })
}

/// The account and the name of the role that is asked for.
fn named_role<'a>(request: &Request<'a>) -> Option<(&'a str, &'a str)> {
    role(request.body["RoleArn"].as_str()?)
}

/// Opens a session, if the caller `may`. A role that does not exist is refused as one that may not
/// be assumed, with `refusal`, so that nobody can find out which roles there are.
fn open(
    request: &Request<'_>,
    stores: &mut Stores,
    may: bool,
    refusal: impl Fn() -> String,
) -> Result<Value, ServiceError> {
    let arn = request.required("RoleArn")?;
    let session_name = request.required("RoleSessionName")?;
    let seconds = duration(request)?;
    let Some((account, name)) = role(arn) else {
        return Err(ServiceError::new(
            "ValidationError",
            format!("{arn} is invalid"),
        ));
    };
    if !may {
        return Err(ServiceError::new("AccessDeniedException", refusal()));
    }
    let expires = request.now + seconds * 1000;
    let identifiers = &mut stores.identifiers;
    let session = stores.authority.open_session(
        (account, name, session_name),
        request.now,
        expires,
        identifiers,
    );
    Ok(json!({
        "Credentials": {
            "AccessKeyId": session.access_key_id,
            "SecretAccessKey": session.secret.reveal(),
            "SessionToken": session.token.reveal(),
            "Expiration": timestamp::iso8601(session.expires),
        },
        "AssumedRoleUser": {
            "AssumedRoleId": session.principal.id,
            "Arn": session.principal.arn,
        },
        "PackedPolicySize": 1,
    }))
}

/// Reads `arn:aws:iam::ACCOUNT:role/PATH/NAME`.
fn role(arn: &str) -> Option<(&str, &str)> {
    let (account, path) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    let name = path.rsplit('/').next().filter(|name| !name.is_empty())?;
    crate::authority::is_account(account).then_some((account, name))
}

/// The length of the session, seconds. Source: STS API model, `roleDurationSecondsType`.
fn duration(request: &Request<'_>) -> Result<i64, ServiceError> {
    let Some(text) = request.body["DurationSeconds"].as_str() else {
        return Ok(3600);
    };
    text.parse()
        .ok()
        .filter(|seconds| (900..=43_200).contains(seconds))
        .ok_or_else(|| {
            ServiceError::new(
                "ValidationError",
                format!(
                    "1 validation error detected: Value '{text}' at 'durationSeconds' failed to \
                 satisfy constraint: Member must be between 900 and 43200"
                ),
            )
        })
}
