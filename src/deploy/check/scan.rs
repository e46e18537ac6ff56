//! Owns what ECR's scan of an image means for a deployment: findings of the chosen severity stop it,
//! and a scan that is missing or under way is told.
//!
//! ECR scans images, not the index that lists them, so that of an index the image is meant that the
//! tasks run. It must not wait: a scan can take minutes, and an enhanced one never ends.

use super::fact::Scan;
use super::{About, Finding};
use crate::config::Severity;
use crate::foreign::Sentence;

/// The image that was scanned, as the AWS CLI is asked about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scanned<'i> {
    /// As tasks name it.
    pub reference: &'i str,
    /// The account of its registry.
    pub account: &'i str,
    /// The region of its registry.
    pub region: &'i str,
    /// Its repository.
    pub repository: &'i str,
    /// Its digest: of an index, that of the image in it.
    pub digest: &'i str,
    /// What the image is for, if it is one of an index.
    pub platform: Option<&'i str>,
}

impl Scanned<'_> {
    fn command(&self, verb: &str) -> String {
        let Self {
            account,
            region,
            repository,
            digest,
            reference: _,
            platform: _,
        } = self;
        format!(
            "aws ecr {verb} --registry-id {account} --repository-name {repository} \
             --image-id imageDigest={digest} --region {region}"
        )
    }

    /// Names it: one of an index has no reference that a person would know.
    fn named(&self, text: &str) -> Sentence {
        let text = Sentence::own(text).foreign(self.reference);
        match self.platform {
            Some(platform) => text.then(" for ").foreign(platform),
            None => text,
        }
    }

    fn look(&self) -> Sentence {
        Sentence::own("look at it: ").code(self.command("describe-image-scan-findings"))
    }
}

/// Judges a scan; `None` if there was none.
pub fn judge(about: &About, image: &Scanned<'_>, from: Severity, found: Option<&Scan>) -> Finding {
    let Some(scan) = found else {
        let fix = Sentence::own("turn on scanning for its repository, or scan it: ");
        return about
            .could_not_look(image.named("ECR has no scan of the image "), None)
            .fix(fix.code(image.command("start-image-scan")));
    };
    let the_scan = image.named("the scan of the image ");
    // The second is the word of enhanced scanning, which goes on. Source: ECR API model, `ScanStatus`.
    match scan.status.as_str() {
        "COMPLETE" | "ACTIVE" => ended(about, image, from, scan, the_scan),
        "IN_PROGRESS" | "PENDING" => {
            let text = the_scan.then(" is not done: ").foreign(&scan.status);
            let again = Sentence::own("check again when it is");
            about
                .could_not_look(text, None)
                .fix(image.look())
                .fix(again)
        }
        other => {
            let text = the_scan.then(" has no findings: ").foreign(other);
            about.could_not_look(text, None).fix(image.look())
        }
    }
}

/// Says that an index has no image that the tasks could run: what it is for is judged elsewhere.
pub fn not_listed(about: &About, reference: &str, platform: Option<&str>) -> Finding {
    let text = Sentence::own("the index ")
        .foreign(reference)
        .then(" lists no image");
    let text = match platform {
        Some(platform) => text.then(" for ").code(platform),
        None => text,
    };
    about.could_not_look(text, None)
}

fn ended(
    about: &About,
    image: &Scanned<'_>,
    from: Severity,
    scan: &Scan,
    the_scan: Sentence,
) -> Finding {
    let counted = from.and_worse().filter_map(|severity| {
        let count = scan.counts.get(severity.as_ecr())?;
        (*count > 0).then(|| format!("{count} {}", severity.as_ecr()))
    });
    let counted: Vec<String> = counted.collect();
    if counted.is_empty() {
        let text = format!("found nothing of severity {} or worse", from.as_ecr());
        let text = Sentence::own(text);
        return about.ok(match image.platform {
            Some(platform) => text.then(" for ").foreign(platform),
            None => text,
        });
    }
    let accept = Sentence::own("build it again with what fixes them; to accept them, change ")
        .code("scan")
        .then(" of the stage");
    about
        .problem(the_scan.then(format!(" found {}", counted.join(", "))))
        .fix(image.look())
        .fix(accept)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Scan, Scanned, judge};
    use crate::check::{About, Answer, Area};
    use crate::config::Severity;
    use crate::foreign::Foreign;

    fn answer(status: &str, counts: &[(&str, u32)], from: Severity) -> Answer {
        let about = About {
            stage: None,
            service: None,
            area: Area::Image,
            subject: Foreign::new("api"),
        };
        let image = Scanned {
            reference: "api@sha256:0",
            account: "111111111111",
            region: "eu-west-1",
            repository: "api",
            digest: "sha256:0",
            platform: None,
        };
        let counts = counts
            .iter()
            .map(|(severity, count)| ((*severity).to_owned(), *count));
        let scan = Scan {
            status: status.to_owned(),
            counts: counts.collect::<BTreeMap<_, _>>(),
        };
        judge(&about, &image, from, Some(&scan)).answer
    }

    #[test]
    fn from_which_severity_on_it_stops() {
        let unseen = Answer::CouldNotLook {
            missing_permission: None,
        };
        let many: &[(&str, u32)] = &[("HIGH", 2), ("LOW", 7), ("UNDEFINED", 1)];
        for (status, counts, from, expected) in [
            ("COMPLETE", many, Severity::High, Answer::Problem),
            ("ACTIVE", many, Severity::Medium, Answer::Problem),
            ("COMPLETE", many, Severity::Critical, Answer::Ok),
            ("COMPLETE", &[("HIGH", 0)], Severity::High, Answer::Ok),
            (
                "COMPLETE",
                &[("INFORMATIONAL", 1)],
                Severity::Informational,
                Answer::Problem,
            ),
            // Of no severity: nobody can say how bad it is.
            (
                "ACTIVE",
                &[("UNDEFINED", 1), ("UNTRIAGED", 1)],
                Severity::Informational,
                Answer::Ok,
            ),
            ("PENDING", many, Severity::High, unseen.clone()),
            ("IN_PROGRESS", many, Severity::High, unseen.clone()),
            ("UNSUPPORTED_IMAGE", &[], Severity::High, unseen.clone()),
            ("FINDINGS_UNAVAILABLE", &[], Severity::High, unseen.clone()),
            ("SOMETHING_NEW", &[], Severity::High, unseen.clone()),
        ] {
            assert_eq!(
                answer(status, counts, from),
                expected,
                "{status} {counts:?} {from:?}"
            );
        }
    }
}
