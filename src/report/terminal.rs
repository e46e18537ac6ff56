//! Reports for people: a log for pipes and CI, a live view for terminals, and the screens of both.
//!
//! Owns the layout. Colour is never needed for the meaning, and is only used if the caller says so.

pub mod check;
mod error;
mod failure;
pub mod live;
pub mod log;
mod palette;
pub mod plan;
pub mod policy;
mod summary;
pub mod table;

pub use live::{Live, Screen};
pub use log::Log;

/// How the terminal reporters write.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Whether to use ANSI colours.
    pub colour: bool,
}

/// Writes an error that came before a run and its reporters began.
pub fn write_error(
    out: &mut impl std::io::Write,
    report: &foghorn_deploy::event::ErrorReport,
) -> std::io::Result<()> {
    for line in error::lines(report, palette::Palette::new(false)) {
        writeln!(out, "{line}")?;
    }
    Ok(())
}
