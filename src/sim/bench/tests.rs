#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use serde_json::{Value, json};

use super::{Bench, CLUSTER, CallFailure, FAMILY, SERVICE};
use crate::engine::Millis;
use crate::scenarios::{self, Ending};
use crate::world::World;

const START: Millis = 1_800_000_000_000;

fn world(members: Value) -> World {
    serde_json::from_value(members).unwrap()
}

fn ecs(bench: &mut Bench, operation: &str, input: &Value) -> Value {
    let answer = bench.call(&Bench::place(), "ecs", operation, input);
    answer.unwrap_or_else(|failure| panic!("{operation}: {failure}"))
}

fn read(bench: &mut Bench) -> Value {
    let input = json!({ "cluster": CLUSTER, "services": [SERVICE] });
    ecs(bench, "DescribeServices", &input)["services"][0].take()
}

/// Registers a revision and updates the service to it.
fn deploy(bench: &mut Bench, scenario: &str) -> Value {
    let definition = Bench::definition(scenarios::find(scenario).unwrap());
    ecs(bench, "RegisterTaskDefinition", &definition);
    let input = json!({ "cluster": CLUSTER, "service": SERVICE, "taskDefinition": FAMILY });
    ecs(bench, "UpdateService", &input)["service"].take()
}

/// Plays a scenario for an hour and returns everything that was answered.
fn play(scenario: &str, seed: u64) -> Vec<Value> {
    let found = scenarios::find(scenario).unwrap();
    let mut bench = Bench::playing(found, world(json!({ "seed": seed })), START).unwrap();
    let mut answers = vec![deploy(&mut bench, scenario)];
    for _ in 0..120 {
        bench.pass(30_000);
        answers.push(read(&mut bench));
    }
    answers
}

#[test]
fn the_same_seed_gives_the_same_answers() {
    assert_eq!(play("exit-at-start", 3), play("exit-at-start", 3));
    assert_ne!(play("exit-at-start", 3), play("exit-at-start", 4));
}

#[test]
fn every_scenario_can_be_played_and_ends_as_it_says() {
    for scenario in scenarios::all() {
        let answers = play(&scenario.name, 1);
        let ours = answers[0]["deployments"][0]["id"].clone();
        let last = answers.last().unwrap();
        let primary = &last["deployments"][0];
        let stayed = last["status"] == "ACTIVE" && primary["id"] == ours;
        let state = primary["rolloutState"].as_str();
        let expected = match scenario.ends {
            Ending::Deployed => stayed && state == Some("COMPLETED"),
            Ending::RolledBack | Ending::Superseded => !stayed,
            Ending::Failed => state == Some("FAILED") || !stayed,
            Ending::Never => stayed && state == Some("IN_PROGRESS"),
        };
        assert!(expected, "{}: {last:#}", scenario.name);
    }
}

#[test]
fn a_stale_read_shows_what_was_there() {
    let healthy = scenarios::find("healthy").unwrap();
    let stale = json!({ "wire-faults": [{
        "service": "*", "operation": "*", "kind": "stale", "by": 15, "every": 2
    }] });
    // The same world, read at the same moments, without the fault and with it.
    let [fresh, mixed] = [json!({}), stale].map(|members| {
        let mut bench = Bench::playing(healthy, world(members), START).unwrap();
        let mut seen = vec![read(&mut bench)];
        bench.pass(60_000);
        deploy(&mut bench, "healthy");
        for _ in 0..60 {
            seen.push(read(&mut bench));
            bench.pass(5_000);
        }
        seen
    });
    assert_ne!(fresh[0], fresh[1]);
    for (index, seen) in mixed.iter().enumerate() {
        // Two writes come between the first reading and the others: every odd one is stale.
        let shows = if index % 2 == 0 {
            index
        } else {
            index.saturating_sub(3)
        };
        assert!(*seen == fresh[shows], "reading {index}");
    }
}

#[test]
fn what_stands_in_the_way_is_told_and_recorded() {
    let healthy = scenarios::find("healthy").unwrap();
    let members = json!({
        "throttling": true,
        "denied": [{ "who": "*", "action": "ecs:StopTask" }],
        "wire-faults": [
            { "service": "ecs", "operation": "ListTasks", "kind": "reset" },
            { "service": "ecs", "operation": "UpdateService", "kind": "lost-answer" },
        ],
    });
    let mut bench = Bench::playing(healthy, world(members), START).unwrap();
    let mut call = |operation: &str, mut input: Value| {
        input["cluster"] = CLUSTER.into();
        bench.call(&Bench::place(), "ecs", operation, &input)
    };
    let forced = json!({ "service": SERVICE, "forceNewDeployment": true });
    assert_eq!(call("ListTasks", json!({})), Err(CallFailure::Reset));
    assert_eq!(call("UpdateService", forced), Err(CallFailure::AnswerLost));
    let denied = call("StopTask", json!({ "task": "x" })).unwrap_err();
    assert!(
        denied.to_string().starts_with("AccessDeniedException"),
        "{denied}"
    );
    let definition = Bench::definition(healthy);
    let mut taken = (0..60).filter(|_| call("RegisterTaskDefinition", definition.clone()).is_ok());
    assert_eq!(taken.by_ref().count(), 20);
    let throttled = call("RegisterTaskDefinition", definition).unwrap_err();
    assert_eq!(throttled.to_string(), "ThrottlingException: Rate exceeded");
    assert!(!throttled.unclear());
    assert_eq!(read(&mut bench)["deployments"].as_array().unwrap().len(), 2);
    let outcomes: Vec<String> = bench
        .calls()
        .iter()
        .take(3)
        .map(|call| call.outcome.to_string())
        .collect();
    assert_eq!(outcomes, ["reset", "answer lost", "AccessDeniedException"]);
}

#[test]
fn targets_and_logs_are_read_as_well() {
    let scenario = scenarios::find("load-balancer-404").unwrap();
    let mut bench = Bench::playing(scenario, World::default(), START).unwrap();
    let group = read(&mut bench)["loadBalancers"][0]["targetGroupArn"].take();
    let input = json!({ "TargetGroupArn": group });
    let place = Bench::place();
    let targets = bench
        .call(
            &place,
            "elasticloadbalancing",
            "DescribeTargetHealth",
            &input,
        )
        .unwrap();
    let described = &targets["TargetHealthDescriptions"];
    assert_eq!(described[0]["TargetHealth"]["State"], "healthy");
    let logs = json!({ "logGroupName": "/ecs/web" });
    let streams = bench.call(&place, "logs", "DescribeLogStreams", &logs);
    assert_eq!(streams.unwrap()["logStreams"], json!([]));
}
