//! Log drivers and their options.

use super::{Row, good, judge};
use crate::problem::Severity;
use serde_json::{Value, json};

const WEB: &str = "containerDefinitions/0";

#[test]
fn logs() {
    let with = |driver: &str, options: Value| json!({ "logDriver": driver, "options": options });
    let secret = json!({ "logDriver": "splunk", "options": { "splunk-url": "https://x" },
        "secretOptions": [{ "name": "splunk-token", "valueFrom": "/shop/splunk" }] });
    let router = |options: Value| {
        let mut router = good()["containerDefinitions"][1].clone();
        router["firelensConfiguration"] = json!({ "type": "fluentbit", "options": options });
        router
    };
    let rows: Vec<Row> = vec![
        (
            "containerDefinitions/0/logConfiguration/options/awslogs-group",
            json!("/ecs/a"),
            json!(""),
            "`awslogs-group` is missing",
        ),
        (
            "containerDefinitions/0/logConfiguration/options/awslogs-region",
            json!("eu-west-1"),
            json!(null),
            "`awslogs-region` is missing",
        ),
        (
            "containerDefinitions/0/logConfiguration/options/awslogs-create-group",
            json!("true"),
            json!("yes"),
            "`awslogs-create-group`",
        ),
        (
            "containerDefinitions/0/logConfiguration/options/mode",
            json!("non-blocking"),
            json!("nonblocking"),
            "no mode",
        ),
        (
            "containerDefinitions/0/logConfiguration",
            secret,
            with("splunk", json!({ "splunk-url": "https://x" })),
            "`splunk-token` is missing",
        ),
        (
            "containerDefinitions/0/logConfiguration",
            with(
                "splunk",
                json!({ "splunk-url": "https://x", "splunk-token": "x" }),
            ),
            with("awsfirelens", json!({})),
            "no log router",
        ),
        (
            "containerDefinitions/1",
            router(json!({ "config-file-type": "file" })),
            router(json!({ "config-file-type": "s3" })),
            "from a file",
        ),
    ];
    judge(&good(), Severity::Error, &rows);
    let mut start = good();
    super::put(&mut start, "containerDefinitions/1", &router(json!({})));
    super::put(
        &mut start,
        &format!("{WEB}/logConfiguration"),
        &with("awsfirelens", json!({ "Name": "x" })),
    );
    let rows: Vec<Row> = vec![
        (
            "containerDefinitions/1/logConfiguration",
            good()["containerDefinitions"][1]["logConfiguration"].clone(),
            with("awsfirelens", json!({})),
            "through itself",
        ),
        (
            "containerDefinitions/0/firelensConfiguration",
            json!(null),
            json!({ "type": "fluentd" }),
            "second one",
        ),
    ];
    // A router that sends to another is two problems at once.
    judge(&start, Severity::Error, &rows[..1]);
    super::put(
        &mut start,
        &format!("{WEB}/logConfiguration"),
        &good()["containerDefinitions"][0]["logConfiguration"],
    );
    judge(&start, Severity::Error, &rows[1..]);
    let both = json!({ "awslogs-datetime-format": "%Y", "awslogs-multiline-pattern": "^x",
        "awslogs-group": "a", "awslogs-region": "b", "awslogs-stream-prefix": "c" });
    let one = json!({ "awslogs-datetime-format": "%Y",
        "awslogs-group": "a", "awslogs-region": "b", "awslogs-stream-prefix": "c" });
    let rows: Vec<Row> = vec![(
        "containerDefinitions/0/logConfiguration/options",
        one,
        both,
        "do not go together",
    )];
    judge(&good(), Severity::Error, &rows);
    let rows: Vec<Row> = vec![
        (
            "containerDefinitions/0/logConfiguration/options/max-buffer-size",
            json!("25m"),
            json!("25m"),
            "",
        ),
        (
            "containerDefinitions/0/logConfiguration/options/awslogs-stream-prefx",
            json!(null),
            json!("a"),
            "no option",
        ),
    ];
    judge(&good(), Severity::Warning, &rows[1..]);
}
