//! Owns what is meant by `image:` and `images:`.

use super::Reader;
use crate::config::image::{BuildSecret, Image, Registry, Repository, SecretSource};
use crate::config::{ONLY_IMAGE, pattern, raw};

impl Reader {
    pub(super) fn images(&mut self, raw: &raw::Configuration) -> Vec<Image> {
        if self.is_written(&["image"]) && self.is_written(&["images"]) {
            let place = self.key_place(&["images"]);
            self.problem(
                place,
                "both `image` and `images` are given",
                "move the image into `images`",
            );
        }
        let mut images = Vec::new();
        if let Some(image) = &raw.image {
            images.push(self.image(&["image"], ONLY_IMAGE, image));
        }
        for (name, image) in self.names(&["images"], raw.images.as_ref()) {
            let at = ["images", name.as_str()];
            self.key_matches(&at, pattern::NAME);
            images.push(self.image(&at, &name, image));
        }
        images
    }

    fn image(&mut self, at: &[&str], name: &str, raw: &raw::Image) -> Image {
        let key = |key: &'static str| [at, &[key]].concat();
        self.matches(&key("uri"), pattern::URI);
        self.matches(&key("registry-endpoint"), pattern::ENDPOINT);
        self.matches(&[at, &["registry", "account"]].concat(), pattern::ACCOUNT);
        self.matches(&[at, &["registry", "region"]].concat(), pattern::REGION);
        self.list_matches(&key("platforms"), pattern::PLATFORM);
        let repository = self.repository(at, raw);
        let context = raw.context.clone().unwrap_or_else(|| ".".to_owned());
        let dockerfile =
            raw.dockerfile
                .clone()
                .unwrap_or_else(|| match context.trim_end_matches('/') {
                    "." | "" => "Dockerfile".to_owned(),
                    context => format!("{context}/Dockerfile"),
                });
        let registry = raw.registry.as_ref();
        Image {
            name: name.to_owned(),
            repository,
            registry: Registry {
                account: registry.and_then(|registry| registry.account.clone()),
                region: registry.and_then(|registry| registry.region.clone()),
            },
            registry_endpoint: raw
                .registry_endpoint
                .as_ref()
                .map(|url| url.trim_end_matches('/').to_owned()),
            create_repository: raw.create_repository.unwrap_or(false),
            context,
            dockerfile,
            target: raw.target.clone(),
            build_args: self.templates(&key("build-args")),
            platforms: raw.platforms.clone().unwrap_or_default(),
            cache_from: self.template_list(&key("cache-from")),
            cache_to: self.template_list(&key("cache-to")),
            secrets: self
                .build_secrets(&key("secrets"), raw.secrets.as_deref().unwrap_or_default()),
            labels: self.templates(&key("labels")),
            builder: raw.builder.unwrap_or_default(),
            provenance: raw.provenance.unwrap_or(false),
            sbom: raw.sbom.unwrap_or(false),
        }
    }

    fn repository(&mut self, at: &[&str], raw: &raw::Image) -> Repository {
        let repository = [at, &["repository"]].concat();
        match (&raw.repository, &raw.uri) {
            (Some(_), Some(_)) => {
                let place = self.key_place(&[at, &["uri"]].concat());
                self.problem(
                    place,
                    "both `repository` and `uri` are given",
                    "keep one of the two",
                );
            }
            (None, None) if !self.is_written(&[at, &["uri"]].concat()) => {
                self.required(
                    &repository,
                    "add `repository:`, the name of the ECR repository",
                );
            }
            (None | Some(_), None | Some(_)) => {}
        }
        if let Some(name) = raw.repository.as_deref()
            && name
                .split_once('/')
                .is_some_and(|(host, _)| host.contains(['.', ':']))
        {
            let place = self.place(&repository);
            let help = "give the ECR repository's name alone, or use `uri:` for another registry";
            self.problem(place, "`repository` is a name without its registry", help);
        } else {
            self.matches(&repository, pattern::REPOSITORY);
        }
        match (&raw.repository, &raw.uri) {
            (_, Some(uri)) => Repository::Uri(uri.clone()),
            (name, None) => Repository::Ecr(name.clone().unwrap_or_default()),
        }
    }

    fn build_secrets(&mut self, at: &[&str], raw: &[raw::BuildSecret]) -> Vec<BuildSecret> {
        let mut secrets = Vec::new();
        for secret in raw {
            let id = secret.id.clone().unwrap_or_default();
            let source = match (&secret.env, &secret.file) {
                (Some(env), None) => SecretSource::Environment(env.clone()),
                (None, Some(file)) => SecretSource::File(file.clone()),
                (None, None) | (Some(_), Some(_)) => {
                    let place = self.key_place(at);
                    let message = format!("the build secret `{id}` needs either `env` or `file`");
                    self.problem(place, message, "write `{id: npm, env: NPM_TOKEN}`");
                    continue;
                }
            };
            if let SecretSource::Environment(name) = &source
                && let Some(expected) = pattern::expected(pattern::VARIABLE, name)
            {
                let place = self.key_place(at);
                let message = format!("expected {expected} for the build secret `{id}`");
                self.problem(place, message, "give the variable's name, not its value");
            }
            secrets.push(BuildSecret { id, source });
        }
        secrets
    }
}
