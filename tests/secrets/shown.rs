//! `foghorn render` shows the task definition, and its values only when asked to.

use super::planted::{in_definition, kept, setting, variables};

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
