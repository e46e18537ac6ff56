//! Answers the engine's questions about the account around ECS from the stores.

use crate::engine::{ImageFact, SecretFact, StartFacts};
use crate::permission::Because;
use crate::place::Place;
use crate::policy::{Context, Question};
use crate::principal::Principal;
use crate::state::Stores;

/// The account as a starting task finds it.
pub(crate) struct AccountFacts<'a> {
    stores: &'a Stores,
    place: &'a Place,
}

impl Stores {
    /// The facts for tasks in `place`.
    pub(crate) fn facts<'a>(&'a self, place: &'a Place) -> AccountFacts<'a> {
        AccountFacts {
            stores: self,
            place,
        }
    }
}

impl AccountFacts<'_> {
    /// Reads `host/name:tag` or `host/name@digest` when the host is a registry of ours.
    fn registry<'r>(&self, reference: &'r str) -> Option<(Place, &'r str)> {
        let (host, path) = reference.split_once('/')?;
        let aws = host
            .strip_suffix(".amazonaws.com")
            .and_then(|rest| rest.split_once(".dkr.ecr."));
        if let Some((account, region)) = aws {
            return Some((Place::new(account, region), path));
        }
        // The loopback address, which is what a client sees that pushed without an override.
        let address = host.parse().ok()?;
        let place = self
            .stores
            .registries
            .iter()
            .find(|(_, at)| **at == address)?
            .0;
        Some((place.clone(), path))
    }
}

impl AccountFacts<'_> {
    /// Why a task's role may not do it. A task without a role is refused nothing: that AWS does
    /// not even register most such definitions is not simulated.
    fn because(&self, role_arn: &str, action: &str, resource: &str) -> Option<Because> {
        if role_arn.is_empty() {
            return None;
        }
        let principal = self.session(role_arn);
        let context = &Context::of(&principal);
        // A secret may be named without the six characters its ARN ends in.
        let secret = self.stores.secrets.arn_of(self.place, resource);
        let question = Question {
            action,
            resource: secret.as_deref().unwrap_or(resource),
            context,
        };
        self.stores.permissions.refusal(&principal, &question)
    }

    /// A task's session of its role.
    fn session(&self, role_arn: &str) -> Principal {
        let (account, role) = self.account_and_role(role_arn);
        Principal::session(account, role, "task", "")
    }

    /// A role may be given by its bare name, too; it is one of this account then.
    fn account_and_role<'r>(&'r self, role_arn: &'r str) -> (&'r str, &'r str) {
        let account = role_arn.split(':').nth(4).unwrap_or(&self.place.account);
        (account, role_arn.rsplit('/').next().unwrap_or_default())
    }
}

impl StartFacts for AccountFacts<'_> {
    fn image(&self, reference: &str) -> ImageFact {
        let Some((place, path)) = self.registry(reference) else {
            return ImageFact::Elsewhere;
        };
        let (name, wanted) = match path.split_once('@') {
            // `name:tag@digest` is a pull by digest; the tag is decoration.
            Some((name, digest)) => (name.split(':').next().unwrap_or(name), digest),
            None => path.split_once(':').unwrap_or((path, "latest")),
        };
        let found = self
            .stores
            .repositories
            .get(&place, name)
            .and_then(|repository| Some((repository.resolve(wanted)?, repository)));
        match found {
            Some((digest, repository)) => ImageFact::Present {
                platforms: repository.platforms(&digest),
                digest,
            },
            None => ImageFact::Missing,
        }
    }

    fn refusal(&self, role_arn: &str, action: &str, resource: &str) -> Option<String> {
        let because = self.because(role_arn, action, resource)?;
        Some(because.words(action))
    }

    fn assumable(&self, role_arn: &str) -> bool {
        let identities = &self.stores.permissions.identities;
        let (account, role) = self.account_and_role(role_arn);
        let trusting = identities.trusting_service(account, role, "ecs-tasks.amazonaws.com");
        // The path of a role is part of its ARN.
        let is_named = |arn: &str| arn == role_arn || !role_arn.starts_with("arn:");
        !identities.given() || trusting.is_some_and(|role| is_named(&role.arn()))
    }

    fn decrypts(&self, role_arn: &str, service: &str, name: &str) -> bool {
        let permissions = &self.stores.permissions;
        let secret = self.stores.secrets.name_of(self.place, name);
        let name = secret.as_deref().unwrap_or(name);
        let Some(key) = permissions.identities.key_of(self.place, name) else {
            return true;
        };
        let principal = self.session(role_arn);
        // Source: KMS Developer Guide, "kms:ViaService".
        let via = format!("{service}.{}.amazonaws.com", self.place.region);
        let context = Context::of(&principal).with("kms:ViaService", via);
        let context = &match &key.alias {
            Some(alias) => context.with("kms:ResourceAliases", alias),
            None => context,
        };
        let question = Question {
            action: "kms:Decrypt",
            resource: &key.arn,
            context,
        };
        permissions.refusal(&principal, &question).is_none()
    }

    fn parameter_exists(&self, name: &str) -> bool {
        self.stores.parameters.exists(self.place, name)
    }

    fn secret(&self, arn: &str) -> SecretFact {
        self.stores.secrets.fact(self.place, arn)
    }

    fn log_group_exists(&self, name: &str) -> bool {
        self.stores.logs.has_group(self.place, name)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use serde_json::json;

    use crate::engine::{ImageFact, StartFacts as _};
    use crate::place::Place;
    use crate::state::State;
    use crate::world::World;

    #[test]
    fn what_a_starting_task_finds() {
        let here = |mut thing: serde_json::Value| {
            thing["account"] = "111111111111".into();
            thing["region"] = "eu-west-1".into();
            thing
        };
        let world: World = serde_json::from_value(json!({
            "repositories": [here(json!({ "name": "team/web", "images": [{ "tag": "v1" }] }))],
            "parameters": [here(json!({ "name": "/web/pw", "type": "String", "value": "x" }))],
            "denied": [{ "who": "execution", "action": "ssm:*", "resource": "*/web/pw" }],
        }))
        .unwrap();
        let mut state = State::new(world, 0);
        let home = Place::new("111111111111", "eu-west-1");
        let address = "127.0.0.1:5000".parse().unwrap();
        state.stores.registries.insert(home.clone(), address);
        // A task in another account pulls from this one.
        let abroad = Place::new("222222222222", "eu-west-1");
        let facts = state.stores.facts(&abroad);

        let host = "111111111111.dkr.ecr.eu-west-1.amazonaws.com";
        let ImageFact::Present { digest, platforms } = facts.image(&format!("{host}/team/web:v1"))
        else {
            panic!("the seeded image is there");
        };
        assert_eq!(platforms, ["linux/amd64"]);
        let zeros = format!("sha256:{}", "0".repeat(64));
        for (reference, expected) in [
            (format!("{host}/team/web@{digest}"), "present"),
            (format!("{host}/team/web:v1@{digest}"), "present"),
            (format!("127.0.0.1:5000/team/web@{digest}"), "present"),
            (format!("{host}/team/web@{zeros}"), "missing"),
            (format!("{host}/team/web"), "missing"),
            (format!("{host}/other:v1"), "missing"),
            (
                format!("{}/team/web:v1", host.replace("eu", "us")),
                "missing",
            ),
            ("docker.io/library/nginx:1".to_owned(), "elsewhere"),
            ("nginx".to_owned(), "elsewhere"),
        ] {
            let found = match facts.image(&reference) {
                ImageFact::Elsewhere => "elsewhere",
                ImageFact::Missing => "missing",
                ImageFact::Present { .. } => "present",
            };
            assert_eq!(found, expected, "{reference}");
        }

        assert!(
            !facts.parameter_exists("/web/pw"),
            "it is in the other account"
        );
        let home_facts = state.stores.facts(&home);
        assert!(home_facts.parameter_exists("/web/pw"));
        assert!(!home_facts.parameter_exists("/web/other"));
        let parameter = "arn:aws:ssm:eu-west-1:111111111111:parameter/web/pw";
        let role = |name: &str| format!("arn:aws:iam::111111111111:role/{name}");
        for (name, allowed) in [("execution", false), ("other", true)] {
            let refusal = facts.refusal(&role(name), "ssm:GetParameters", parameter);
            assert_eq!(refusal.is_none(), allowed, "{name}");
        }
    }
}
