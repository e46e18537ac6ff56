//! Two accounts with registries, and what is in the first: an index of two platforms with a
//! signature.

use foghorn_image::{Credentials, Digest, OciLayout, RegistryClient, Repository, Sealed};
use foghorn_sim::world::{Denial, WireFault};
use foghorn_sim::{Options, Outcome, Simulator};
use serde_json::{Value, json};
use std::path::Path;

pub(super) const DEV: &str = "111111111111";
pub(super) const PROD: &str = "222222222222";
const REGION: &str = "eu-west-1";
const IMAGE: &str = "application/vnd.oci.image.manifest.v1+json";
const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// How many repositories there are to copy into.
const FRESH: usize = 150;

pub(super) struct Stock {
    simulator: Simulator,
    pub(super) index: Digest,
    pub(super) images: Vec<Digest>,
    signature: Digest,
}

/// A second world, whose registry is limited as ECR's is.
pub(super) struct Limited {
    simulator: Simulator,
    pub(super) to: Repository,
}

impl Limited {
    /// Starts a world with the same repositories.
    pub(super) fn start(name: &str) -> Self {
        let simulator = start(json!({ "throttling": true }));
        let to = repository(&simulator, PROD, name);
        Self { simulator, to }
    }

    /// How many manifests were refused because they came too quickly.
    pub(super) fn refused(&self) -> usize {
        let calls = self.simulator.calls();
        let refused = calls.iter().filter(|call| call.outcome != Outcome::Ok);
        refused.filter(|call| call.operation == "PutImage").count()
    }
}

impl Stock {
    /// Starts a world with the repositories and, besides, `extra`, and fills the first.
    pub(super) async fn new(extra: Value) -> Self {
        let mut stock = Self {
            simulator: start(extra),
            index: Digest::of(b""),
            images: Vec::new(),
            signature: Digest::of(b""),
        };
        let at = stock.repository(DEV, "app");
        stock.index = stock.push_index(&at, "v1", 2).await;
        let index = at.client.resolve("app", "v1").await.unwrap().unwrap();
        stock.images = index.images;
        let subject = json!({ "mediaType": INDEX, "digest": stock.index, "size": 1 });
        stock.signature = push_signature(&at, "signature", "index", Some(subject)).await;
        stock
    }

    pub(super) fn repository(&self, account: &str, name: &str) -> Repository {
        repository(&self.simulator, account, name)
    }

    pub(super) fn fresh_repository(&self, number: usize) -> Repository {
        assert!(number < FRESH, "there are not enough repositories");
        self.repository(PROD, &format!("fresh-{number}"))
    }

    /// Makes an index of so many images, two blobs of their own and one in common.
    pub(super) async fn push_index(&self, at: &Repository, tag: &str, images: usize) -> Digest {
        let layout = Layout::new();
        let shared = layout.blob(b"shared");
        let mut entries = Vec::new();
        for number in 0..images {
            let own = layout.blob(format!("{tag} {number}").as_bytes());
            let config = format!(r#"{{"os":"linux","architecture":"{tag}-{number}"}}"#);
            let config = layout.blob(config.as_bytes());
            let image = json!({ "config": config, "layers": [shared, own] });
            let mut entry = layout.manifest(IMAGE, image);
            entry["platform"] = json!({ "os": "linux", "architecture": format!("{tag}-{number}") });
            entries.push(entry);
        }
        let index = layout.manifest(INDEX, json!({ "manifests": entries }));
        layout.push(&index, at, tag).await
    }

    /// Signs an image as cosign does: the tag alone says of what it is a signature.
    pub(super) async fn push_cosign_signature(&self, at: &Repository, image: &Digest, text: &str) {
        let tag = format!("sha256-{}.sig", image.hex());
        push_signature(at, &tag, text, None).await;
    }

    /// Checks that the index and its signature are there, byte by byte: a registry knows a
    /// manifest by its digest, and takes none without its blobs.
    pub(super) async fn assert_complete(&self, at: &Repository) {
        let (client, name) = (&at.client, &at.name);
        for (reference, digest) in [
            ("v1", &self.index),
            (self.index.as_str(), &self.index),
            (self.signature.as_str(), &self.signature),
            (self.images[0].as_str(), &self.images[0]),
            (self.images[1].as_str(), &self.images[1]),
        ] {
            let found = client.resolve(name, reference).await.unwrap();
            assert_eq!(
                found.map(|image| image.digest).as_ref(),
                Some(digest),
                "{reference}"
            );
        }
    }

    pub(super) fn set_faults(&self, faults: Vec<Value>) {
        let faults: Vec<WireFault> = serde_json::from_value(faults.into()).unwrap();
        self.simulator.set_wire_faults(faults);
    }

    /// Takes one permission away in one account, and nothing else any more.
    pub(super) fn deny(&self, account: &str, action: &str) {
        let resource = format!("arn:aws:ecr:{REGION}:{account}:*");
        let denial = json!([{ "who": "*", "action": action, "resource": resource }]);
        let denied: Vec<Denial> = serde_json::from_value(denial).unwrap();
        self.simulator.set_denied(denied);
    }

    /// How often the registry of an account was asked for something.
    pub(super) fn count(&self, account: &str, operation: &str) -> usize {
        let calls = self.simulator.calls();
        let here = calls.iter().filter(|call| call.account == account);
        here.filter(|call| call.operation == operation).count()
    }

    /// How often anything was asked.
    pub(super) fn calls(&self) -> usize {
        self.simulator.calls().len()
    }
}

/// Puts a signature under a tag; `subject` is what it is a signature of.
async fn push_signature(at: &Repository, tag: &str, text: &str, subject: Option<Value>) -> Digest {
    let layout = Layout::new();
    let layer = layout.blob(format!("signature {text}").as_bytes());
    let mut signature = json!({ "config": layout.blob(b"{}"), "layers": [layer] });
    if let Some(subject) = subject {
        signature["subject"] = subject;
    }
    let signature = layout.manifest(IMAGE, signature);
    layout.push(&signature, at, tag).await
}

fn start(extra: Value) -> Simulator {
    let repository = |account: &str, name: &str, mutability: &str| json!({ "account": account, "region": REGION, "name": name, "tag-mutability": mutability });
    let mut repositories = vec![
        repository(DEV, "app", "MUTABLE"),
        repository(DEV, "beside", "MUTABLE"),
        repository(PROD, "app", "MUTABLE"),
        repository(PROD, "denied", "MUTABLE"),
        repository(PROD, "immutable", "IMMUTABLE"),
    ];
    repositories.extend((0..FRESH).map(|n| repository(PROD, &format!("fresh-{n}"), "IMMUTABLE")));
    let mut world = extra;
    world["repositories"] = repositories.into();
    let world = serde_json::from_value(world).unwrap();
    Simulator::start(world, Options::default()).unwrap()
}

fn repository(simulator: &Simulator, account: &str, name: &str) -> Repository {
    let address = simulator.registry(account, REGION).unwrap().to_string();
    let password = simulator.registry_password(account, REGION);
    let credentials = Credentials {
        user: "AWS".to_owned(),
        password: Sealed::new(password.reveal()),
    };
    Repository {
        client: RegistryClient::new(address.parse().unwrap(), Some(credentials)).unwrap(),
        name: name.to_owned(),
    }
}

/// An OCI layout that is being written.
struct Layout(tempfile::TempDir);

impl Layout {
    fn new() -> Self {
        let layout = Self(tempfile::TempDir::new().unwrap());
        std::fs::create_dir_all(layout.path().join("blobs/sha256")).unwrap();
        layout
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn blob(&self, content: &[u8]) -> Value {
        let digest = Digest::of(content);
        let file = self.path().join("blobs/sha256").join(digest.hex());
        std::fs::write(file, content).unwrap();
        let kind = "application/vnd.oci.image.layer.v1.tar";
        json!({ "mediaType": kind, "digest": digest, "size": content.len() })
    }

    fn manifest(&self, kind: &str, mut content: Value) -> Value {
        content["schemaVersion"] = 2.into();
        content["mediaType"] = kind.into();
        let mut descriptor = self.blob(content.to_string().as_bytes());
        descriptor["mediaType"] = kind.into();
        descriptor
    }

    async fn push(&self, top: &Value, to: &Repository, tag: &str) -> Digest {
        let index = json!({ "schemaVersion": 2, "manifests": [top] });
        std::fs::write(self.path().join("index.json"), index.to_string()).unwrap();
        let layout = OciLayout::open(self.path()).unwrap();
        let tag = tag.parse().unwrap();
        let pushed = to.client.push_layout(&layout, &to.name, &tag).await;
        pushed.unwrap().digest
    }
}
