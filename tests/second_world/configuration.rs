//! The example as a story has it: the account it plays in, and no time that is only waited.

use crate::harness::Example;

const FILE: &str = "foghorn.yml";
const DEFINITION: &str = "ecs/task-definition.json";
/// The account of `dev` in the example.
pub(super) const ACCOUNT: &str = "111111111111";

/// Returns `foghorn.yml` with another account for `dev`, and with these settings.
pub(super) fn foghorn_yml(account: &str, settings: &[&str]) -> String {
    let stage = [&["cluster: dev"], settings].concat().join("\n    ");
    let text = Example::PRODUCT_API.read(FILE);
    assert!(text.contains("cluster: dev"), "{text}");
    text.replace(ACCOUNT, account)
        .replace("cluster: dev", &stage)
}

/// Returns the task definition, in which the secret is this parameter of the stage.
pub(super) fn definition(parameter: &str) -> String {
    let text = Example::PRODUCT_API.read(DEFINITION);
    let (old, new) = ("${stage}/DATABASE_URL", format!("${{stage}}/{parameter}"));
    assert!(text.contains(old), "{text}");
    text.replace(old, &new)
}
