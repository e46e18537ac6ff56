//! Definitions that are not for Fargate, and what is not filled in yet: neither is a mistake.

use super::{Row, good, judge, linted, put};
use crate::problem::Severity;
use serde_json::{Value, json};

/// A definition for EC2, with much that Fargate would not take.
fn instances() -> Value {
    json!({
        "family": "shop",
        "requiresCompatibilities": ["EC2"],
        "ipcMode": "host",
        "pidMode": "host",
        "placementConstraints": [{ "type": "distinctInstance" }],
        "volumes": [{ "name": "data", "host": { "sourcePath": "/data" } }],
        "containerDefinitions": [
            {
                "name": "web", "image": "web:1", "memory": 512, "privileged": true, "links": ["side"],
                "hostname": "web", "stopTimeout": 600,
                "portMappings": [{ "containerPort": 80, "hostPort": 0 }, { "containerPort": 81, "hostPort": 8081 }],
                "logConfiguration": { "logDriver": "json-file" },
            },
            { "name": "side", "image": "side:1", "memoryReservation": 64, "portMappings": [{ "containerPort": 80 }] },
        ],
    })
}

#[test]
fn for_ec2() {
    let rows: Vec<Row> = vec![
        (
            "containerDefinitions/0/memory",
            json!(256),
            json!(null),
            "how much memory",
        ),
        (
            "networkMode",
            json!("bridge"),
            json!("none"),
            "`portMappings`",
        ),
    ];
    judge(&instances(), Severity::Error, &rows[..1]);
    let mut start = instances();
    put(&mut start, "containerDefinitions/0/links", &json!([]));
    put(
        &mut start,
        "containerDefinitions/1/portMappings",
        &json!([]),
    );
    judge(&start, Severity::Error, &rows[1..]);
    put(
        &mut start,
        "containerDefinitions/0/portMappings",
        &json!([{ "containerPort": 80 }]),
    );
    put(&mut start, "containerDefinitions/0/hostname", &json!(null));
    let port = json!([{ "containerPort": 80, "hostPort": 81 }]);
    put(&mut start, "networkMode", &json!("host"));
    let rows: Vec<Row> = vec![(
        "containerDefinitions/0/portMappings",
        json!([{ "containerPort": 80 }]),
        port,
        "is not the container port",
    )];
    judge(&start, Severity::Error, &rows);
    let rows: Vec<Row> = vec![(
        "requiresCompatibilities",
        json!(["EXTERNAL"]),
        json!([]),
        "does not say where it runs",
    )];
    judge(&start, Severity::Warning, &rows);
}

#[test]
fn placeholders_are_not_judged() {
    for placeholder in [
        "$IMAGE",
        "${image}",
        "<IMAGE1_NAME>",
        "{{ image }}",
        "#{Image}",
        "%IMAGE%",
        "${{ vars.X }}",
        "<%= x %>",
    ] {
        let mut document = good();
        for pointer in [
            "family",
            "cpu",
            "memory",
            "networkMode",
            "executionRoleArn",
            "taskRoleArn",
            "containerDefinitions/0/name",
            "containerDefinitions/0/image",
            "containerDefinitions/0/logConfiguration/logDriver",
            "containerDefinitions/0/logConfiguration/options/awslogs-region",
        ] {
            put(&mut document, pointer, &json!(placeholder));
        }
        put(
            &mut document,
            "containerDefinitions/0/secrets/0",
            &json!({ "name": "A", "valueFrom": placeholder }),
        );
        put(
            &mut document,
            "containerDefinitions/0/environment/0",
            &json!({ "name": "PASSWORD", "value": placeholder }),
        );
        put(
            &mut document,
            "containerDefinitions/0/mountPoints/0",
            &json!({ "sourceVolume": placeholder, "containerPath": "/a" }),
        );
        put(
            &mut document,
            "containerDefinitions/1/dependsOn/0",
            &json!({ "containerName": placeholder, "condition": "START" }),
        );
        assert_eq!(linted(&document).to_string(), "", "{placeholder}");
    }
}
