//! The last screen: what runs where, and how the run ended.

use super::palette::Palette;
use super::table;
use crate::escape::log;
use crate::sentence::progress::tasks;
use crate::sentence::verdict as words;
use crate::span;
use foghorn_deploy::cause::wording;
use foghorn_deploy::event::Running;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::verdict::Verdict;
use std::time::Duration;

/// Returns the screen for the end of a run.
pub(crate) fn lines(
    outcome: Outcome,
    running: &[Running],
    at_ms: u64,
    palette: Palette,
) -> Vec<String> {
    let mut page = vec![String::new()];
    if !running.is_empty() {
        let header = ["STAGE", "SERVICE", "REVISION", "IMAGE", "VERDICT"]
            .map(str::to_owned)
            .to_vec();
        let rows: Vec<_> = std::iter::once(header)
            .chain(running.iter().map(row))
            .collect();
        page.extend(
            table::lines(&rows)
                .into_iter()
                .map(|line| format!("  {line}")),
        );
        page.push(String::new());
    }
    let reasons: Vec<_> = running
        .iter()
        .flat_map(|one| reason(one, palette))
        .collect();
    if !reasons.is_empty() {
        page.extend(reasons);
        page.push(String::new());
    }
    let took = span::words(Duration::from_millis(at_ms));
    let line = format!(
        "{}, after {took} (exit code {}).",
        sentence(outcome, running),
        outcome.exit_code()
    );
    page.push(match outcome {
        Outcome::Succeeded => palette.good(&line),
        Outcome::Bug
        | Outcome::Usage
        | Outcome::Refused
        | Outcome::AwsUnavailable
        | Outcome::ImageFailed
        | Outcome::RolledBack
        | Outcome::Failed
        | Outcome::RollbackFailed
        | Outcome::Unknown
        | Outcome::Superseded
        | Outcome::Interrupted
        | Outcome::Terminated => palette.bad(&line),
    });
    page
}

fn row(running: &Running) -> Vec<String> {
    let images: Vec<_> = running
        .images
        .iter()
        .map(|image| log::line(&short_image(image)))
        .collect();
    let verdict = match &running.verdict {
        Some(
            verdict @ (Verdict::Deployed { running, .. } | Verdict::Unchanged { running, .. }),
        ) => {
            format!("{}, {}", words::label(verdict), tasks(*running))
        }
        Some(
            verdict @ (Verdict::Idle { .. }
            | Verdict::RolledBack { .. }
            | Verdict::RollbackFailed { .. }
            | Verdict::Failed { .. }
            | Verdict::Superseded { .. }
            | Verdict::Unknown { .. }
            | Verdict::NotStarted { .. }
            | Verdict::Cancelled { .. }),
        ) => words::label(verdict).to_owned(),
        None => "not touched".to_owned(),
    };
    let revision = running
        .revision
        .as_ref()
        .map_or_else(|| "-".to_owned(), |r| log::line(r.short()));
    let images = if images.is_empty() {
        "-".to_owned()
    } else {
        images.join(", ")
    };
    vec![
        log::line(&running.stage),
        log::line(&running.service),
        revision,
        images,
        verdict,
    ]
}

/// Returns the cause once more: in a CI log the last lines are read first.
fn reason(running: &Running, palette: Palette) -> Vec<String> {
    let Some(verdict) = &running.verdict else {
        return Vec::new();
    };
    if verdict.proven() {
        return Vec::new();
    }
    let who = format!(
        "{}/{}",
        log::line(&running.stage),
        log::line(&running.service)
    );
    let root = words::failure(verdict).and_then(|failure| failure.causes.first());
    match root {
        Some((cause, _)) => {
            let mut page = vec![format!(
                "{}: {}",
                palette.strong(&who),
                palette.sentence(&wording::title(cause))
            )];
            if let Some(fix) = wording::fixes(cause).first() {
                page.push(format!("  fix: {}", palette.sentence(fix)));
            }
            page
        }
        None => vec![format!(
            "{}: {}",
            palette.strong(&who),
            palette.sentence(&words::sentence(verdict))
        )],
    }
}

fn sentence(outcome: Outcome, running: &[Running]) -> String {
    match outcome {
        Outcome::Succeeded => succeeded(running),
        Outcome::Bug
        | Outcome::Usage
        | Outcome::Refused
        | Outcome::AwsUnavailable
        | Outcome::ImageFailed
        | Outcome::RolledBack
        | Outcome::Failed
        | Outcome::RollbackFailed
        | Outcome::Unknown
        | Outcome::Superseded
        | Outcome::Interrupted
        | Outcome::Terminated => format!("NOT DEPLOYED: {}", outcome.meaning()),
    }
}

fn succeeded(running: &[Running]) -> String {
    let mut deployed: Vec<String> = Vec::new();
    for one in running {
        let stage = log::line(&one.stage);
        if matches!(one.verdict, Some(Verdict::Deployed { .. })) && !deployed.contains(&stage) {
            deployed.push(stage);
        }
    }
    if running
        .iter()
        .any(|one| matches!(one.verdict, Some(Verdict::Idle { .. })))
    {
        "Done, but nothing is proven where the desired count is 0".to_owned()
    } else if let Some((last, rest)) = deployed.split_last() {
        let stages = if rest.is_empty() {
            last.clone()
        } else {
            format!("{} and {last}", rest.join(", "))
        };
        format!("Deployed and healthy in {stages}")
    } else if running.is_empty() {
        "Done".to_owned()
    } else {
        "Nothing to do: everything runs and is healthy".to_owned()
    }
}

/// Shortens `container=registry/repository@sha256:<64>` to `repository@sha256:<12>`.
fn short_image(image: &str) -> String {
    let reference = image
        .split_once('=')
        .filter(|(name, _)| !name.contains(['/', '@']))
        .map_or(image, |(_, r)| r);
    let (name, digest) = reference
        .split_once("@sha256:")
        .map_or((reference, None), |(n, d)| (n, Some(d)));
    let name = name.rsplit('/').next().unwrap_or(name);
    match digest {
        Some(digest) => format!(
            "{name}@sha256:{}",
            digest.chars().take(12).collect::<String>()
        ),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_shortened() {
        let digest = "3f2c1d9ab4570123456789";
        for image in [
            format!("app=1.dkr.ecr/team/api@sha256:{digest}"),
            format!("1.dkr.ecr:5000/api@sha256:{digest}"),
        ] {
            assert_eq!(short_image(&image), "api@sha256:3f2c1d9ab457");
        }
        assert_eq!(short_image("localhost:5000/api:1"), "api:1");
    }
}
