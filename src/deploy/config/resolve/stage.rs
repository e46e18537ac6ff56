//! Owns what is meant by `stages:` and `defaults:`.

use std::time::Duration;

use super::Reader;
use super::service::{Declared, list};
use crate::config::image::Image;
use crate::config::stage::{SOAK, Stage, TIMEOUT};
use crate::config::{OnFailure, pattern, raw};
use crate::problem::{Problem, nearest};

/// The keys that a stage shares with `defaults`, with the forms of their values.
const FORMS: [(&str, &str); 5] = [
    ("account", pattern::ACCOUNT),
    ("region", pattern::REGION),
    ("role", pattern::ROLE),
    ("role-session-name", pattern::SESSION),
    ("cluster", pattern::ECS_NAME),
];

impl Reader {
    pub(super) fn stages(
        &mut self,
        raw: &raw::Configuration,
        declared: &Declared,
        images: &[Image],
    ) -> Vec<Stage> {
        let none = raw::Defaults::default();
        let defaults = raw.defaults.as_ref().unwrap_or(&none);
        for (key, form) in FORMS {
            self.matches(&["defaults", key], form);
        }
        let stages = self.names(&["stages"], raw.stages.as_ref());
        if stages.is_empty() && raw.stages.is_some() {
            let place = self.key_place(&["stages"]);
            self.problem(
                place,
                "there is no stage",
                "add one under `stages:`, such as `dev:`",
            );
        }
        self.order(&stages);
        let mut resolved = Vec::new();
        for (name, stage) in stages {
            let services = self.stage_services(&name, stage, declared, images);
            resolved.push(self.stage(&name, stage, defaults, services));
        }
        resolved
    }

    fn stage(
        &mut self,
        name: &str,
        raw: &raw::Stage,
        defaults: &raw::Defaults,
        services: Vec<crate::config::Service>,
    ) -> Stage {
        let at = ["stages", name];
        self.key_matches(&at, pattern::NAME);
        for (key, form) in FORMS {
            self.matches(&["stages", name, key], form);
        }
        self.matches(&["stages", name, "proof-role"], pattern::ROLE);
        for key in ["region", "cluster"] {
            if !self.is_written(&["defaults", key]) {
                self.required(
                    &["stages", name, key],
                    &format!("add `{key}:` here or under `defaults:`"),
                );
            }
        }
        let or = |own: &Option<String>, default: &Option<String>| {
            own.clone().or_else(|| default.clone())
        };
        let account = or(&raw.account, &defaults.account);
        let role = or(&raw.role, &defaults.role);
        self.same_account(name, "role", account.as_deref(), role.as_deref());
        self.same_account(
            name,
            "proof-role",
            account.as_deref(),
            raw.proof_role.as_deref(),
        );
        let mut values = self.templates(&["defaults", "values"]);
        values.extend(self.templates(&["stages", name, "values"]));
        Stage {
            name: name.to_owned(),
            after: raw.after.clone(),
            branches: raw.branches.clone().unwrap_or_default(),
            minimum_age: self.minimum_age(name, raw),
            account,
            region: or(&raw.region, &defaults.region).unwrap_or_default(),
            role,
            external_id: or(&raw.external_id, &defaults.external_id),
            session_tags: raw.session_tags.or(defaults.session_tags).unwrap_or(false),
            role_session_name: or(&raw.role_session_name, &defaults.role_session_name),
            proof_role: raw.proof_role.clone(),
            cluster: or(&raw.cluster, &defaults.cluster).unwrap_or_default(),
            values,
            timeout: self.timeout(name, raw, defaults),
            soak: self
                .setting(name, "soak", raw.soak.as_ref(), defaults.soak.as_ref())
                .unwrap_or(SOAK),
            on_failure: raw.on_failure.or(defaults.on_failure).unwrap_or_default(),
            in_flight: raw.in_flight.or(defaults.in_flight).unwrap_or_default(),
            together: self.together(name, raw, defaults),
            on_cancel: raw.on_cancel.or(defaults.on_cancel).unwrap_or_default(),
            copy_images: raw.copy_images.or(defaults.copy_images).unwrap_or(false),
            logs: raw.logs.or(defaults.logs).unwrap_or_default(),
            scan: raw.scan.or(defaults.scan),
            url: raw.url.clone(),
            services,
        }
    }

    /// A service that failed and stays as it is would be torn apart from those that go back.
    fn together(&mut self, stage: &str, raw: &raw::Stage, defaults: &raw::Defaults) -> bool {
        let together = raw.together.or(defaults.together).unwrap_or_default();
        let on_failure = raw.on_failure.or(defaults.on_failure).unwrap_or_default();
        match on_failure {
            OnFailure::Rollback => {}
            OnFailure::StopWaiting | OnFailure::KeepWaiting if !together => {}
            OnFailure::StopWaiting | OnFailure::KeepWaiting => {
                let own = ["stages", stage, "on-failure"];
                let place = if self.is_written(&own) {
                    self.place(&own)
                } else {
                    self.place(&["defaults", "on-failure"])
                };
                self.problem(
                    place,
                    format!("the services of the stage `{stage}` go back together"),
                    "remove it, or set `together: false`",
                );
            }
        }
        together
    }

    fn timeout(&mut self, stage: &str, raw: &raw::Stage, defaults: &raw::Defaults) -> Duration {
        let timeout = self
            .setting(
                stage,
                "timeout",
                raw.timeout.as_ref(),
                defaults.timeout.as_ref(),
            )
            .unwrap_or(TIMEOUT);
        if timeout.is_zero() {
            let at = if raw.timeout.is_some() {
                vec!["stages", stage, "timeout"]
            } else {
                vec!["defaults", "timeout"]
            };
            let place = self.place(&at);
            self.problem(
                place,
                "a timeout of 0 ends every deployment at once",
                "write `20m`, or remove it",
            );
        }
        timeout
    }

    /// An age can only be asked of a stage that comes before.
    fn minimum_age(&mut self, stage: &str, raw: &raw::Stage) -> Duration {
        let at = ["stages", stage, "minimum-age"];
        if raw.minimum_age.is_some() && raw.after.is_none() {
            let place = self.place(&at);
            self.problem(
                place,
                "`minimum-age` asks for an age in the stage before, and there is none",
                "add `after:` with the name of that stage, or remove it",
            );
        }
        self.duration(&at, raw.minimum_age.as_ref())
            .unwrap_or_default()
    }

    fn setting(
        &mut self,
        stage: &str,
        key: &str,
        own: Option<&String>,
        default: Option<&String>,
    ) -> Option<Duration> {
        let default = self.duration(&["defaults", key], default);
        self.duration(&["stages", stage, key], own).or(default)
    }

    /// A role gives credentials of its own account, so it cannot be in another than the stage's.
    fn same_account(&mut self, stage: &str, key: &str, account: Option<&str>, role: Option<&str>) {
        let (Some(account), Some(role)) = (account, role) else {
            return;
        };
        let of_role = role.split(':').nth(4).unwrap_or_default();
        let well_formed = pattern::expected(pattern::ACCOUNT, account).is_none()
            && pattern::expected(pattern::ROLE, role).is_none();
        if well_formed && of_role != account {
            let own = ["stages", stage, key];
            let place = if self.is_written(&own) {
                self.place(&own)
            } else {
                self.place(&["stages", stage, "account"])
            };
            let message =
                format!("the role is in the account {of_role}, the stage `{stage}` in {account}");
            self.problem(
                place,
                message,
                "correct the role's ARN or the stage's `account`",
            );
        }
    }

    /// Checks that `after` names a stage that comes earlier, and that there is no circle.
    fn order(&mut self, stages: &[(String, &raw::Stage)]) {
        for (position, (name, stage)) in stages.iter().enumerate() {
            let Some(after) = stage.after.as_deref() else {
                continue;
            };
            let place = self.place(&["stages", name, "after"]);
            let known = || stages.iter().map(|(name, _)| name.as_str());
            let Some(before) = stages.iter().position(|(name, _)| name == after) else {
                let others = || known().filter(|other| other != name);
                let help = match nearest(after, others()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the other stages are {}", list(others())),
                };
                self.problem(place, format!("there is no stage `{after}`"), help);
                continue;
            };
            if before < position {
                continue;
            }
            let circle = circle(stages, name);
            let problem = if circle.is_empty() {
                Problem::error(
                    place,
                    format!("the stage `{after}` comes later in the file"),
                )
                .help(format!("move `{after}` before `{name}`"))
            } else {
                let circle = circle.join("` after `");
                Problem::error(place, format!("the stages wait for each other: `{circle}`"))
                    .help("remove one `after`")
            };
            self.problems.push(problem);
        }
    }
}

/// The stages from one back to itself along `after`; empty if they do not come back.
fn circle<'s>(stages: &'s [(String, &'s raw::Stage)], start: &'s str) -> Vec<&'s str> {
    let mut names = vec![start];
    let mut at = start;
    for _ in stages {
        let next = stages
            .iter()
            .find(|(name, _)| name == at)
            .and_then(|(_, stage)| stage.after.as_deref());
        let Some(next) = next else { return Vec::new() };
        names.push(next);
        if next == start {
            return names;
        }
        at = next;
    }
    Vec::new()
}
