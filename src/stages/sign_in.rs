//! Whose credentials a stage is deployed with.
//!
//! Owns finding them, and that they are for the right account. Must not ask anything of ECS.

use super::{Open, in_stage};
use crate::ci::Ci;
use crate::failure::Failure;
use foghorn_aws::session::Identity;
use foghorn_aws::{Connector, Role, Session, Target};
use foghorn_deploy::config::Stage;
use foghorn_deploy::foreign::Sentence;
use std::sync::Arc;

/// Opens a stage: finds its credentials and makes sure that they are for the right account.
pub(crate) async fn open<'c>(
    connector: &Connector,
    stage: &'c Stage,
    session_name: &str,
) -> Result<Open<'c>, Failure> {
    let signed_in = sign_in(connector, stage, &stage.region, session_name).await?;
    checked(stage, signed_in, "role")
}

/// Opens a stage only to read what it proved, as its `proof-role` if it has one.
pub(crate) async fn open_to_read<'c>(
    connector: &Connector,
    stage: &'c Stage,
    by: &Open<'_>,
    session_name: &str,
) -> Result<Open<'c>, Failure> {
    let Some(proof_role) = &stage.proof_role else {
        return open(connector, stage, session_name).await;
    };
    let role = Role {
        arn: proof_role.clone(),
        external_id: None,
        tags: Vec::new(),
    };
    if !connector.has_identity_token() {
        let signed_in = sign_in_as(connector, stage, Some(role), &stage.region, session_name);
        return checked(stage, signed_in.await?, "proof-role");
    }
    // It trusts the identity of the later stage, not the job.
    let target = Target {
        role: Some(role),
        ..target(stage, &stage.region, session_name)
    };
    let session = connector.session_by(&by.session, &target).await?;
    checked(stage, identified(stage, session).await?, "proof-role")
}

/// Refuses credentials for another account; `key` says where others are configured.
fn checked<'c>(
    stage: &'c Stage,
    (session, identity): (Session, Identity),
    key: &str,
) -> Result<Open<'c>, Failure> {
    if let Some(account) = stage
        .account
        .as_ref()
        .filter(|account| **account != identity.account)
    {
        let message = Sentence::own("stage ")
            .code(&stage.name)
            .then(" is for account ")
            .code(account)
            .then(", but the credentials are for ")
            .foreign(&identity.account);
        return Err(Failure::refused(message).hint(
            Sentence::own("they belong to ")
                .foreign(&identity.arn)
                .then("; set ")
                .code(format!("stages.{}.{key}", stage.name))
                .then(", or use credentials of that account"),
        ));
    }
    Ok(Open {
        stage,
        session: Arc::new(session),
        identity,
    })
}

/// Signs in as the stage's identity, in a region.
pub(crate) async fn sign_in(
    connector: &Connector,
    stage: &Stage,
    region: &str,
    session_name: &str,
) -> Result<(Session, Identity), Failure> {
    let role = stage.role.as_ref().map(|arn| Role {
        arn: arn.clone(),
        external_id: stage.external_id.clone(),
        tags: session_tags(stage),
    });
    sign_in_as(connector, stage, role, region, session_name).await
}

/// Returns what the session of the stage's role is for, if that is asked for.
fn session_tags(stage: &Stage) -> Vec<(String, String)> {
    if !stage.session_tags {
        return Vec::new();
    }
    let named = [("foghorn:stage", Some(stage.name.clone()))];
    let named = named.into_iter().chain(Ci::detect().session_tags());
    let given = named.filter_map(|(key, value)| Some((key.to_owned(), value?)));
    given.collect()
}

async fn sign_in_as(
    connector: &Connector,
    stage: &Stage,
    role: Option<Role>,
    region: &str,
    session_name: &str,
) -> Result<(Session, Identity), Failure> {
    let mut target = target(stage, region, session_name);
    // What the CI vouches for, assumes the role directly: there is no identity before it.
    if role.is_some() && connector.has_identity_token() {
        target.role = role;
        return identified(stage, connector.session(&target).await?).await;
    }
    let (mut session, mut identity) = identified(stage, connector.session(&target).await?).await?;
    // A workflow may have signed in as the role already; a role may not assume itself.
    if let Some(role) = role.filter(|role| !acts_as(&identity, &role.arn)) {
        target.role = Some(role);
        (session, identity) = identified(stage, connector.session(&target).await?).await?;
    }
    Ok((session, identity))
}

fn target(stage: &Stage, region: &str, session_name: &str) -> Target {
    Target {
        region: Some(region.to_owned()),
        role: None,
        session_name: stage
            .role_session_name
            .clone()
            .unwrap_or_else(|| session_name.to_owned()),
        budget: stage.name.clone(),
    }
}

async fn identified(stage: &Stage, session: Session) -> Result<(Session, Identity), Failure> {
    let identity = session.identity().await;
    let identity = identity.map_err(|error| in_stage(stage, error.into()))?;
    Ok((session, identity))
}

/// Whether an identity is a session of this role: `arn:aws:sts::A:assumed-role/NAME/SESSION`.
fn acts_as(identity: &Identity, role: &str) -> bool {
    let account = role.split(':').nth(4);
    let name = role.rsplit_once('/').map(|(_, name)| name);
    let session_of = identity
        .arn
        .split_once(":assumed-role/")
        .and_then(|(_, rest)| rest.split('/').next());
    account == Some(identity.account.as_str()) && name.is_some() && name == session_of
}
