//! 1,000 secrets planted everywhere a user can put one. Every value begins with the same word and
//! ends with letters of its own by chance, so that any of them is found, also when its start or its
//! end was cut, or when it was quoted or joined.

use crate::harness::{Example, Invocation, Run, Setting};
use foghorn_sim::{Secret, world};
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::sync::LazyLock;

/// What every planted value begins with.
pub(super) const WORD: &str = "pl4nt3d";

/// How many places of each kind there are.
const EACH: usize = 40;

/// How many secrets are in a place.
const TOGETHER: usize = 5;

/// Where they are: `environment`, `valueFrom`, and `values`, `env` and `build-args` of the
/// configuration.
const KINDS: [&str; 5] = ["literal", "secret", "VALUE", "VARIABLE", "ARGUMENT"];

/// Where the parameters and secrets are that the task definition names.
const ACCOUNTS: [&str; 2] = ["111111111111", "222222222222"];

/// The access key of the deploying user.
const ACCESS_KEY: &str = "ASIAPLANTED";

/// What the letters of chance are.
const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrtvz";

/// How many letters of chance a value ends with.
const CHANCE: usize = 16;

/// So many of them in a row are nowhere by accident.
const TELLING: usize = 8;

/// What the ends are made from: another number in every run. It is told when a value is found, and
/// `FOGHORN_SEED` brings the same ends again.
static SEED: LazyLock<u64> = LazyLock::new(|| match std::env::var("FOGHORN_SEED") {
    Ok(seed) => seed.parse().expect("FOGHORN_SEED=NUMBER"),
    Err(_) => RandomState::new().hash_one("seed"),
});

/// Every run of [`TELLING`] letters in the end of a planted secret.
static PARTS: LazyLock<HashSet<Vec<u8>>> = LazyLock::new(|| {
    let places = KINDS.into_iter().flat_map(values);
    let all = places.flat_map(|place| place.split('.').map(str::to_owned).collect::<Vec<_>>());
    let all: HashSet<String> = all.collect();
    assert_eq!(all.len(), 1000, "every secret is another one");
    let ends = all.iter().map(|one| &one.as_bytes()[one.len() - CHANCE..]);
    ends.flat_map(|end| end.windows(TELLING).map(<[u8]>::to_vec))
        .collect()
});

/// Returns the end of a planted secret: sixteen letters, of four bits each.
fn end(number: usize) -> String {
    // splitmix64
    let mut state = SEED.wrapping_add((number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^= state >> 31;
    (0..CHANCE)
        .map(|place| {
            let nibble = (state >> (4 * place)) & 15;
            char::from(LETTERS[usize::try_from(nibble).unwrap()])
        })
        .collect()
}

/// Returns the value in a place of a kind: some secrets, with dots between them.
pub(super) fn nth(kind: &str, place: usize) -> String {
    let of_kind = KINDS.iter().position(|one| *one == kind).expect(kind) * EACH;
    let numbers = (0..TOGETHER).map(|number| (of_kind + place) * TOGETHER + number);
    let secrets = numbers.map(|number| format!("{WORD}-{kind}-{number}-{}", end(number)));
    secrets.collect::<Vec<_>>().join(".")
}

/// Returns the values of a kind.
fn values(kind: &str) -> Vec<String> {
    (0..EACH).map(|place| nth(kind, place)).collect()
}

/// Returns mapping lines of YAML, one for each value.
fn yaml(indent: usize, kind: &str) -> String {
    let lines = values(kind).into_iter().enumerate();
    lines
        .map(|(number, value)| format!("{:indent$}{kind}_{number}: {value}\n", ""))
        .collect::<Vec<_>>()
        .concat()
}

/// Returns members of a JSON object, each a template that brings in one value.
fn templates(source: &str, kind: &str) -> Map<String, Value> {
    let names = (0..EACH).map(|number| format!("{kind}_{number}"));
    names
        .map(|name| (name.clone(), json!(format!("${{{source}.{name}}}"))))
        .collect()
}

/// The configuration: stage values, variables, build arguments.
pub(super) fn configuration(round: &str) -> String {
    let names: Vec<String> = (0..EACH)
        .map(|number| format!("VARIABLE_{number}"))
        .collect();
    let list = format!("environment: [{}]\nimage:\n", names.join(", "));
    let arguments = format!(
        "  repository: product-api\n  build-args:\n{}",
        yaml(4, "ARGUMENT")
    );
    let stage = format!(
        "    values:\n      ROUND: {WORD}-{round}\n{}",
        yaml(6, "VALUE")
    );
    Example::PRODUCT_API
        .read("foghorn.yml")
        .replace("image:\n", &list)
        .replace("  repository: product-api\n", &arguments)
        .replace("    values:\n", &stage)
}

/// The task definition: every place a value can be in.
pub(super) fn definition() -> Value {
    let text = Example::PRODUCT_API.read("ecs/task-definition.json");
    let mut document: Value = serde_json::from_str(&text).unwrap();
    let web = &mut document["containerDefinitions"][0];
    let named = |(number, value): (usize, String)| json!({"name": format!("LITERAL_{number}"), "value": value});
    let literal = values("literal").into_iter().enumerate().map(named);
    let environment = web["environment"].as_array_mut().unwrap();
    environment.extend(literal);
    environment.push(json!({"name": "ROUND", "value": "round ${values.ROUND} of many"}));
    // No ARN and no path: it could be the name of a parameter, or the secret itself.
    let secret = |(number, value): (usize, String)| json!({"name": format!("SECRET_{number}"), "valueFrom": value});
    let secrets = values("secret").into_iter().enumerate().map(secret);
    let arn = "arn:aws:secretsmanager:${region}:${account}:secret:shop:token::";
    let stored = json!({ "name": "STORED", "valueFrom": arn });
    let list = web["secrets"].as_array_mut().unwrap();
    list.extend(secrets.chain([stored]));
    web["dockerLabels"] = Value::Object(templates("values", "VALUE"));
    web["command"] = Value::Array(
        templates("env", "VARIABLE")
            .into_iter()
            .map(|(_, value)| value)
            .collect(),
    );
    let options = web["logConfiguration"]["options"].as_object_mut().unwrap();
    options.insert(
        "awslogs-datetime-format".to_owned(),
        json!("${values.VALUE_0}"),
    );
    document
}

/// How many of the planted values are in the task definition.
pub(super) fn in_definition() -> Vec<String> {
    ["literal", "secret", "VALUE", "VARIABLE"]
        .into_iter()
        .flat_map(values)
        .collect()
}

/// A scene with everything planted, in which the task definition's secrets exist.
pub(super) fn setting() -> Setting {
    let region = "eu-west-1";
    let [account, _] = ACCOUNTS;
    let parameters = ACCOUNTS.into_iter().flat_map(|account| {
        let of = move |name| world::Parameter {
            account: account.to_owned(),
            region: region.to_owned(),
            name,
            kind: world::ParameterType::SecureString,
            value: Secret::new(format!("{WORD}-parameter")),
        };
        values("secret").into_iter().map(of)
    });
    let stored = ACCOUNTS.map(|account| world::StoredSecret {
        account: account.to_owned(),
        region: region.to_owned(),
        name: "shop".to_owned(),
        value: Secret::new(format!("{{\"token\":\"{WORD}-stored\"}}")),
        deleted: false,
    });
    let key = world::Credential {
        access_key_id: ACCESS_KEY.to_owned(),
        secret_access_key: Secret::new(format!("{WORD}-secret-key")),
        session_token: Some(Secret::new(format!("{WORD}-session-token"))),
        expires_after: None,
        account: account.to_owned(),
        user: "ci".to_owned(),
    };
    Setting::new(Example::PRODUCT_API)
        .at("dev")
        .file("foghorn.yml", configuration("first"))
        .file("ecs/task-definition.json", definition().to_string())
        .world(|world| {
            world.parameters.extend(parameters);
            world.secrets.extend(stored);
            world.credentials.push(key);
        })
}

/// Sets the variables that the configuration names, and those that a CI gives its jobs.
pub(super) fn variables(run: Invocation) -> Invocation {
    let run = run
        .env("AWS_ACCESS_KEY_ID", ACCESS_KEY)
        .env("AWS_SECRET_ACCESS_KEY", format!("{WORD}-secret-key"))
        .env("AWS_SESSION_TOKEN", format!("{WORD}-session-token"));
    let run = ["GITHUB_TOKEN", "CI_JOB_TOKEN", "DOCKER_AUTH_CONFIG"]
        .into_iter()
        .fold(run, |run, name| run.env(name, format!("{WORD}-{name}")));
    let values = values("VARIABLE").into_iter().enumerate();
    values.fold(run, |run, (number, value)| {
        run.env(&format!("VARIABLE_{number}"), value)
    })
}

/// Makes sure that nothing planted is in what a run wrote: its output, and these files.
pub(super) fn kept(run: &Run, files: &[&Path]) {
    assert_clean("stdout", &run.stdout);
    assert_clean("stderr", &run.stderr);
    for file in files {
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).expect(&name);
        assert!(!text.is_empty(), "{name} is empty");
        assert_clean(&name, &text);
    }
}

pub(super) fn assert_clean(name: &str, text: &str) {
    let found = text.lines().find(|line| {
        let line = line.to_lowercase();
        let words = line.as_bytes().split(|byte| !LETTERS.contains(byte));
        let mut parts = words.flat_map(|word| word.windows(TELLING));
        line.contains(WORD) || parts.any(|part| PARTS.contains(part))
    });
    let seed = *SEED;
    assert_eq!(
        found, None,
        "a planted value is in {name} (FOGHORN_SEED={seed})"
    );
}
