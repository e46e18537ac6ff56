//! A request's members, read with the types the ECS API model gives them. A member that is
//! `null` is absent.

use serde_json::Map;
use serde_json::Value;

use super::error::EcsError;

/// The body of a request.
pub(super) struct Request<'a> {
    members: &'a Map<String, Value>,
}

impl<'a> Request<'a> {
    pub(super) fn read(body: &'a Value) -> Result<Self, EcsError> {
        let members = body
            .as_object()
            .ok_or_else(|| EcsError::serialization("Start of structure or map expected"))?;
        Ok(Self { members })
    }

    pub(super) fn members(&self) -> &'a Map<String, Value> {
        self.members
    }

    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name).filter(|value| !value.is_null())
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<&'a str>, EcsError> {
        self.typed(name, "String", Value::as_str)
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, EcsError> {
        self.typed(name, "Boolean", Value::as_bool)
    }

    pub(super) fn number(&self, name: &str) -> Result<Option<i64>, EcsError> {
        self.typed(name, "Integer", Value::as_i64)
    }

    pub(super) fn list(&self, name: &str) -> Result<Option<&'a Vec<Value>>, EcsError> {
        self.typed(name, "List", Value::as_array)
    }

    pub(super) fn map(&self, name: &str) -> Result<Option<&'a Map<String, Value>>, EcsError> {
        self.typed(name, "Map", Value::as_object)
    }

    /// Returns a list of texts; an absent one is empty.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<&'a str>, EcsError> {
        let values = self.list(name)?.map(Vec::as_slice).unwrap_or_default();
        let texts = values.iter();
        texts
            .map(|value| value.as_str().ok_or_else(|| wrong_type(value, "String")))
            .collect()
    }

    /// Tells whether `include` asks for tags.
    pub(super) fn includes_tags(&self) -> Result<bool, EcsError> {
        Ok(self.texts("include")?.contains(&"TAGS"))
    }

    fn typed<T>(
        &self,
        name: &str,
        wanted: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, EcsError> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        read(value)
            .map(Some)
            .ok_or_else(|| wrong_type(value, wanted))
    }
}

/// Returns the error for a value of the wrong type. Source: public transcripts of JSON 1.1
/// services.
pub(super) fn wrong_type(value: &Value, wanted: &str) -> EcsError {
    let message = match value {
        Value::Object(_) => "Start of structure or map found where not expected.".to_owned(),
        Value::Array(_) => "Start of list found where not expected".to_owned(),
        Value::String(_) => format!("STRING_VALUE can not be converted to a {wanted}"),
        Value::Number(_) => format!("NUMBER_VALUE can not be converted to a {wanted}"),
        Value::Bool(true) => format!("TRUE_VALUE can not be converted to a {wanted}"),
        Value::Bool(false) => format!("FALSE_VALUE can not be converted to a {wanted}"),
        Value::Null => format!("NULL_VALUE can not be converted to a {wanted}"),
    };
    EcsError::serialization(message)
}
