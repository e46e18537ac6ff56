//! A comment on a pull request that is written once and then kept up to date.

use crate::error::{Error, Permission};
use crate::repository::{Repository, id};
use crate::sending::once;
use serde_json::json;

/// Longest comment, in characters. Source: GitHub REST documentation, "Issue comments".
const LONGEST: usize = 65_536;
/// Comments of one page, and pages that are searched.
const PAGE: usize = 100;
const PAGES: u32 = 20;

const NEEDS: Permission = Permission::PullRequests;

impl Repository {
    /// Writes `body` into the comment that begins with `marker`, or into a new one. What is too long for
    /// a comment is cut off.
    pub async fn comment(&self, pull: u64, marker: &str, body: &str) -> Result<(), Error> {
        let text: String = format!("{marker}\n{body}").chars().take(LONGEST).collect();
        let body = json!({ "body": text });
        if let Some(known) = self.find_comment(pull, marker).await? {
            let path = format!("issues/comments/{known}");
            // The same text again does no harm.
            let update = async || self.patch(&path, &body, NEEDS).await.map(drop);
            return once(update, async || Ok(None)).await;
        }
        let path = format!("issues/{pull}/comments");
        let create = async || self.post(&path, &body, NEEDS).await.map(drop);
        let find = async || Ok(self.find_comment(pull, marker).await?.map(drop));
        once(create, find).await
    }

    async fn find_comment(&self, pull: u64, marker: &str) -> Result<Option<u64>, Error> {
        for number in 1..=PAGES {
            let path = format!("issues/{pull}/comments?per_page={PAGE}&page={number}");
            let page = self.get(&path, NEEDS).await?;
            let ours = page.iter().find(|comment| {
                let body = comment["body"].as_str();
                body.is_some_and(|body| body.starts_with(marker))
            });
            if let Some(comment) = ours {
                return id(comment).map(Some);
            }
            if page.len() < PAGE {
                break;
            }
        }
        Ok(None)
    }
}
