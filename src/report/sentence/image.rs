//! Images, short enough for a table.

/// Shortens `container=registry/repository@sha256:<64>` to `repository@sha256:<12>`.
pub fn short(image: &str) -> String {
    let reference = image
        .split_once('=')
        .filter(|(name, _)| !name.contains(['/', '@']))
        .map_or(image, |(_, r)| r);
    let (name, digest) = reference
        .split_once("@sha256:")
        .map_or((reference, None), |(n, d)| (n, Some(d)));
    let name = name.rsplit('/').next().unwrap_or(name);
    match digest {
        Some(digest) => format!(
            "{name}@sha256:{}",
            digest.chars().take(12).collect::<String>()
        ),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_shortened() {
        let digest = "3f2c1d9ab4570123456789";
        for image in [
            format!("app=1.dkr.ecr/team/api@sha256:{digest}"),
            format!("1.dkr.ecr:5000/api@sha256:{digest}"),
        ] {
            assert_eq!(short(&image), "api@sha256:3f2c1d9ab457");
        }
        assert_eq!(short("localhost:5000/api:1"), "api:1");
    }
}
