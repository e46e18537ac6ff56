//! Owns what is wrong with an image in its registry: that it is not there or cannot be pulled, is
//! for another processor, or does not fit on the task's disk.

use super::fact::StoredImage;
use super::{About, Finding};
use crate::cause::wording::{fixes, title};
use crate::cause::{Cause, CauseKind, Class};
use crate::foreign::{Foreign, Sentence};
use crate::task_definition::TaskDefinition;

const GIB: u64 = 1 << 30;
/// Source: ECS API model, `EphemeralStorage`: 20 GiB unless asked for.
const EPHEMERAL: u64 = 20;
/// The disk holds the image as it came and unpacked. Source: ECS developer guide, "Fargate task
/// ephemeral storage"; that it unpacks to about twice its size is an estimate.
const UNPACKED: u64 = 3;

/// What a task needs of its images.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The platform, in the words of registries: `linux/arm64`. `None` if any host may take it.
    platform: Option<String>,
    /// The disk in GiB, if there is one of a known size.
    disk: Option<u64>,
}

impl Fit {
    /// Reads what a task definition needs.
    /// Source: ECS API model, `RuntimePlatform`: on Fargate `X86_64` and `LINUX` unless said.
    pub fn of(definition: &TaskDefinition) -> Self {
        let value = definition.reveal();
        let fargate = value["requiresCompatibilities"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one == "FARGATE"));
        let runtime = &value["runtimePlatform"];
        let processor = runtime["cpuArchitecture"].as_str();
        let processor = match processor.or(fargate.then_some("X86_64")) {
            Some("X86_64") => Some("amd64"),
            Some("ARM64") => Some("arm64"),
            Some(_) | None => None,
        };
        let system = runtime["operatingSystemFamily"].as_str();
        let windows = system.is_some_and(|system| system.starts_with("WINDOWS"));
        let system = if windows { "windows" } else { "linux" };
        let asked = value["ephemeralStorage"]["sizeInGiB"].as_u64();
        Self {
            platform: processor.map(|processor| format!("{system}/{processor}")),
            disk: fargate.then(|| asked.unwrap_or(EPHEMERAL)),
        }
    }

    /// The platform, such as `linux/arm64`; `None` if any host may take the task.
    pub fn platform(&self) -> Option<&str> {
        self.platform.as_deref()
    }

    /// Whether the task can run on this platform. A variant, as in `linux/arm64/v8`, makes no
    /// difference on Fargate.
    pub fn takes(&self, platform: &str) -> bool {
        self.platform.as_deref().is_none_or(|wanted| {
            let rest = platform.strip_prefix(wanted);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }
}

/// Judges an image; `None` if the registry has none such.
pub fn judge(
    about: &About,
    reference: &str,
    fit: &Fit,
    found: Option<&StoredImage>,
) -> Vec<Finding> {
    let of = |kind| cause(kind, reference);
    let Some(found) = found else {
        let mut missing = about.problem(title(&of(CauseKind::ImageNotFound)));
        missing.fix = fixes(&of(CauseKind::ImageNotFound));
        return vec![missing];
    };
    let archived = found.archived.then(|| {
        let text = Sentence::own("the image ")
            .foreign(reference)
            .then(" is archived in ECR, and cannot be pulled");
        about.problem(text).fix(
            Sentence::own("restore it with ")
                .code("aws ecr update-image-storage-class --target-storage-class STANDARD")
                .then(", or push it again"),
        )
    });
    let findings = archived
        .into_iter()
        .chain(platform(about, reference, fit, found))
        .chain(size(about, reference, fit, found))
        .collect::<Vec<_>>();
    if findings.is_empty() {
        vec![about.ok(known(found))]
    } else {
        findings
    }
}

fn platform(about: &About, reference: &str, fit: &Fit, found: &StoredImage) -> Option<Finding> {
    let wanted = fit.platform.as_ref()?;
    if found.platforms.is_empty() || found.platforms.iter().any(|one| fit.takes(one)) {
        return None;
    }
    let text = Sentence::own("the image ")
        .foreign(reference)
        .then(" is for ")
        .foreign(found.platforms.join(", "))
        .then(", and its tasks run on ")
        .code(wanted);
    let mut wrong = about.problem(text);
    wrong.fix = fixes(&cause(CauseKind::ImageWrongPlatform, wanted));
    Some(wrong)
}

fn size(about: &About, reference: &str, fit: &Fit, found: &StoredImage) -> Option<Finding> {
    let (size, disk) = (found.size?, fit.disk?);
    if size.saturating_mul(UNPACKED) <= disk * GIB {
        return None;
    }
    let text = Sentence::own("the image ").foreign(reference).then(format!(
        " has {} compressed, and the task has a disk of {disk} GiB for it and all that it unpacks to",
        human(size)
    ));
    let finding = if size > disk * GIB {
        about.problem(text)
    } else {
        about.warning(text)
    };
    Some(
        finding.fix(
            Sentence::own("set ")
                .code("ephemeralStorage.sizeInGiB")
                .then(" in the task definition to 21 to 200, or make the image smaller"),
        ),
    )
}

fn known(found: &StoredImage) -> Sentence {
    let mut known = vec!["exists".to_owned()];
    if !found.platforms.is_empty() {
        known.push(found.platforms.join(", "));
    }
    known.extend(found.size.map(|size| format!("{} compressed", human(size))));
    Sentence::default().foreign(known.join(", "))
}

fn human(bytes: u64) -> String {
    const MIB: u64 = 1 << 20;
    match bytes {
        0..MIB => format!("{} KiB", bytes.div_ceil(1024)),
        MIB..GIB => format!("{} MiB", bytes.div_ceil(MIB)),
        GIB.. => format!("{} GiB", bytes.div_ceil(GIB)),
    }
}

fn cause(kind: CauseKind, resource: &str) -> Cause {
    Cause {
        kind,
        class: Class::Deterministic,
        role: None,
        action: None,
        resource: Some(Foreign::new(resource)),
        container: None,
        exit_code: None,
        text: Foreign::new(""),
    }
}
