//! What a plan says of an image: its reference, its digest if it is known, and which calls make it.

use super::given::parse;
use super::located::{Located, Whereabouts};
use foghorn_deploy::name::Digest;
use foghorn_deploy::permission::Call;
use foghorn_deploy::plan::{ImagePlan, ImageSource, Place as Region, When, Write};

/// The first three send a layer or a configuration, the last a manifest: none is made for what is
/// there already, and an image for several platforms has several manifests.
/// Source: ECR user guide, "IAM permissions for pushing an image".
const PUSH: [Call; 4] = [
    Call::InitiateLayerUpload,
    Call::UploadLayerPart,
    Call::CompleteLayerUpload,
    Call::PutImage,
];

impl Located {
    /// Returns the repository that it is in, or will be.
    pub(crate) fn repository(&self) -> &str {
        match &self.whereabouts {
            Whereabouts::Given(pinned)
            | Whereabouts::Proven { pinned, .. }
            | Whereabouts::Found { pinned, .. } => &pinned.repository,
            Whereabouts::Layout(push) => &push.place.name,
            Whereabouts::Build(build) => &build.place.name,
        }
    }

    /// Returns `REPOSITORY@DIGEST`, or `REPOSITORY:TAG` of an image that is not built yet.
    pub(crate) fn reference(&self) -> String {
        match &self.whereabouts {
            Whereabouts::Given(pinned)
            | Whereabouts::Proven { pinned, .. }
            | Whereabouts::Found { pinned, .. } => pinned.reference(),
            Whereabouts::Layout(push) => format!("{}@{}", push.place.name, push.layout.digest()),
            Whereabouts::Build(build) => format!("{}:{}", build.place.name, build.tag),
        }
    }

    /// Whether nothing has to be built or pushed.
    pub(crate) fn is_in_registry(&self) -> bool {
        match &self.whereabouts {
            Whereabouts::Given(_) | Whereabouts::Proven { .. } | Whereabouts::Found { .. } => true,
            Whereabouts::Layout(_) | Whereabouts::Build(_) => false,
        }
    }

    /// Returns its digest, unless it has to be built first.
    pub(crate) fn digest(&self) -> Option<Digest> {
        match &self.whereabouts {
            Whereabouts::Given(pinned)
            | Whereabouts::Proven { pinned, .. }
            | Whereabouts::Found { pinned, .. } => Some(Digest::new(&pinned.digest)),
            Whereabouts::Layout(push) => Some(Digest::new(push.layout.digest().as_str())),
            Whereabouts::Build(_) => None,
        }
    }

    /// Returns what a plan says of it.
    pub(crate) fn plan(&self) -> ImagePlan {
        let (source, writes) = match &self.whereabouts {
            Whereabouts::Given(_) => (ImageSource::Given, vec![]),
            Whereabouts::Proven { stage, .. } => {
                let by = stage.clone();
                (ImageSource::Proven { by }, vec![])
            }
            Whereabouts::Found { .. } => (ImageSource::Found, vec![]),
            Whereabouts::Layout(push) => {
                let place = &push.place;
                (ImageSource::Push, pushes(&place.name, place.is_missing))
            }
            Whereabouts::Build(build) => {
                let place = &build.place;
                (ImageSource::Build, pushes(&place.name, place.is_missing))
            }
        };
        ImagePlan {
            image: self.image.clone(),
            reference: self.reference(),
            digest: self.digest(),
            source,
            writes,
        }
    }
}

/// Returns the calls that push an image to a repository.
pub(super) fn pushes(name: &str, is_missing: bool) -> Vec<Write> {
    let Some(repository) = parse(name) else {
        return vec![Write::push(name.to_owned())];
    };
    // The address of a repository has no partition in it, but its region tells.
    let arn = Region::of_region(repository.region, repository.account).repository(repository.name);
    let create = is_missing.then(|| Write::new(Call::CreateRepository, arn.clone(), When::Always));
    let push = PUSH.map(|call| Write::new(call, arn.clone(), When::Missing));
    create.into_iter().chain(push).collect()
}
