//! The images that went in, by their full digests.

use super::escape;
use crate::history::{History, Image, Origin};
use crate::span;
use foghorn_deploy::event::ImageOrigin;
use std::time::Duration;

/// Images that are listed.
const LISTED: usize = 50;

/// Returns the list, empty if there are none.
pub(super) fn list(history: &History) -> String {
    if history.images.is_empty() {
        return String::new();
    }
    let mut block = "### Image\n\n".to_owned();
    for image in history.images.iter().take(LISTED) {
        block.push_str(&item(image));
    }
    if let Some(more) = history.images.len().checked_sub(LISTED).filter(|n| *n > 0) {
        block.extend([format!("- and {more} more\n")]);
    }
    block
}

fn item(image: &Image) -> String {
    let name = if image.name.is_empty() {
        String::new()
    } else {
        format!("{}: ", escape::code(&image.name))
    };
    // A reference by digest says it already; the runner may have masked the account in it, but
    // never the bare digest.
    let tag = match image.reference.split_once('@') {
        Some((repository, _)) => repository,
        None => &image.reference,
    };
    let digest = image.digest.as_deref().map_or_else(String::new, |digest| {
        format!(" is {}", escape::code(digest))
    });
    let origin = match &image.origin {
        Origin::Built(took_ms) => {
            format!("built in {}", span::words(Duration::from_millis(*took_ms)))
        }
        Origin::Found => "was in the registry already".to_owned(),
        Origin::Taken(ImageOrigin::Given) => "given".to_owned(),
        Origin::Taken(ImageOrigin::Proven { stage }) => {
            format!("proven by {}", escape::code(stage))
        }
    };
    format!("- {name}{}{digest}, {origin}\n", escape::code(tag))
}
