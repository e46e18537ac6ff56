//! Which CI this is, and what it says about the run. The only reader of its variables.

use std::path::PathBuf;

/// What the CI says about this run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ci {
    /// Whether this is a GitHub Actions step.
    pub(crate) github: bool,
    /// The file that outputs of a GitHub step go to.
    pub(crate) github_output: Option<PathBuf>,
    /// Whether this is a GitLab CI job.
    pub(crate) gitlab: bool,
    /// The page of the run.
    pub(crate) run_url: Option<String>,
    /// A name for the role session, from the run.
    pub(crate) session_name: Option<String>,
}

impl Ci {
    /// Reads the environment.
    pub(crate) fn detect() -> Self {
        if is_true("GITHUB_ACTIONS") {
            let run = variable("GITHUB_RUN_ID");
            let url = match (
                variable("GITHUB_SERVER_URL"),
                variable("GITHUB_REPOSITORY"),
                &run,
            ) {
                (Some(server), Some(repository), Some(run)) => {
                    Some(format!("{server}/{repository}/actions/runs/{run}"))
                }
                _ => None,
            };
            return Self {
                github: true,
                github_output: variable("GITHUB_OUTPUT").map(PathBuf::from),
                run_url: url,
                session_name: run.map(|run| format!("foghorn-github-{run}")),
                ..Self::default()
            };
        }
        if is_true("GITLAB_CI") {
            return Self {
                gitlab: true,
                run_url: variable("CI_JOB_URL"),
                session_name: variable("CI_JOB_ID").map(|job| format!("foghorn-gitlab-{job}")),
                ..Self::default()
            };
        }
        Self::default()
    }
}

fn is_true(name: &str) -> bool {
    variable(name).as_deref() == Some("true")
}

/// A variable that is set to something; CI expressions expand to an empty text when there is nothing.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Returns the command line that the inputs of a GitHub action stand for, or `None` if this is no
/// action. An input that is not set arrives as an empty text.
pub(crate) fn action_arguments() -> Option<Vec<String>> {
    let mut words = vec![input("command")?];
    for name in ["config", "stage", "image", "task-definition", "events"] {
        if let Some(value) = input(name) {
            words.extend([format!("--{name}"), value]);
        }
    }
    for name in ["rebuild", "force"] {
        if input(name).as_deref() == Some("true") {
            words.push(format!("--{name}"));
        }
    }
    Some(words)
}

/// GitHub passes the input `task-definition` as `INPUT_TASK-DEFINITION`; some shells drop names
/// with hyphens, so that both spellings are read.
fn input(name: &str) -> Option<String> {
    let name = name.to_ascii_uppercase();
    variable(&format!("INPUT_{name}"))
        .or_else(|| variable(&format!("INPUT_{}", name.replace('-', "_"))))
}
