//! Copies an image and says what that took, for measurements and for the test that memory is
//! bounded: `copy-image SOURCE/REPOSITORY@sha256:… DESTINATION/REPOSITORY [USER:PASSWORD]`.

use std::error::Error;
use std::io::Write as _;
use std::time::Instant;

use foghorn_image::{Credentials, Digest, RegistryClient, Repository, Sealed, copy};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (source, destination, login) = match arguments.as_slice() {
        [source, destination] => (source, destination, None),
        [source, destination, login] => (source, destination, Some(login.as_str())),
        _ => return Err("two repositories, the first with a digest, and a login".into()),
    };
    let (source, digest) = source.split_once('@').ok_or("no digest")?;
    let digest: Digest = digest.parse()?;
    let (source, destination) = (repository(source, login)?, repository(destination, login)?);
    let began = Instant::now();
    let copied = copy(&source, &destination, &digest, &[], &mut |_| ()).await?;
    let took = began.elapsed().as_millis();
    let (sent, mounted, present) = (copied.sent, copied.mounted, copied.present);
    writeln!(
        std::io::stdout(),
        "sent {sent} mounted {mounted} present {present} bytes {} took-ms {took} peak-kib {}",
        copied.bytes,
        peak()?
    )?;
    Ok(())
}

fn repository(text: &str, login: Option<&str>) -> Result<Repository, Box<dyn Error>> {
    let (registry, name) = text.split_once('/').ok_or("no repository")?;
    let credentials = login
        .and_then(|login| login.split_once(':'))
        .map(|(user, password)| Credentials {
            user: user.to_owned(),
            password: Sealed::new(password),
        });
    Ok(Repository {
        client: RegistryClient::new(registry.parse()?, credentials)?,
        name: name.to_owned(),
    })
}

/// The most memory that this process ever had, in KiB. Source: proc(5), `VmHWM`.
fn peak() -> Result<String, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|line| line.split_whitespace().next());
    Ok(figure.ok_or("no VmHWM")?.to_owned())
}
