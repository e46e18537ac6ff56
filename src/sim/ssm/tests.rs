#![allow(clippy::unwrap_used, reason = "a failing test may panic")]
#![allow(
    clippy::needless_pass_by_value,
    reason = "so that a body can be written in the call"
)]

use serde_json::{Value, json};

use crate::place::Place;
use crate::principal::Principal;
use crate::request::Request;
use crate::state::State;
use crate::world::World;

/// Calls one operation at a time on one store.
struct Ssm(State);

impl Ssm {
    fn new() -> Self {
        let world: World = serde_json::from_value(json!({ "parameters": [
            { "account": "111111111111", "region": "eu-west-1", "name": "/web/password",
              "type": "SecureString", "value": "hunter2" },
            { "account": "111111111111", "region": "eu-west-1", "name": "plain",
              "type": "String", "value": "x" },
        ] }))
        .unwrap();
        Self(State::new(world, 0))
    }

    fn call(&mut self, operation: &str, body: Value) -> Result<Value, &'static str> {
        let request = Request {
            now: 1000,
            place: &Place::new("111111111111", "eu-west-1"),
            principal: &Principal::user("111111111111", "ci", "k"),
            operation,
            body: &body,
        };
        super::call(&request, &mut self.0.stores).map_err(|error| error.code)
    }
}

#[test]
fn missing_names_are_listed_by_one_operation_and_refused_by_the_other() {
    let mut ssm = Ssm::new();
    let names = json!({ "Names": ["plain", "/no", "/web/password"], "WithDecryption": true });
    let output = ssm.call("GetParameters", names).unwrap();
    assert_eq!(output["Parameters"][0]["Name"], "/web/password");
    assert_eq!(output["Parameters"][0]["Value"], "hunter2");
    assert_eq!(
        output["Parameters"][0]["ARN"],
        "arn:aws:ssm:eu-west-1:111111111111:parameter/web/password"
    );
    assert_eq!(output["InvalidParameters"], json!(["/no"]));
    assert_eq!(
        ssm.call("GetParameter", json!({ "Name": "/no" })),
        Err("ParameterNotFound")
    );
    assert_eq!(
        ssm.call("GetParameters", json!({})),
        Err("ValidationException")
    );
    assert_eq!(
        ssm.call("GetParameters", json!({ "Names": 1 })),
        Err("SerializationException")
    );
}

#[test]
fn a_secure_string_is_ciphertext_unless_decrypted() {
    let mut ssm = Ssm::new();
    let by_arn = "arn:aws:ssm:eu-west-1:111111111111:parameter/web/password";
    let output = ssm.call("GetParameter", json!({ "Name": by_arn })).unwrap();
    assert_ne!(output["Parameter"]["Value"], "hunter2");
    let output = ssm.call(
        "GetParameter",
        json!({ "Name": by_arn, "WithDecryption": true }),
    );
    assert_eq!(output.unwrap()["Parameter"]["Value"], "hunter2");
}

#[test]
fn versions_count_up_and_are_kept() {
    let mut ssm = Ssm::new();
    let put = |value: &str, overwrite: bool| json!({ "Name": "/foghorn/a/b", "Value": value, "Type": "String", "Overwrite": overwrite });
    assert_eq!(
        ssm.call("PutParameter", put("1", false)).unwrap()["Version"],
        1
    );
    assert_eq!(
        ssm.call("PutParameter", put("2", false)),
        Err("ParameterAlreadyExists")
    );
    assert_eq!(
        ssm.call("PutParameter", put("2", true)).unwrap()["Version"],
        2
    );
    let history = ssm
        .call("GetParameterHistory", json!({ "Name": "/foghorn/a/b" }))
        .unwrap();
    assert_eq!(history["Parameters"][0]["Value"], "1");
    assert_eq!(history["Parameters"][1]["Value"], "2");
    let old = ssm
        .call("GetParameter", json!({ "Name": "/foghorn/a/b:1" }))
        .unwrap();
    assert_eq!(old["Parameter"]["Value"], "1");
    for (name, value) in [
        ("/aws/x", "v"),
        ("a b", "v"),
        ("a/b", "v"),
        ("/x", ""),
        ("/x", "{{y}}"),
    ] {
        let body = json!({ "Name": name, "Value": value, "Type": "String" });
        assert_eq!(
            ssm.call("PutParameter", body),
            Err("ValidationException"),
            "{name} {value}"
        );
    }
}
