//! One image for two processors, made of two that were pushed by digest, in a real registry.

use super::docker::is_there;
use super::npm::{checkout, program};
use super::watched::Watched;
use serde_json::Value;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use tempfile::TempDir;

/// Starts Debian's registry on loopback; it ends with the value. Returns its address, too.
fn registry(folder: &Path) -> (Watched, String) {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let config = folder.join("registry.yml");
    let text = format!(
        "version: 0.1\nlog: {{level: info}}\nhttp: {{addr: '{address}'}}\n\
         storage: {{filesystem: {{rootdirectory: {}}}}}\n",
        folder.join("registry").display()
    );
    fs::write(&config, text).unwrap();
    let mut serve = Command::new("docker-registry");
    let running = Watched::start(serve.arg("serve").arg(config));
    running.wait_for("listening on");
    (running, address)
}

fn json(command: &mut Command) -> Value {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {done:?}");
    serde_json::from_slice(&done.stdout).unwrap()
}

#[test]
fn one_image_for_both_processors() {
    if !is_there() || !program("docker-registry") {
        return;
    }
    let folder = TempDir::new().unwrap();
    let (_registry, address) = registry(folder.path());
    let name = format!("{address}/foghorn");
    let context = folder.path().join("context");
    fs::create_dir(&context).unwrap();
    fs::write(
        context.join("Dockerfile"),
        "FROM scratch\nCOPY Dockerfile /\n",
    )
    .unwrap();
    let mut digests = Vec::new();
    for processor in ["amd64", "arm64"] {
        let metadata = folder.path().join("metadata.json");
        let mut build = Command::new("docker");
        build
            .args(["buildx", "build", "--push", "--provenance=false"])
            .args(["--platform", &format!("linux/{processor}")])
            .args(["--tag", &format!("{name}:{processor}")])
            .arg("--metadata-file")
            .arg(&metadata)
            .arg(&context);
        let done = build.output().unwrap();
        assert!(done.status.success(), "{done:?}");
        let metadata: Value = serde_json::from_slice(&fs::read(&metadata).unwrap()).unwrap();
        let digest = folder.path().join(format!("{processor}.digest"));
        let text = metadata["containerimage.digest"].as_str().unwrap();
        fs::write(&digest, format!("{text}\n")).unwrap();
        digests.push(digest);
    }

    let mut index = Command::new(checkout("release/index.sh"));
    let made = index.args([&name, "v0.1.0"]).args(&digests).output();
    let made = made.unwrap();
    assert!(made.status.success(), "{made:?}");
    let digest = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    let of = |reference: &str| {
        let url = format!("http://{address}/v2/foghorn/manifests/{reference}");
        let accept = "Accept: application/vnd.oci.image.index.v1+json, \
            application/vnd.docker.distribution.manifest.list.v2+json";
        json(Command::new("curl").args(["--fail", "--silent", "--header", accept, &url]))
    };
    // What it prints, which action.yml is pinned to, is what the tag is on.
    assert_eq!(of(&digest), of("v0.1.0"));
    let images = of(&digest)["manifests"].take();
    let images = images.as_array().unwrap().iter();
    let processors: Vec<_> = images
        .map(|image| image["platform"]["architecture"].as_str().unwrap())
        .collect();
    assert_eq!(processors, ["amd64", "arm64"]);

    let mut one = Command::new(checkout("release/index.sh"));
    let one = one.args([&name, "v0.1.1"]).arg(&digests[0]).output();
    assert!(!one.unwrap().status.success(), "an image of one processor");
}
