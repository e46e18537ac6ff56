//! Mistakes right beside a secret: the message shows the line, but not the value.

use super::planted::{WORD, configuration, definition, kept, nth, setting, variables};
use crate::harness::Run;

/// Renders with one file replaced, and expects it to be refused.
fn refused(file: &str, text: String) -> Run {
    let scene = setting().file(file, text).start();
    let run = variables(scene.foghorn(&["render", "--stage", "dev"])).run();
    assert_eq!(run.code, Some(2), "{run}");
    kept(&run, &[]);
    run
}

/// Puts one text in the place of another into the written task definition.
fn in_definition(old: &str, new: &str) -> Run {
    let text = serde_json::to_string_pretty(&definition()).unwrap();
    assert!(text.contains(old), "{old}");
    refused("ecs/task-definition.json", text.replacen(old, new, 1))
}

fn in_configuration(old: &str, new: &str) -> Run {
    let text = configuration("first");
    assert!(text.contains(old), "{old}");
    refused("foghorn.yml", text.replacen(old, new, 1))
}

fn literal() -> String {
    format!("\"{}\"", nth("literal", 3))
}

#[test]
fn other_types_for_a_value() {
    in_definition(&literal(), &format!("{{\"hidden\": {}}}", literal()));
    in_definition(&literal(), &format!("[{}]", literal()));
}

#[test]
fn misspelled_key() {
    in_definition("\"environment\"", "\"enviroment\"");
    in_definition("\"secrets\"", "\"secret\"");
    in_definition("\"dockerLabels\"", "\"dockerLabel\"");
    let value = format!("\"value\": {}", literal());
    in_definition(&value, &value.replacen("value", "valeu", 1));
    let from = format!("\"valueFrom\": \"{}\"", nth("secret", 3));
    in_definition(&from, &from.replacen("valueFrom", "valeuFrom", 1));
}

#[test]
fn syntax() {
    in_definition(&literal(), &format!("{} {}", literal(), literal()));
    in_definition(&literal(), literal().trim_end_matches('"'));
    in_definition(
        &format!("\"value\": {}", literal()),
        &format!("\"value\" {}", literal()),
    );
    in_configuration("VALUE_3: ", "VALUE_3 ");
    in_configuration("VALUE_3: ", "VALUE_3: [");
    in_configuration("VALUE_3: ", "VALUE_3: \"");
    in_configuration("VALUE_3: ", "VALUE_3: !secret ");
    in_configuration("VALUE_3: ", "VALUE_3: *");
    in_configuration("ARGUMENT_3: ", "ARGUMENT_3: &");
    in_configuration("    ARGUMENT_3: ", "\tARGUMENT_3: ");
}

#[test]
fn twice() {
    in_definition(
        "\"value\": ",
        &format!("\"value\": {}, \"value\": ", literal()),
    );
    in_configuration("VALUE_3: ", "VALUE_2: ");
    in_configuration("ARGUMENT_3: ", "ARGUMENT_2: ");
}

#[test]
fn wrong_type() {
    in_configuration(
        &format!("VALUE_3: {WORD}"),
        &format!("VALUE_3: [{WORD}]\n      OTHER: {WORD}"),
    );
    in_configuration(
        &format!("ARGUMENT_3: {WORD}"),
        &format!("ARGUMENT_3: {{a: {WORD}}}\n    OTHER: {WORD}"),
    );
    in_configuration("    values:\n", "    valeus:\n");
    in_configuration("  build-args:\n", "  build-arg:\n");
}

#[test]
fn unknown_reference() {
    in_definition(
        "${values.VALUE_3}",
        "${values.VALUE_777} and ${values.VALUE_3}",
    );
    in_definition(
        "${env.VARIABLE_3}",
        "${env.VARIABLE_777} and ${env.VARIABLE_3}",
    );
    in_definition(&literal(), &format!("\"${{nonsense}} {WORD}\""));
}
