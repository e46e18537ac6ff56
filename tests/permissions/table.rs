//! The table of calls is whole: the boundary to AWS makes no other call.

use foghorn_deploy::permission::Call;
use regex_lite::Regex;
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_call_is_in_the_table() {
    let call = Regex::new(r#""([a-z]+:[A-Z]\w+)""#).unwrap();
    let known: BTreeSet<&str> = Call::ALL.iter().map(|call| call.action()).collect();
    let mut found = BTreeSet::new();
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/aws/session");
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.extend(call.captures_iter(&text).map(|found| found[1].to_owned()));
        }
    }
    // Needs no permission, and cannot be denied. Source: STS API reference, GetCallerIdentity.
    assert!(found.remove("sts:GetCallerIdentity"), "{found:?}");
    for call in found {
        assert!(known.contains(call.as_str()), "{call}");
    }
}
