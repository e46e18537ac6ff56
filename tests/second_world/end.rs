//! How a story ended: what foghorn concluded, checked against the world it concluded it about.

use crate::harness::Run;
use serde_json::{Value, json};

/// What must be the same in both worlds.
#[derive(Debug, PartialEq)]
pub(super) struct End {
    pub(super) code: Option<i32>,
    pub(super) verdict: String,
    /// Whether the revision that runs in the end is the new one.
    pub(super) new_runs: bool,
    /// `stopCode` of the tasks that the verdict rests on.
    pub(super) stop_code: Option<String>,
    /// The exit code of their container.
    pub(super) exit_code: Option<i64>,
}

/// Reads the end of a run from its events, with an ECS to ask about what they say.
pub(super) fn of(run: &Run, events: &[Value], ecs: &dyn Fn(&str, &Value) -> Value) -> End {
    let find = |kind: &str| {
        let found = events.iter().rfind(|event| event["event"] == kind);
        found.unwrap_or_else(|| panic!("no event `{kind}`:\n{run}"))
    };
    let verdict = &find("service-finished")["verdict"];
    let (cause, evidence) = (
        &verdict["failure"]["causes"][0][0],
        &verdict["failure"]["causes"][0][1],
    );
    // What foghorn did first; a rollback of its own is a deployment, too.
    let started = events.iter().find(|e| e["event"] == "deployment-started");
    let started = started.unwrap_or_else(|| panic!("nothing was deployed:\n{run}"));
    bound(run, &started["deployment"], evidence, ecs);
    let services = json!({ "cluster": "dev", "services": ["product-api"] });
    let service = ecs("DescribeServices", &services)["services"][0].take();
    End {
        code: run.code,
        verdict: verdict["verdict"].as_str().unwrap().to_owned(),
        new_runs: *runs(run, &service) == started["revision"],
        stop_code: evidence["stop_code"].as_str().map(str::to_owned),
        exit_code: cause["exit_code"].as_i64(),
    }
}

/// Every task that is named as evidence was started by the deployment that foghorn started.
fn bound(run: &Run, deployment: &Value, evidence: &Value, ecs: &dyn Fn(&str, &Value) -> Value) {
    let Some(named) = evidence["tasks"]
        .as_array()
        .filter(|tasks| !tasks.is_empty())
    else {
        return;
    };
    let described = ecs(
        "DescribeTasks",
        &json!({ "cluster": "dev", "tasks": named }),
    );
    let tasks = described["tasks"].as_array().unwrap();
    assert_eq!(tasks.len(), named.len(), "{run}");
    for task in tasks {
        assert_eq!(task["startedBy"], *deployment, "{task}\n{run}");
    }
}

/// Returns the revision of the PRIMARY deployment, which has all its tasks.
fn runs<'a>(run: &Run, service: &'a Value) -> &'a Value {
    let deployments = service["deployments"].as_array().unwrap();
    let primary = deployments.iter().find(|d| d["status"] == "PRIMARY");
    let primary = primary.unwrap_or_else(|| panic!("{service}\n{run}"));
    assert_eq!(
        primary["runningCount"], primary["desiredCount"],
        "{service}\n{run}"
    );
    &primary["taskDefinition"]
}
