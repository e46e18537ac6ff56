#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use serde_json::{Value, json};

use crate::engine::LogLine;
use crate::place::Place;
use crate::principal::Principal;
use crate::request::Request;
use crate::state::State;
use crate::world::World;

fn call(state: &mut State, operation: &str, body: &Value) -> Result<Value, &'static str> {
    let request = Request {
        now: 9000,
        place: &Place::new("111111111111", "eu-west-1"),
        principal: &Principal::user("111111111111", "ci", "k"),
        operation,
        body,
    };
    super::call(&request, &mut state.stores).map_err(|error| error.code)
}

fn texts(output: &Value) -> Vec<&str> {
    output["events"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|e| e["message"].as_str())
        .collect()
}

#[test]
fn the_tail_comes_first_and_tokens_lead_both_ways() {
    let mut state = State::new(World::default(), 0);
    let line = |at: i64| LogLine {
        group: "/ecs/web".to_owned(),
        stream: "web/app/1".to_owned(),
        at,
        text: format!("line {at}"),
    };
    let place = Place::new("111111111111", "eu-west-1");
    state
        .stores
        .logs
        .file(&place, (1..=4).map(line).collect(), 10);

    let names = json!({ "logGroupName": "/ecs/web", "logStreamName": "web/app/1", "limit": 2 });
    let with = |member: &str, value: Value| {
        let mut body = names.clone();
        body[member] = value;
        body
    };
    let tail = call(&mut state, "GetLogEvents", &names).unwrap();
    assert_eq!(texts(&tail), ["line 3", "line 4"]);
    let back = with("nextToken", tail["nextBackwardToken"].clone());
    let before = call(&mut state, "GetLogEvents", &back).unwrap();
    assert_eq!(texts(&before), ["line 1", "line 2"]);
    let end = with("nextToken", tail["nextForwardToken"].clone());
    let nothing = call(&mut state, "GetLogEvents", &end).unwrap();
    assert!(texts(&nothing).is_empty());
    assert_eq!(nothing["nextForwardToken"], tail["nextForwardToken"]);
    let head = call(
        &mut state,
        "GetLogEvents",
        &with("startFromHead", true.into()),
    )
    .unwrap();
    assert_eq!(texts(&head), ["line 1", "line 2"]);

    let found = json!({ "logGroupName": "/ecs/web", "filterPattern": "\"line 3\"" });
    let words = json!({ "logGroupName": "/ecs/web", "filterPattern": "line 3" });
    for body in [&words, &found] {
        assert_eq!(
            texts(&call(&mut state, "FilterLogEvents", body).unwrap()),
            ["line 3"]
        );
    }
    let no_stream = with("logStreamName", "other".into());
    assert_eq!(
        call(&mut state, "GetLogEvents", &no_stream),
        Err("ResourceNotFoundException")
    );
    let no_group = json!({ "logGroupName": "/no", "logStreamName": "web/app/1" });
    assert_eq!(
        call(&mut state, "GetLogEvents", &no_group),
        Err("ResourceNotFoundException")
    );
}
