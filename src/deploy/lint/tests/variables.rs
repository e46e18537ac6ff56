//! Variables, environment files, and references to secrets.

use super::{Row, good, judge};
use crate::problem::Severity;
use serde_json::json;

#[test]
fn variables_and_secrets() {
    let from = |reference: &str| json!({ "name": "A", "valueFrom": reference });
    let secret = "arn:aws:secretsmanager:eu-west-1:111111111111:secret:a-AbCdEf";
    let of_secret = |rest: &str| from(&format!("{secret}{rest}"));
    let file = |arn: &str| json!({ "type": "s3", "value": arn });
    let files = |count: usize| json!(vec![file("arn:aws:s3:::a/b.env"); count]);
    let secrets = "containerDefinitions/0/secrets/0";
    let rows: Vec<Row> = vec![
        (secrets, from("/shop/a"), from(""), "is empty"),
        (
            secrets,
            from("shop.a"),
            from("correct horse"),
            "may be the secret itself",
        ),
        (
            secrets,
            from("arn:aws:ssm:eu-west-1:111111111111:parameter/a"),
            from("arn:aws:ssm:eu-west-1:111111111111:a"),
            "no ARN of a parameter",
        ),
        (secrets, of_secret(""), from("arn:aws:ssm"), "too short"),
        (
            secrets,
            of_secret(":key::"),
            of_secret(":key"),
            "left out with its colon",
        ),
        (
            secrets,
            of_secret(":key:stage:"),
            of_secret(":key:stage:id"),
            "do not go together",
        ),
        (
            secrets,
            of_secret(":key::id"),
            of_secret(":key:::"),
            "too many parts",
        ),
        (
            secrets,
            of_secret(":::"),
            from("arn:aws:secretsmanager:eu-west-1:111111111111:a"),
            "no ARN of a secret",
        ),
        (
            secrets,
            of_secret("::stage:"),
            from("arn:aws:ssm:eu-west-1:1:parameter/a"),
            "no account of 12 digits",
        ),
        (
            secrets,
            of_secret(""),
            from("arn:aws:s3:eu-west-1:111111111111:a"),
            "no secrets from `s3`",
        ),
        (
            "containerDefinitions/0/environment",
            json!([{ "name": "A", "value": "1" }]),
            json!([{ "name": "A=B", "value": "1" }]),
            "name of a variable",
        ),
        (
            "containerDefinitions/0/environment",
            json!([{ "name": "A", "value": "1" }]),
            json!([{ "value": "1" }]),
            "no name",
        ),
        (
            "containerDefinitions/0/environmentFiles/0",
            file("arn:aws:s3:::a/b.env"),
            file("s3://a/b.env"),
            "no ARN of an object",
        ),
        (
            "containerDefinitions/0/environmentFiles/0",
            file("arn:aws:s3:::a/b.env"),
            file("arn:aws:s3:::a/b.txt"),
            "ends in `.env`",
        ),
        (
            "containerDefinitions/0/environmentFiles",
            files(10),
            files(11),
            "11 environment files",
        ),
    ];
    judge(&good(), Severity::Error, &rows);
    let mut start = good();
    super::put(&mut start, secrets, &from("/shop/a"));
    let rows: Vec<Row> = vec![
        (
            "containerDefinitions/0/environment",
            json!([{ "name": "B", "value": "1" }]),
            json!([{ "name": "A", "value": "1" }]),
            "already in `environment`",
        ),
        (
            "containerDefinitions/0/secrets/1",
            json!({ "name": "B", "valueFrom": "/b" }),
            json!({ "name": "A", "valueFrom": "/b" }),
            "already in `secrets`",
        ),
        (
            "executionRoleArn",
            json!("execution"),
            json!(null),
            "for its secrets",
        ),
    ];
    judge(&start, Severity::Error, &rows);
    let twice = json!([{ "name": "A", "value": "1" }, { "name": "A", "value": "2" }]);
    let once = json!([{ "name": "A", "value": "1" }]);
    let rows: Vec<Row> = vec![(
        "containerDefinitions/0/environment",
        once,
        twice,
        "given twice",
    )];
    judge(&good(), Severity::Warning, &rows);
}
