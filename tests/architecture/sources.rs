//! Every source file is small, says what it is for, and is part of its crate.

use super::rust_files;
use std::path::{Path, PathBuf};

/// Lines of code that a file may have before its tests.
const LONGEST: usize = 400;

fn sources() -> Vec<PathBuf> {
    let files = rust_files(&["src", "tests"]);
    assert!(files.len() > 100, "the sources are elsewhere");
    files
}

fn text(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// Returns the file that declares a module, or `None` for the root of a crate.
fn parent(path: &Path) -> Option<PathBuf> {
    let folder = path.parent().unwrap();
    let root = ["main.rs", "lib.rs"]
        .iter()
        .any(|root| path.ends_with(root));
    if root || folder.ends_with("examples") {
        return None;
    }
    if let Some(tested) = tests_beside(path) {
        return Some(tested);
    }
    let parents = [
        folder.with_extension("rs"),
        folder.join("lib.rs"),
        folder.join("main.rs"),
    ];
    let declaration = declaration(path);
    let mut parents = parents.into_iter().filter(|parent| parent.is_file());
    let declares = |parent: &PathBuf| text(parent).contains(&declaration);
    Some(
        parents
            .find(declares)
            .unwrap_or_else(|| panic!("no `{declaration}` for {}", path.display())),
    )
}

/// Returns the file whose tests these are: `name_tests.rs` stands beside `name.rs`, which says so.
fn tests_beside(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let tested = path.with_file_name(format!("{}.rs", name.strip_suffix("_tests.rs")?));
    let declaration = format!("#[path = \"{name}\"]");
    (tested.is_file() && text(&tested).contains(&declaration)).then_some(tested)
}

fn declaration(path: &Path) -> String {
    format!("mod {};", path.file_stem().unwrap().to_string_lossy())
}

/// Tells whether a module, or one that it is in, is compiled for tests only.
fn is_test(path: &Path) -> bool {
    let Some(parent) = parent(path) else {
        return false;
    };
    let (text, declaration) = (text(&parent), declaration(path));
    let lines: Vec<&str> = text.lines().collect();
    let declared_for_tests = lines
        .windows(2)
        .any(|pair| pair[0] == "#[cfg(test)]" && pair[1].ends_with(&declaration));
    declared_for_tests || tests_beside(path).is_some() || is_test(&parent)
}

/// A file that no `mod` names is neither compiled nor tested, and nobody notices.
#[test]
fn every_file_is_declared() {
    for path in sources() {
        parent(&path);
    }
}

#[test]
fn every_file_says_what_it_owns() {
    for path in sources() {
        let text = text(&path);
        let first = text.lines().next().unwrap_or_default();
        let says = first.starts_with("//! ") || is_test(&path);
        assert!(says, "{}: {first}", path.display());
    }
}

#[test]
fn no_file_is_long() {
    for path in sources() {
        let text = text(&path);
        let code = match text.find("#[cfg(test)]\n") {
            Some(at) if text[at..].contains("\nmod tests {") => &text[..at],
            Some(_) | None => &text,
        };
        let lines = code
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("//"))
            .count();
        assert!(
            lines <= LONGEST || is_test(&path),
            "{}: {lines} lines",
            path.display()
        );
    }
}
