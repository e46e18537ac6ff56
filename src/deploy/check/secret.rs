//! Owns what is wrong with the parameters and secrets that containers take: that they are not
//! there, or not encrypted. No value is known here.

use super::fact::{Parameter, StoredSecret};
use super::reference::Reference;
use super::{About, Finding};
use crate::cause::{Cause, CauseKind};
use crate::foreign::Sentence;

/// Judges a parameter; `None` if there is none.
pub fn parameter(about: &About, reference: &Reference, found: Option<&Parameter>) -> Finding {
    let Some(found) = found else {
        return missing(about, CauseKind::ParameterMissing, reference.name());
    };
    if found.kind == "SecureString" {
        return about.ok(Sentence::own("exists, ").code("SecureString"));
    }
    let again = format!(
        "aws ssm put-parameter --overwrite --type SecureString --region {} --name {} --value …",
        reference.region, found.name,
    );
    let open = about.warning(
        Sentence::own("the parameter ")
            .foreign(&found.name)
            .then(" is not encrypted: its type is ")
            .foreign(&found.kind),
    );
    open.fix(
        Sentence::own("delete it, and write it again as a ")
            .code("SecureString")
            .then(": ")
            .foreign(again),
    )
    .fix(Sentence::own("if it is no secret, leave it as it is"))
}

/// Judges a secret; `None` if there is none.
pub fn secret(about: &About, reference: &Reference, found: Option<&StoredSecret>) -> Finding {
    match found {
        None => missing(about, CauseKind::SecretMissing, &reference.arn),
        Some(found) if found.deleted => about
            .problem(
                Sentence::own("the secret ")
                    .foreign(&reference.arn)
                    .then(" is marked to be deleted, and cannot be read any more"),
            )
            .fix(Sentence::own("bring it back: ").foreign(format!(
                "aws secretsmanager restore-secret --region {} --secret-id {}",
                reference.region, reference.arn
            ))),
        Some(_) => about.ok(Sentence::own("exists")),
    }
}

/// Whether a key is one that AWS keeps, which every identity of the account may use by way of its
/// service. Source: KMS developer guide, "AWS managed keys".
pub fn is_of_aws(key: &str) -> bool {
    key.starts_with("alias/aws/") || key.contains(":alias/aws/")
}

/// Source: as AWS's own texts at the start of a task have it; see `diagnosis`.
fn missing(about: &About, kind: CauseKind, name: &str) -> Finding {
    about.problem_of(&Cause::foreseen(kind).of(name))
}
