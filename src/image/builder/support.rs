//! What a builder cannot do, found before it is started. Several features need more than the
//! Docker daemon's own image store.

use super::probe::{Probe, probe};
use super::{BuildError, Builder, argv};
use crate::spec::BuildSpec;

const OTHER_DRIVER: &str = "run `docker buildx create --use --driver docker-container` before this \
     step, or turn on the daemon's containerd image store";

/// Gives an error if the build asks for something the builder cannot do.
pub(super) async fn check(builder: &Builder, spec: &BuildSpec) -> Result<(), BuildError> {
    let unsupported = |what: &str, fix: &str| {
        Err(BuildError::Unsupported {
            builder: builder.to_string(),
            what: what.to_owned(),
            fix: fix.to_owned(),
        })
    };
    match builder {
        Builder::Buildx { .. } => match needs_store(spec) {
            Some(what) if !has_store().await => {
                unsupported(&format!("{what} with its driver `docker`"), OTHER_DRIVER)
            }
            Some(_) | None => Ok(()),
        },
        Builder::Docker { .. } => match needs_store(spec) {
            Some(what) => unsupported(what, "install the buildx plugin"),
            None => Ok(()),
        },
        Builder::Buildah { .. } => {
            let other = |caches: &[String]| {
                caches
                    .iter()
                    .find(|cache| argv::reference(cache).is_none())
                    .cloned()
            };
            if spec.platforms.len() > 1 {
                unsupported("several platforms at once", "use `builder: buildx`")
            } else if spec.provenance || spec.sbom {
                unsupported("attestations", "use `builder: buildx`")
            } else if let Some(cache) = other(&spec.cache_from).or_else(|| other(&spec.cache_to)) {
                let what = format!("the cache `{cache}`");
                unsupported(
                    &what,
                    "write `type=registry,ref=REPOSITORY`, or use `builder: buildx`",
                )
            } else {
                Ok(())
            }
        }
    }
}

/// Names what the daemon's own image store does not do.
fn needs_store(spec: &BuildSpec) -> Option<&'static str> {
    if spec.platforms.len() > 1 {
        Some("several platforms at once")
    } else if spec.provenance || spec.sbom {
        Some("attestations")
    } else if spec
        .cache_to
        .iter()
        .any(|cache| !cache.contains("type=inline"))
    {
        Some("cache export")
    } else {
        None
    }
}

/// Tells whether buildx's current builder is more than the daemon's own, old image store. When in
/// doubt it is, and buildx itself will say what is wrong.
async fn has_store() -> bool {
    let info = ["info", "--format", "{{json .DriverStatus}}"];
    let (inspect, info) = tokio::join!(
        probe("docker", &["buildx", "inspect"]),
        probe("docker", &info)
    );
    let plain = matches!(&inspect, Probe::Answer(text) if text.lines().any(is_docker_driver));
    !plain || matches!(&info, Probe::Answer(text) if text.contains("io.containerd.snapshotter"))
}

fn is_docker_driver(line: &str) -> bool {
    line.strip_prefix("Driver:")
        .is_some_and(|driver| driver.trim() == "docker")
}

#[cfg(test)]
mod tests {
    use super::{is_docker_driver, needs_store};
    use crate::spec::BuildSpec;

    #[test]
    fn what_needs_another_driver() {
        let cache = |text: &str| BuildSpec {
            cache_to: vec![text.into()],
            ..BuildSpec::default()
        };
        assert_eq!(needs_store(&cache("type=gha")), Some("cache export"));
        assert_eq!(needs_store(&cache("type=inline")), None);
        let sbom = BuildSpec {
            sbom: true,
            ..BuildSpec::default()
        };
        assert_eq!(needs_store(&sbom), Some("attestations"));
        assert!(is_docker_driver("Driver:        docker"));
        assert!(!is_docker_driver("Driver:        docker-container"));
    }
}
