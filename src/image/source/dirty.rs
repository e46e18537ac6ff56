//! Finds out whether the files of a build differ from the commit, and gives the difference a hash,
//! so that two builds of the same difference get the same tag.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::git::Git;
use super::{Dirty, SourceError};
use crate::digest::hex;
use crate::fresh;

/// Reads how `inputs` differ from the commit; paths in `inputs` are absolute and below `root`.
pub(super) fn read(
    git: &Git,
    root: &Path,
    inputs: &[PathBuf],
) -> Result<Option<Dirty>, SourceError> {
    let paths = || inputs.iter().map(|path| path.as_os_str());
    let words = |words: &[&'static str]| {
        words
            .iter()
            .map(|word| OsStr::new(*word))
            .collect::<Vec<_>>()
    };

    let mut ask = words(&[
        "status",
        "--porcelain=v1",
        "-z",
        "--untracked-files=all",
        "--no-renames",
    ]);
    ask.push(OsStr::new("--"));
    ask.extend(paths());
    let status = git.read(&ask)?;
    if status.is_empty() {
        return Ok(None);
    }

    // The paths are limited by `--`: a file outside the build does not change the image.
    let mut ask = words(&["diff", "HEAD", "--binary", "--no-ext-diff", "--no-textconv"]);
    ask.extend(words(&[
        "--no-color",
        "--no-renames",
        "--submodule=diff",
        "--",
    ]));
    ask.extend(paths());
    let diff = git.read(&ask)?;

    let mut hash = Sha256::new();
    hash.update((status.len() as u64).to_be_bytes());
    hash.update(&status);
    hash.update((diff.len() as u64).to_be_bytes());
    hash.update(&diff);
    // Files that are new inside a submodule are in neither answer: then no two builds are alike.
    if contains(&diff, b"contains untracked content") {
        hash.update(fresh::text());
    }
    let entries: Vec<&[u8]> = status
        .split(|byte| *byte == 0)
        .filter(|e| e.len() > 3)
        .collect();
    for entry in &entries {
        if let Some(path) = entry.strip_prefix(b"?? ") {
            hash_file(&mut hash, &root.join(as_path(path)))?;
        }
    }
    let name = |entry: &&[u8]| String::from_utf8_lossy(&entry[3..]).into_owned();
    Ok(Some(Dirty {
        hash: hex(&hash.finalize()),
        files: entries.len(),
        examples: entries.iter().take(5).map(name).collect(),
    }))
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}

fn as_path(bytes: &[u8]) -> &Path {
    use std::os::unix::ffi::OsStrExt as _;
    Path::new(OsStr::from_bytes(bytes))
}

/// Adds one untracked file: a link by its target, a file by its content. Pipes and sockets have no
/// content to read, and builders leave them out.
fn hash_file(hash: &mut Sha256, path: &Path) -> Result<(), SourceError> {
    let failed = |source| SourceError::Untracked {
        path: path.to_owned(),
        source,
    };
    let kind = path.symlink_metadata().map_err(failed)?;
    if kind.is_symlink() {
        let target = path.read_link().map_err(failed)?;
        hash.update(target.as_os_str().as_encoded_bytes());
    } else if kind.is_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let executable = kind.permissions().mode() & 0o111 != 0;
        hash.update([u8::from(executable)]);
        hash.update(kind.len().to_be_bytes());
        let mut file = File::open(path).map_err(failed)?;
        let mut piece = vec![0; 64 * 1024];
        loop {
            let count = file.read(&mut piece).map_err(failed)?;
            if count == 0 {
                break;
            }
            hash.update(&piece[..count]);
        }
    }
    Ok(())
}
