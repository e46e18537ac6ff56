//! Operations on groups and streams.

use serde::Deserialize;
use serde_json::{Value, json};

use super::store::{Group, Stream};
use super::{INVALID, LogStore, no_group};
use crate::decode::decode;
use crate::request::Request;
use crate::service_error::ServiceError;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Create {
    log_group_name: String,
}

/// CreateLogGroup.
pub(super) fn create(request: &Request<'_>, logs: &mut LogStore) -> Result<Value, ServiceError> {
    let input: Create = decode(request.body, INVALID)?;
    if logs.has_group(request.place, &input.log_group_name) {
        return Err(ServiceError::new(
            "ResourceAlreadyExistsException",
            "The specified log group already exists",
        ));
    }
    logs.create(request.place, &input.log_group_name, request.now);
    Ok(json!({}))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Describe {
    log_group_name_prefix: Option<String>,
}

/// DescribeLogGroups; all of them on one page.
pub(super) fn describe(request: &Request<'_>, logs: &LogStore) -> Result<Value, ServiceError> {
    let input: Describe = decode(request.body, INVALID)?;
    let prefix = input.log_group_name_prefix.unwrap_or_default();
    let groups: Vec<Value> = logs
        .of(request.place)
        .filter(|(name, _)| name.starts_with(&prefix))
        .map(|(name, group)| {
            let arn = request.place.arn("logs", &format!("log-group:{name}"));
            json!({
                "logGroupName": name,
                "creationTime": group.created_at,
                "metricFilterCount": 0,
                "arn": format!("{arn}:*"),
                "logGroupArn": arn,
                "storedBytes": 0,
                "logGroupClass": "STANDARD",
            })
        })
        .collect();
    Ok(json!({ "logGroups": groups }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DescribeStreams {
    log_group_name: String,
    log_stream_name_prefix: Option<String>,
    order_by: Option<String>,
    #[serde(default)]
    descending: bool,
    limit: Option<usize>,
}

/// DescribeLogStreams; at most `limit` of them, on one page.
pub(super) fn describe_streams(
    request: &Request<'_>,
    logs: &LogStore,
) -> Result<Value, ServiceError> {
    let input: DescribeStreams = decode(request.body, INVALID)?;
    let group: &Group = logs
        .group(request.place, &input.log_group_name)
        .ok_or_else(no_group)?;
    let prefix = input.log_stream_name_prefix.unwrap_or_default();
    let mut streams: Vec<(&String, &Stream)> = group
        .streams
        .iter()
        .filter(|(name, _)| name.starts_with(&prefix))
        .collect();
    if input.order_by.as_deref() == Some("LastEventTime") {
        streams.sort_by_key(|(_, stream)| stream.events.last().map(|event| event.at));
    }
    if input.descending {
        streams.reverse();
    }
    let shown: Vec<Value> = streams
        .into_iter()
        .take(input.limit.unwrap_or(50).clamp(1, 50))
        .map(|(name, stream)| {
            let arn = format!("log-group:{}:log-stream:{name}", input.log_group_name);
            let mut shown = json!({
                "logStreamName": name,
                "creationTime": stream.created_at,
                "arn": request.place.arn("logs", &arn),
                "uploadSequenceToken": "0",
                "storedBytes": 0,
            });
            if let (Some(first), Some(last)) = (stream.events.first(), stream.events.last()) {
                shown["firstEventTimestamp"] = first.at.into();
                shown["lastEventTimestamp"] = last.at.into();
                shown["lastIngestionTime"] = last.ingested_at.into();
            }
            shown
        })
        .collect();
    Ok(json!({ "logStreams": shown }))
}
