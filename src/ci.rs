//! Which CI this is, and what it says about the run. The only reader of its variables,
//! but for the identity token, which is `foghorn-aws`'s.

use foghorn_github::Token;
use foghorn_image::Source;
use std::path::PathBuf;

/// What the CI says about this run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ci {
    /// Whether this is a GitHub Actions step.
    pub(crate) github: bool,
    /// The file that outputs of a GitHub step go to.
    pub(crate) github_output: Option<PathBuf>,
    /// The file that the summary of a GitHub job goes to.
    pub(crate) github_summary: Option<PathBuf>,
    /// What speaks to GitHub for this job.
    pub(crate) github_job: Option<GithubJob>,
    /// Whether this is a GitLab CI job.
    pub(crate) gitlab: bool,
    /// The page of the run.
    pub(crate) run_url: Option<String>,
    /// A name for the role sessions, from the run.
    session_name: Option<String>,
    /// The repository on GitHub or the project on GitLab.
    repository: Option<String>,
    /// The commit that started the run.
    commit: Option<String>,
    /// The branch that the run is of; not the one that a pull request or a tag comes from.
    branch: Option<String>,
}

/// A job of GitHub Actions.
#[derive(Debug, Clone)]
pub(crate) struct GithubJob {
    /// The address of the API: GitHub's own or that of a GitHub Enterprise Server.
    pub(crate) api: String,
    /// `OWNER/NAME`.
    pub(crate) repository: String,
    /// The commit that started the run.
    pub(crate) commit: String,
    /// The run's number.
    pub(crate) run: String,
    /// How often the run was started, from 1.
    pub(crate) attempt: String,
    /// The job's name in the workflow.
    pub(crate) name: String,
    /// The number of the pull request that the run is for.
    pub(crate) pull: Option<u64>,
    /// The page of this attempt.
    pub(crate) page: String,
    /// The token, if there is one.
    pub(crate) token: Option<Token>,
}

impl GithubJob {
    fn detect(run_url: Option<&String>) -> Option<Self> {
        let attempt = variable("GITHUB_RUN_ATTEMPT").unwrap_or_else(|| "1".to_owned());
        let token = variable("GITHUB_TOKEN").or_else(|| input("github-token"));
        Some(Self {
            api: variable("GITHUB_API_URL").unwrap_or_else(|| "https://api.github.com".to_owned()),
            repository: variable("GITHUB_REPOSITORY")?,
            commit: variable("GITHUB_SHA")?,
            run: variable("GITHUB_RUN_ID")?,
            name: variable("GITHUB_JOB").unwrap_or_default(),
            // Source: GitHub documentation, `GITHUB_REF`: `refs/pull/NUMBER/merge`.
            pull: variable("GITHUB_REF").and_then(|reference| {
                let (number, _) = reference.strip_prefix("refs/pull/")?.split_once('/')?;
                number.parse().ok()
            }),
            page: format!("{}/attempts/{attempt}", run_url?),
            attempt,
            token: token.map(Token::new),
        })
    }
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
                github_summary: variable("GITHUB_STEP_SUMMARY").map(PathBuf::from),
                github_job: GithubJob::detect(url.as_ref()),
                run_url: url,
                session_name: run.map(|run| format!("foghorn-github-{run}")),
                repository: variable("GITHUB_REPOSITORY"),
                commit: variable("GITHUB_SHA"),
                // GITHUB_REF_TYPE calls a pull request a branch, too.
                branch: variable("GITHUB_REF").and_then(|reference| {
                    let branch = reference.strip_prefix("refs/heads/")?;
                    Some(branch.to_owned())
                }),
                ..Self::default()
            };
        }
        if is_true("GITLAB_CI") {
            return Self {
                gitlab: true,
                run_url: variable("CI_JOB_URL"),
                session_name: variable("CI_JOB_ID").map(|job| format!("foghorn-gitlab-{job}")),
                repository: variable("CI_PROJECT_PATH"),
                commit: variable("CI_COMMIT_SHA"),
                // Absent in pipelines of tags and of merge requests.
                branch: variable("CI_COMMIT_BRANCH"),
                ..Self::default()
            };
        }
        Self::default()
    }
}

impl Ci {
    /// Returns a name for the role sessions of this run.
    pub(crate) fn session_name(&self) -> &str {
        self.session_name.as_deref().unwrap_or("foghorn")
    }

    /// What the session of a role says about this run, as far as it is known.
    pub(crate) fn session_tags(self) -> [(&'static str, Option<String>); 4] {
        [
            ("foghorn:repository", self.repository),
            ("foghorn:branch", self.branch),
            ("foghorn:commit", self.commit),
            ("foghorn:run", self.run_url),
        ]
    }

    /// Returns the branch that the run is of; on a person's machine, the one that is checked out.
    /// A CI checks out a commit, and knows better than git.
    pub(crate) fn branch<'r>(&'r self, source: Option<&'r Source>) -> Option<&'r str> {
        if self.github || self.gitlab {
            return self.branch.as_deref();
        }
        source?.branch.as_deref()
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
/// action. An input that is not set arrives as an empty text. Whether the verb knows a flag is the
/// command line's to say.
pub(crate) fn action_arguments() -> Option<Vec<String>> {
    let mut words = vec![input("command")?];
    for name in [
        "config",
        "stage",
        "image",
        "task-definition",
        "events",
        "summary",
    ] {
        if let Some(value) = input(name) {
            words.extend([format!("--{name}"), value]);
        }
    }
    for (name, flag) in [
        ("rebuild", "--rebuild"),
        ("force", "--force"),
        ("force-new-deployment", "--force"),
        ("no-check", "--no-check"),
        ("github-deployments", "--github-deployments"),
        ("github-comment", "--github-comment"),
    ] {
        words.extend(switch(flag, &input(name).unwrap_or_default()));
    }
    words.extend(more_arguments(&input("arguments").unwrap_or_default()));
    Some(words)
}

/// Returns a flag that is on or off by a text. What is neither is left to the command line to refuse:
/// a `yes` that did nothing would be found out too late.
fn switch(flag: &str, value: &str) -> Option<String> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Some(flag.to_owned()),
        "" | "false" => None,
        _ => Some(format!("{flag}={value}")),
    }
}

/// Takes the input `arguments` apart: one on each line, or, when it is a single line, one after
/// each space. There are no quotes and no variables: nothing is given to a shell.
fn more_arguments(text: &str) -> Vec<String> {
    let text = text.trim();
    let parts: Vec<&str> = if text.contains('\n') {
        text.lines().map(str::trim).collect()
    } else {
        text.split_whitespace().collect()
    };
    let said = parts.into_iter().filter(|part| !part.is_empty());
    said.map(str::to_owned).collect()
}

/// GitHub passes the input `task-definition` as `INPUT_TASK-DEFINITION`; some shells drop names
/// with hyphens, so that both spellings are read.
fn input(name: &str) -> Option<String> {
    let name = name.to_ascii_uppercase();
    variable(&format!("INPUT_{name}"))
        .or_else(|| variable(&format!("INPUT_{}", name.replace('-', "_"))))
}

#[cfg(test)]
mod tests {
    use super::more_arguments;

    #[test]
    fn arguments_are_words_or_lines() {
        for (text, words) in [
            ("", &[] as &[&str]),
            ("  --output json ", &["--output", "json"]),
            (
                "--force\n\n  --events\nmy events\n",
                &["--force", "--events", "my events"],
            ),
            (
                "--events $(id) \"a b\"",
                &["--events", "$(id)", "\"a", "b\""],
            ),
        ] {
            assert_eq!(more_arguments(text), words, "{text}");
        }
    }
}
