//! Announces on GitHub what was asked for: each stage as a deployment, a plan as a comment.
//!
//! Owns when GitHub is told what, and that none of it ever holds a deployment up or fails it: what
//! does not work is said once. The calls are `foghorn-github`'s.

mod comment;
mod stage;

pub(crate) use comment::plan;

use crate::cancel::Cancel;
use crate::ci::{Ci, GithubJob};
use crate::narrator::Narrator;
use foghorn_deploy::event::{Event, EventKind};
use foghorn_deploy::foreign::Sentence;
use foghorn_github::{Address, DeploymentId, Error, Repository, State, Status, Token, Wanted};
use foghorn_report::Reporter;
use stage::Stages;
use std::collections::HashMap;
use std::io;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How long a run waits for GitHub after its end.
const LAST_CALLS: Duration = Duration::from_secs(25);
/// The same for a cancelled run, which GitHub kills soon.
const LAST_CALLS_CANCELLED: Duration = Duration::from_secs(2);

/// What GitHub is to be told.
enum News {
    /// Work on a stage began.
    Began {
        stage: String,
        commit: String,
        url: Option<String>,
    },
    /// Work on a stage ended.
    Ended {
        stage: String,
        state: State,
        description: String,
    },
    /// The run ended.
    End,
}

/// Hears what happens, and passes on what GitHub is to be told.
pub(crate) struct Ear {
    news: UnboundedSender<News>,
    stages: Stages,
    commit: String,
}

/// Tells GitHub.
pub(crate) struct Announcer {
    news: UnboundedReceiver<News>,
    job: GithubJob,
}

/// Prepares to announce, or says why that cannot be.
pub(crate) fn prepare(ci: &Ci) -> Result<(Ear, Announcer), Sentence> {
    let Some(job) = ci.github_job.clone() else {
        return Err(Sentence::code_only("--github-deployments").then(
            " needs a job of GitHub Actions, with its variables; no deployment is announced",
        ));
    };
    if job.token.is_none() {
        let why = "no deployment is announced on GitHub: there is no token; pass it as the input ";
        return Err(Sentence::own(why)
            .code("github_token")
            .then(" or the variable ")
            .code("GITHUB_TOKEN"));
    }
    let (tell, news) = unbounded_channel();
    let ear = Ear {
        news: tell,
        stages: Stages::default(),
        commit: job.commit.clone(),
    };
    Ok((ear, Announcer { news, job }))
}

impl Reporter for Ear {
    fn name(&self) -> &'static str {
        "the announcement on GitHub"
    }

    fn report(&mut self, event: &Event) -> io::Result<()> {
        if let EventKind::RunStarted {
            commit: Some(commit),
            ..
        } = &event.kind
        {
            // The job may have checked out another commit than the one that started it.
            self.commit.clone_from(commit);
        }
        let stage = event.stage.clone().unwrap_or_default();
        let mut news = Vec::new();
        if let EventKind::StageStarted { url, .. } = &event.kind {
            news.push(News::Began {
                stage,
                commit: self.commit.clone(),
                url: url.clone(),
            });
        }
        let ended = self.stages.take(event).into_iter();
        news.extend(ended.map(|(stage, state, description)| News::Ended {
            stage,
            state,
            description,
        }));
        if matches!(event.kind, EventKind::RunFinished { .. }) {
            news.push(News::End);
        }
        for one in news {
            // The announcer has given up, and has said so.
            self.news.send(one).ok();
        }
        Ok(())
    }
}

impl Announcer {
    /// Tells GitHub beside `run`, and after its end waits until GitHub knows everything, but not for
    /// long. What does not work is said through `narrator`.
    pub(crate) async fn beside<T>(
        self,
        run: impl Future<Output = T>,
        narrator: &Narrator,
        cancel: &Cancel,
    ) -> T {
        let mut telling = pin!(self.tell(narrator));
        let mut run = pin!(run);
        let ended = tokio::select! {
            ended = &mut run => ended,
            () = &mut telling => return run.await,
        };
        let longest = match cancel.requested() {
            Some(_) => LAST_CALLS_CANCELLED,
            None => LAST_CALLS,
        };
        if tokio::time::timeout(longest, telling).await.is_err() {
            narrator.notice(&Sentence::own(
                "GitHub did not answer in time: its list of deployments may not show how this ended",
            ));
        }
        ended
    }

    async fn tell(self, narrator: &Narrator) {
        if let Err(error) = self.work().await {
            let said = Sentence::own("the deployment is not announced on GitHub any more: ");
            narrator.notice(&complaint(said, &error));
        }
    }

    async fn work(mut self) -> Result<(), Error> {
        let job = &self.job;
        let address = Address {
            api: job.api.clone(),
            repository: job.repository.clone(),
        };
        let token = job.token.clone().unwrap_or_else(|| Token::new(""));
        let repository = Repository::new(&address, &token)?;
        let mut made: HashMap<String, (DeploymentId, Option<String>)> = HashMap::new();
        let mut is_own = None;
        while let Some(news) = self.news.recv().await {
            match news {
                News::Began { stage, commit, url } => {
                    let own = match is_own {
                        Some(own) => own,
                        None => repository
                            .own_environment(&job.commit, &job.run)
                            .await?
                            .is_some(),
                    };
                    is_own = Some(own);
                    if own {
                        continue;
                    }
                    let wanted = Wanted {
                        commit: &commit,
                        environment: &stage,
                        production: is_production(&stage),
                        description: &format!("foghorn deploys to {stage}"),
                        key: &format!("{}/{}/{stage}", job.run, job.attempt),
                    };
                    let id = repository.deploy(&wanted).await?;
                    let status = Status {
                        state: State::InProgress,
                        description: "foghorn is at work",
                        log_url: Some(&job.page),
                        environment_url: url.as_deref(),
                    };
                    repository.say(id, &status).await?;
                    made.insert(stage, (id, url));
                }
                News::Ended {
                    stage,
                    state,
                    description,
                } => {
                    if let Some((id, url)) = made.get(&stage) {
                        let status = Status {
                            state,
                            description: &description,
                            log_url: Some(&job.page),
                            environment_url: url.as_deref(),
                        };
                        repository.say(*id, &status).await?;
                    }
                }
                News::End => break,
            }
        }
        Ok(())
    }
}

/// Returns whether end users see an environment of this name. GitHub by itself knows `production`.
fn is_production(stage: &str) -> bool {
    let name = stage.to_ascii_lowercase();
    name.starts_with("prod") || name.starts_with("live")
}

fn complaint(said: Sentence, error: &Error) -> Sentence {
    match error {
        Error::Denied {
            permission,
            message,
        } => said
            .then("the job's token may not; give the job ")
            .code(format!("permissions: {{ {} }}", permission.line()))
            .then(" (GitHub says: ")
            .foreign(message)
            .then(")"),
        Error::Address { .. }
        | Error::Refused { .. }
        | Error::Unanswered { .. }
        | Error::Unreadable { .. } => said.foreign(error.to_string()),
    }
}
