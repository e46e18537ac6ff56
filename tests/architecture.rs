//! Rules of the code base that the compiler does not check.

mod action;
mod crates;
mod sources;
