//! Credentials that end while a session is in use.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a test that cannot go on has failed"
)]

use crate::connector::Role;
use crate::error::Kind;
use crate::scripted_server::{Request, ScriptedServer, Step, error, json, session_of};
use crate::session::Session;
use aws_credential_types::Credentials;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use foghorn_deploy::name::RevisionArn;
use serde_json::{Value, json as value};
use std::sync::atomic::{AtomicU32, Ordering};

/// Gives the keys `AKID1`, `AKID2`, …, up to the last, which it gives again and again.
#[derive(Debug)]
struct Source {
    given: AtomicU32,
    last: u32,
}

impl ProvideCredentials for Source {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let number = self.given.fetch_add(1, Ordering::Relaxed) + 1;
        let key = format!("AKID{}", number.min(self.last));
        future::ProvideCredentials::ready(Ok(Credentials::builder()
            .access_key_id(key)
            .secret_access_key("secret")
            .provider_name("test")
            .build()))
    }
}

fn session(server: &ScriptedServer, last: u32) -> Session {
    let source = Source {
        given: AtomicU32::new(0),
        last,
    };
    session_of(server.endpoint(), SharedCredentialsProvider::new(source))
}

fn expired() -> Step {
    let message = "The security token included in the request is expired";
    error(400, "ExpiredTokenException", message)
}

fn services() -> Step {
    json(&value!({"services": [], "failures": []}))
}

/// The access keys that requests were signed with, in their order.
fn keys(requests: &[Request]) -> Vec<String> {
    let key = |request: &Request| {
        let signature = request.headers.get("authorization")?;
        let (_, key) = signature.split_once("Credential=")?;
        Some(key.split('/').next()?.to_owned())
    };
    requests.iter().filter_map(key).collect()
}

#[tokio::test]
async fn a_read_and_a_write_are_repeated_with_new_credentials() {
    let registered: Value = value!({"taskDefinition": {"taskDefinitionArn": "arn:orders:8"}});
    let server = ScriptedServer::start([
        services(),
        expired(),
        services(),
        expired(),
        json(&registered),
    ]);
    let session = session(&server, 9);
    for _ in 0..2 {
        session.describe_services("dev", &["orders"]).await.unwrap();
    }
    let registered = session.register_task_definition(b"{}").await.unwrap();
    assert_eq!(registered.arn, RevisionArn::new("arn:orders:8"));
    assert_eq!(
        keys(&server.requests()),
        ["AKID1", "AKID1", "AKID2", "AKID2", "AKID3"]
    );
}

#[tokio::test]
async fn credentials_that_cannot_be_renewed_end_the_session() {
    let server = ScriptedServer::start([services(), expired(), expired(), expired()]);
    let session = session(&server, 1);
    session.describe_services("dev", &["orders"]).await.unwrap();
    for requests in [3, 4] {
        let refused = session.describe_services("dev", &["orders"]).await;
        let refused = refused.unwrap_err();
        assert_eq!(*refused.kind(), Kind::ExpiredCredentials, "{refused}");
        assert!(!refused.retryable() && !refused.lost_answer());
        let hints = format!("{:?}", refused.hints());
        for cure in ["role-duration-seconds", "MaxSessionDuration", "role:"] {
            assert!(hints.contains(cure), "{hints}");
        }
        // Once more, and then never again.
        assert_eq!(server.requests().len(), requests);
    }
}

#[tokio::test]
async fn a_hurried_session_renews_as_well_and_repeats_nothing_else() {
    let fault = || error(500, "ServerException", "oops");
    let server = ScriptedServer::start([expired(), services(), fault()]);
    let session = session(&server, 9);
    session.hurry();
    session.describe_services("dev", &["orders"]).await.unwrap();
    let failed = session.describe_services("dev", &["orders"]).await;
    assert_eq!(*failed.unwrap_err().kind(), Kind::ServerFault);
    assert_eq!(keys(&server.requests()), ["AKID1", "AKID2", "AKID2"]);
}

/// An answer of STS with a session that ends in a thousand years.
fn assumed(key: &str) -> Step {
    let body = format!(
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult>\
         <Credentials><AccessKeyId>{key}</AccessKeyId><SecretAccessKey>s</SecretAccessKey>\
         <SessionToken>t</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>\
         </AssumeRoleResult></AssumeRoleResponse>"
    );
    Step::Answer(200, body)
}

fn sts_error(code: &str) -> Step {
    let body = format!(
        "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>no</Message></Error>\
         </ErrorResponse>"
    );
    Step::Answer(403, body)
}

#[tokio::test]
async fn a_role_is_assumed_again_and_a_failure_to_do_so_is_told_as_it_is() {
    let table = [
        (assumed("ASIA2"), None),
        (sts_error("ExpiredToken"), Some(Kind::ExpiredCredentials)),
        (
            sts_error("InvalidClientTokenId"),
            Some(Kind::UnknownCredentials),
        ),
        (Step::Hangup, Some(Kind::Unreachable)),
    ];
    for (renewal, expected) in table {
        let mut script = vec![assumed("ASIA1"), services(), expired()];
        // A broken connection is tried as often as any other call.
        script.extend(std::iter::repeat_n(renewal.clone(), 5));
        if expected.is_none() {
            script[4] = services();
        }
        let server = ScriptedServer::start(script);
        let role = Role {
            arn: "arn:aws:iam::111111111111:role/deploy".to_owned(),
            external_id: None,
            tags: Vec::new(),
        };
        let session = server.session_as(&role).await;
        session.describe_services("dev", &["orders"]).await.unwrap();
        let again = session.describe_services("dev", &["orders"]).await;
        assert_eq!(
            again.as_ref().err().map(|error| error.kind().clone()),
            expected,
            "{renewal:?}: {again:?}"
        );
        if let Err(error) = again {
            assert_eq!(error.retryable(), *error.kind() == Kind::Unreachable);
            assert!(!error.lost_answer(), "{error}");
        } else {
            assert_eq!(keys(&server.requests())[4], "ASIA2");
        }
    }
}
