//! Runs in which all went well.

use super::{REPOSITORY, deploy, plan, running, stage_started, started};
use crate::golden::recording::{Recording, digest, progress, revision};
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::{Foreign, Sentence};
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::plan::Change;
use foghorn_deploy::verdict::Verdict;

/// Prod has a registry of its own: the image is copied before anything else is done there.
fn copied(run: Recording, start: u64) -> Recording {
    let from = format!("{REPOSITORY}@{}", digest());
    let to = REPOSITORY.replace("111111111111", "222222222222");
    let image = String::new;
    run.on("prod", "")
        .at(
            start,
            EventKind::ImageCopyStarted {
                image: image(),
                from,
                to: to.clone(),
            },
        )
        .at(
            start,
            EventKind::ImageCopyProgressed {
                image: image(),
                bytes: 67_108_864,
                of_bytes: 187_654_321,
            },
        )
        .at(
            start + 1,
            EventKind::ImageCopied {
                image: image(),
                reference: format!("{to}@{}", digest()),
                bytes: 187_654_321,
                referrers: 1,
                took_ms: 9_200,
            },
        )
        .on("prod", "product-api")
}

pub(in crate::golden) fn two_stages() -> Vec<Event> {
    let reference = format!("{REPOSITORY}:3f2c1d9ab457-8be1d001");
    let mut run = Recording::deploy(&["dev", "prod"]).at(
        0,
        EventKind::BuildStarted {
            image: String::new(),
            builder: "docker buildx".to_owned(),
            reference: reference.clone(),
        },
    );
    for line in [
        "#1 [internal] load build definition from Dockerfile",
        "#5 [2/2] COPY serve.sh /serve.sh",
        "#5 DONE 0.1s",
    ] {
        run = run.at(
            1,
            EventKind::BuildOutput {
                image: String::new(),
                line: Foreign::new(line),
            },
        );
    }
    run = run.at(
        8,
        EventKind::ImagePushed {
            image: String::new(),
            reference,
            digest: digest(),
            took_ms: 8_200,
        },
    );
    for (stage, start) in [("dev", 8), ("prod", 110)] {
        run = stage_started(run, stage, start);
        if stage == "prod" {
            run = copied(run, start);
        }
        run = run
            .at(
                start + 1,
                EventKind::Planned {
                    plan: plan(deploy()),
                },
            )
            .at(
                start + 2,
                EventKind::RevisionRegistered {
                    revision: revision(8),
                    not_echoed: Vec::new(),
                },
            );
        run = started(run, start + 2)
            .counts(start + 4, [2, 2, 0, 2])
            .counts(start + 31, [2, 0, 2, 2])
            .at(start + 32, EventKind::AllHealthy { running: 2 })
            .at(
                start + 60,
                EventKind::Waited {
                    progress: progress([2, 0, 2, 1]),
                    waiting_for: Sentence::own("1 old task to drain"),
                },
            )
            .at(
                start + 94,
                EventKind::ServiceFinished {
                    verdict: Verdict::Deployed {
                        revision: revision(8),
                        running: 2,
                    },
                    took_ms: 92_000,
                },
            )
            .on(stage, "")
            .at(start + 94, EventKind::StageFinished { proven: true });
    }
    let verdict = Verdict::Deployed {
        revision: revision(8),
        running: 2,
    };
    let running = ["dev", "prod"]
        .map(|stage| running(stage, 8, &verdict))
        .to_vec();
    run.on("", "")
        .at(
            204,
            EventKind::RunFinished {
                outcome: Outcome::Succeeded,
                running,
                error: None,
            },
        )
        .events()
}

pub(in crate::golden) fn nothing_to_do() -> Vec<Event> {
    let verdict = Verdict::Unchanged {
        revision: revision(8),
        running: 2,
    };
    let run = Recording::deploy(&["dev"]).at(
        0,
        EventKind::ImageFound {
            image: String::new(),
            reference: format!("{REPOSITORY}:3f2c1d9ab457-8be1d001"),
            digest: digest(),
        },
    );
    stage_started(run, "dev", 0)
        .at(
            0,
            EventKind::Planned {
                plan: plan(Change::Unchanged {
                    revision: revision(8),
                    running: 2,
                }),
            },
        )
        .at(
            0,
            EventKind::ServiceFinished {
                verdict: verdict.clone(),
                took_ms: 300,
            },
        )
        .on("dev", "")
        .at(0, EventKind::StageFinished { proven: true })
        .on("", "")
        .at(
            0,
            EventKind::RunFinished {
                outcome: Outcome::Succeeded,
                running: vec![running("dev", 8, &verdict)],
                error: None,
            },
        )
        .events()
}
