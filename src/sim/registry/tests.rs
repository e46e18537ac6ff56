//! ECR's habits one by one, over HTTP.

#![allow(clippy::unwrap_used, reason = "a failing test may panic")]

use std::net::SocketAddr;

use bytes::Bytes;
use serde_json::{Value, json};

use crate::client::{Answer, Keys, call, send};
use crate::images::BlobWriter;
use crate::{Options, Simulator, World};

const ACCOUNT: &str = "111111111111";
const TOKEN: &str = "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken";

/// A client that is logged in to a registry.
struct Docker {
    simulator: Simulator,
    registry: SocketAddr,
    authorization: String,
}

impl Docker {
    fn new(extra: &Value) -> Self {
        let repository = |name: &str, mutability: &str| {
            json!({ "account": ACCOUNT, "region": "eu-west-1", "name": name,
                    "tag-mutability": mutability, "images": [{ "tag": "v1" }, { "tag": "v2" }] })
        };
        let mut world = json!({
            "repositories": [repository("web", "MUTABLE"), repository("fixed", "IMMUTABLE")],
        });
        world
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        let world: World = serde_json::from_value(world).unwrap();
        let simulator = Simulator::start(world, Options::default()).unwrap();
        let registry = simulator.registry(ACCOUNT, "eu-west-1").unwrap();
        let answer = call(&simulator, Keys::of(ACCOUNT), "ecr", TOKEN, "{}")
            .unwrap()
            .json();
        let data = &answer["authorizationData"][0];
        assert_eq!(data["proxyEndpoint"], format!("http://{registry}"));
        let authorization = format!("Basic {}", data["authorizationToken"].as_str().unwrap());
        Self {
            simulator,
            registry,
            authorization,
        }
    }

    fn request(&self, method: &str, path: &str, body: &[u8]) -> Answer {
        let headers = [("authorization", self.authorization.as_str())];
        send(self.registry, method, path, &headers, body).unwrap()
    }

    /// The path of a new upload.
    fn upload(&self) -> String {
        let started = self.request(
            "POST",
            "/v2/web/blobs/uploads/?mount=sha256:1&from=fixed",
            b"",
        );
        assert_eq!(
            started.status, 202,
            "a mount is refused by an ordinary upload"
        );
        self.path(started.header("location"))
    }

    fn path(&self, location: &str) -> String {
        location
            .strip_prefix(&format!("http://{}", self.registry))
            .unwrap()
            .to_owned()
    }
}

/// Status, code and message of an error.
fn error(answer: &Answer) -> (u16, String, String) {
    let body = answer.json();
    let part = |name: &str| body["errors"][0][name].as_str().unwrap().to_owned();
    (answer.status, part("code"), part("message"))
}

fn digest(data: &'static [u8]) -> String {
    BlobWriter::from(Bytes::from_static(data)).finish().0
}

#[test]
fn only_a_token_opens_the_door() {
    let docker = Docker::new(&json!({}));
    let knock =
        |headers: &[(&str, &str)]| send(docker.registry, "GET", "/v2/", headers, b"").unwrap();
    let closed = knock(&[]);
    assert_eq!(closed.status, 401);
    assert_eq!(
        closed.header("www-authenticate"),
        "Basic realm=\"https://111111111111.dkr.ecr.eu-west-1.amazonaws.com/\",\
         service=\"ecr.amazonaws.com\""
    );
    // AWS:wrong
    assert_eq!(
        knock(&[("authorization", "Basic QVdTOndyb25n")]).status,
        400
    );
    assert_eq!(docker.request("GET", "/v2/", b"").status, 200);
    let elsewhere = docker.simulator.registry(ACCOUNT, "us-east-1").unwrap();
    let headers = [("authorization", docker.authorization.as_str())];
    assert_eq!(
        send(elsewhere, "GET", "/v2/", &headers, b"")
            .unwrap()
            .status,
        403
    );
    let other_account = docker
        .simulator
        .registry("222222222222", "eu-west-1")
        .unwrap();
    assert_eq!(
        send(other_account, "GET", "/v2/", &headers, b"")
            .unwrap()
            .status,
        200
    );
}

#[test]
fn a_repository_must_have_been_created() {
    let docker = Docker::new(&json!({}));
    assert_eq!(
        error(&docker.request("POST", "/v2/absent/blobs/uploads/", b"")),
        (
            404,
            "NAME_UNKNOWN".to_owned(),
            "The repository with name 'absent' does not exist in the registry with id \
             '111111111111'"
                .to_owned()
        )
    );
}

#[test]
fn a_missing_permission_is_named() {
    let denied = json!([{ "who": "simulated", "action": "ecr:InitiateLayerUpload" }]);
    let docker = Docker::new(&json!({ "denied": denied }));
    let (status, code, message) = error(&docker.request("POST", "/v2/web/blobs/uploads/", b""));
    assert_eq!((status, code.as_str()), (403, "DENIED"));
    assert!(message.contains("is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:111111111111:repository/web"), "{message}");
}

#[test]
fn the_first_patch_counts_and_is_answered_with_201() {
    let docker = Docker::new(&json!({}));
    let upload = docker.upload();
    let first = docker.request("PATCH", &upload, b"hello ");
    assert_eq!((first.status, first.header("range")), (201, "0-5"));
    let second = docker.request("PATCH", &docker.path(first.header("location")), b"world");
    assert_eq!((second.status, second.header("range")), (201, "0-5"));
    let end = format!("{upload}?digest={}", digest(b"hello world"));
    let (status, code, _) = error(&docker.request("PUT", &end, b""));
    assert_eq!((status, code.as_str()), (400, "DIGEST_INVALID"));

    // One PATCH, or everything in the PUT, is the way.
    for (patch, put) in [
        (b"hello world".as_slice(), b"".as_slice()),
        (b"", b"hello world"),
    ] {
        let upload = docker.upload();
        if !patch.is_empty() {
            docker.request("PATCH", &upload, patch);
        }
        let end = format!(
            "{upload}?digest={}",
            digest(b"hello world").replace(':', "%3A")
        );
        assert_eq!(docker.request("PUT", &end, put).status, 201);
    }
    let blob = format!("/v2/web/blobs/{}", digest(b"hello world"));
    let check = docker.request("HEAD", &blob, b"");
    assert_eq!((check.status, check.header("content-length")), (200, "11"));
    let other = docker.request("HEAD", &blob.replace("web", "fixed"), b"");
    assert_eq!(other.status, 404, "blobs belong to one repository");
}

#[test]
fn a_blob_is_fetched_from_a_storage_behind() {
    let docker = Docker::new(&json!({}));
    let end = format!("{}?digest={}", docker.upload(), digest(b"data"));
    docker.request("PUT", &end, b"data");
    let away = docker.request("GET", &format!("/v2/web/blobs/{}", digest(b"data")), b"");
    assert_eq!(away.status, 307);
    let path = docker.path(away.header("location"));
    let stored = send(docker.registry, "GET", &path, &[], b"").unwrap();
    assert_eq!(
        (stored.status, stored.body.as_slice()),
        (200, b"data".as_slice())
    );
}

#[test]
fn manifests_come_back_as_they_were_put() {
    let docker = Docker::new(&json!({}));
    let v1 = docker.request("GET", "/v2/web/manifests/v1", b"");
    let digest = v1.header("docker-content-digest").to_owned();
    assert_eq!(
        v1.header("content-type"),
        "application/vnd.oci.image.manifest.v1+json"
    );
    let head = docker.request("HEAD", &format!("/v2/web/manifests/{digest}"), b"");
    assert_eq!(head.header("content-length"), v1.body.len().to_string());

    let by_tag = docker.request("PUT", "/v2/web/manifests/again", &v1.body);
    assert_eq!(
        (by_tag.status, by_tag.header("docker-content-digest")),
        (201, digest.as_str())
    );
    assert!(!by_tag.header("location").is_empty());
    let by_digest = docker.request("PUT", &format!("/v2/web/manifests/{digest}"), &v1.body);
    assert_eq!((by_digest.status, by_digest.header("location")), (201, ""));

    let tags = docker.request("GET", "/v2/web/tags/list", b"").json();
    assert_eq!(
        tags,
        json!({ "name": "web", "tags": ["again", "v1", "v2"] })
    );
    let missing = docker.request("GET", "/v2/web/manifests/v9", b"");
    assert_eq!(error(&missing).1, "MANIFEST_UNKNOWN");
}

#[test]
fn parts_come_before_the_whole() {
    let docker = Docker::new(&json!({}));
    let child = format!("sha256:{}", "0".repeat(64));
    let index = json!({ "schemaVersion": 2, "manifests": [{ "digest": child }] });
    let image = json!({ "schemaVersion": 2, "config": { "digest": child } });
    for (manifest, what) in [(index, "Images"), (image, "Layers")] {
        let put = docker.request(
            "PUT",
            "/v2/web/manifests/all",
            manifest.to_string().as_bytes(),
        );
        let (status, code, message) = error(&put);
        assert_eq!((status, code.as_str()), (404, "MANIFEST_BLOB_UNKNOWN"));
        assert!(
            message.starts_with(what) && message.contains(&child),
            "{message}"
        );
    }
}

#[test]
fn an_immutable_tag_stays_where_it_is() {
    let docker = Docker::new(&json!({}));
    let v2 = docker.request("GET", "/v2/fixed/manifests/v2", b"").body;
    // Also for the image that has the tag already.
    for tag in ["v1", "v2"] {
        let put = docker.request("PUT", &format!("/v2/fixed/manifests/{tag}"), &v2);
        assert_eq!(
            error(&put),
            (
                400,
                "TAG_INVALID".to_owned(),
                format!(
                    "The image tag '{tag}' already exists in the 'fixed' repository and cannot \
                     be overwritten because the tag is immutable."
                )
            )
        );
    }
    let put = docker.request("PUT", "/v2/fixed/manifests/v3", &v2);
    assert_eq!(put.status, 201);
}

#[test]
fn a_registry_can_close_the_connection() {
    let fault = json!([{ "service": "registry", "operation": "UploadLayerPart", "kind": "reset" }]);
    let docker = Docker::new(&json!({ "wire-faults": fault }));
    let upload = docker.upload();
    let headers = [("authorization", docker.authorization.as_str())];
    assert!(send(docker.registry, "PATCH", &upload, &headers, b"data").is_none());
    assert_eq!(docker.request("PATCH", &upload, b"data").status, 201);
}

#[test]
fn a_mount_needs_the_setting_a_permission_and_a_manifest() {
    let on = json!({ "blob-mounting": true });
    let may_not = json!({
        "blob-mounting": true,
        "denied": [{ "who": "simulated", "action": "ecr:GetDownloadUrlForLayer" }],
    });
    for (name, extra, referred, status) in [
        ("off unless turned on", json!({}), true, 202),
        ("on", on.clone(), true, 201),
        ("not downloadable", may_not, true, 202),
        ("no manifest has it", on, false, 202),
    ] {
        let docker = Docker::new(&extra);
        let blob = if referred {
            let v1 = docker.request("GET", "/v2/fixed/manifests/v1", b"").json();
            v1["layers"][0]["digest"].as_str().unwrap().to_owned()
        } else {
            let started = docker.request("POST", "/v2/fixed/blobs/uploads/", b"");
            let upload = docker.path(started.header("location"));
            let end = format!("{upload}?digest={}", digest(b"alone"));
            assert_eq!(docker.request("PUT", &end, b"alone").status, 201);
            digest(b"alone")
        };
        let mount = format!("/v2/web/blobs/uploads/?mount={blob}&from=fixed");
        assert_eq!(docker.request("POST", &mount, b"").status, status, "{name}");
        let there = docker.request("HEAD", &format!("/v2/web/blobs/{blob}"), b"");
        assert_eq!(there.status == 200, status == 201, "{name}");
    }
}

#[test]
fn ten_manifests_a_second() {
    let docker = Docker::new(&json!({ "throttling": true, "clock": { "scale": 0.001 } }));
    let v1 = docker.request("GET", "/v2/web/manifests/v1", b"").body;
    let put = |tag: u32| docker.request("PUT", &format!("/v2/web/manifests/t{tag}"), &v1);
    let statuses: Vec<u16> = (0..11).map(|tag| put(tag).status).collect();
    assert_eq!(statuses, [[201; 10].as_slice(), &[429]].concat());
    assert_eq!(error(&put(11)).1, "TOOMANYREQUESTS");
}

#[test]
fn a_download_can_break_off_and_be_resumed() {
    let cut = json!([
        { "service": "registry", "operation": "GetObject", "kind": "cut-off", "bytes": 3 },
    ]);
    let docker = Docker::new(&json!({ "wire-faults": cut }));
    let end = format!("{}?digest={}", docker.upload(), digest(b"data"));
    docker.request("PUT", &end, b"data");
    let path = format!("/_layers/web/{}", digest(b"data"));
    let get = |range: &str| send(docker.registry, "GET", &path, &[("range", range)], b"").unwrap();
    let broken = get("");
    assert_eq!(broken.header("content-length"), "4");
    assert_eq!(broken.body, b"dat");
    let rest = get("bytes=3-");
    assert_eq!(
        (rest.status, rest.header("content-range")),
        (206, "bytes 3-3/4")
    );
    assert_eq!(rest.body, b"a");
    assert_eq!(
        get("bytes=9-").body,
        b"data",
        "as for a range that is not understood"
    );
}
