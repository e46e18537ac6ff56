//! A real registry on loopback, with HTTP Basic as ECR has it.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::{Credentials, Registry, RegistryClient, Repository, Sealed};

/// The bcrypt hash of the password below, as `htpasswd -B` makes it.
const HTPASSWD: &str = "AWS:$2b$05$qczsFQ6cwRIUP5.3w0Ve0OnC2iXHxuWbnbnUsPQDAcXzNhGO7bniS\n";
pub(super) const PASSWORD: &str = "open sesame";

/// A registry that ends with the value.
pub(super) struct Running {
    child: Child,
    port: u16,
    _dir: tempfile::TempDir,
}

impl Running {
    /// Starts Debian's `docker-registry`; `None` when it is not installed.
    pub(super) async fn start() -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let at = dir.path();
        let (root, htpasswd, config) =
            (at.join("data"), at.join("htpasswd"), at.join("config.yml"));
        std::fs::write(&htpasswd, HTPASSWD).unwrap();
        let text = format!(
            "version: 0.1\nlog: {{level: error}}\nstorage: {{filesystem: {{rootdirectory: {}}}}}\n\
             http: {{addr: '127.0.0.1:{port}'}}\nauth: {{htpasswd: {{realm: r, path: {}}}}}\n",
            root.display(),
            htpasswd.display()
        );
        std::fs::write(&config, text).unwrap();
        let child = Command::new("docker-registry")
            .arg("serve")
            .arg(config)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let running = Self {
            child,
            port,
            _dir: dir,
        };
        for _ in 0..250 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(running);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("docker-registry does not listen");
    }

    pub(super) fn registry(&self) -> Registry {
        format!("127.0.0.1:{}", self.port).parse().unwrap()
    }

    pub(super) fn repository(&self, name: &str) -> Repository {
        let client = RegistryClient::new(self.registry(), Some(self.credentials())).unwrap();
        Repository {
            client,
            name: name.to_owned(),
        }
    }

    pub(super) fn credentials(&self) -> Credentials {
        let _ = self;
        Credentials {
            user: "AWS".into(),
            password: Sealed::new(PASSWORD),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
