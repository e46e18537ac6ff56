//! Deployments that end well.

use crate::harness::{Example, Setting};

#[test]
fn two_stages() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene.deploy(&[]);
    eprintln!("{}", run.stderr);
    insta::assert_snapshot!(run);
}
