//! Ports.

use super::{Row, good, judge};
use crate::problem::Severity;
use serde_json::json;

#[test]
fn ports() {
    let rows: Vec<Row> = vec![
        (
            "containerDefinitions/0/portMappings/0/hostPort",
            json!(80),
            json!(8080),
            "is not the container port",
        ),
        (
            "containerDefinitions/0/portMappings/0/containerPort",
            json!(65535),
            json!(65536),
            "is no port",
        ),
        (
            "containerDefinitions/0/portMappings/0",
            json!({ "containerPort": 1 }),
            json!({ "protocol": "tcp" }),
            "has no port",
        ),
        (
            "containerDefinitions/0/portMappings/0/protocol",
            json!("udp"),
            json!("TCP"),
            "is no protocol",
        ),
        (
            "containerDefinitions/0/portMappings/0/name",
            json!("http"),
            json!("HTTP"),
            "name of a port",
        ),
        (
            "containerDefinitions/0/portMappings/0",
            json!({ "containerPortRange": "1-2" }),
            json!({ "containerPortRange": "2-1" }),
            "no range",
        ),
        (
            "containerDefinitions/0/portMappings/0",
            json!({ "containerPortRange": "1-2" }),
            json!({ "containerPortRange": "1-2", "containerPort": 1 }),
            "beside `containerPortRange`",
        ),
        (
            "containerDefinitions/0/portMappings/1",
            json!({ "containerPort": 80, "protocol": "udp" }),
            json!({ "containerPort": 80, "protocol": "tcp" }),
            "already that of the container `web`",
        ),
        (
            "containerDefinitions/1/portMappings/0",
            json!({ "containerPort": 81 }),
            json!({ "containerPort": 80 }),
            "already that of the container `web`",
        ),
        (
            "containerDefinitions/0/portMappings",
            json!([{ "containerPort": 1, "name": "a" }, { "containerPort": 2, "name": "b" }]),
            json!([{ "containerPort": 1, "name": "a" }, { "containerPort": 2, "name": "a" }]),
            "second port is called",
        ),
    ];
    judge(&good(), Severity::Error, &rows);
}
