//! The SDK's own schemas of a task definition, as a table of plain data.
//!
//! No list of fields is kept by hand: the fields are read off the SDK by letting it deserialise
//! from a source that says "yes" to everything and writes down what it is asked for.

mod explorer;
mod values;

use aws_sdk_ecs::operation::register_task_definition::RegisterTaskDefinitionInput;
use aws_sdk_ecs::types::TaskDefinition;
use aws_smithy_schema::Schema;
use explorer::Explorer;
use foghorn_deploy::schema_table::{SchemaTable, Shape};

/// The SDK's schemas do not say what is required. Source: ECS API model,
/// `RegisterTaskDefinitionRequest`.
const REQUIRED: [&str; 2] = ["family", "containerDefinitions"];

/// Returns what a request to register a task definition may have.
pub fn register_task_definition() -> SchemaTable {
    let mut explorer = Explorer::default();
    // The typed value is of no use: the explorer has no values to give.
    let _ = RegisterTaskDefinitionInput::deserialize(&mut explorer);
    let (root, mut shapes) = explorer.into_shapes();
    if let Some(Shape::Structure { members }) = shapes.get_mut(&root) {
        for member in members {
            member.required = REQUIRED.contains(&member.name.as_str());
        }
    }
    SchemaTable { root, shapes }
}

/// Returns the members of a described task definition that cannot be registered, such as
/// `taskDefinitionArn`: what DescribeTaskDefinition shows and RegisterTaskDefinition does not take.
pub fn output_only_members() -> Vec<String> {
    let input = members(RegisterTaskDefinitionInput::SCHEMA);
    let mut output = members(TaskDefinition::SCHEMA);
    output.retain(|member| !input.contains(member));
    output
}

fn members(schema: &Schema<'_>) -> Vec<String> {
    let members = schema.members().iter();
    members
        .filter_map(|member| member.member_name().map(str::to_owned))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a missing shape is the failure looked for"
    )]

    use super::*;

    fn shape_at<'t>(table: &'t SchemaTable, path: &[&str]) -> &'t Shape {
        let mut shape = &table.shapes[&table.root];
        for step in path {
            let next = match shape {
                Shape::Structure { members } => {
                    &members
                        .iter()
                        .find(|member| member.name == *step)
                        .unwrap()
                        .shape
                }
                Shape::List { item } => item,
                Shape::Map { value } => value,
                other => panic!("{step} in {other:?}"),
            };
            shape = &table.shapes[next];
        }
        shape
    }

    #[test]
    fn fields_have_their_types() {
        let table = register_task_definition();
        let text = Shape::String { values: Vec::new() };
        let container = ["containerDefinitions", "[]"];
        let at = |path: &[&str]| shape_at(&table, &[&container, path].concat()).clone();
        assert_eq!(shape_at(&table, &["cpu"]), &text);
        assert_eq!(at(&["cpu"]), Shape::Integer);
        assert_eq!(at(&["essential"]), Shape::Boolean);
        assert_eq!(at(&["environment", "[]", "value"]), text);
        assert_eq!(at(&["dockerLabels", "{}"]), text);
        assert_eq!(at(&["dependsOn", "[]", "containerName"]), text);
        assert_eq!(at(&["portMappings", "[]", "containerPort"]), Shape::Integer);
        assert_eq!(
            at(&["linuxParameters", "tmpfs", "[]", "size"]),
            Shape::Integer
        );
        assert_eq!(
            at(&["restartPolicy", "ignoredExitCodes", "[]"]),
            Shape::Integer
        );
    }

    #[test]
    fn enums_have_their_values() {
        let table = register_task_definition();
        let log_driver = [
            "containerDefinitions",
            "[]",
            "logConfiguration",
            "logDriver",
        ];
        let expected: [(&[&str], &str); 4] = [
            (&["networkMode"], "awsvpc"),
            (&["requiresCompatibilities", "[]"], "FARGATE"),
            (&["runtimePlatform", "cpuArchitecture"], "ARM64"),
            (&log_driver, "awslogs"),
        ];
        for (path, value) in expected {
            let Shape::String { values } = shape_at(&table, path) else {
                panic!("{path:?} is no text");
            };
            assert!(values.iter().any(|v| v == value), "{path:?}: {values:?}");
        }
    }

    /// A member that AWS renames would silently lose its values.
    #[test]
    fn every_listed_enum_is_met() {
        let table = register_task_definition();
        let has_values =
            |shape: &&Shape| matches!(shape, Shape::String { values } if !values.is_empty());
        assert_eq!(table.shapes.values().filter(has_values).count(), 21);
    }

    #[test]
    fn every_shape_that_is_named_exists() {
        let table = register_task_definition();
        let named = |shape: &Shape| match shape {
            Shape::Structure { members } => members.iter().map(|m| m.shape.clone()).collect(),
            Shape::List { item } => vec![item.clone()],
            Shape::Map { value } => vec![value.clone()],
            Shape::String { .. }
            | Shape::Boolean
            | Shape::Integer
            | Shape::Long
            | Shape::Double
            | Shape::Timestamp
            | Shape::Document => Vec::new(),
        };
        for name in table.shapes.values().flat_map(named) {
            assert!(table.shapes.contains_key(&name), "{name}");
            assert_ne!(name, "Document", "a member was not explored");
        }
        assert!(table.shapes.len() > 60, "{}", table.shapes.len());
    }

    #[test]
    fn what_only_comes_out() {
        let members = output_only_members();
        for name in [
            "taskDefinitionArn",
            "revision",
            "status",
            "deleteRequestedAt",
            "registeredBy",
        ] {
            assert!(members.iter().any(|member| member == name), "{name}");
        }
        assert!(!members.iter().any(|member| member == "family"));
    }
}
