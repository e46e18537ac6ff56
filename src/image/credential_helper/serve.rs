//! The half of the credential helper that holds the credentials: it answers on a socket for as
//! long as the build lasts.

use std::ffi::OsString;
use std::fs::Permissions;
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::task::JoinHandle;

use super::config::UserConfig;
use super::{HelperError, KEY, Login, PROGRAM, SOCKET, host};
use crate::fresh;

/// Holds credentials ready for a child; they are out of reach once it is dropped.
#[derive(Debug)]
pub struct Guard {
    directory: TempDir,
    task: JoinHandle<()>,
    key: String,
    path: OsString,
}

/// Serves `logins` to whoever has the environment of [`Guard::environment`]. `program` is the
/// executable that calls [`super::client`] when run as [`PROGRAM`]: foghorn itself.
///
/// Must be called inside a tokio runtime.
pub fn serve(program: &Path, logins: Vec<Login>) -> Result<Guard, HelperError> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let config = UserConfig::find(|name| std::env::var_os(name));
    serve_with(program, logins, &config, &path)
}

fn serve_with(
    program: &Path,
    logins: Vec<Login>,
    config: &UserConfig,
    path: &OsString,
) -> Result<Guard, HelperError> {
    let base = std::env::temp_dir();
    let directory = tempfile::Builder::new()
        .prefix("foghorn-")
        .permissions(Permissions::from_mode(0o700))
        .tempdir_in(&base)
        .map_err(|source| HelperError::io("a directory", &base, source))?;
    let at = directory.path();
    let docker = at.join("docker");
    let bin = at.join("bin");
    for new in [&docker, &bin] {
        std::fs::create_dir(new).map_err(|e| HelperError::io("a directory", at, e))?;
    }
    let link = bin.join(PROGRAM);
    // A link, not a copy or a script: it also works where /tmp may not hold executables.
    symlink(program, &link).map_err(|e| HelperError::io("a link", at, e))?;
    write_config(&docker, config, &logins)?;

    let socket = at.join("socket");
    let listener = UnixListener::bind(&socket).map_err(|e| HelperError::io("a socket", at, e))?;
    let key = fresh::text();
    let task = tokio::spawn(answer_all(listener, key.clone(), Arc::new(logins)));
    let mut search = vec![bin];
    search.extend(std::env::split_paths(path));
    let path = std::env::join_paths(search)
        .map_err(|e| HelperError::io("a PATH", at, std::io::Error::other(e)))?;
    Ok(Guard {
        directory,
        task,
        key,
        path,
    })
}

/// Writes the child's `config.json` and links everything else of the user's Docker directory:
/// plugins, contexts and builders live there.
fn write_config(docker: &Path, user: &UserConfig, logins: &[Login]) -> Result<(), HelperError> {
    let failed = |source| HelperError::io("a Docker configuration", docker, source);
    let hosts: Vec<&str> = logins.iter().map(|login| host(&login.registry)).collect();
    let config = user.merged(&hosts)?;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(docker.join("config.json"))
        .map_err(failed)?;
    file.write_all(config.to_string().as_bytes())
        .map_err(failed)?;
    let Some(Ok(entries)) = user.directory.as_ref().map(std::fs::read_dir) else {
        return Ok(());
    };
    for entry in entries
        .flatten()
        .filter(|entry| entry.file_name() != "config.json")
    {
        let original = entry.path().canonicalize().unwrap_or_else(|_| entry.path());
        symlink(original, docker.join(entry.file_name())).map_err(failed)?;
    }
    Ok(())
}

impl Guard {
    /// Gives the variables the builder needs; they replace those it would inherit.
    pub fn environment(&self) -> Vec<(OsString, OsString)> {
        let at = self.directory.path();
        let docker = at.join("docker");
        vec![
            (
                "REGISTRY_AUTH_FILE".into(),
                docker.join("config.json").into(),
            ),
            ("DOCKER_CONFIG".into(), docker.into()),
            (SOCKET.into(), at.join("socket").into()),
            (KEY.into(), self.key.clone().into()),
            ("PATH".into(), self.path.clone()),
        ]
    }

    /// Gives a private directory that is removed with the guard.
    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Gives a path for a file that the builder writes its result to.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer_all(listener: UnixListener, key: String, logins: Arc<Vec<Login>>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let (key, logins) = (key.clone(), Arc::clone(&logins));
                tokio::spawn(async move {
                    // A caller that says nothing must not be waited for.
                    let limit = Duration::from_secs(5);
                    let _ = tokio::time::timeout(limit, answer(stream, &key, &logins)).await;
                });
            }
            // Out of file handles, most likely; that passes.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

/// Answers one question: the key and the server's address, a line each. Anything else gets nothing.
async fn answer(mut stream: UnixStream, key: &str, logins: &[Login]) -> std::io::Result<()> {
    let mut question = String::new();
    (&mut stream)
        .take(4096)
        .read_to_string(&mut question)
        .await?;
    let mut lines = question.lines();
    let known = lines.next() == Some(key);
    let server = lines.next().unwrap_or_default();
    let login = logins
        .iter()
        .find(|login| host(&login.registry) == host(server));
    if let (true, Some(login)) = (known, login) {
        let answer = serde_json::json!({
            "ServerURL": server,
            "Username": login.credentials.user,
            "Secret": login.credentials.password.reveal(),
        });
        stream.write_all(answer.to_string().as_bytes()).await?;
    }
    stream.shutdown().await
}

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
