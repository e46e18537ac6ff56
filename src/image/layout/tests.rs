#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::{Path, PathBuf};

use super::{LayoutError, OciLayout};
use crate::digest::Digest;

fn put(dir: &Path, bytes: &[u8]) -> (Digest, usize) {
    let digest = Digest::of(bytes);
    let blobs = dir.join("blobs/sha256");
    std::fs::create_dir_all(&blobs).unwrap();
    std::fs::write(blobs.join(digest.hex()), bytes).unwrap();
    (digest, bytes.len())
}

/// Writes the layout of an index over one small image, and gives the digest of its layer.
pub(crate) fn write_layout(dir: &Path) -> Digest {
    let (config, config_size) = put(dir, br#"{"os":"linux","architecture":"arm64"}"#);
    let (layer, layer_size) = put(dir, &vec![7; 300_000]);
    let (image, image_size) = put(dir, format!(
        r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
        "config":{{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{config}","size":{config_size}}},
        "layers":[{{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{layer}","size":{layer_size}}}]}}"#
    ).as_bytes());
    let index = |digest: &Digest, size: usize, kind: &str| {
        format!(
            r#"{{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
        {{"mediaType":"application/vnd.oci.image.{kind}.v1+json","digest":"{digest}","size":{size},"platform":{{"os":"linux","architecture":"arm64"}}}}]}}"#
        )
    };
    let (top, top_size) = put(dir, index(&image, image_size, "manifest").as_bytes());
    std::fs::write(dir.join("index.json"), index(&top, top_size, "index")).unwrap();
    std::fs::write(dir.join("oci-layout"), r#"{"imageLayoutVersion":"1.0.0"}"#).unwrap();
    layer
}

fn archive(dir: &Path, to: PathBuf) -> PathBuf {
    let mut tar = tar::Builder::new(std::fs::File::create(&to).unwrap());
    tar.append_dir_all(".", dir).unwrap();
    tar.finish().unwrap();
    to
}

#[test]
fn a_directory_and_its_archive_are_the_same_image() {
    let dir = tempfile::tempdir().unwrap();
    let layout = dir.path().join("layout");
    let layer = write_layout(&layout);
    let opened = OciLayout::open(&layout).unwrap();
    let tar = archive(&layout, dir.path().join("image.tar"));
    let packed = OciLayout::open(&tar).unwrap();
    assert_eq!(opened.digest(), packed.digest());
    assert_eq!(packed.manifests().len(), 2);
    assert_eq!(
        &packed.manifests()[1].0.digest,
        packed.digest(),
        "the index comes last"
    );
    let blob = packed
        .store
        .read(&super::blob_name(&layer), 1 << 20)
        .unwrap();
    assert_eq!(Digest::of(&blob), layer);
}

#[test]
fn incomplete_and_damaged_layouts_are_refused() {
    let dir = tempfile::tempdir().unwrap();
    let layout = dir.path().join("layout");
    let layer = write_layout(&layout);
    let tar = archive(&layout, dir.path().join("image.tar"));

    let cut = dir.path().join("cut.tar");
    let bytes = std::fs::read(&tar).unwrap();
    std::fs::write(&cut, &bytes[..bytes.len() / 2]).unwrap();
    assert!(OciLayout::open(&cut).is_err());

    let file = layout.join("blobs/sha256").join(layer.hex());
    std::fs::write(&file, "short").unwrap();
    assert!(matches!(
        OciLayout::open(&layout),
        Err(LayoutError::Length { got: 5, .. })
    ));
    std::fs::remove_file(&file).unwrap();
    let error = OciLayout::open(&layout).unwrap_err();
    assert!(
        error.to_string().ends_with("(linux/arm64) is missing"),
        "{error}"
    );

    let gzip = dir.path().join("image.tar.gz");
    std::fs::write(&gzip, [0x1f, 0x8b, 8, 0]).unwrap();
    assert!(matches!(
        OciLayout::open(&gzip),
        Err(LayoutError::Compressed(_))
    ));
    let other = dir.path().join("old");
    std::fs::create_dir(&other).unwrap();
    assert!(matches!(
        OciLayout::open(&other),
        Err(LayoutError::FileMissing { .. })
    ));
    std::fs::write(other.join("manifest.json"), "[]").unwrap();
    let old = archive(&other, dir.path().join("old.tar"));
    assert!(matches!(
        OciLayout::open(&old),
        Err(LayoutError::DockerArchive(_))
    ));
    std::fs::write(other.join("index.json"), "[]").unwrap();
    assert!(matches!(
        OciLayout::open(&other),
        Err(LayoutError::Json { .. })
    ));
}
