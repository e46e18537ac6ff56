//! A secret that is there and cannot be read, and the keys that secrets are encrypted with.

use super::one_thing::{lacks, says, stored};
use super::online::check;
use foghorn_sim::world::CustomerKey;

#[test]
fn a_secret_that_is_to_be_deleted() {
    let deleted = stored().world(|world| world.secrets[0].deleted = true);
    let deleted = deleted.start();
    says(
        &deleted,
        3,
        "is marked to be deleted, and cannot be read any more",
    );
    let restore = "aws secretsmanager restore-secret --region eu-west-1 --secret-id arn:aws:secretsmanager:eu-west-1:111111111111:secret:shop";
    says(&deleted, 3, restore);
}

#[test]
fn a_key_of_the_customers() {
    // A key of the customer's: its own policy cannot be simulated.
    let key = |alias: Option<&str>| {
        let alias = alias.map(str::to_owned);
        stored().world(|world| {
            let iam = world.iam.get_or_insert_default();
            iam.customer_keys.push(CustomerKey {
                arn: "arn:aws:kms:eu-west-1:111111111111:key/1".to_owned(),
                encrypts: vec!["shop".to_owned()],
                alias,
            });
        })
    };
    says(
        &lacks(key(None), &["kms:Decrypt"]).start(),
        0,
        "warning: the execution role product-api-execution may not decrypt with the KMS key",
    );
    // A role that may use every key may use that of an alias; of others nobody knows.
    let run = check(&key(Some("alias/shop")).start(), &["--stage", "dev"]);
    assert!(!run.to_string().contains("alias/shop"), "{run}");
    assert_eq!(run.code, Some(0), "{run}");
    let alias = lacks(key(Some("alias/shop")), &["kms:Decrypt"]).start();
    for said in [
        "warning: whether the execution role product-api-execution may decrypt with the KMS key alias/shop is not known",
        "aws kms describe-key --region eu-west-1 --key-id alias/shop",
    ] {
        says(&alias, 0, said);
    }
}
