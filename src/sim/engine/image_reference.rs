//! ECR image references, as far as a pull needs them.

use super::place::Place;

/// Returns the ARN of the ECR repository an image is in, or nothing for other registries.
/// Source: ECR user guide, `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`.
pub(crate) fn ecr_repository(place: &Place, image: &str) -> Option<String> {
    let (host, rest) = image.split_once('/')?;
    let (account, rest_of_host) = host.split_once(".dkr.ecr.")?;
    let (region, _) = rest_of_host.split_once(".amazonaws.")?;
    let without_digest = rest.split('@').next().unwrap_or(rest);
    let name = match without_digest.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        Some(_) | None => without_digest,
    };
    let partition = &place.partition;
    Some(format!(
        "arn:{partition}:ecr:{region}:{account}:repository/{name}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ecr_has_a_repository_arn() {
        let place = Place::new("111111111111", "eu-west-1");
        let host = "222222222222.dkr.ecr.us-east-1.amazonaws.com";
        let arn = "arn:aws:ecr:us-east-1:222222222222:repository/team/web";
        for (image, expected) in [
            (format!("{host}/team/web"), Some(arn)),
            (format!("{host}/team/web:1"), Some(arn)),
            (format!("{host}/team/web:1@sha256:00"), Some(arn)),
            ("docker.io/library/nginx:1".to_owned(), None),
            ("nginx".to_owned(), None),
        ] {
            assert_eq!(
                ecr_repository(&place, &image).as_deref(),
                expected,
                "{image}"
            );
        }
    }
}
