//! What `${...}` becomes, what stays sealed, and what is a problem where.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::*;
use crate::sealed::Sealed;

fn sources() -> Sources {
    let sealed = |pairs: &[(&str, &str)]| {
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), Sealed::new((*value).to_owned())))
            .collect()
    };
    Sources {
        values: sealed(&[("LOG_LEVEL", "debug"), ("TRICK", "${stage}\": x\n- y")]),
        environment_names: vec!["TOKEN".to_owned(), "UNSET".to_owned()],
        environment: sealed(&[("TOKEN", "hunter2"), ("OTHER", "hunter3")]),
        git: Some(Git {
            sha: "abcdef".to_owned(),
            short_sha: "abc".to_owned(),
            reference: None,
        }),
        image: Some("app@sha256:1".to_owned()),
        images: [("side".to_owned(), "side@sha256:2".to_owned())].into(),
        stage: Some("dev".to_owned()),
        region: Some("eu-west-1".to_owned()),
        ..Sources::default()
    }
}

#[test]
fn references_are_replaced_and_sealed() {
    for (written, expected, sealed) in [
        ("plain", "plain", false),
        ("${stage}-${region}", "dev-eu-west-1", false),
        ("${git.sha} ${git.short-sha}", "abcdef abc", false),
        (
            "${image} ${image.side}",
            "app@sha256:1 side@sha256:2",
            false,
        ),
        ("x-${values.LOG_LEVEL}", "x-debug", true),
        ("${env.TOKEN}", "hunter2", true),
        (
            "$${stage} $ $$ {x} $$${stage}",
            "${stage} $ $$ {x} $${stage}",
            false,
        ),
        ("${values.TRICK}", "${stage}\": x\n- y", true),
        ("cost: 5$", "cost: 5$", false),
    ] {
        let text = serde_json::json!({ "a": [written] }).to_string();
        let (document, _) = Document::parse("f.json", &text);
        let mut document = document.unwrap();
        let problems = substitute(&mut document, &sources());
        assert!(problems.is_empty(), "{problems}");
        let node = &document.root.get("a").unwrap().items()[0];
        assert_eq!(
            (node.as_str().unwrap(), node.sealed),
            (expected, sealed),
            "{written}"
        );
    }
}

#[test]
fn what_cannot_be_replaced_is_a_problem_at_its_position() {
    let text = "a: x ${values.LOGLEVEL}\nb: \"${env.TOKN} ${env.UNSET}\"\nc: ${git.ref}\nd: ${stag}\n\
                e: ${FOO} ${unclosed\nf: ${image.sid}\ng: ${env.OTHER}\nh: ${account}\ni: ${vaules.A}\n\
                j: ${FOO:-hunter2} ${a.b}\n";
    let (document, problems) = Document::parse("td.yml", text);
    assert!(problems.is_empty(), "{problems}");
    let problems = substitute(&mut document.unwrap(), &sources());
    let lines = problems;
    let lines = lines.iter().map(ToString::to_string).collect::<Vec<_>>();
    insta::assert_snapshot!(lines.join("\n"));
}
