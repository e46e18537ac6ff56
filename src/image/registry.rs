//! A container registry over the OCI distribution protocol. It owns addresses, requests and what
//! the answers mean. It knows nothing of AWS.
//!
//! The requests are made with `reqwest` directly, not through `oci-client`: that crate sends blobs
//! in several `PATCH` requests by default, of which ECR silently drops all but the first
//! (aws/containers-roadmap#2831), and panics when a registry, as ECR does, answers a manifest
//! `PUT` without `Location`. What is needed here is ten requests.

mod answer;
mod auth;
mod blob;
mod client;
mod download;
mod error;
mod exchange;
mod index;
mod manifest;
mod push;
mod referrers;
#[cfg(test)]
mod scripted;
mod several;
mod upload;

use std::fmt;
use std::str::FromStr;

use crate::sealed::Sealed;

pub use client::RegistryClient;
pub(crate) use download::RemoteBlob;
pub use error::RegistryError;
pub use index::{Listed, images_of};
pub(crate) use manifest::{Descriptor, Manifest, OCI_INDEX};
pub use manifest::{Image, Platform};
pub use push::Pushed;
pub(crate) use referrers::{Entries, cosign_tags, fallback_tag};
pub(crate) use several::each;
pub(crate) use upload::{Consignment, NotPlaced, Placed};

/// Where a registry is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registry {
    /// `host` or `host:port`, as in an image reference.
    pub address: String,
    /// How to talk to it.
    pub scheme: Scheme,
}

/// How to talk to a registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Plain text; for loopback and emulators.
    Http,
    /// TLS.
    Https,
}

/// A text that is not the address of a registry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a registry address: write host, host:port, or a URL with http:// or https:// and no path"
)]
pub struct AddressError(String);

impl Registry {
    /// Names an image by tag: `host/repository:tag`.
    pub fn tagged(&self, repository: &str, tag: &str) -> String {
        format!("{}/{repository}:{tag}", self.address)
    }

    /// Names an image by digest: `host/repository@sha256:...`.
    pub fn pinned(&self, repository: &str, digest: &crate::digest::Digest) -> String {
        format!("{}/{repository}@{digest}", self.address)
    }

    /// Tells whether the registry is on this machine.
    pub fn is_loopback(&self) -> bool {
        let host = self.host();
        host == "localhost"
            || host.ends_with(".localhost")
            || host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|ip| ip.is_loopback())
    }

    fn host(&self) -> &str {
        let end = match self.address.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => &self.address,
        };
        end.trim_start_matches('[').trim_end_matches(']')
    }

    fn url(&self) -> String {
        let scheme = match self.scheme {
            Scheme::Http => "http",
            Scheme::Https => "https",
        };
        // Docker Hub's address in references is not the address of its registry.
        let host = if self.address == "docker.io" {
            "registry-1.docker.io"
        } else {
            &self.address
        };
        format!("{scheme}://{host}")
    }
}

impl FromStr for Registry {
    type Err = AddressError;

    /// Reads `host[:port]`, with or without scheme. Without one it is https, on this machine http.
    fn from_str(text: &str) -> Result<Self, AddressError> {
        let (scheme, address) = match text.split_once("://") {
            Some(("http", rest)) => (Some(Scheme::Http), rest),
            Some(("https", rest)) => (Some(Scheme::Https), rest),
            Some(_) => return Err(AddressError(text.to_owned())),
            None => (None, text),
        };
        let address = address.strip_suffix('/').unwrap_or(address);
        let good = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if address.is_empty() || !address.chars().all(good) {
            return Err(AddressError(text.to_owned()));
        }
        let mut registry = Self {
            address: address.to_owned(),
            scheme: Scheme::Https,
        };
        registry.scheme = scheme.unwrap_or(if registry.is_loopback() {
            Scheme::Http
        } else {
            Scheme::Https
        });
        Ok(registry)
    }
}

impl fmt::Display for Registry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.address)
    }
}

/// User and password for one registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user; `AWS` for ECR.
    pub user: String,
    /// The password; for ECR the second half of the authorization token.
    pub password: Sealed,
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use super::{Registry, Scheme};

    #[test]
    fn addresses() {
        for (text, address, scheme, loopback) in [
            (
                "1.dkr.ecr.eu-west-1.amazonaws.com",
                "1.dkr.ecr.eu-west-1.amazonaws.com",
                Scheme::Https,
                false,
            ),
            ("127.0.0.1:5000", "127.0.0.1:5000", Scheme::Http, true),
            (
                "https://localhost:5000/",
                "localhost:5000",
                Scheme::Https,
                true,
            ),
            ("http://registry:80", "registry:80", Scheme::Http, false),
            ("[::1]:5000", "[::1]:5000", Scheme::Http, true),
        ] {
            let registry: Registry = text.parse().unwrap();
            assert_eq!(
                (registry.address.as_str(), registry.scheme),
                (address, scheme)
            );
            assert_eq!(registry.is_loopback(), loopback, "{text}");
        }
        for bad in ["", "ftp://x", "host/path", "user@host", "https://"] {
            assert!(bad.parse::<Registry>().is_err(), "{bad}");
        }
    }
}
