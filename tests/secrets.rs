//! Values of environment variables and secrets never appear in anything that foghorn writes, and
//! foreign text commands neither the terminal nor the CI.

mod broken;
mod every_verb;
mod foreign;
mod planted;
pub(crate) mod printed;
mod runs;
mod shown;
