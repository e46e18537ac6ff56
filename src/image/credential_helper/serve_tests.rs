#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::{Path, PathBuf};

use super::super::client::ask;
use super::{Guard, KEY, Login, SOCKET, serve};
use crate::registry::Credentials;
use crate::sealed::Sealed;

fn guard() -> Guard {
    let credentials = Credentials {
        user: "AWS".into(),
        password: Sealed::new("pass"),
    };
    let login = Login {
        registry: "host:5000".into(),
        credentials,
    };
    serve(Path::new("/bin/true"), vec![login]).unwrap()
}

fn variable(guard: &Guard, name: &str) -> String {
    let all = guard.environment();
    let (_, value) = all.into_iter().find(|(known, _)| known == name).unwrap();
    value.into_string().unwrap()
}

async fn get(socket: String, key: String, server: &'static str) -> (u8, String) {
    let work = move || {
        let mut out = Vec::new();
        let code = ask(
            Some("get"),
            Some((Path::new(&socket), &key)),
            server.as_bytes(),
            &mut out,
        );
        (code, String::from_utf8(out).unwrap())
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

#[tokio::test]
async fn credentials_are_given_for_the_right_key_and_host_only() {
    let guard = guard();
    let (socket, key) = (variable(&guard, SOCKET), variable(&guard, KEY));
    let (code, answer) = get(socket.clone(), key.clone(), "https://host:5000/v2/\n").await;
    assert_eq!(code, 0);
    assert_eq!(
        answer,
        "{\"ServerURL\":\"https://host:5000/v2/\",\"Username\":\"AWS\",\"Secret\":\"pass\"}\n"
    );
    let none = (1, "credentials not found in native keychain\n".to_owned());
    assert_eq!(get(socket.clone(), key.clone(), "other:5000").await, none);
    assert_eq!(get(socket.clone(), "0".repeat(64), "host:5000").await, none);
    drop(guard);
    assert_eq!(get(socket, key, "host:5000").await, none);
}

#[tokio::test]
async fn nothing_secret_is_on_disk_and_nothing_stays() {
    use std::os::unix::fs::PermissionsExt as _;
    let guard = guard();
    let directory = guard.directory().to_owned();
    assert_eq!(
        directory.metadata().unwrap().permissions().mode() & 0o777,
        0o700
    );
    let config = std::fs::read_to_string(variable(&guard, "REGISTRY_AUTH_FILE")).unwrap();
    assert!(config.contains(r#""host:5000":"foghorn""#), "{config}");
    assert!(!config.contains("pass") && !config.contains(&variable(&guard, KEY)));
    let first = variable(&guard, "PATH");
    let first = PathBuf::from(first.split(':').next().unwrap());
    assert_eq!(
        first.join(super::PROGRAM).read_link().unwrap(),
        Path::new("/bin/true")
    );
    assert!(!format!("{guard:?}").contains("pass"));
    drop(guard);
    assert!(!directory.exists());
}
