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
    /// The verdict's label and the reason.
    same: (&'static str, String),
    members: Vec<(&'r Running, &'r Verdict)>,
}

/// Returns the reasons; services that failed together are named together.
pub(super) fn lines(running: &[Running], palette: Palette) -> Vec<String> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let unproven = running.iter().filter_map(|one| {
        let verdict = one.verdict.as_ref()?;
        (!verdict.proven()).then_some((one, verdict))
    });
    for (one, verdict) in unproven {
        let same = (words::label(verdict), reason(verdict, palette));
        let known = |group: &&mut Group<'_>| {
            let stage = group.members.first().map(|(member, _)| &member.stage);
            group.same == same && stage == Some(&one.stage)
        };
        match groups.iter_mut().find(known) {
            Some(group) => group.members.push((one, verdict)),
            None => groups.push(Group {
                same,
                members: vec![(one, verdict)],
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
        let Some((first, verdict)) = self.members.first() else {
            return Vec::new();
        };
        let mut page = vec![format!(
            "{}: {}",
            palette.strong(&self.names()),
            self.same.1
        )];
        let root = words::failure(verdict).and_then(|failure| failure.causes.first());
        if let Some(fix) = root.and_then(|(cause, _)| wording::fixes(cause).into_iter().next()) {
            page.push(format!("  fix: {}", palette.sentence(&fix)));
        }
        let alone = (self.members.len() == 1).then_some(first.service.as_str());
        let left = aftermath(verdict, &first.stage, alone);
        // What runs is another revision for each of several; the table says which.
        let parts = left
            .parts()
            .filter(|(_, _)| alone.is_some() || !names_one(verdict));
        page.extend(parts.map(|(what, said)| format!("  {what}: {}", palette.sentence(said))));
        page
    }

    fn names(&self) -> String {
        let names: Vec<String> = self
            .members
            .iter()
            .take(NAMED)
            .map(|(one, _)| format!("{}/{}", log::line(&one.stage), log::line(&one.service)))
            .collect();
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

fn reason(verdict: &Verdict, palette: Palette) -> String {
    match words::failure(verdict).and_then(|failure| failure.causes.first()) {
        Some((cause, _)) => palette.sentence(&wording::title(cause)),
        None => palette.sentence(&words::sentence(verdict)),
    }
}

/// Returns whether what is said after a verdict names the service or a revision of it.
fn names_one(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::RolledBack { .. } | Verdict::Failed { .. } | Verdict::Cancelled { .. } => true,
        Verdict::Deployed { .. }
        | Verdict::Unchanged { .. }
        | Verdict::Idle { .. }
        | Verdict::RollbackFailed { .. }
        | Verdict::Superseded { .. }
        | Verdict::Unknown { .. }
        | Verdict::NotStarted { .. } => false,
    }
}
