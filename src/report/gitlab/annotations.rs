//! Links on the page of a GitLab job: the pages of the stages, and the services
//! in AWS's console.
//!
//! Source: GitLab documentation, `artifacts:reports:annotations`.

use crate::escape::json;
use crate::history::History;
use crate::reporter::Reporter;
use foghorn_deploy::event::{Event, EventKind};
use serde_json::{Value, json};
use std::io;
use std::path::PathBuf;

/// Links that a page has room for.
const LINKS: usize = 20;

/// Writes the file once the run has ended.
pub struct Annotations {
    path: PathBuf,
    history: History,
}

impl Annotations {
    /// Writes to `path`, replacing what is there.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            history: History::default(),
        }
    }

    /// Those that failed come first.
    fn links(&self) -> Vec<Value> {
        let mut services: Vec<_> = self.history.services.iter().collect();
        services.sort_by_key(|service| service.is_proven());
        let pages = self.history.places.iter().filter_map(|(stage, place)| {
            Some(json!({ "external_link": { "label": stage, "url": place.url()? } }))
        });
        let link = |service: &&crate::history::Service| {
            let place = self.history.places.get(&service.stage)?;
            let url = place.console(&service.name)?;
            let label = format!("{} in ECS", service.who());
            Some(json!({ "external_link": { "label": label, "url": url } }))
        };
        let links = services.iter().filter_map(link);
        pages.chain(links).take(LINKS).collect()
    }
}

impl Reporter for Annotations {
    fn name(&self) -> &'static str {
        "the annotations file"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        self.history.take(event);
        if !matches!(event.kind, EventKind::RunFinished { .. }) {
            return Ok(());
        }
        let text = json!({ "foghorn": self.links() }).to_string();
        std::fs::write(&self.path, json::text(&text) + "\n")
    }
}
