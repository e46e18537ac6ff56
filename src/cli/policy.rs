//! `foghorn policy`.

use super::{ConfigArgs, print};
use crate::failure::Failure;
use crate::policy;
use clap::Args;
use clap::builder::PossibleValue;
use foghorn_deploy::foreign::Sentence;
use foghorn_deploy::outcome::Outcome;
use foghorn_deploy::policy::{Document, Kind, Policies};
use foghorn_report::terminal;

/// A repository of GitHub or a project of GitLab: names between slashes, with no quotes in them.
const NAME: &str = "letters, digits and . _ - in names, at least two names, with / between them";

/// `foghorn policy`.
#[derive(Debug, Clone, Args)]
pub(crate) struct PolicyArgs {
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
    /// Only this stage; may be given several times.
    #[arg(short, long, value_name = "STAGE", value_delimiter = ',')]
    pub(crate) stage: Vec<String>,
    /// Print this policy of one stage, and nothing else.
    #[arg(long, value_enum, value_name = "NAME")]
    pub(crate) document: Option<Which>,
    /// The repository of GitHub whose jobs sign in.
    #[arg(long, value_name = "OWNER/REPOSITORY", value_parser = path)]
    pub(crate) github: Option<String>,
    /// The project of GitLab whose jobs sign in.
    #[arg(long, value_name = "GROUP/PROJECT", value_parser = path)]
    pub(crate) gitlab: Option<String>,
    /// The host of that GitLab.
    #[arg(long, value_name = "HOST", default_value = "gitlab.com", value_parser = word)]
    pub(crate) gitlab_host: String,
    /// The branch that jobs of GitLab run on.
    #[arg(long, value_name = "BRANCH", default_value = "main", value_parser = word)]
    pub(crate) branch: String,
    /// Print roles and log groups that come from sealed values, too.
    #[arg(long)]
    pub(crate) reveal: bool,
    /// How to write it to stdout.
    #[arg(long, value_enum, default_value_t = PolicyOutput::Text, conflicts_with = "document")]
    pub(crate) output: PolicyOutput,
}

/// How policies are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PolicyOutput {
    /// What there is, what it is for, and the commands that put it in place.
    Text,
    /// One JSON object with every policy; `foghorn schema policy` describes it.
    Json,
}

/// Which policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Which(Kind);

impl clap::ValueEnum for Which {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Which; Kind::ALL.len()] = {
            let mut all = [Which(Kind::Read); Kind::ALL.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = Which(Kind::ALL[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.word()).help(self.0.meaning()))
    }
}

/// Names go into a policy and a command line as they are, so they may hold nothing that means
/// anything there; `*` and `?` would let in everybody. Source: IAM user guide, "Condition operators".
fn word(text: &str) -> Result<String, String> {
    let good = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    if !text.is_empty() && text.chars().all(good) && !text.starts_with('-') {
        Ok(text.to_owned())
    } else {
        Err("letters, digits and . _ - / are allowed".to_owned())
    }
}

fn path(text: &str) -> Result<String, String> {
    let mut names = text.split('/');
    if text.contains('/') && names.all(|name| word(name).is_ok()) {
        Ok(text.to_owned())
    } else {
        Err(NAME.to_owned())
    }
}

/// Prints the policies.
pub(crate) fn run(args: &PolicyArgs) -> anyhow::Result<Outcome> {
    let policies = policy::make(args)?;
    if let Some(Which(kind)) = args.document {
        print::json(&one(&policies, kind)?.policy)?;
        return Ok(Outcome::Succeeded);
    }
    match args.output {
        PolicyOutput::Text => print::lines(terminal::policy::lines(&policies))?,
        PolicyOutput::Json => print::json(&policies)?,
    }
    Ok(Outcome::Succeeded)
}

/// Finds one policy of one stage.
fn one(policies: &Policies, kind: Kind) -> Result<&Document, Failure> {
    let [stage] = policies.stages.as_slice() else {
        let names = policies.stages.iter().map(|stage| stage.stage.as_str());
        return Err(Failure::which("stage", "--stage", names));
    };
    let mut documents = stage.documents.iter();
    let found = documents.find(|one| one.document == kind);
    found.ok_or_else(|| {
        let words: Vec<&str> = stage
            .documents
            .iter()
            .map(|one| one.document.word())
            .collect();
        let message = Sentence::own("stage ")
            .code(&stage.stage)
            .then(" needs no policy ")
            .code(kind.word());
        Failure::usage(message).hint(Sentence::own(format!("it needs {}", words.join(", "))))
    })
}
