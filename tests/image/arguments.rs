//! Build arguments, labels and build secrets reach the builder, and are not shown.

use super::workplace::{Workplace, works};
use crate::harness::{Example, Setting};

/// What every value begins with.
const WORD: &str = "pl4nt3d";

#[test]
fn of_buildx() {
    not_shown("buildx");
}

#[test]
fn of_buildah() {
    not_shown("buildah");
}

fn not_shown(builder: &str) {
    if !works(builder) {
        return;
    }
    let values = format!(
        "environment: [RELEASE]\nimage:\n  build-args:\n    TOKEN: {WORD}-argument\n    \
         RELEASE: ${{env.RELEASE}}\n  labels:\n    com.example.release: ${{env.RELEASE}}\n  \
         secrets:\n    - {{ id: npm, env: NPM_TOKEN }}\n"
    );
    let configuration = Example::PRODUCT_API
        .read("foghorn.yml")
        .replacen("image:\n", &values, 1);
    let setting = Setting::new(Example::PRODUCT_API).file("foghorn.yml", configuration);
    let dockerfile = "FROM scratch\nCOPY busybox /bin/busybox\nARG TOKEN\nARG RELEASE\n\
        RUN --mount=type=secret,id=npm [\"/bin/busybox\", \"sh\", \"-c\", \
        \"test -n \\\"$TOKEN\\\" && test -s /run/secrets/npm && echo they are there\"]\n";
    let work = Workplace::new(setting, Some(dockerfile));
    let events = work.home.path().join("events.jsonl");
    let run = work
        .foghorn(&[
            "build",
            "--builder",
            builder,
            "--events",
            events.to_str().unwrap(),
        ])
        .env("RELEASE", format!("{WORD}-release"))
        .env("NPM_TOKEN", format!("{WORD}-secret"))
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stderr.contains("they are there"), "{run}");
    let (tag, _) = &work.tags()[0];
    let pushed = work
        .scene
        .simulator
        .image_config("111111111111", "eu-west-1", "product-api", tag);
    let label = pushed.unwrap()["config"]["Labels"]["com.example.release"].take();
    assert_eq!(label, format!("{WORD}-release"));
    let written = std::fs::read_to_string(events).unwrap();
    for text in [&run.stdout, &run.stderr, &written] {
        let line = text.lines().find(|line| line.contains(WORD));
        assert_eq!(line, None, "a value is shown");
    }
}
