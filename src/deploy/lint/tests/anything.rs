//! Nothing panics, whatever the document is.

use super::{Settings, lint};
use crate::document::Document;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Keys that a rule asks for.
const KEYS: &str = "family requiresCompatibilities networkMode cpu memory memoryReservation containerDefinitions name image \
    environment value secrets valueFrom dependsOn containerName condition essential healthCheck command interval \
    portMappings containerPort hostPort containerPortRange protocol logConfiguration logDriver options secretOptions \
    awslogs-group volumes host sourcePath efsVolumeConfiguration fileSystemId authorizationConfig accessPointId mountPoints \
    sourceVolume containerPath linuxParameters capabilities add ulimits softLimit hardLimit firelensConfiguration \
    ephemeralStorage sizeInGiB runtimePlatform operatingSystemFamily executionRoleArn environmentFiles tags key dockerLabels \
    volumesFrom sourceContainer restartPolicy resourceRequirements type placementConstraints";

fn leaf() -> impl Strategy<Value = Value> {
    let known = [
        "",
        "a",
        "b",
        "FARGATE",
        "EC2",
        "awsvpc",
        "host",
        "256",
        "1 vCPU",
        ". GB",
        "1e999 GB",
        "99999999999999999999",
        "awslogs",
        "awsfirelens",
        "HEALTHY",
        "SUCCESS",
        "1-2",
        "-",
        "CMD",
        "arn:aws:ssm:::",
        "arn:",
        "arn:aws:iam::111111111111:role/",
        "$A",
        "{{",
        "}}",
        "<>",
        "${",
        "%%",
        "ü",
        "\u{0}",
        "a@b:c/D",
    ];
    prop_oneof![
        proptest::sample::select(known.to_vec()).prop_map(|text| json!(text)),
        "\\PC{0,12}".prop_map(|text| json!(text)),
        proptest::sample::select(vec![0, 1, -1, 80, i64::MAX, i64::MIN])
            .prop_map(|number| json!(number)),
        any::<f64>().prop_map(|number| json!(number)),
        any::<bool>().prop_map(|flag| json!(flag)),
        Just(Value::Null),
    ]
}

fn anything() -> impl Strategy<Value = Value> {
    let keys: Vec<&str> = KEYS.split_whitespace().collect();
    leaf().prop_recursive(6, 200, 8, move |inner| {
        let key = prop_oneof![9 => proptest::sample::select(keys.clone()).prop_map(str::to_owned), 1 => "\\PC{0,6}"];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::vec((key, inner), 0..8)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A definition in which the value stands in a container, in a list and at the top.
fn around(value: &Value) -> Value {
    let mut document = super::good();
    if let (Value::Object(own), Value::Object(members)) = (&mut document, value) {
        own.extend(members.clone());
    }
    let containers = document["containerDefinitions"].as_array_mut();
    if let (Some(containers), Value::Object(_)) = (containers, value) {
        containers.extend([value.clone(), value.clone()]);
    }
    document
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(value in anything()) {
        for value in [&value, &around(&value)] {
            let (document, _) = Document::parse("a.json", &value.to_string());
            if let Some(document) = document {
                let filled_in = lint(&document, Settings { filled_in: true, ..Settings::default() });
                prop_assert!(filled_in.len() >= lint(&document, Settings::default()).len());
                prop_assert_eq!(filled_in.is_empty(), filled_in.render().is_empty());
            }
        }
    }
}
