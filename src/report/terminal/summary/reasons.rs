//! Why a service does not run what it should, what it does now, and what to do next.

use crate::escape::log;
use crate::sentence::aftermath::aftermath;
use crate::sentence::verdict as words;
use crate::terminal::palette::Palette;
use foghorn_deploy::cause::wording;
use foghorn_deploy::event::Running;
use foghorn_deploy::verdict::Verdict;

/// Services that are named when several ended in the same way.
const NAMED: usize = 3;

/// Services that ended in the same way, for the same reason.
struct Group<'r> {
    /// The stage, the verdict's label, and the reason.
    same: (&'r str, &'static str, String),
    members: Vec<(&'r Running, &'r Verdict)>,
}

/// Returns the reasons; services that failed together are named together.
pub(super) fn lines(running: &[Running], palette: Palette) -> Vec<String> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let unproven = running.iter().filter_map(|one| {
        let verdict = one.verdict.as_ref()?;
        (!verdict.proven()).then_some((one, verdict))
    });
    for member @ (one, verdict) in unproven {
        let same = (
            one.stage.as_str(),
            words::label(verdict),
            shared_reason(verdict, palette),
        );
        match groups.iter_mut().find(|group| group.same == same) {
            Some(group) => group.members.push(member),
            None => groups.push(Group {
                same,
                members: vec![member],
            }),
        }
    }
    groups
        .iter()
        .flat_map(|group| group.lines(palette))
        .collect()
}

impl Group<'_> {
    fn lines(&self, palette: Palette) -> Vec<String> {
        let (stage, _, reason) = &self.same;
        match self.members.as_slice() {
            [(_, verdict), ..] if self.members.len() > NAMED || !has_own_words(verdict) => {
                let alone = match self.members.as_slice() {
                    [(one, _)] => Some(one.service.as_str()),
                    _ => None,
                };
                reasons(&self.names(), reason, verdict, stage, alone, palette)
            }
            members => members
                .iter()
                .flat_map(|(one, verdict)| {
                    let reason = reason_of(verdict, palette);
                    let service = Some(one.service.as_str());
                    reasons(&name(one), &reason, verdict, stage, service, palette)
                })
                .collect(),
        }
    }

    fn names(&self) -> String {
        let members = self.members.iter().take(NAMED);
        let names: Vec<String> = members.map(|(one, _)| name(one)).collect();
        match self
            .members
            .len()
            .checked_sub(NAMED)
            .filter(|more| *more > 0)
        {
            Some(more) => format!("{} and {more} more", names.join(", ")),
            None => names.join(", "),
        }
    }
}

/// Returns the reason, the fix, what the service does now, and what to do next.
fn reasons(
    names: &str,
    reason: &str,
    verdict: &Verdict,
    stage: &str,
    service: Option<&str>,
    palette: Palette,
) -> Vec<String> {
    let mut page = vec![format!("{}: {reason}", palette.strong(names))];
    let root = words::failure(verdict).and_then(|failure| failure.causes.first());
    if let Some(fix) = root.and_then(|(cause, _)| wording::fixes(cause).into_iter().next()) {
        page.push(format!("  fix: {}", palette.sentence(&fix)));
    }
    let left = aftermath(verdict, stage, service);
    let parts = left.parts();
    page.extend(parts.map(|(what, said)| format!("  {what}: {}", palette.sentence(said))));
    page
}

fn name(running: &Running) -> String {
    format!(
        "{}/{}",
        log::line(&running.stage),
        log::line(&running.service)
    )
}

fn reason_of(verdict: &Verdict, palette: Palette) -> String {
    match words::failure(verdict).and_then(|failure| failure.causes.first()) {
        Some((cause, _)) => palette.sentence(&wording::title(cause)),
        None => palette.sentence(&words::sentence(verdict)),
    }
}

/// Returns the reason as it can be the same for several services.
fn shared_reason(verdict: &Verdict, palette: Palette) -> String {
    if matches!(verdict, Verdict::Cancelled { .. }) {
        "cancelled".to_owned()
    } else {
        reason_of(verdict, palette)
    }
}

/// Returns whether a verdict carries words about its very service: what it does now, how to go back.
fn has_own_words(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Failed { .. } | Verdict::Cancelled { .. } => true,
        Verdict::Deployed { .. }
        | Verdict::Unchanged { .. }
        | Verdict::Idle { .. }
        | Verdict::RolledBack { .. }
        | Verdict::RollbackFailed { .. }
        | Verdict::Superseded { .. }
        | Verdict::Unknown { .. }
        | Verdict::NotStarted { .. } => false,
    }
}
