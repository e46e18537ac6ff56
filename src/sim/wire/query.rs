//! The Query protocol (STS, ELBv2): a form in, XML out.

use hyper::Response;
use serde_json::{Value, json};

use super::body::Body;
use super::protocol::response;
use crate::percent;
use crate::service;
use crate::service_error::ServiceError;

/// How deep a parameter's name may go; no input of these services goes deeper.
const DEEPEST: usize = 16;

/// The operation a form names, empty if none.
pub(super) fn action(body: &[u8]) -> String {
    percent::pairs(&String::from_utf8_lossy(body), true)
        .into_iter()
        .find(|(name, _)| name == "Action")
        .map(|(_, value)| value)
        .unwrap_or_default()
}

/// Turns `A.member.1=x&B.C=y` into `{"A": ["x"], "B": {"C": "y"}}`. All values are strings.
pub(super) fn input(body: &[u8]) -> Value {
    let mut root = json!({});
    for (name, value) in percent::pairs(&String::from_utf8_lossy(body), true) {
        let path: Vec<&str> = name.splitn(DEEPEST, '.').collect();
        insert(&mut root, &path, value);
    }
    lists(root)
}

fn insert(at: &mut Value, path: &[&str], value: String) {
    let Some((first, rest)) = path.split_first() else {
        *at = Value::from(value);
        return;
    };
    if !at.is_object() {
        *at = json!({});
    }
    insert(&mut at[*first], rest, value);
}

/// Replaces every `{"member": {"1": …, "2": …}}` by the list it stands for.
fn lists(value: Value) -> Value {
    let Value::Object(mut members) = value else {
        return value;
    };
    if members.len() == 1
        && let Some(Value::Object(items)) = members.remove("member")
    {
        let mut numbered: Vec<(u32, Value)> = items
            .into_iter()
            .map(|(number, item)| (number.parse().unwrap_or(u32::MAX), lists(item)))
            .collect();
        numbered.sort_by_key(|(number, _)| *number);
        return numbered.into_iter().map(|(_, item)| item).collect();
    }
    Value::Object(
        members
            .into_iter()
            .map(|(name, item)| (name, lists(item)))
            .collect(),
    )
}

/// Writes an output in the envelope of the Query protocol.
pub(super) fn output(
    service: &str,
    operation: &str,
    output: &Value,
    request_id: &str,
) -> Response<Body> {
    let namespace = service::query_namespace(service).unwrap_or_default();
    let result = content(output);
    let xml = format!(
        "<{operation}Response xmlns=\"{namespace}\"><{operation}Result>{result}\
         </{operation}Result><ResponseMetadata><RequestId>{request_id}</RequestId>\
         </ResponseMetadata></{operation}Response>"
    );
    response(200, "text/xml", Body::from(xml))
}

/// Writes an error under the name the Query protocol has for it.
pub(super) fn error(service: &str, error: &ServiceError, request_id: &str) -> Response<Body> {
    let (code, status) = match error.code {
        "UnrecognizedClientException" => ("InvalidClientTokenId", 403),
        "InvalidSignatureException" => ("SignatureDoesNotMatch", 403),
        "MissingAuthenticationTokenException" => ("MissingAuthenticationToken", 403),
        "IncompleteSignatureException" => ("IncompleteSignature", 400),
        "ExpiredTokenException" => ("ExpiredToken", 403),
        "AccessDeniedException" => ("AccessDenied", 403),
        "ThrottlingException" => ("Throttling", 400),
        "UnknownOperationException" => ("InvalidAction", 400),
        other => (other, error.status),
    };
    let namespace = service::query_namespace(service).unwrap_or_default();
    let kind = if status < 500 { "Sender" } else { "Receiver" };
    let details = content(&json!({ "Type": kind, "Code": code, "Message": error.message }));
    let xml = format!(
        "<ErrorResponse xmlns=\"{namespace}\"><Error>{details}</Error>\
         <RequestId>{request_id}</RequestId></ErrorResponse>"
    );
    response(status, "text/xml", Body::from(xml))
}

/// Writes a value's content: members as elements, list items as `<member>`.
fn content(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => escape(text),
        Value::Array(items) => items.iter().map(|item| element("member", item)).collect(),
        Value::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| element(name, value))
            .collect(),
    }
}

fn element(name: &str, value: &Value) -> String {
    format!("<{name}>{}</{name}>", content(value))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{action, content, input};

    #[test]
    fn forms_and_xml() {
        let body = b"Action=DescribeTargetGroups&Names.member.2=b&Names.member.1=a%20c&F.Key=x";
        assert_eq!(action(body), "DescribeTargetGroups");
        assert_eq!(
            input(body),
            json!({ "Action": "DescribeTargetGroups", "Names": ["a c", "b"], "F": { "Key": "x" } })
        );
        assert_eq!(
            content(&json!({ "A": ["<1>", 2], "B": { "C": true }, "D": null })),
            "<A><member>&lt;1&gt;</member><member>2</member></A><B><C>true</C></B>"
        );
    }
}
