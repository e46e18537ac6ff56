//! Volumes and where they are mounted.

use super::{Row, good, judge};
use crate::problem::Severity;
use serde_json::{Value, json};

#[test]
fn volumes() {
    let efs = |more: Value| {
        let mut efs = json!({ "fileSystemId": "fs-0123" });
        efs.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({ "name": "files", "efsVolumeConfiguration": efs })
    };
    let point = json!({ "accessPointId": "fsap-1" });
    let rows: Vec<Row> = vec![
        (
            "volumes/1",
            json!({ "name": "more" }),
            json!({ "name": "data" }),
            "second volume",
        ),
        (
            "volumes/1",
            json!({ "name": "more" }),
            json!({ "host": {} }),
            "no name",
        ),
        (
            "volumes/1",
            efs(json!({})),
            json!({ "name": "files", "configuredAtLaunch": true, "efsVolumeConfiguration": { "fileSystemId": "fs-0" } }),
            "one kind",
        ),
        (
            "volumes/1",
            efs(json!({})),
            efs(json!({ "fileSystemId": "0123" })),
            "no id of a file system",
        ),
        (
            "volumes/1",
            efs(json!({ "authorizationConfig": point, "transitEncryption": "ENABLED" })),
            efs(json!({ "authorizationConfig": point })),
            "encryption in transit",
        ),
        (
            "volumes/1",
            efs(
                json!({ "authorizationConfig": point, "transitEncryption": "ENABLED", "rootDirectory": "/" }),
            ),
            efs(
                json!({ "authorizationConfig": point, "transitEncryption": "ENABLED", "rootDirectory": "/a" }),
            ),
            "`rootDirectory`",
        ),
        (
            "volumes/1",
            efs(json!({ "rootDirectory": "/a" })),
            efs(json!({ "authorizationConfig": { "iam": "ENABLED" } })),
            "encryption in transit",
        ),
        (
            "containerDefinitions/0/mountPoints/0",
            json!({ "sourceVolume": "data", "containerPath": "/a" }),
            json!({ "sourceVolume": "date", "containerPath": "/a" }),
            "no volume `date`",
        ),
        (
            "containerDefinitions/0/mountPoints/0",
            json!({ "sourceVolume": "data", "containerPath": "/a" }),
            json!({ "sourceVolume": "data" }),
            "where in the container",
        ),
        (
            "containerDefinitions/0/mountPoints/0",
            json!({ "sourceVolume": "data", "containerPath": "/a" }),
            json!({ "containerPath": "/a" }),
            "which volume",
        ),
        (
            "containerDefinitions/0/volumesFrom/0",
            json!({ "sourceContainer": "side" }),
            json!({ "sourceContainer": "web" }),
            "from itself",
        ),
        (
            "containerDefinitions/0/volumesFrom/0",
            json!({ "sourceContainer": "side" }),
            json!({ "sourceContainer": "sid" }),
            "no container `sid`",
        ),
    ];
    judge(&good(), Severity::Error, &rows);
}
