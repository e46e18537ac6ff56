//! Owns what is wrong with the parameters and secrets that containers take: that they are not
//! there, or not encrypted. No value is known here.

use super::fact::{Decision, Parameter, Simulated, StoredSecret};
use super::permission::name;
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

/// The alias, if that is what a key is given by: `alias/NAME`, also out of an ARN.
/// Source: KMS developer guide, "Key identifiers".
pub fn alias(key: &str) -> Option<&str> {
    let at = key.find("alias/")?;
    (at == 0 || key[..at].ends_with(':')).then(|| &key[at..])
}

/// Judges what IAM says of a role and any key with this alias: if that is not allowed, a statement
/// about the one key could still allow it, and which key that is is not known. `role` is an ARN.
/// Source: KMS developer guide, "Specifying KMS keys in IAM policy statements".
pub fn key_by_alias(
    about: &About,
    role: &str,
    alias: &str,
    region: &str,
    answers: &[Simulated],
) -> Option<Finding> {
    let is_allowed = |one: &Simulated| one.decision == Decision::Allowed;
    if !answers.is_empty() && answers.iter().all(is_allowed) {
        return None;
    }
    let text = Sentence::own("whether the execution role ")
        .foreign(name(role))
        .then(" may decrypt with the KMS key ")
        .foreign(alias)
        .then(" is not known: policies name a key by its ARN, and this one is known by its alias");
    let look = format!(
        "aws kms describe-key --region {region} --key-id {alias} --query KeyMetadata.Arn --output text"
    );
    let ask = format!(
        "aws iam simulate-principal-policy --policy-source-arn {role} \
         --action-names kms:Decrypt --resource-arns KEY_ARN"
    );
    Some(
        about
            .warning(text)
            .fix(Sentence::own("look which key it is: ").foreign(look))
            .fix(Sentence::own("ask IAM about it: ").foreign(ask))
            .fix(
                Sentence::own("a statement that allows it has ")
                    .code("kms:Decrypt")
                    .then(" on the key's ARN: an alias in ")
                    .code("Resource")
                    .then(" allows nothing"),
            ),
    )
}

/// Source: as AWS's own texts at the start of a task have it; see `diagnosis`.
fn missing(about: &About, kind: CauseKind, name: &str) -> Finding {
    about.problem_of(&Cause::foreseen(kind).of(name))
}
