//! What stops a task from starting when the account around it is not as it should be: no faults,
//! only facts.

use super::world;
use crate::engine::BreakerSetting;
use crate::engine::ImageFact;
use crate::engine::SecretFact;
use crate::engine::StartFacts;

/// An account in which one thing is wrong.
#[derive(Default)]
struct Account {
    denied: Option<&'static str>,
    image: Option<ImageFact>,
    no_parameters: bool,
    no_log_groups: bool,
}

impl StartFacts for Account {
    fn image(&self, _reference: &str) -> ImageFact {
        self.image.clone().unwrap_or(ImageFact::Elsewhere)
    }

    fn refusal(&self, role_arn: &str, action: &str, _resource: &str) -> Option<String> {
        assert_eq!(role_arn, "arn:aws:iam::111111111111:role/web-execution");
        let denied = self.denied == Some(action);
        denied.then(|| format!("because no identity-based policy allows the {action} action"))
    }

    fn assumable(&self, _role_arn: &str) -> bool {
        true
    }

    fn decrypts(&self, _role_arn: &str, _service: &str, _name: &str) -> bool {
        true
    }

    fn parameter_exists(&self, name: &str) -> bool {
        assert_eq!(name, "/web/password");
        !self.no_parameters
    }

    fn secret(&self, _arn: &str) -> SecretFact {
        SecretFact::Missing
    }

    fn log_group_exists(&self, name: &str) -> bool {
        assert_eq!(name, "/web");
        !self.no_log_groups
    }
}

fn denied(action: &'static str) -> Account {
    Account {
        denied: Some(action),
        ..Account::default()
    }
}

fn image(fact: ImageFact) -> Account {
    Account {
        image: Some(fact),
        ..Account::default()
    }
}

fn for_platform(platform: &str) -> Account {
    image(ImageFact::Present {
        digest: "sha256:11".to_owned(),
        platforms: vec![platform.to_owned()],
    })
}

/// Deploys in such an account and returns the first task's stopped reason and image digest.
fn first_task(account: &Account) -> (Option<String>, Option<String>) {
    let mut region = world::world(1, 1, BreakerSetting::Off, false, Vec::new());
    let ours = world::deploy(&mut region);
    let until = region.now() + 2 * world::MINUTE;
    region.advance(until, account);
    let task = world::tasks_of(&region, &ours).next().unwrap();
    if let Some(stop) = &task.stop {
        assert_eq!(stop.code, "TaskFailedToStart");
        assert_eq!(task.containers[0].exit_code, None);
    }
    let reason = task.stop.as_ref().map(|stop| stop.reason.clone());
    (reason, task.containers[0].digest.clone())
}

#[test]
fn what_the_account_lacks_is_in_the_stopped_reason() {
    let table = [
        (
            denied("ssm:GetParameters"),
            "perform: ssm:GetParameters on resource: arn:aws:ssm:",
        ),
        (
            denied("s3:GetBucketLocation"),
            "perform: s3:GetBucketLocation on resource: arn:aws:s3:::settings because",
        ),
        (
            denied("s3:GetObject"),
            "perform: s3:GetObject on resource: arn:aws:s3:::settings/web.env because",
        ),
        (
            denied("ecr:GetAuthorizationToken"),
            "retrieve ecr registry auth: service call has",
        ),
        (
            denied("ecr:BatchGetImage"),
            "perform: ecr:BatchGetImage on resource: arn:aws:ecr:",
        ),
        (
            denied("logs:CreateLogStream"),
            "perform: logs:CreateLogStream on resource: arn:aws:",
        ),
        (
            Account {
                no_parameters: true,
                ..Account::default()
            },
            "1 time(s): invalid ssm parameters: /web/password",
        ),
        (
            Account {
                no_log_groups: true,
                ..Account::default()
            },
            "ResourceNotFoundException: The specified log group does not exist.",
        ),
        (
            image(ImageFact::Missing),
            "failed to resolve ref 111111111111.dkr.ecr.eu-west-1.",
        ),
        (
            for_platform("linux/arm64"),
            "image Manifest does not contain descriptor matching platform 'linux/amd64'",
        ),
    ];
    for (account, part) in table {
        let (reason, _) = first_task(&account);
        let reason = reason.expect(part);
        assert!(reason.contains(part), "{reason}");
    }
}

#[test]
fn a_pulled_image_has_its_digest() {
    let (reason, digest) = first_task(&for_platform("linux/amd64"));
    assert_eq!((reason, digest.as_deref()), (None, Some("sha256:11")));
}
