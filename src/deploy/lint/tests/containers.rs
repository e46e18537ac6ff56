//! Containers: what they are called and given, which waits for which, how their health is checked.

use super::{Row, good, judge};
use crate::problem::Severity;
use serde_json::{Value, json};

#[test]
fn containers() {
    let rows: Vec<Row> = vec![
        (
            "family",
            json!("shop_1-a"),
            json!("shop/1"),
            "cannot be a name",
        ),
        (
            "containerDefinitions/0/name",
            json!("a-b_c"),
            json!("a.b"),
            "cannot be a name",
        ),
        (
            "containerDefinitions/0/image",
            json!("r.example.com:5000/a/b:T@sha256:1"),
            json!("https://r.example.com/a"),
            "is a URL",
        ),
        (
            "containerDefinitions/0/image",
            json!("a+b"),
            json!("a b"),
            "characters",
        ),
        (
            "containerDefinitions/0/image",
            json!("web:Tag"),
            json!("Web:tag"),
            "capital letters",
        ),
        (
            "containerDefinitions/0/essential",
            json!(true),
            json!(false),
            "no container of the task is essential",
        ),
        (
            "containerDefinitions/0/cpu",
            json!(1024),
            json!(1025),
            "1025 CPU units together",
        ),
        (
            "containerDefinitions/0/memory",
            json!(2048),
            json!(5),
            "cannot have",
        ),
        (
            "containerDefinitions/0/memoryReservation",
            json!(2048),
            json!(2049),
            "2049 MiB of memory together",
        ),
        (
            "containerDefinitions/0/restartPolicy",
            json!({ "enabled": true, "restartAttemptPeriod": 60 }),
            json!({ "enabled": true, "restartAttemptPeriod": 59 }),
            "`restartAttemptPeriod` is 59",
        ),
        (
            "executionRoleArn",
            json!("arn:aws-cn:iam::111111111111:role/a/b"),
            json!("arn:aws:iam::1:role/a"),
            "no ARN of a role",
        ),
        (
            "taskRoleArn",
            json!("task"),
            json!("arn:aws:iam::111111111111:policy/a"),
            "no ARN of a role",
        ),
        (
            "taskRoleArn",
            json!("task"),
            json!("iam::role/a"),
            "is no role",
        ),
        (
            "tags/0",
            json!({ "key": "a" }),
            json!({ "key": "aws:a" }),
            "AWS's own",
        ),
        (
            "tags",
            json!(vec![json!({ "key": "a" }); 50]),
            json!(vec![json!({ "key": "a" }); 51]),
            "51 tags",
        ),
    ];
    judge(&good(), Severity::Error, &rows);
    let rows: Vec<Row> = vec![(
        "containerDefinitions/0/image",
        json!("web"),
        json!(""),
        "image is empty",
    )];
    judge(&good(), Severity::Warning, &rows);
}

#[test]
fn order() {
    let on =
        |name: &str, condition: &str| json!([{ "containerName": name, "condition": condition }]);
    let rows: Vec<Row> = vec![
        (
            "containerDefinitions/0/dependsOn",
            on("side", "START"),
            on("sode", "START"),
            "no container `sode`",
        ),
        (
            "containerDefinitions/0/dependsOn",
            on("side", "COMPLETE"),
            on("side", "HEALTHY"),
            "has no health check",
        ),
        (
            "containerDefinitions/0/dependsOn",
            on("side", "SUCCESS"),
            on("web", "START"),
            "`web` → `web`",
        ),
        (
            "containerDefinitions/1/dependsOn",
            on("web", "START"),
            on("web", "SUCCESS"),
            "`web` is essential",
        ),
    ];
    judge(&good(), Severity::Error, &rows);
    let mut start = good();
    super::put(
        &mut start,
        "containerDefinitions/0/dependsOn",
        &on("side", "START"),
    );
    let rows: Vec<Row> = vec![(
        "containerDefinitions/1/dependsOn",
        json!([]),
        on("web", "START"),
        "`web` → `side` → `web`",
    )];
    judge(&start, Severity::Error, &rows);
}

#[test]
fn health() {
    let check = |key: &str, value: Value| {
        let mut check = json!({ "command": ["CMD-SHELL", "true"] });
        check[key] = value;
        check
    };
    let row = |key: &str, right: i64, wrong: i64, message| -> Row {
        (
            "containerDefinitions/0/healthCheck",
            check(key, json!(right)),
            check(key, json!(wrong)),
            message,
        )
    };
    let command = |right: &[&str], wrong: &[&str], message| -> Row {
        (
            "containerDefinitions/0/healthCheck",
            json!({ "command": right }),
            json!({ "command": wrong }),
            message,
        )
    };
    let rows = vec![
        row("interval", 5, 4, "`interval` is 4"),
        row("interval", 300, 301, "`interval` is 301"),
        row("timeout", 2, 1, "`timeout` is 1"),
        row("timeout", 60, 61, "`timeout` is 61"),
        row("retries", 10, 0, "`retries` is 0"),
        row("startPeriod", 0, 301, "`startPeriod` is 301"),
        command(
            &["CMD", "a", "b"],
            &["curl -f localhost"],
            "begins with `CMD`",
        ),
        command(&["NONE"], &[], "no command"),
        command(&["CMD", "a"], &["CMD"], "nothing after `CMD`"),
        command(
            &["CMD-SHELL", "a b"],
            &["CMD-SHELL"],
            "nothing after `CMD-SHELL`",
        ),
    ];
    judge(&good(), Severity::Error, &rows);
    let rows = vec![command(
        &["CMD-SHELL", "a b"],
        &["CMD-SHELL", "a", "b"],
        "only the first text",
    )];
    judge(&good(), Severity::Warning, &rows);
}

#[test]
fn amounts() {
    let container = |number: usize| {
        let mut container = good()["containerDefinitions"][0].clone();
        container["name"] = json!(format!("c{number}"));
        container["portMappings"] = json!([]);
        container
    };
    let containers = |count: usize| json!((0..count).map(container).collect::<Vec<_>>());
    let rows: Vec<Row> = vec![
        (
            "containerDefinitions",
            containers(10),
            containers(11),
            "11 containers",
        ),
        (
            "containerDefinitions/0/command",
            json!(["x".repeat(60_000)]),
            json!(["x".repeat(66_000)]),
            "bytes, ECS accepts 65536",
        ),
    ];
    judge(&good(), Severity::Error, &rows);
}
