//! The build inputs of an image, from the configuration and the command line.

use crate::cli::{BuilderChoice, ImageArgs};
use crate::failure::Failure;
use crate::settings::{Settings, invalid};
use foghorn_deploy::config::{Builder, Image, SecretSource};
use foghorn_deploy::sealed::Text;
use foghorn_deploy::substitution::{Sources, Template};
use foghorn_image::{BuildSpec, Choice, Sealed, Secret, SecretFrom};

/// Returns the build inputs of an image.
pub(super) fn build_spec(
    settings: &Settings,
    image: &Image,
    args: &ImageArgs,
) -> Result<BuildSpec, Failure> {
    let sources = settings.build_sources();
    let mut build_args = Vec::new();
    for (name, template) in &image.build_args {
        build_args.push((
            name.clone(),
            Sealed::new(render(template, &sources)?.expose()),
        ));
    }
    let mut labels = Vec::new();
    for (name, template) in &image.labels {
        labels.push((
            name.clone(),
            render(template, &sources)?.expose().to_owned(),
        ));
    }
    let conceal = sources.environment.values();
    let conceal = conceal.map(|value| Sealed::new(value.expose().as_str()));
    Ok(BuildSpec {
        context: settings.directory.join(&image.context),
        dockerfile: Some(settings.directory.join(&image.dockerfile)),
        target: image.target.clone(),
        build_args,
        platforms: image.platforms.clone(),
        cache_from: all(&image.cache_from, &sources)?,
        cache_to: all(&image.cache_to, &sources)?,
        secrets: image
            .secrets
            .iter()
            .map(|secret| Secret {
                id: secret.id.clone(),
                from: from(settings, &secret.source),
            })
            .collect(),
        labels,
        conceal: conceal.collect(),
        provenance: image.provenance,
        sbom: image.sbom,
        builder: choice(args.builder, image.builder),
    })
}

fn from(settings: &Settings, source: &SecretSource) -> SecretFrom {
    match source {
        SecretSource::Environment(name) => SecretFrom::Env(name.clone()),
        SecretSource::File(path) => SecretFrom::File(settings.directory.join(path)),
    }
}

fn choice(asked: Option<BuilderChoice>, configured: Builder) -> Choice {
    match (asked, configured) {
        (Some(BuilderChoice::Auto), _) | (None, Builder::Auto) => Choice::Auto,
        (Some(BuilderChoice::Buildx), _) | (None, Builder::Buildx) => Choice::Buildx,
        (Some(BuilderChoice::Docker), _) | (None, Builder::Docker) => Choice::Docker,
        (Some(BuilderChoice::Buildah), _) | (None, Builder::Buildah) => Choice::Buildah,
    }
}

fn all(templates: &[Template], sources: &Sources) -> Result<Vec<String>, Failure> {
    templates
        .iter()
        .map(|template| Ok(render(template, sources)?.expose().to_owned()))
        .collect()
}

fn render(template: &Template, sources: &Sources) -> Result<Text, Failure> {
    template
        .render(sources)
        .map_err(|problems| invalid("configuration", &problems))
}
