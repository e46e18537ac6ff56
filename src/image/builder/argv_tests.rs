use std::ffi::OsString;
use std::path::Path;

use super::{Words, buildah_build, buildah_push, buildx, docker_build, docker_push, reference};
use crate::builder::BuildahMode;
use crate::sealed::Sealed;
use crate::spec::{BuildSpec, Secret, SecretFrom};

fn text(args: &[OsString]) -> String {
    let words: Vec<_> = args.iter().map(|word| word.to_string_lossy()).collect();
    words.join(" ")
}

fn full() -> BuildSpec {
    let secret = |id: &str, from| Secret {
        id: id.into(),
        from,
    };
    BuildSpec {
        context: "app".into(),
        dockerfile: Some("app/Dockerfile.run".into()),
        target: Some("run".into()),
        build_args: vec![("V".into(), Sealed::new("1 2"))],
        platforms: vec!["linux/amd64".into(), "linux/arm64".into()],
        cache_from: vec!["type=registry,ref=host/cache".into()],
        cache_to: vec!["type=registry,ref=host/cache,mode=max".into()],
        secrets: vec![
            secret("npm", SecretFrom::Env("NPM_TOKEN".into())),
            secret("pip", SecretFrom::File("/run/pip".into())),
        ],
        ..BuildSpec::default()
    }
}

#[test]
fn command_lines() {
    let labels = [("a".to_owned(), "b".to_owned())];
    let (plain, full) = (
        BuildSpec {
            context: "app".into(),
            ..BuildSpec::default()
        },
        full(),
    );
    let words = |spec| Words {
        spec,
        image: "h/r:t",
        labels: &labels,
        digest_file: Path::new("/t/d"),
        plain_http: true,
    };
    let mode = BuildahMode {
        storage_driver: Some("vfs".into()),
        isolation: Some("chroot".into()),
    };
    let inputs = "--file app/Dockerfile.run --tag h/r:t --target run --build-arg V=1 2 --label a=b \
        --secret id=npm,env=NPM_TOKEN --secret id=pip,src=/run/pip";
    for (got, want) in [
        (
            buildx(&words(&plain)),
            "buildx build --progress=plain --push --metadata-file /t/d --provenance=false \
             --sbom=false --file app/Dockerfile --tag h/r:t --label a=b -- app"
                .to_owned(),
        ),
        (
            buildx(&words(&full)),
            format!(
                "buildx build --progress=plain --push --metadata-file /t/d --provenance=false \
                 --sbom=false {inputs} --platform linux/amd64,linux/arm64 \
                 --cache-from type=registry,ref=host/cache \
                 --cache-to type=registry,ref=host/cache,mode=max -- app"
            ),
        ),
        (
            docker_build(&words(&plain)),
            "build --progress=plain --file app/Dockerfile --tag h/r:t --label a=b -- app"
                .to_owned(),
        ),
        (docker_push(&words(&plain)), "push h/r:t".to_owned()),
        (
            buildah_build(&words(&full), &mode),
            format!(
                "--storage-driver vfs build --layers --isolation chroot {inputs} \
                 --platform linux/amd64 --platform linux/arm64 --cache-from host/cache \
                 --cache-to host/cache -- app"
            ),
        ),
        (
            buildah_push(&words(&plain), &BuildahMode::default()),
            "push --tls-verify=false --digestfile /t/d h/r:t".to_owned(),
        ),
    ] {
        assert_eq!(text(&got), want);
    }
}

#[test]
fn a_cache_is_a_repository_or_something_buildah_does_not_know() {
    assert_eq!(reference("host/cache"), Some("host/cache"));
    assert_eq!(
        reference("ref=host/cache,type=registry"),
        Some("host/cache")
    );
    assert_eq!(reference("type=gha"), None);
}
