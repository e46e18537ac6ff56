//! What people do with foghorn, signed in as a job of GitHub is; between them the stories make
//! every call that foghorn makes.

use super::Printed;
use super::printed::JOBS;
use crate::harness::{Invocation, Run, Scene};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foghorn_sim::Outcome;

/// An image with one empty layer, as a builder leaves it on disk.
const LAYOUT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bad_input/layout");
const DEV: [&str; 2] = ["--stage", "dev"];
const PROD: [&str; 2] = ["--stage", "prod"];

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// Pushes an image and deploys it to dev.
    Push,
    /// Deploys the same once more.
    Again,
    /// Deploys an image whose container exits.
    Exits,
    /// Deploys one to a service of which no deployment has completed.
    NoWayBack,
    /// Goes back to what was deployed before.
    GoingBack,
    /// Looks what runs.
    Status,
    /// Looks what a deployment would do.
    Plan,
    /// Looks at what a deployment depends on.
    Check,
    /// Looks on.
    Watch,
    /// Deploys to prod what dev proved.
    Proven,
    /// Promotes to prod an image that dev has not proven.
    Unproven,
    /// Deploys to prod an image that is given.
    Given,
    /// Copies to prod what dev proved, and deploys it.
    CopyProven,
}

/// What stories differ in besides what is done.
struct Circumstances {
    /// The exit code where nothing is missing.
    code: i32,
    /// What happens to new deployments, if anything.
    scenario: Option<&'static str>,
    /// Whether images are copied into the registry of prod.
    copies: bool,
    /// Which of the printed policies the roles that deploy have.
    policies: [&'static str; 3],
}

/// How a story ended.
pub(super) struct End {
    pub(super) run: Run,
    /// The operations that IAM refused.
    pub(super) refused: Vec<String>,
}

impl Story {
    pub(super) const ALL: [Self; 13] = [
        Self::Push,
        Self::Again,
        Self::Exits,
        Self::NoWayBack,
        Self::GoingBack,
        Self::Status,
        Self::Plan,
        Self::Check,
        Self::Watch,
        Self::Proven,
        Self::Unproven,
        Self::Given,
        Self::CopyProven,
    ];

    /// The circumstances in which it is played.
    const fn circumstances(self) -> Circumstances {
        let usual = Circumstances {
            code: 0,
            scenario: None,
            copies: false,
            policies: ["read", "deploy", "push"],
        };
        match self {
            Self::Unproven => Circumstances { code: 3, ..usual },
            Self::Exits => Circumstances {
                code: 10,
                scenario: Some("exit-at-start"),
                ..usual
            },
            Self::NoWayBack => Circumstances {
                code: 12,
                scenario: Some("no-rollback-candidate"),
                ..usual
            },
            Self::CopyProven => Circumstances {
                copies: true,
                ..usual
            },
            Self::Check => Circumstances {
                policies: ["read", "deploy", "check"],
                ..usual
            },
            Self::Push
            | Self::Again
            | Self::GoingBack
            | Self::Status
            | Self::Plan
            | Self::Watch
            | Self::Proven
            | Self::Given => usual,
        }
    }

    /// The exit code where nothing is missing.
    pub(super) const fn code(self) -> i32 {
        self.circumstances().code
    }

    /// The policies that are printed for it.
    pub(super) fn printed(self) -> Printed {
        if self.circumstances().copies {
            Printed::copying()
        } else {
            Printed::all()
        }
    }

    /// Plays it with these policies.
    pub(super) fn play(self, printed: &Printed) -> End {
        let Circumstances {
            scenario, policies, ..
        } = self.circumstances();
        let setting = printed.in_force_of(&policies);
        let scene = match scenario {
            Some(scenario) => setting.scenario(scenario),
            None => setting,
        }
        .start();
        let first = |words: &[&str]| {
            let (stage, image) = (words[1].to_owned(), scene.image("first"));
            let words = [&["deploy", "--no-check", "--image", &image], words].concat();
            signed_in(&scene, scene.timed(&words), &stage).run()
        };
        let run = |words: &[&str], stage: &str| {
            signed_in(
                &scene,
                scene.foghorn(&[words, &["--stage", stage]].concat()),
                stage,
            )
            .run()
        };
        let run = match self {
            Self::Push => {
                let words = [&["deploy", "--no-check", "--image", LAYOUT][..], &DEV].concat();
                signed_in(&scene, scene.timed(&words), "dev").run()
            }
            Self::Again => {
                first(&DEV);
                first(&DEV)
            }
            Self::Exits | Self::NoWayBack => first(&DEV),
            Self::GoingBack => {
                first(&DEV);
                let words = [&["rollback"][..], &DEV].concat();
                signed_in(&scene, scene.timed(&words), "dev").run()
            }
            Self::Status => run(&["status", "--history"], "dev"),
            Self::Plan => run(&["plan", "--image", LAYOUT], "dev"),
            Self::Check => {
                let image = scene.image("first");
                run(&["check", "--image", &image], "dev")
            }
            Self::Watch => {
                let words = [&["watch"][..], &DEV].concat();
                signed_in(&scene, scene.timed(&words), "dev").run()
            }
            Self::Proven | Self::CopyProven => {
                first(&DEV);
                let words = [&["deploy", "--no-check"][..], &PROD].concat();
                signed_in(&scene, scene.timed(&words), "prod").run()
            }
            Self::Unproven => {
                first(&DEV);
                let second = scene.image("second");
                let words = ["promote", "--to", "prod", "--image", &second];
                signed_in(&scene, scene.timed(&words), "prod").run()
            }
            Self::Given => first(&PROD),
        };
        End {
            run,
            refused: refused(&scene),
        }
    }
}

/// Leads a job of GitHub in the environment of a stage to the role of the stage.
pub(crate) fn signed_in(scene: &Scene, invocation: Invocation, stage: &str) -> Invocation {
    let subject = format!("repo:{JOBS}:environment:{stage}");
    with_token(scene, invocation, stage, &subject)
}

/// The same, of a job of which the token says something else.
pub(super) fn with_token(
    scene: &Scene,
    invocation: Invocation,
    stage: &str,
    subject: &str,
) -> Invocation {
    let claims = format!(
        r#"{{"iss":"https://token.actions.githubusercontent.com","sub":"{subject}","aud":"sts.amazonaws.com"}}"#
    );
    scene.write("token", &format!("h.{}.s", URL_SAFE_NO_PAD.encode(claims)));
    let account = if stage == "dev" {
        "111111111111"
    } else {
        "222222222222"
    };
    invocation
        .without("AWS_ACCESS_KEY_ID")
        .without("AWS_SECRET_ACCESS_KEY")
        .env(
            "AWS_ROLE_ARN",
            format!("arn:aws:iam::{account}:role/deploy"),
        )
        .env(
            "AWS_WEB_IDENTITY_TOKEN_FILE",
            scene.directory().join("token"),
        )
}

/// The operations that IAM refused, as AWS and its registry say it.
pub(crate) fn refused(scene: &Scene) -> Vec<String> {
    let calls = scene.simulator.calls().into_iter();
    let refused = calls.filter(|call| match &call.outcome {
        Outcome::Error(code) => {
            ["AccessDenied", "AccessDeniedException", "DENIED"].contains(&code.as_str())
        }
        Outcome::Ok | Outcome::Reset | Outcome::AnswerLost => false,
    });
    refused.map(|call| call.operation).collect()
}
