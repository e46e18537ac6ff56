#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::net::SocketAddr;

use serde_json::json;

use crate::client::{self, Keys, call};
use crate::recorder::Outcome;
use crate::{Options, Simulator, World};

const SSM: &str = "AmazonSSM.GetParameters";
const NAMES: &str = r#"{"Names": ["a"]}"#;

fn start(world: serde_json::Value) -> Simulator {
    let world: World = serde_json::from_value(world).unwrap();
    Simulator::start(world, Options::default()).unwrap()
}

fn one() -> Keys<'static> {
    Keys::of("111111111111")
}

/// Assumes the role `deploy`; returns key, secret and token.
fn assume(simulator: &Simulator) -> [String; 3] {
    let assume = "Action=AssumeRole&Version=2011-06-15&RoleSessionName=ci\
                  &RoleArn=arn%3Aaws%3Aiam%3A%3A222222222222%3Arole%2Fdeploy";
    let answer = call(simulator, one(), "sts", "", assume).unwrap().text();
    ["AccessKeyId", "SecretAccessKey", "SessionToken"].map(|name| {
        let rest = answer.split(&format!("<{name}>")).nth(1).unwrap();
        rest.split('<').next().unwrap().to_owned()
    })
}

#[test]
fn each_protocol_has_its_own_errors() {
    let simulator = start(json!({}));
    let wrong = Keys {
        secret: "wrong",
        ..one()
    };
    let stranger = Keys {
        id: "AKIASTRANGER",
        ..one()
    };
    for (keys, target, body, code) in [
        (wrong, SSM, NAMES, "InvalidSignatureException"),
        (stranger, SSM, NAMES, "UnrecognizedClientException"),
        (
            one(),
            "AmazonSSM.Nonsense",
            "{}",
            "UnknownOperationException",
        ),
        (
            one(),
            "Logs_20140328.GetLogEvents",
            "{}",
            "UnknownOperationException",
        ),
        (one(), SSM, "[", "SerializationException"),
        (one(), SSM, "{}", "ValidationException"),
    ] {
        let answer = call(&simulator, keys, "ssm", target, body).unwrap();
        assert_eq!(
            (answer.status, answer.json()["__type"].as_str()),
            (400, Some(code))
        );
        assert!(!answer.header("x-amzn-requestid").is_empty());
    }
    for (keys, body, status, code) in [
        (
            wrong,
            "Action=GetCallerIdentity",
            403,
            "SignatureDoesNotMatch",
        ),
        (
            stranger,
            "Action=GetCallerIdentity",
            403,
            "InvalidClientTokenId",
        ),
        (one(), "Action=Nonsense", 400, "InvalidAction"),
        (one(), "", 400, "InvalidAction"),
        (one(), "Action=AssumeRole", 400, "ValidationError"),
    ] {
        let answer = call(&simulator, keys, "sts", "", body).unwrap();
        assert_eq!(answer.status, status, "{body}");
        assert!(
            answer.text().contains(&format!("<Code>{code}</Code>")),
            "{}",
            answer.text()
        );
    }
    let to: SocketAddr = simulator.endpoint()[7..].parse().unwrap();
    let unsigned = client::send(to, "POST", "/", &[("x-amz-target", SSM)], b"{}").unwrap();
    assert_eq!(
        unsigned.json()["__type"],
        "MissingAuthenticationTokenException"
    );
}

#[test]
fn the_key_decides_the_account_and_a_session_that_of_its_role() {
    let simulator = start(json!({
        "roles": [{ "account": "222222222222", "name": "deploy" }],
        "parameters": [{ "account": "222222222222", "region": "eu-west-1", "name": "a",
                         "type": "String", "value": "two" }],
        "denied": [{ "who": "deploy", "action": "ssm:GetParameters", "resource": "*/secret" }],
    }));
    let [id, secret, token] = assume(&simulator);
    let session = Keys {
        id: &id,
        secret: &secret,
        token: Some(&token),
    };

    let here = call(&simulator, one(), "ssm", SSM, NAMES).unwrap().json();
    assert_eq!(here["InvalidParameters"], json!(["a"]));
    let there = call(&simulator, session, "ssm", SSM, NAMES).unwrap().json();
    assert_eq!(there["Parameters"][0]["Value"], "two");
    let denied = call(&simulator, session, "ssm", SSM, r#"{"Names": ["/secret"]}"#).unwrap();
    assert_eq!(
        denied.json(),
        json!({
            "__type": "AccessDeniedException",
            "Message": "User: arn:aws:sts::222222222222:assumed-role/deploy/ci is not authorized \
                to perform: ssm:GetParameters on resource: \
                arn:aws:ssm:eu-west-1:222222222222:parameter/secret because no identity-based \
                policy allows the ssm:GetParameters action",
        })
    );
}

#[test]
fn a_web_identity_needs_no_signature() {
    let simulator = start(json!({ "roles": [{ "account": "222222222222", "name": "deploy" }] }));
    let to: SocketAddr = simulator.endpoint()[7..].parse().unwrap();
    // The payload is {"sub":"repo:o/r","aud":"sts"}.
    for (token, expected) in [
        (
            "h.eyJzdWIiOiJyZXBvOm8vciIsImF1ZCI6InN0cyJ9.s",
            "<SubjectFromWebIdentityToken>repo:o/r<",
        ),
        ("nonsense", "<Code>InvalidIdentityToken</Code>"),
    ] {
        let body = format!(
            "Action=AssumeRoleWithWebIdentity&RoleSessionName=ci&WebIdentityToken={token}\
             &RoleArn=arn:aws:iam::222222222222:role/deploy"
        );
        let answer = client::send(to, "POST", "/", &[], body.as_bytes())
            .unwrap()
            .text();
        assert!(answer.contains(expected), "{answer}");
    }
}

#[test]
fn wire_faults_hit_the_calls_they_name() {
    let simulator = start(json!({ "wire-faults": [
        { "service": "ssm", "operation": "GetParameters", "kind": "throttling" },
        { "service": "ssm", "operation": "GetParameters", "after": 1, "kind": "reset" },
        { "service": "ssm", "operation": "GetParameters", "after": 2, "kind": "http-500" },
        { "service": "ssm", "operation": "GetParameters", "after": 3, "kind": "expired-token" },
        { "service": "ssm", "operation": "PutParameter", "kind": "lost-answer" },
    ] }));
    let read = || call(&simulator, one(), "ssm", SSM, NAMES);
    assert_eq!(read().unwrap().json()["__type"], "ThrottlingException");
    assert!(read().is_none());
    let broken = read().unwrap();
    assert_eq!((broken.status, broken.body.len()), (500, 0));
    assert_eq!(read().unwrap().json()["__type"], "ExpiredTokenException");
    assert_eq!(read().unwrap().status, 200);

    let put = r#"{"Name": "a", "Value": "1", "Type": "String"}"#;
    assert!(call(&simulator, one(), "ssm", "AmazonSSM.PutParameter", put).is_none());
    assert_eq!(
        read().unwrap().json()["Parameters"][0]["Value"],
        "1",
        "it was performed"
    );

    let outcomes: Vec<Outcome> = simulator
        .calls()
        .into_iter()
        .map(|call| call.outcome)
        .collect();
    let error = |code: &str| Outcome::Error(code.to_owned());
    assert_eq!(
        outcomes,
        [
            error("ThrottlingException"),
            Outcome::Reset,
            error("500"),
            error("ExpiredTokenException"),
            Outcome::Ok,
            Outcome::AnswerLost,
            Outcome::Ok,
        ]
    );
}

#[test]
fn the_date_is_awss_time() {
    let simulator = start(json!({ "clock": { "start": 1_440_938_160_000_i64, "scale": 0 } }));
    let answer = call(&simulator, one(), "sts", "", "Action=GetCallerIdentity").unwrap();
    assert_eq!(answer.header("date"), "Sun, 30 Aug 2015 12:36:00 GMT");
    assert!(answer.text().contains("<Account>111111111111</Account>"));
}

#[test]
fn a_role_must_be_allowed_to_be_passed_on() {
    let role = "arn:aws:iam::111111111111:role/execution";
    let simulator = start(json!({
        "denied": [{ "who": "simulated", "action": "iam:PassRole", "resource": role }],
    }));
    let target = "AmazonEC2ContainerServiceV20141113.RegisterTaskDefinition";
    let body = json!({ "family": "web", "executionRoleArn": role }).to_string();
    let refused = call(&simulator, one(), "ecs", target, &body)
        .unwrap()
        .json();
    assert_eq!(refused["__type"], "AccessDeniedException");

    simulator.set_denied(Vec::new());
    let accepted = call(&simulator, one(), "ecs", target, &body)
        .unwrap()
        .json();
    assert_ne!(
        accepted["__type"], "AccessDeniedException",
        "the role was fixed meanwhile"
    );
}

#[test]
fn credentials_end_in_awss_time() {
    let mut world = json!({
        "roles": [{ "account": "222222222222", "name": "deploy" }],
        "session-life": 0,
        "credentials": [{
            "access-key-id": "ASIAENDED", "secret-access-key": "s", "session-token": "t",
            "account": "111111111111", "user": "ci", "expires-after": 0,
        }],
    });
    let ended = Keys {
        id: "ASIAENDED",
        secret: "s",
        token: Some("t"),
    };
    for good in [false, true] {
        if good {
            world["session-life"] = 900.into();
            world["credentials"][0]["expires-after"] = 900.into();
        }
        let simulator = start(world.clone());
        let session = assume(&simulator);
        let session = Keys {
            id: &session[0],
            secret: &session[1],
            token: Some(&session[2]),
        };
        for keys in [session, ended] {
            let json = call(&simulator, keys, "ssm", SSM, NAMES).unwrap();
            let query = call(&simulator, keys, "sts", "", "Action=GetCallerIdentity").unwrap();
            if good {
                assert_eq!((json.status, query.status), (200, 200));
            } else {
                assert_eq!(json.status, 400);
                assert_eq!(
                    json.json(),
                    json!({
                        "__type": "ExpiredTokenException",
                        "message": "The security token included in the request is expired",
                    })
                );
                assert_eq!(query.status, 403);
                assert!(query.text().contains("<Code>ExpiredToken</Code>"));
            }
        }
    }
}

#[test]
fn calls_are_limited_where_the_world_says_so() {
    let target = "AmazonEC2ContainerServiceV20141113.DescribeClusters";
    for (throttling, expected) in [(true, 50), (false, 60)] {
        // AWS's time stands still, so that no token comes back.
        let simulator = start(json!({ "throttling": throttling, "clock": { "scale": 0 } }));
        let taken = (0..60).filter(|_| {
            let answer = call(&simulator, one(), "ecs", target, "{}").unwrap();
            answer.json()["__type"] != "ThrottlingException"
        });
        assert_eq!(taken.count(), expected);
    }
}
