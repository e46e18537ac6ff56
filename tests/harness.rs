//! Sets the scene of an integration test: a simulated AWS in this process, a copy of an example in
//! a temporary directory, and the real `foghorn` as a child that is led to both.
//!
//! It owns how a scene is set up, played and made fit for a snapshot; what is expected is the
//! tests' own. A test reads like this:
//!
//! ```text
//! let scene = Setting::new(Example::PRODUCT_API).scenario("fargate-illusion").start();
//! let run = scene.deploy(&[]);              // foghorn deploy --image REPOSITORY@sha256:…
//! assert_eq!(run.code, Some(10));
//! insta::assert_snapshot!(run);             // redacted: see `redaction`
//! assert_eq!(scene.calls("UpdateService"), 2); // dev and prod
//! assert_eq!(scene.service("prod", "product-api")["desiredCount"], 2);
//! ```
//!
//! * The world is seeded from the example as it is in `examples/`, with seven revisions of every
//!   task definition, of which the seventh runs healthily; files are replaced after that
//!   ([`Setting::file`]), so that a broken configuration still meets a sound world.
//! * The registry holds the images `first` and `second` ([`Scene::image`]): nothing is built unless
//!   a test asks for it with [`Scene::foghorn`].
//! * AWS's time and foghorn's pass together in steps, whenever nothing is under way, so that a story
//!   is the same on a busy machine; or both run [`Setting::scale`] times as fast as real time.
//! * The child's environment is empty but for `PATH`, `HOME` (the temporary directory) and what
//!   leads it to the simulated AWS; see [`Invocation::env`] and [`Invocation::without`].

mod definition;
mod example;
mod invocation;
mod redaction;
mod run;
mod scene;
mod setting;

pub(crate) use example::Example;
pub(crate) use invocation::Invocation;
pub(crate) use run::Run;
pub(crate) use scene::Scene;
pub(crate) use setting::Setting;
