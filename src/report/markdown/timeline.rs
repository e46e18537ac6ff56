//! The course of the run as a picture, which GitHub and GitLab draw themselves.
//!
//! Owns the Mermaid chart. Nothing in it is needed to understand the run: it is drawn elsewhere, or
//! not at all.

use super::escape;
use crate::escape::mermaid;
use crate::history::{End, History, Phase, Service, Tone};
use crate::span;

/// Services that are drawn: more do not fit on a screen.
const SERVICES: usize = 12;
/// Phases of one service that are drawn.
const PHASES: usize = 12;

/// Returns the chart, empty if nothing took any time.
pub(super) fn chart(history: &History, end: &End) -> String {
    let mut sections = String::new();
    for (name, phases) in history.builds() {
        let title = if name.is_empty() { "image" } else { name };
        section(&mut sections, title, phases, end.at_ms);
    }
    let mut services: Vec<&Service> = history
        .services
        .iter()
        .filter(|service| !service.phases().is_empty())
        .collect();
    let more = services.len().saturating_sub(SERVICES);
    if more > 0 {
        // Those that failed are why one looks here; the order is kept otherwise.
        services.sort_by_key(|service| service.is_proven());
        services.truncate(SERVICES);
    }
    for service in &services {
        section(&mut sections, &service.who(), service.phases(), end.at_ms);
        if let Some(at) = service.cause_ms {
            sections.extend([format!(
                "    cause found :crit, milestone, {}, 0s\n",
                moment(at)
            )]);
        }
    }
    if sections.is_empty() {
        return String::new();
    }
    let axis = if end.at_ms < 3_600_000 {
        "%M:%S"
    } else {
        "%H:%M"
    };
    let chart = format!(
        "gantt\n    dateFormat YYYY-MM-DD HH:mm:ss\n    axisFormat {axis}\n    todayMarker off\n{sections}"
    );
    let mut block = format!(
        "### Timeline\n\n{}",
        escape::block("mermaid", [chart.as_str()])
    );
    if more > 0 {
        block.extend([format!("\nand {more} services more\n")]);
    }
    block
}

fn section(chart: &mut String, title: &str, phases: &[Phase], end_ms: u64) {
    if phases.is_empty() {
        return;
    }
    chart.extend([format!("    section {}\n", mermaid::name(title))]);
    for phase in phases.iter().take(PHASES) {
        let tone = match phase.tone {
            Tone::Active => "active, ",
            Tone::Done => "done, ",
            Tone::Bad => "crit, ",
        };
        let to_ms = phase.to_ms.unwrap_or(end_ms);
        let took = std::time::Duration::from_millis(to_ms.saturating_sub(phase.from_ms));
        chart.extend([format!(
            "    {}, {} :{tone}{}, {}\n",
            mermaid::name(&phase.name),
            span::words(took),
            moment(phase.from_ms),
            // A bar without length cannot be seen.
            moment(to_ms.max(phase.from_ms + 1000)),
        )]);
    }
}

/// Returns a time of the run as a moment of a day without summer time, which the chart reads and
/// shows in the same time zone, whichever the reader's is.
fn moment(at_ms: u64) -> String {
    let seconds = at_ms / 1000;
    let (days, hours) = (seconds / 86_400, seconds / 3600 % 24);
    format!(
        "2000-01-{:02} {hours:02}:{:02}:{:02}",
        1 + days.min(30),
        seconds / 60 % 60,
        seconds % 60
    )
}
