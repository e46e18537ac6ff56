//! Foreign text made harmless, one module per sink.
//!
//! Owns the rule that nothing from outside can command a terminal, a CI runner or a page. What would
//! be acted on or not be seen is shown instead, as `\x1b` or `\u{202e}`, so that nothing gets lost.

pub mod dotenv;
pub mod github;
mod invisible;
pub mod json;
pub mod log;
pub mod markdown;
pub mod mermaid;
pub mod xml;
