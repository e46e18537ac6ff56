//! Looks at the images of a run in their registries.

use super::ground::{Ground, Task};
use super::looks::{Looks, unseen};
use super::scan::Gate;
use crate::images::given::{Repository, parse};
use crate::images::located::Located;
use foghorn_aws::Session;
use foghorn_deploy::check::Area;
use foghorn_deploy::check::fact::{StoredImage, Unseen};
use foghorn_deploy::check::image::{Fit, judge};
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::name::Digest;
use foghorn_image::{Credentials, Registry, RegistryClient, Sealed};
use std::error::Error;
use std::sync::Arc;

/// What is needed to look at images.
pub(super) struct Gallery<'g> {
    /// Every stage.
    pub(super) grounds: &'g [Ground],
    /// The address to use instead of a registry's own.
    pub(super) endpoint: Option<&'g str>,
}

/// Something that services run, each once for every way in which it has to fit.
struct Shown {
    reference: String,
    fit: Fit,
    services: Vec<String>,
}

impl Gallery<'_> {
    /// Begins to look at every image of every stage. Ours are where `located` says; the others are
    /// in the task definitions.
    pub(super) fn look(&self, located: &[Located], looks: &mut Looks) {
        for ground in self.grounds {
            for one in located.iter().filter(|one| !one.is_in_registry()) {
                let services = services_of(ground, &one.image);
                let about = ground.about(Area::Image, &short(&one.reference()), &services);
                let text = Sentence::own("will be built and pushed");
                let mut findings = vec![about.ok(text)];
                findings.extend(ground.stage.scan.map(|_| {
                    let text = Sentence::own("is made after the push, and stops later stages only");
                    let subject = format!("scan of {}", short(&one.reference()));
                    let about = ground.about(Area::Image, &subject, &services);
                    about.could_not_look(text, None)
                }));
                looks.begin(async move { findings });
            }
            for shown in shown(ground, located) {
                let services: Vec<&str> = shown.services.iter().map(String::as_str).collect();
                let about = ground.about(Area::Image, &short(&shown.reference), &services);
                let session = self.session(ground, &shown.reference);
                let endpoint = self.endpoint.map(str::to_owned);
                if let Some(from) = ground.stage.scan {
                    let subject = format!("scan of {}", short(&shown.reference));
                    let about = ground.about(Area::Image, &subject, &services);
                    let session = Arc::clone(&session);
                    let (reference, fit) = (shown.reference.clone(), shown.fit.clone());
                    looks.begin(async move {
                        let gate = Gate { about, fit, from };
                        gate.judge(&session, &reference).await
                    });
                }
                looks.begin(async move {
                    let Shown { reference, fit, .. } = shown;
                    match stored(session, &reference, endpoint.as_deref()).await {
                        Ok(None) => judge(&about, &reference, &fit, None),
                        Ok(Some(found)) => {
                            let mut findings = judge(&about, &reference, &fit, Some(&found.image));
                            findings.extend(found.unseen.map(|unseen| about.unseen(&unseen)));
                            findings
                        }
                        Err(unseen) => vec![about.unseen(&unseen)],
                    }
                });
            }
        }
    }

    /// The stage to ask with: one of the account that has the image, or the one that runs it.
    fn session(&self, ground: &Ground, reference: &str) -> Arc<Session> {
        let owner = parse(reference).and_then(|repository| {
            let is_owner = |one: &&Ground| {
                (one.place.account.as_str(), one.place.region.as_str())
                    == (repository.account, repository.region)
            };
            self.grounds.iter().find(is_owner)
        });
        Arc::clone(&owner.unwrap_or(ground).session)
    }
}

fn services_of<'g>(ground: &'g Ground, image: &str) -> Vec<&'g str> {
    let takes = |task: &&Task| task.service.images.iter().any(|one| one.image == image);
    ground
        .tasks
        .iter()
        .filter(takes)
        .map(Task::in_ecs)
        .collect()
}

/// The images that are there, or should be.
fn shown(ground: &Ground, located: &[Located]) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for (task, definition) in ground.definitions() {
        let mut ours = Vec::new();
        let mut references = Vec::new();
        for placement in &task.service.images {
            let container = definition.main_container(placement.container.as_deref());
            ours.extend(container.ok());
            let one = located.iter().find(|one| one.image == placement.image);
            references.extend(
                one.filter(|one| one.is_in_registry())
                    .map(Located::reference),
            );
        }
        let others = definition.containers().into_iter();
        let others = others.filter(|name| !ours.contains(name));
        let others = others.filter_map(|name| definition.image(name));
        references.extend(
            others
                .filter(|image| parse(image).is_some())
                .map(str::to_owned),
        );
        let fit = Fit::of(definition);
        for reference in references {
            let same = |one: &&mut Shown| one.reference == reference && one.fit == fit;
            match all.iter_mut().find(same) {
                Some(known) => known.services.push(task.in_ecs().to_owned()),
                None => all.push(Shown {
                    reference,
                    fit: fit.clone(),
                    services: vec![task.in_ecs().to_owned()],
                }),
            }
        }
    }
    all
}

/// What is in a registry, and why a part of it could not be seen.
struct Stored {
    image: StoredImage,
    unseen: Option<Unseen>,
}

/// Asks the registry; `None` if it has no such image.
async fn stored(
    session: Arc<Session>,
    reference: &str,
    endpoint: Option<&str>,
) -> Result<Option<Stored>, Unseen> {
    let not_asked = |why: &str| Unseen {
        why: Sentence::own(why),
        missing_permission: None,
    };
    let (repository, id) = split(reference);
    let Some(ecr) = parse(repository) else {
        return Err(not_asked("its registry is not ECR, and was not asked"));
    };
    if ecr.region != session.region() {
        return Err(not_asked("its registry is in another region"));
    }
    let image = session.image(ecr.name, Some(ecr.account), id).await;
    let image = match image {
        Ok(Some(image)) => image,
        Ok(None) => return Ok(None),
        Err(error) if matches!(error.kind(), foghorn_aws::Kind::NotFound(_)) => return Ok(None),
        Err(error) => return Err(unseen(&error)),
    };
    let (platforms, unseen) = match platforms(&session, &ecr, image.digest.as_str(), endpoint).await
    {
        Ok(platforms) => (platforms, None),
        Err(unseen) => (Vec::new(), Some(unseen)),
    };
    Ok(Some(Stored {
        image: StoredImage {
            size: image.size,
            archived: image.archived,
            platforms,
        },
        unseen,
    }))
}

/// What an image runs on: that is in the image itself, and takes a login.
async fn platforms(
    session: &Session,
    repository: &Repository<'_>,
    digest: &str,
    endpoint: Option<&str>,
) -> Result<Vec<String>, Unseen> {
    let token = session.registry_token().await;
    let token = token.map_err(|error| unseen(&error))?;
    let own = address(&token.endpoint, repository.account);
    let registry: Registry = endpoint
        .unwrap_or(&own)
        .parse()
        .map_err(|error| unread(&error))?;
    let credentials = Credentials {
        user: token.user,
        password: Sealed::new(token.password.expose().as_str()),
    };
    let client =
        RegistryClient::new(registry, Some(credentials)).map_err(|error| unread(&error))?;
    let found = client.resolve(repository.name, digest).await;
    let found = found.map_err(|error| unread(&error))?;
    let found = found.map_or_else(Vec::new, |image| image.platforms);
    if found.is_empty() {
        // Every configuration says it; it is left out when the blob may not be fetched.
        return Err(Unseen {
            why: Sentence::own("what it is made for could not be read"),
            missing_permission: Some("ecr:GetDownloadUrlForLayer".to_owned()),
        });
    }
    Ok(found.iter().map(ToString::to_string).collect())
}

/// Says why the registry did not show the image.
fn unread(error: &dyn Error) -> Unseen {
    let text = error.to_string();
    // Source: ECR's refusals, "… is not authorized to perform: ecr:BatchGetImage on resource: …".
    let (_, action) = text.split_once("not authorized to perform: ").unzip();
    let action = action.and_then(|rest| rest.split_whitespace().next());
    Unseen {
        missing_permission: action.map(str::to_owned),
        why: Sentence::own("what it is made for could not be read: ").foreign(&text),
    }
}

/// A token is good for the registries of all accounts, and comes with the address of the caller's
/// own. What is no address of ECR's, as that of an emulator, tells nothing of other accounts.
/// Source: ECR API reference, GetAuthorizationToken; `https://ACCOUNT.dkr.ecr.REGION.amazonaws.com`.
fn address(of_token: &str, account: &str) -> String {
    match of_token.split_once(".dkr.ecr.") {
        Some((_, rest)) => format!("https://{account}.dkr.ecr.{rest}"),
        None => of_token.to_owned(),
    }
}

/// An image as a table shows it: without its registry, and with the start of its digest.
fn short(reference: &str) -> String {
    let (repository, id) = split(reference);
    let name = parse(repository).map_or(repository, |ecr| ecr.name);
    match id.strip_prefix("sha256:") {
        Some(_) => format!("{name}@{}", Digest::new(id).short()),
        None => format!("{name}:{id}"),
    }
}

/// The repository, and the tag or digest.
pub(super) fn split(reference: &str) -> (&str, &str) {
    if let Some((name, digest)) = reference.split_once('@') {
        let tag = name.rfind(':').filter(|at| !name[*at..].contains('/'));
        return (tag.map_or(name, |at| &name[..at]), digest);
    }
    let tag = reference.rfind(':');
    match tag.filter(|at| !reference[*at..].contains('/')) {
        Some(at) => (&reference[..at], &reference[at + 1..]),
        None => (reference, "latest"),
    }
}
