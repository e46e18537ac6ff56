//! Everything a service's tasks run against: place and time, chance and durations, the agenda,
//! task definitions, target groups, faults, and the lines that containers write.

use super::LogLine;
use super::Millis;
use super::agenda::Agenda;
use super::agenda::Due;
use super::definition::Definitions;
use super::fault::Faults;
use super::place::Place;
use super::random::Chance;
use super::target_group::Target;
use super::target_group::TargetGroup;
use super::target_group::TargetHealth;
use super::target_group::TargetState;
use super::timing::Span;
use super::timing::Timing;

/// What is shared by all services of a region.
#[derive(Debug, Clone)]
pub(crate) struct Backdrop {
    pub(crate) place: Place,
    /// The moment that is being played.
    pub(crate) now: Millis,
    pub(crate) chance: Chance,
    pub(crate) timing: Timing,
    pub(crate) agenda: Agenda,
    pub(crate) definitions: Definitions,
    pub(crate) target_groups: Vec<TargetGroup>,
    pub(crate) faults: Faults,
    pub(crate) logs: Vec<LogLine>,
    launched: u64,
}

impl Backdrop {
    pub(crate) fn new(place: Place, seed: u64, now: Millis) -> Self {
        Self {
            place,
            now,
            chance: Chance::new(seed),
            timing: Timing::default(),
            agenda: Agenda::default(),
            definitions: Definitions::default(),
            target_groups: Vec::new(),
            faults: Faults::default(),
            logs: Vec::new(),
            launched: 0,
        }
    }

    /// Notes that something happens after a duration drawn from `span`.
    pub(crate) fn after(&mut self, span: Span, due: Due) {
        let at = self.now + self.chance.within(span);
        self.agenda.add(at, due);
    }

    /// Returns the number of the next task.
    pub(crate) fn next_task(&mut self) -> u64 {
        self.launched += 1;
        self.launched
    }

    /// Registers a target, or changes its health.
    pub(crate) fn set_target(&mut self, group: &str, target: &Target) {
        let mut groups = self.target_groups.iter_mut();
        let Some(group) = groups.find(|one| one.arn == group) else {
            return;
        };
        match group.targets.iter_mut().find(|one| one.ip == target.ip) {
            Some(known) => known.clone_from(target),
            None => group.targets.push(target.clone()),
        }
    }

    pub(crate) fn has_target_group(&self, group: &str) -> bool {
        self.target_groups.iter().any(|one| one.arn == group)
    }

    /// Takes a target out of a group.
    pub(crate) fn remove_target(&mut self, group: &str, ip: &str) {
        for one in &mut self.target_groups {
            if one.arn == group {
                one.targets.retain(|target| target.ip != ip);
            }
        }
    }
}

impl TargetHealth {
    /// Returns a state with its reason and description. Source: ELBv2 API model, `TargetHealth`.
    pub(crate) fn of(state: TargetState, code: Option<u16>) -> Self {
        let (reason, description) = match state {
            TargetState::Initial => (
                Some("Elb.RegistrationInProgress"),
                Some("Target registration is in progress".to_owned()),
            ),
            TargetState::Healthy => (None, None),
            TargetState::Unhealthy => (
                Some("Target.ResponseCodeMismatch"),
                code.map(super::wordings::failed_with_code),
            ),
            TargetState::Draining => (
                Some("Target.DeregistrationInProgress"),
                Some("Target deregistration is in progress".to_owned()),
            ),
        };
        Self {
            state,
            reason: reason.map(str::to_owned),
            description,
        }
    }
}
