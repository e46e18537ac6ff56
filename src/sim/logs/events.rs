//! Reading lines.

use serde::Deserialize;
use serde_json::{Value, json};

use super::store::Event;
use super::{INVALID, LogStore, no_group, no_stream};
use crate::decode::decode;
use crate::engine::Millis;
use crate::request::Request;
use crate::service_error::ServiceError;

/// The most events of one answer. Source: Logs API model, `EventsLimit`.
const MOST: usize = 10_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Get {
    log_group_name: String,
    log_stream_name: String,
    start_time: Option<Millis>,
    end_time: Option<Millis>,
    limit: Option<usize>,
    #[serde(default)]
    start_from_head: bool,
    next_token: Option<String>,
}

/// GetLogEvents. Without a token it starts at the end, unless told otherwise. At either end of a
/// stream the token that was sent is given back, which is how a reader knows that it is done.
pub(super) fn get(request: &Request<'_>, logs: &LogStore) -> Result<Value, ServiceError> {
    let input: Get = decode(request.body, INVALID)?;
    let group = logs
        .group(request.place, &input.log_group_name)
        .ok_or_else(no_group)?;
    let stream = group
        .streams
        .get(&input.log_stream_name)
        .ok_or_else(no_stream)?;
    let events: Vec<&Event> = stream
        .events
        .iter()
        .filter(|event| within(event.at, input.start_time, input.end_time))
        .collect();
    let limit = input.limit.unwrap_or(MOST).clamp(1, MOST);
    let (from, to) = match input
        .next_token
        .as_deref()
        .map(|token| token.split_at_checked(2))
    {
        None if input.start_from_head => (0, limit.min(events.len())),
        None => (events.len().saturating_sub(limit), events.len()),
        Some(Some((way, at))) => {
            let at = at.parse::<usize>().ok().filter(|at| *at <= events.len());
            match (way, at) {
                ("f/", Some(at)) => (at, (at + limit).min(events.len())),
                ("b/", Some(at)) => (at.saturating_sub(limit), at),
                (_, _) => return Err(bad_token()),
            }
        }
        Some(None) => return Err(bad_token()),
    };
    let shown: Vec<Value> = events[from..to]
        .iter()
        .map(|event| {
            json!({
                "timestamp": event.at,
                "message": event.text,
                "ingestionTime": event.ingested_at,
            })
        })
        .collect();
    Ok(json!({
        "events": shown,
        "nextForwardToken": format!("f/{to}"),
        "nextBackwardToken": format!("b/{from}"),
    }))
}

fn bad_token() -> ServiceError {
    ServiceError::new(INVALID, "The specified nextToken is invalid.")
}

fn within(at: Millis, start: Option<Millis>, end: Option<Millis>) -> bool {
    start.is_none_or(|start| at >= start) && end.is_none_or(|end| at < end)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Filter {
    log_group_name: String,
    log_stream_names: Option<Vec<String>>,
    log_stream_name_prefix: Option<String>,
    start_time: Option<Millis>,
    end_time: Option<Millis>,
    #[serde(rename = "filterPattern")]
    pattern: Option<String>,
    limit: Option<usize>,
}

/// FilterLogEvents; at most `limit` of them, on one page. Of the pattern language only plain words
/// are simulated: every one of them must be in the line.
pub(super) fn filter(request: &Request<'_>, logs: &LogStore) -> Result<Value, ServiceError> {
    let input: Filter = decode(request.body, INVALID)?;
    let group = logs
        .group(request.place, &input.log_group_name)
        .ok_or_else(no_group)?;
    let words: Vec<&str> = input
        .pattern
        .as_deref()
        .unwrap_or_default()
        .split_whitespace()
        .map(|word| word.trim_matches('"'))
        .collect();
    let prefix = input.log_stream_name_prefix.as_deref().unwrap_or_default();
    let mut found: Vec<(&str, usize, &Event)> = Vec::new();
    for (name, stream) in &group.streams {
        let named = input
            .log_stream_names
            .as_ref()
            .is_none_or(|names| names.contains(name));
        if !named || !name.starts_with(prefix) {
            continue;
        }
        let passing = stream.events.iter().enumerate().filter(|(_, event)| {
            within(event.at, input.start_time, input.end_time)
                && words.iter().all(|word| event.text.contains(word))
        });
        found.extend(passing.map(|(number, event)| (name.as_str(), number, event)));
    }
    found.sort_by_key(|(_, _, event)| event.at);
    let shown: Vec<Value> = found
        .into_iter()
        .take(input.limit.unwrap_or(MOST).clamp(1, MOST))
        .map(|(stream, number, event)| {
            json!({
                "logStreamName": stream,
                "timestamp": event.at,
                "message": event.text,
                "ingestionTime": event.ingested_at,
                "eventId": format!("{:020}{number:036}", event.at),
            })
        })
        .collect();
    Ok(json!({ "events": shown, "searchedLogStreams": [] }))
}
