//! Owns the two commands that move an entry of `environment` into an SSM parameter. They take the
//! value out of the file, so that nobody types or sees it.

use crate::document::{Path, Source};

/// An entry of `environment`.
pub(super) struct Entry<'e> {
    pub(super) file: &'e Source,
    /// The container that it is in.
    pub(super) container: &'e Path,
    /// Its name, fit for a shell.
    pub(super) name: &'e str,
    /// The family of the task definition, fit for a shell.
    pub(super) family: &'e str,
    /// Whether the definition is inside `taskDefinition`.
    pub(super) is_wrapped: bool,
    /// Whether its value stands in the file.
    pub(super) is_literal: bool,
}

impl Entry<'_> {
    /// Puts the value into a parameter; replaces the entry by one of `secrets`.
    pub(super) fn commands(&self) -> impl Iterator<Item = String> {
        let Self { name, family, .. } = self;
        let parameter = format!("/{family}/{name}");
        let file = quoted(self.file.name());
        // What `aws ecs describe-task-definition` prints has one more level.
        let above = if self.is_wrapped {
            ".taskDefinition"
        } else {
            ""
        };
        let container = format!("{above}.{}", self.container);
        let entry = format!("{container}.environment[] | select(.name == \"{name}\")");
        let is_json = self.file.text().trim_start().starts_with('{');
        let put = |value: &str| {
            // With `=`, since a private key begins with a dash.
            format!(
                "aws ssm put-parameter --type SecureString --name {parameter} --value=\"{value}\""
            )
        };
        let put = if self.is_literal {
            let program = if is_json { "jq" } else { "yq" };
            put(&format!("$({program} -r '{entry} | .value' {file})"))
        } else {
            // The value is somewhere else: type it, nothing is shown.
            format!("read -rs VALUE && {}", put("$VALUE"))
        };
        let secret = format!("{{\"name\": \"{name}\", \"valueFrom\": \"{parameter}\"}}");
        let change = format!("{container}.secrets += [{secret}] | del({entry})");
        let change = if is_json {
            let fresh = quoted(&format!("{}.new", self.file.name()));
            format!("jq '{change}' {file} > {fresh} && mv {fresh} {file}")
        } else {
            format!("yq -i '{change}' {file}")
        };
        [put, change].into_iter()
    }
}

/// What a person may copy into a shell: the text, or what stands for it.
pub(super) fn word<'w>(text: &'w str, instead: &'w str) -> &'w str {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        instead
    }
}

/// The text as one word for a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_.-/".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}
