//! Builds images with a real builder, pushes them, and answers for their digest.

mod builder;
mod copy;
pub mod credential_helper;
mod digest;
mod fresh;
mod label;
mod layout;
#[cfg(test)]
mod real;
mod registry;
mod sealed;
mod source;
mod spec;
mod tag;

pub use builder::{
    BuildError, BuildahMode, Builder, Built, Job, Line, NoBuilder, Step, Stream, Tried,
};
pub use copy::{Copied, CopyError, CopyProgress, CopyWarning, Repository, copy};
pub use digest::{Digest, DigestError};
pub use label::{DIRTY, labels};
pub use layout::{LayoutError, OciLayout};
pub use registry::{
    AddressError, Credentials, Image, Listed, Platform, Pushed, Registry, RegistryClient,
    RegistryError, Scheme, images_of,
};
pub use sealed::Sealed;
pub use source::{Dirty, Source, SourceError};
pub use spec::check::SpecProblem;
pub use spec::{BuildSpec, Choice, Secret, SecretFrom};
pub use tag::{Tag, TagError, tag_for, tag_for_given};
