//! `foghorn render` shows the task definition, and its values only when asked to.

use super::planted::{definition, in_definition, kept, setting, variables};

#[test]
fn sealed() {
    let scene = setting().start();
    let run = variables(scene.foghorn(&["render", "--stage", "dev"])).run();
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.stdout.contains("LITERAL_19") && run.stdout.contains("***"),
        "{run}"
    );
    kept(&run, &[]);
}

#[test]
fn revealed() {
    let scene = setting().start();
    let run = variables(scene.foghorn(&["render", "--stage", "dev", "--reveal"])).run();
    assert_eq!(run.code, Some(0), "{run}");
    for value in in_definition() {
        assert!(run.stdout.contains(&value), "{value}");
    }
}

/// The help of some programs shows the values of variables.
#[test]
fn help() {
    let scene = setting().start();
    for arguments in [
        ["render", "--help"],
        ["deploy", "--help"],
        ["plan", "--help"],
        ["build", "--help"],
    ] {
        let run = variables(scene.foghorn(&arguments)).run();
        assert_eq!(run.code, Some(0), "{run}");
        kept(&run, &[]);
    }
}

/// Everything is wrong where the planted values are, and none is shown: neither as a part of the
/// line, nor in what is said of it.
#[test]
fn checked() {
    let text = definition().to_string();
    let wrong = text
        .replace("LITERAL_", "PASSWORD_")
        .replace("\"256\"", "\"${values.VALUE_0}\"")
        .replace("\"awslogs\"", "\"${env.VARIABLE_0}\"")
        .replace("\"essential\"", "\"esential\"");
    let scene = setting().file("ecs/task-definition.json", wrong).start();
    for output in ["text", "json"] {
        let run = variables(scene.foghorn(&["check", "--offline", "--output", output])).run();
        assert_eq!(run.code, Some(3), "{run}");
        for said in [
            "PASSWORD_39",
            "no amount",
            "no log driver",
            "did you mean `essential`",
        ] {
            assert!(run.stdout.contains(said), "{said}: {run}");
        }
        kept(&run, &[]);
    }
}
