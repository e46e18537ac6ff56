//! What the image is built from: the git commit and whether the working tree differs from it. It
//! owns the facts, read by running `git`; what they mean for a tag is in [`crate::tag`].

mod dirty;
mod git;
mod remote;

use std::path::{Path, PathBuf};

use git::Git;

/// The git facts about a build context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The root of the working tree.
    pub root: PathBuf,
    /// The commit's full hash.
    pub commit: String,
    /// The branch, or `None` on a detached HEAD (as in most CI checkouts).
    pub branch: Option<String>,
    /// The URL of the remote `origin`, without any user, password or query.
    pub remote: Option<String>,
    /// What differs from the commit in the context and the Dockerfile; `None` when nothing does.
    /// Files that git ignores do not count.
    pub dirty: Option<Dirty>,
}

/// How a working tree differs from its commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dirty {
    /// A hash over the differences and the content of untracked files, 64 hexadecimal digits.
    pub hash: String,
    /// How many files differ.
    pub files: usize,
    /// The first few of them, relative to the root.
    pub examples: Vec<String>,
}

/// Why there are no git facts although there may be a repository.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The directory is not there.
    #[error("cannot read the directory {}", path.display())]
    Directory {
        /// The directory.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// `git` failed for another reason than that there is no repository.
    #[error("`git {command}` failed in {}: {message}", path.display())]
    Git {
        /// The subcommand.
        command: String,
        /// Where it ran.
        path: PathBuf,
        /// The first line `git` printed. Foreign text.
        message: String,
    },
    /// An untracked file could not be read.
    #[error("cannot read the untracked file {}", path.display())]
    Untracked {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
}

impl SourceError {
    /// Says what to do about it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Directory { .. } => {
                Some("set `image.context` to a directory that exists".to_owned())
            }
            Self::Git { .. } => None,
            Self::Untracked { .. } => {
                Some("make the file readable, remove it, or add it to .gitignore".to_owned())
            }
        }
    }
}

impl Source {
    /// Reads the git facts about a build context and its Dockerfile, which may lie outside of it.
    ///
    /// Gives `None` without `git`, outside a working tree, and before the first commit: the image
    /// then cannot be named after its source.
    pub fn read(context: &Path, dockerfile: &Path) -> Result<Option<Self>, SourceError> {
        let absolute = |path: &Path| {
            path.canonicalize()
                .map_err(|source| SourceError::Directory {
                    path: path.to_owned(),
                    source,
                })
        };
        let context = absolute(context)?;
        let git = Git::in_directory(&context);
        let Some(root) = git.ask(&["rev-parse", "--show-toplevel"]) else {
            return Ok(None);
        };
        let root = PathBuf::from(root);
        let Some(commit) = git.ask(&["rev-parse", "--verify", "HEAD^{commit}"]) else {
            return Ok(None);
        };
        let mut inputs = vec![context];
        // A Dockerfile that is missing, or is in no repository, is for the builder to report.
        inputs.extend(
            dockerfile
                .canonicalize()
                .ok()
                .filter(|path| path.starts_with(&root)),
        );
        Ok(Some(Self {
            branch: git.ask(&["symbolic-ref", "--short", "-q", "HEAD"]),
            remote: git
                .ask(&["remote", "get-url", "origin"])
                .map(|url| remote::without_credentials(&url)),
            dirty: dirty::read(&Git::in_directory(&root), &root, &inputs)?,
            commit,
            root,
        }))
    }

    /// Gives the first twelve digits of the commit.
    pub fn short(&self) -> &str {
        self.commit.get(..12).unwrap_or(&self.commit)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use std::path::Path;
    use std::process::Command;

    use super::Source;

    fn git(dir: &Path, args: &[&str]) {
        let done = Command::new("git")
            .args(["-c", "user.name=t", "-c", "user.email=t@example.com"])
            .args(args)
            .current_dir(dir)
            .output()
            .unwrap();
        assert!(done.status.success(), "{done:?}");
    }

    fn read(dir: &Path) -> Option<Source> {
        Source::read(dir, &dir.join("Dockerfile")).unwrap()
    }

    #[test]
    fn reads_a_repository_through_its_life() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let app = root.join("app");
        std::fs::create_dir(&app).unwrap();
        assert_eq!(read(&app), None, "no repository");
        git(&root, &["init", "-q", "-b", "main"]);
        assert_eq!(read(&app), None, "no commit");
        std::fs::write(app.join("Dockerfile"), "FROM scratch\n").unwrap();
        git(&root, &["add", "."]);
        git(&root, &["commit", "-q", "-m", "first"]);
        git(
            &root,
            &[
                "remote",
                "add",
                "origin",
                "https://ci:s3cret@example.com/o/r.git",
            ],
        );
        let clean = read(&app).unwrap();
        assert_eq!(clean.root, root);
        assert_eq!(clean.branch.as_deref(), Some("main"));
        assert_eq!(clean.remote.as_deref(), Some("https://example.com/o/r.git"));
        assert_eq!((clean.commit.len(), clean.short().len()), (40, 12));
        assert_eq!(clean.dirty, None);

        std::fs::write(root.join("outside"), "x").unwrap();
        assert_eq!(read(&app).unwrap().dirty, None, "not part of the build");
        assert!(read(&root).unwrap().dirty.is_some());

        std::fs::write(app.join("new file"), "1").unwrap();
        let one = read(&app).unwrap().dirty.unwrap();
        assert_eq!(
            (one.files, one.examples.as_slice()),
            (1, &["app/new file".to_owned()][..])
        );
        std::fs::write(app.join("new file"), "2").unwrap();
        let two = read(&app).unwrap().dirty.unwrap();
        assert_ne!(one.hash, two.hash, "the content of untracked files counts");
        std::fs::write(app.join("Dockerfile"), "FROM scratch\nLABEL a=b\n").unwrap();
        let three = read(&app).unwrap().dirty.unwrap();
        assert_eq!(three.files, 2);
        assert_ne!(three.hash, two.hash);
        assert_eq!(read(&app).unwrap().dirty.unwrap(), three, "the same twice");
    }
}
