//! What Fargate does not take, and what it needs.

use super::{Row, good, judge};
use crate::problem::Severity;
use serde_json::json;

#[test]
fn errors() {
    let none = || json!(null);
    let rows: Vec<Row> = vec![
        (
            "networkMode",
            json!("awsvpc"),
            json!("bridge"),
            "Fargate has `awsvpc` only",
        ),
        (
            "networkMode",
            json!("awsvpc"),
            none(),
            "`networkMode` is missing",
        ),
        (
            "cpu",
            json!("1 vCPU"),
            none(),
            "`cpu` of the task is missing",
        ),
        ("cpu", json!("1024"), json!("lots"), "no amount"),
        ("cpu", json!("512"), json!("300"), "no `cpu` of 300"),
        (
            "memory",
            json!("3072"),
            none(),
            "`memory` of the task is missing",
        ),
        ("memory", json!("3 GB"), json!("512"), "no `memory` of 512"),
        ("memory", json!("3GB"), json!("three"), "no amount"),
        (
            "runtimePlatform/operatingSystemFamily",
            json!("LINUX"),
            none(),
            "",
        ),
        ("ephemeralStorage/sizeInGiB", json!(21), json!(20), "20 GiB"),
        (
            "ephemeralStorage/sizeInGiB",
            json!(200),
            json!(201),
            "201 GiB",
        ),
        ("ipcMode", none(), json!("host"), "does not take `ipcMode`"),
        ("pidMode", json!("task"), json!("host"), "PID mode"),
        (
            "placementConstraints",
            json!([]),
            json!([{ "type": "memberOf" }]),
            "`placementConstraints`",
        ),
        (
            "inferenceAccelerators",
            json!([]),
            json!([{ "deviceName": "a" }]),
            "`inferenceAccelerators`",
        ),
        (
            "containerDefinitions/0/privileged",
            json!(false),
            json!(true),
            "`privileged`",
        ),
        (
            "containerDefinitions/0/disableNetworking",
            json!(false),
            json!(true),
            "`disableNetworking`",
        ),
        (
            "containerDefinitions/0/dnsServers",
            json!([]),
            json!(["10.0.0.2"]),
            "`dnsServers`",
        ),
        (
            "containerDefinitions/0/dnsSearchDomains",
            json!([]),
            json!(["x.internal"]),
            "`dnsSearchDomains`",
        ),
        (
            "containerDefinitions/0/dockerSecurityOptions",
            json!([]),
            json!(["no-new-privileges"]),
            "`dockerSecurityOptions`",
        ),
        (
            "containerDefinitions/0/extraHosts",
            json!([]),
            json!([{ "hostname": "a" }]),
            "`extraHosts`",
        ),
        (
            "containerDefinitions/0/links",
            json!([]),
            json!(["side"]),
            "`links`",
        ),
        (
            "containerDefinitions/0/hostname",
            none(),
            json!("web"),
            "`hostname`",
        ),
        (
            "containerDefinitions/0/linuxParameters/devices",
            json!([]),
            json!([{ "hostPath": "/dev/x" }]),
            "`devices`",
        ),
        (
            "containerDefinitions/0/linuxParameters/tmpfs",
            json!([]),
            json!([{ "size": 1 }]),
            "`tmpfs`",
        ),
        (
            "containerDefinitions/0/linuxParameters/sharedMemorySize",
            none(),
            json!(64),
            "`sharedMemorySize`",
        ),
        (
            "containerDefinitions/0/linuxParameters/maxSwap",
            none(),
            json!(64),
            "`maxSwap`",
        ),
        (
            "containerDefinitions/0/linuxParameters/swappiness",
            none(),
            json!(60),
            "`swappiness`",
        ),
        (
            "containerDefinitions/0/linuxParameters/capabilities/add",
            json!(["SYS_PTRACE"]),
            json!(["NET_ADMIN"]),
            "`NET_ADMIN`",
        ),
        (
            "containerDefinitions/0/linuxParameters/capabilities/drop",
            json!(["ALL"]),
            none(),
            "",
        ),
        (
            "containerDefinitions/0/ulimits/0",
            json!({ "name": "nofile", "softLimit": 1024, "hardLimit": 1_048_576 }),
            json!({ "name": "nproc", "softLimit": 1, "hardLimit": 1 }),
            "the limit `nproc`",
        ),
        (
            "containerDefinitions/0/ulimits/0",
            json!({ "name": "nofile", "softLimit": 1, "hardLimit": 1 }),
            json!({ "name": "nofile", "softLimit": 1, "hardLimit": 1_048_577 }),
            "at most",
        ),
        (
            "containerDefinitions/0/ulimits/0",
            json!({ "name": "nofile", "softLimit": 1, "hardLimit": 1 }),
            json!({ "name": "nofile", "softLimit": 2, "hardLimit": 1 }),
            "above the hard limit",
        ),
        (
            "containerDefinitions/0/resourceRequirements/0",
            json!({ "type": "OTHER", "value": "1" }),
            json!({ "type": "GPU", "value": "1" }),
            "`GPU`",
        ),
        (
            "containerDefinitions/0/stopTimeout",
            json!(120),
            json!(121),
            "`stopTimeout` is 121",
        ),
        (
            "containerDefinitions/0/startTimeout",
            json!(2),
            json!(1),
            "`startTimeout` is 1",
        ),
        (
            "containerDefinitions/0/logConfiguration/logDriver",
            json!("awslogs"),
            json!("json-file"),
            "no log driver `json-file`",
        ),
        (
            "containerDefinitions/0/logConfiguration/options/awslogs-stream-prefix",
            json!("web"),
            none(),
            "`awslogs-stream-prefix` is missing",
        ),
        (
            "volumes/1",
            json!({ "name": "b", "host": {} }),
            json!({ "name": "b", "host": { "sourcePath": "/x" } }),
            "no host",
        ),
        (
            "volumes/1",
            json!({ "name": "b", "configuredAtLaunch": true }),
            json!({ "name": "b", "dockerVolumeConfiguration": { "scope": "task" } }),
            "`dockerVolumeConfiguration`",
        ),
        (
            "volumes/1",
            json!({ "name": "b", "efsVolumeConfiguration": { "fileSystemId": "fs-0123" } }),
            json!({ "name": "b", "fsxWindowsFileServerVolumeConfiguration": { "fileSystemId": "fs-0123" } }),
            "`fsxWindows",
        ),
        (
            "executionRoleArn",
            json!("execution"),
            none(),
            "its log driver `awslogs`",
        ),
    ];
    // Rows of what is right only.
    let (right, both): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|row| row.3.is_empty());
    for (pointer, value, _, _) in right {
        let mut document = good();
        super::put(&mut document, pointer, &value);
        assert_eq!(
            super::linted(&document).to_string(),
            "",
            "{pointer}: {value}"
        );
    }
    judge(&good(), Severity::Error, &both);
}

#[test]
fn warnings() {
    let rows: Vec<Row> = vec![
        (
            "requiresCompatibilities",
            json!(["EC2", "FARGATE"]),
            json!(null),
            "does not check the definition for Fargate",
        ),
        (
            "containerDefinitions/1/logConfiguration",
            good()["containerDefinitions"][1]["logConfiguration"].clone(),
            json!(null),
            "nobody can read",
        ),
    ];
    judge(&good(), Severity::Warning, &rows);
}

/// A definition for EC2 can look like that.
#[test]
fn what_is_not_said_to_be_for_fargate_is_a_warning() {
    let mut document = good();
    super::put(&mut document, "requiresCompatibilities", &json!(null));
    super::put(&mut document, "memory", &json!("1024"));
    super::put(&mut document, "containerDefinitions/0/image", &json!("a b"));
    let found = super::linted(&document);
    let said: Vec<_> = found.iter().map(|one| one.severity).collect();
    let (warning, error) = (Severity::Warning, Severity::Error);
    assert_eq!(said, [warning, warning, error], "{found}");
}

#[test]
fn windows_has_three_sizes() {
    let mut start = good();
    super::put(
        &mut start,
        "runtimePlatform/operatingSystemFamily",
        &json!("WINDOWS_SERVER_2022_CORE"),
    );
    let rows: Vec<Row> = vec![("cpu", json!("1024"), json!("512"), "for Windows")];
    judge(&start, Severity::Error, &rows);
}
