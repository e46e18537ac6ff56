//! Owns what is meant by `service:`, `services:` and by what a stage says of its services.

use std::collections::BTreeMap;

use super::Reader;
use crate::config::image::Image;
use crate::config::service::{ImagePlacement, Service};
use crate::config::{pattern, raw};
use crate::problem::{Problem, nearest};

/// The services of all stages, before a stage's own settings.
pub(super) struct Declared {
    /// By name, in the order in which they are written.
    pub(super) services: Vec<(String, raw::Service)>,
    /// Whether the only service is given at the top of the file, without `services:`.
    pub(super) only: bool,
}

impl Reader {
    pub(super) fn services(&mut self, raw: &raw::Configuration) -> Declared {
        let top = [
            "service",
            "task-definition",
            "container",
            "allow-unknown-fields",
            "plain-text",
        ];
        if self.is_written(&["services"]) {
            for key in top {
                if self.is_written(&[key]) {
                    let place = self.key_place(&[key]);
                    let message = format!("`{key}` is given beside `services`");
                    self.problem(place, message, format!("move it to `services.NAME.{key}`"));
                }
            }
            let services = self.names(&["services"], raw.services.as_ref());
            for (name, _) in &services {
                let at = ["services", name.as_str()];
                self.key_matches(&at, pattern::NAME);
                self.matches(&[&at[..], &["service"]].concat(), pattern::ECS_NAME);
            }
            if services.is_empty() && raw.services.is_some() {
                let place = self.key_place(&["services"]);
                self.problem(place, "there is no service", "add one under `services:`");
            }
            let services = services
                .into_iter()
                .map(|(name, service)| (name, service.clone()))
                .collect();
            return Declared {
                services,
                only: false,
            };
        }
        self.matches(&["service"], pattern::ECS_NAME);
        let in_stage = raw
            .stages
            .iter()
            .flat_map(BTreeMap::values)
            .find_map(|stage| stage.service.clone());
        let name = raw
            .service
            .clone()
            .or(in_stage)
            .unwrap_or_else(|| "service".to_owned());
        let service = raw::Service {
            service: raw.service.clone(),
            task_definition: raw.task_definition.clone(),
            container: raw.container.clone(),
            containers: None,
            allow_unknown_fields: raw.allow_unknown_fields.clone(),
            plain_text: raw.plain_text.clone(),
        };
        Declared {
            services: vec![(name, service)],
            only: true,
        }
    }

    /// The services of one stage.
    pub(super) fn stage_services(
        &mut self,
        stage_name: &str,
        stage: &raw::Stage,
        declared: &Declared,
        images: &[Image],
    ) -> Vec<Service> {
        let at = ["stages", stage_name, "services"];
        for (name, _) in self.names(&at, stage.services.as_ref()) {
            let is_known = declared.services.iter().any(|(known, _)| *known == name);
            if !is_known && (!declared.only || self.is_written(&["service"])) {
                let place = self.key_place(&[&at[..], &[name.as_str()]].concat());
                let known = declared.services.iter().map(|(known, _)| known.as_str());
                let help = match nearest(&name, known.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the services are {}", list(known)),
                };
                self.problem(place, format!("there is no service `{name}`"), help);
            }
        }
        let of_stage = |name: &str| {
            stage
                .services
                .as_ref()
                .and_then(|services| services.get(name))
        };
        let services = declared.services.iter().filter_map(|(name, service)| {
            let mut service = overridden(service, of_stage(name));
            if declared.only {
                service.service = stage.service.clone().or(service.service);
                service.task_definition = stage.task_definition.clone().or(service.task_definition);
            }
            self.service(stage_name, name, &service, declared.only, images)
        });
        let services = services.collect();
        self.only_for_one_service(stage_name, declared.only);
        services
    }

    fn only_for_one_service(&mut self, stage: &str, only: bool) {
        for key in ["service", "task-definition"] {
            let at = ["stages", stage, key];
            if !only && self.is_written(&at) {
                let place = self.key_place(&at);
                let help = format!("write `services: {{NAME: {{{key}: …}}}}` in the stage");
                self.problem(
                    place,
                    format!("`{key}` beside `services` does not say which service"),
                    help,
                );
            }
        }
        self.matches(&["stages", stage, "service"], pattern::ECS_NAME);
    }

    fn service(
        &mut self,
        stage: &str,
        name: &str,
        raw: &raw::Service,
        only: bool,
        images: &[Image],
    ) -> Option<Service> {
        self.matches(
            &["stages", stage, "services", name, "service"],
            pattern::ECS_NAME,
        );
        let above: &[&str] = if only { &[] } else { &["services", name] };
        let written = |reader: &Self, key| {
            reader.is_written(&[above, &[key]].concat())
                || reader.is_written(&["stages", stage, key])
                || reader.is_written(&["stages", stage, "services", name, key])
        };
        if raw.task_definition.is_none() && !written(self, "task-definition") {
            let help = "add `task-definition:`, the file with the task definition";
            self.required(&[above, &["task-definition"]].concat(), help);
        }
        if only && raw.service.is_none() && !written(self, "service") {
            self.required(&["service"], "add `service:`, the service's name in ECS");
        }
        let images = self.placements(stage, name, raw, only, images);
        Some(Service {
            name: name.to_owned(),
            service: raw.service.clone().unwrap_or_else(|| name.to_owned()),
            task_definition: raw.task_definition.clone()?,
            container: raw.container.clone(),
            images,
            allow_unknown_fields: raw.allow_unknown_fields.clone().unwrap_or_default(),
            plain_text: raw.plain_text.clone().unwrap_or_default(),
        })
    }

    fn placements(
        &mut self,
        stage: &str,
        name: &str,
        raw: &raw::Service,
        only: bool,
        images: &[Image],
    ) -> Vec<ImagePlacement> {
        if let Some(containers) = &raw.containers {
            for (container, image) in containers {
                self.image_exists(stage, name, container, image, images);
            }
            let placements = containers.iter().map(|(container, image)| ImagePlacement {
                container: Some(container.clone()),
                image: image.clone(),
            });
            return placements.collect();
        }
        let chosen = match images {
            [] => return Vec::new(),
            [image] => Some(image),
            several => several.iter().find(|image| image.name == name),
        };
        if let Some(image) = chosen {
            return vec![ImagePlacement {
                container: raw.container.clone(),
                image: image.name.clone(),
            }];
        }
        let names = list(images.iter().map(|image| image.name.as_str()));
        let place = if only {
            self.key_place(&["images"])
        } else {
            self.key_place(&["services", name])
        };
        let message = format!("which container of `{name}` takes which image is not said");
        let help = if only {
            format!(
                "write `services: {{{name}: {{containers: {{CONTAINER: IMAGE}}}}}}`; the images are {names}"
            )
        } else {
            format!("add `containers: {{CONTAINER: IMAGE}}`; the images are {names}")
        };
        self.problem(place, message, help);
        Vec::new()
    }

    fn image_exists(
        &mut self,
        stage: &str,
        name: &str,
        container: &str,
        image: &str,
        images: &[Image],
    ) {
        let names = images.iter().map(|image| image.name.as_str());
        if names.clone().any(|known| known == image) {
            return;
        }
        let in_stage = ["stages", stage, "services", name, "containers", container];
        let at = if self.is_written(&in_stage) {
            &in_stage[..]
        } else {
            &in_stage[2..]
        };
        let problem = Problem::error(self.place(at), format!("there is no image `{image}`"))
            .help(format!("the images are {}", list(names.clone())));
        self.problems.push(problem.did_you_mean(image, names));
    }
}

/// A service with a stage's own settings applied.
fn overridden(service: &raw::Service, own: Option<&raw::Service>) -> raw::Service {
    let Some(own) = own.cloned() else {
        return service.clone();
    };
    let service = service.clone();
    raw::Service {
        service: own.service.or(service.service),
        task_definition: own.task_definition.or(service.task_definition),
        container: own.container.or(service.container),
        containers: own.containers.or(service.containers),
        allow_unknown_fields: own.allow_unknown_fields.or(service.allow_unknown_fields),
        plain_text: own.plain_text.or(service.plain_text),
    }
}

/// Names for a sentence.
pub(super) fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names = names.map(|name| format!("`{name}`")).collect::<Vec<_>>();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
