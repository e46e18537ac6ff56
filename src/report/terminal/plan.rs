//! A plan for people: its images, then each service of each stage in the way a deployment shows it.
//!
//! Colour has no part in it. Foreign text is escaped here, and nowhere earlier.

use crate::escape::log;
use crate::sentence::{change, difference, plain, plan as words};
use foghorn_deploy::plan::{ImagePlan, Plan, PlannedService, StagePlan, Write};

/// Column of the lines that belong to the one above.
const INDENT: &str = "  ";

/// Returns the page.
pub fn lines(plan: &Plan) -> Vec<String> {
    let mut page = vec![title(plan)];
    for image in &plan.images {
        page.push(String::new());
        of_image(&mut page, image);
    }
    for stage in &plan.stages {
        page.push(String::new());
        of_stage(&mut page, stage);
        for service in &stage.services {
            page.push(String::new());
            of_service(&mut page, &stage.stage, service);
        }
    }
    page.push(String::new());
    page.push(plain(&words::summary(&plan.stages)));
    page
}

fn title(plan: &Plan) -> String {
    let stages: Vec<_> = plan.stages.iter().map(|s| log::line(&s.stage)).collect();
    let commit = plan.commit.as_deref().and_then(|commit| commit.get(..12));
    let commit = commit.map_or_else(String::new, |commit| {
        format!(", commit {}", log::line(commit))
    });
    let version = log::line(&plan.version);
    format!(
        "foghorn {version} plan{commit}, for {}",
        stages.join(", then ")
    )
}

fn of_image(page: &mut Vec<String>, image: &ImagePlan) {
    page.push(format!("image {}", log::line(&image.reference)));
    below(page, &plain(&words::image(image)));
    writes(page, &image.writes);
}

fn of_stage(page: &mut Vec<String>, stage: &StagePlan) {
    page.push(format!(
        "stage {}: cluster {} in {}, account {}, as {}",
        log::line(&stage.stage),
        log::line(&stage.cluster),
        log::line(&stage.region),
        log::line(&stage.account),
        log::line(&stage.caller),
    ));
    if let Some(again) = stage.again {
        below(page, &plain(&words::again(again)));
    }
}

fn of_service(page: &mut Vec<String>, stage: &str, service: &PlannedService) {
    let plan = &service.plan;
    page.push(format!(
        "{}/{}: {}",
        log::line(stage),
        log::line(&plan.service),
        plain(&change::change(&plan.change))
    ));
    if let Some(conditions) = change::conditions(plan) {
        if let Some(current) = change::until_now(plan) {
            below(page, &format!("until now: {}", log::line(current.short())));
        }
        for one in change::differences(&plan.change) {
            below(page, &plain(&difference::difference(one)));
        }
        for image in &plan.images {
            below(page, &format!("image {}", log::line(image)));
        }
        below(page, &log::line(&conditions));
    }
    if let Some(way_back) = words::way_back(plan) {
        below(page, &format!("if it fails: {}", plain(&way_back)));
    }
    writes(page, &service.writes);
}

fn writes(page: &mut Vec<String>, writes: &[Write]) {
    if !writes.is_empty() {
        below(page, "calls that change something:");
    }
    for one in writes {
        below(page, &format!("{INDENT}{}", plain(&words::write(one))));
    }
}

fn below(page: &mut Vec<String>, line: &str) {
    page.push(format!("{INDENT}{line}"));
}
