//! Stories: a world, what goes wrong in it, and a command line; and then everything the user sees,
//! the exit code, the calls that were made and what the world is like.

mod healthy;
