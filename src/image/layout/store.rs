//! Where the files of a layout are: in a directory, or at an offset in a tar archive. Nothing is
//! unpacked.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::LayoutError;

/// A range of bytes in a file.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    pub(super) offset: u64,
    pub(super) length: u64,
}

#[derive(Debug)]
pub(super) enum Store {
    Directory(PathBuf),
    Archive {
        path: PathBuf,
        files: HashMap<String, Place>,
    },
}

impl Store {
    pub(super) fn open(path: &Path) -> Result<Self, LayoutError> {
        let kind = path
            .metadata()
            .map_err(|source| LayoutError::read(path, source))?;
        if kind.is_dir() {
            return Ok(Self::Directory(path.to_owned()));
        }
        let files = scan(path)?;
        if !files.contains_key("index.json") && files.contains_key("manifest.json") {
            return Err(LayoutError::DockerArchive(path.to_owned()));
        }
        Ok(Self::Archive {
            path: path.to_owned(),
            files,
        })
    }

    /// Gives the path that the user named.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Directory(path) | Self::Archive { path, .. } => path,
        }
    }

    /// Finds a file by its name in the layout.
    pub(super) fn place(&self, name: &str) -> Result<Place, LayoutError> {
        let missing = || LayoutError::FileMissing {
            path: self.path().to_owned(),
            name: name.to_owned(),
        };
        match self {
            Self::Directory(directory) => {
                let path = directory.join(name);
                let kind = path.metadata().map_err(|source| match source.kind() {
                    std::io::ErrorKind::NotFound => missing(),
                    _ => LayoutError::read(&path, source),
                })?;
                Ok(Place {
                    path,
                    offset: 0,
                    length: kind.len(),
                })
            }
            Self::Archive { files, .. } => files.get(name).cloned().ok_or_else(missing),
        }
    }

    /// Reads a small file.
    pub(super) fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, LayoutError> {
        let place = self.place(name)?;
        if place.length > limit {
            let (path, name) = (self.path().to_owned(), name.to_owned());
            return Err(LayoutError::NotManifest { path, name });
        }
        let failed = |source| LayoutError::read(&place.path, source);
        let mut file = File::open(&place.path).map_err(failed)?;
        file.seek(SeekFrom::Start(place.offset)).map_err(failed)?;
        let mut bytes = Vec::new();
        file.take(place.length)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        Ok(bytes)
    }
}

/// Notes where each regular file of a tar archive starts.
fn scan(path: &Path) -> Result<HashMap<String, Place>, LayoutError> {
    let failed = |source| LayoutError::read(path, source);
    let mut file = File::open(path).map_err(failed)?;
    let mut magic = [0; 2];
    if file.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b] {
        return Err(LayoutError::Compressed(path.to_owned()));
    }
    file.rewind().map_err(failed)?;
    let end = file.metadata().map_err(failed)?.len();
    let mut files = HashMap::new();
    let mut archive = tar::Archive::new(file);
    for entry in archive.entries_with_seek().map_err(failed)? {
        let entry = entry.map_err(|source| {
            if !files.is_empty() {
                return failed(source);
            }
            // Not even the beginning is an archive.
            LayoutError::FileMissing {
                path: path.to_owned(),
                name: "index.json".to_owned(),
            }
        })?;
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
        let offset = entry.raw_file_position();
        // An archive that was cut off is found by the lengths.
        let length = entry.size().min(end.saturating_sub(offset));
        files.insert(
            name,
            Place {
                path: path.to_owned(),
                offset,
                length,
            },
        );
    }
    Ok(files)
}
