//! What `foghorn policy` prints for the example, and an AWS in which it is in force.

use crate::harness::{Example, Setting};
use serde_json::Value;
use std::sync::OnceLock;

/// The repository whose jobs of GitHub the roles trust.
pub(super) const JOBS: &str = "acme/shop";

/// The policies of both stages, without some actions.
#[derive(Clone)]
pub(crate) struct Printed {
    documents: Vec<Document>,
    configuration: String,
}

/// One of them.
#[derive(Clone)]
pub(crate) struct Document {
    pub(crate) stage: String,
    pub(crate) name: String,
    pub(crate) statements: Vec<Value>,
    pub(crate) policy: Value,
}

impl Printed {
    /// Lets foghorn print them, once for all tests.
    pub(crate) fn all() -> Self {
        static PRINTED: OnceLock<Printed> = OnceLock::new();
        PRINTED.get_or_init(|| Self::print(configuration())).clone()
    }

    /// The same for a prod that has the image in its own registry.
    pub(crate) fn copying() -> Self {
        static PRINTED: OnceLock<Printed> = OnceLock::new();
        let print = || {
            let own = "    cluster: prod\n    copy-images: true\n";
            Self::print(configuration().replace("    cluster: prod\n", own))
        };
        PRINTED.get_or_init(print).clone()
    }

    fn print(configuration: String) -> Self {
        let scene = Setting::new(Example::PRODUCT_API)
            .file("foghorn.yml", &configuration)
            .start();
        let run = scene
            .foghorn(&["policy", "--output", "json", "--github", JOBS])
            .run();
        assert_eq!(run.code, Some(0), "{run}");
        assert_eq!(scene.simulator.calls().len(), 0, "it asks nobody");
        let printed: Value = serde_json::from_str(&run.stdout).unwrap();
        let each = |value: &Value, list: &str| value[list].as_array().unwrap().clone();
        let text = |value: &Value, key: &str| value[key].as_str().unwrap().to_owned();
        let documents = each(&printed, "stages").into_iter().flat_map(|stage| {
            let name = text(&stage, "stage");
            let documents = each(&stage, "documents").into_iter();
            documents.map(move |document| Document {
                stage: name.clone(),
                name: text(&document, "document"),
                statements: each(&document, "statements"),
                policy: document["policy"].clone(),
            })
        });
        Self {
            documents: documents.collect(),
            configuration,
        }
    }

    /// Takes an action out of a policy of one stage.
    pub(crate) fn without(mut self, stage: &str, document: &str, action: &str) -> Self {
        let mut taken = false;
        let documents = self.documents.iter_mut();
        for one in documents.filter(|one| one.stage == stage && one.name == document) {
            for statement in one.policy["Statement"].as_array_mut().unwrap() {
                let mut left = actions(statement);
                let count = left.len();
                left.retain(|one| one != action);
                taken |= left.len() < count;
                statement["Action"] = left.into();
            }
        }
        assert!(taken, "{stage}/{document} has no {action}");
        self
    }

    /// Every one.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &Document> {
        self.documents.iter()
    }

    /// One of them.
    pub(crate) fn policy(&self, stage: &str, document: &str) -> Value {
        let mut documents = self.documents();
        let found = documents.find(|one| one.stage == stage && one.name == document);
        found.unwrap().policy.clone()
    }

    /// An AWS in which they are in force: nobody else may do anything. What only checking needs is
    /// left out, for it is partly what pushing needs, too.
    pub(crate) fn in_force(&self) -> Setting {
        self.in_force_of(&["read", "deploy", "push"])
    }

    /// An AWS in which roles that deploy have these of the policies.
    pub(super) fn in_force_of(&self, names: &[&str]) -> Setting {
        let policies = |stage: &str, names: &[&str]| -> Vec<Value> {
            let of_stage = self.documents().filter(|one| one.stage == stage);
            of_stage
                .filter(|one| names.contains(&one.name.as_str()))
                .map(|one| one.policy.clone())
                .collect()
        };
        let trust = |stage| self.policy(stage, "trust-github");
        Setting::new(Example::PRODUCT_API)
            .at("dev")
            .file("foghorn.yml", &self.configuration)
            .repository_in("prod")
            .role("dev", "deploy", &trust("dev"), &policies("dev", names))
            .role("prod", "deploy", &trust("prod"), &policies("prod", names))
            .role(
                "dev",
                "proof",
                &self.policy("dev", "proof-trust"),
                &policies("dev", &["proof"]),
            )
            .repository_policy(self.policy("dev", "repository"))
    }
}

/// The actions of a statement, which are one or a list.
pub(super) fn actions(statement: &Value) -> Vec<String> {
    let text = |action: &Value| action.as_str().unwrap().to_owned();
    match &statement["Action"] {
        Value::Array(actions) => actions.iter().map(text).collect(),
        one => vec![text(one)],
    }
}

/// The example's, with a role for prod to look at dev with.
fn configuration() -> String {
    let role = "proof-role: arn:aws:iam::111111111111:role/proof";
    let text = Example::PRODUCT_API.read("foghorn.yml");
    text.replace(
        "    cluster: dev\n",
        &format!("    cluster: dev\n    {role}\n"),
    )
}
