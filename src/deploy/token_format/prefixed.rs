//! Tokens that begin with a prefix of their issuer's.
//!
//! Sources: the issuers' documentation of their tokens, and for lengths the rules of gitleaks and
//! of GitHub's secret scanning. Where lengths grew over the years, a shortest one is given only.

use super::{Found, base64url, run};

/// The form of a token.
struct Form {
    name: &'static str,
    prefix: &'static str,
    /// What follows the prefix.
    alphabet: fn(u8) -> bool,
    shortest: usize,
    /// As long as the shortest: a longer text is something else.
    exact: bool,
    /// The prefix is short enough to turn up inside of a longer word, where it means nothing.
    word: bool,
}

const fn form(
    name: &'static str,
    prefix: &'static str,
    alphabet: fn(u8) -> bool,
    shortest: usize,
) -> Form {
    Form {
        name,
        prefix,
        alphabet,
        shortest,
        exact: false,
        word: false,
    }
}

impl Form {
    const fn exactly(self) -> Self {
        Self {
            exact: true,
            ..self
        }
    }

    const fn at_a_word(self) -> Self {
        Self { word: true, ..self }
    }
}

fn upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn letter(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

fn hex(byte: u8) -> bool {
    byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte)
}

fn word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn dashed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-'
}

fn dotted(byte: u8) -> bool {
    base64url(byte) || byte == b'.'
}

fn path(byte: u8) -> bool {
    base64url(byte) || byte == b'/'
}

/// The first that fits counts.
const FORMS: &[Form] = &[
    form("AWS access key id", "AKIA", upper, 16)
        .exactly()
        .at_a_word(),
    form("AWS access key id", "ASIA", upper, 16)
        .exactly()
        .at_a_word(),
    form("GitHub personal access token", "github_pat_", word, 60),
    form("GitHub personal access token", "ghp_", letter, 36),
    form("GitHub OAuth token", "gho_", letter, 36),
    form("GitHub user token", "ghu_", letter, 36),
    form("GitHub app token", "ghs_", letter, 36),
    form("GitHub refresh token", "ghr_", letter, 36),
    form("GitLab access token", "glpat-", dotted, 20),
    form("GitLab deploy token", "gldt-", dotted, 20),
    form("GitLab runner token", "glrt-", dotted, 20),
    form("GitLab job token", "glcbt-", dotted, 20),
    form("GitLab trigger token", "glptt-", dotted, 20),
    form("Slack token", "xoxa-", dashed, 10),
    form("Slack token", "xoxb-", dashed, 10),
    form("Slack token", "xoxe-", dashed, 10),
    form("Slack token", "xoxo-", dashed, 10),
    form("Slack token", "xoxp-", dashed, 10),
    form("Slack token", "xoxr-", dashed, 10),
    form("Slack token", "xoxs-", dashed, 10),
    form("Slack app token", "xapp-", dashed, 20),
    form("Slack webhook", "hooks.slack.com/services/", path, 20),
    form("Slack webhook", "hooks.slack.com/workflows/", path, 20),
    form("Slack webhook", "hooks.slack.com/triggers/", path, 20),
    form("Discord webhook", "discord.com/api/webhooks/", path, 40),
    form("Stripe secret key", "sk_live_", letter, 16),
    form("Stripe restricted key", "rk_live_", letter, 16),
    form("Google API key", "AIza", base64url, 35)
        .exactly()
        .at_a_word(),
    form("Google OAuth client secret", "GOCSPX-", base64url, 24).at_a_word(),
    form("Google OAuth token", "ya29.", dotted, 20).at_a_word(),
    form("npm access token", "npm_", letter, 36)
        .exactly()
        .at_a_word(),
    form("PyPI API token", "pypi-AgEI", base64url, 50),
    // Two parts, of 22 and 43.
    form("SendGrid API key", "SG.", dotted, 66)
        .exactly()
        .at_a_word(),
    form("Twilio API key", "SK", hex, 32).exactly().at_a_word(),
    form("Anthropic API key", "sk-ant-", base64url, 20).at_a_word(),
    form("OpenAI API key", "sk-proj-", base64url, 40).at_a_word(),
    form("OpenAI API key", "sk-svcacct-", base64url, 40).at_a_word(),
    form("OpenAI API key", "sk-admin-", base64url, 40).at_a_word(),
    form("OpenAI API key", "sk-", letter, 48)
        .exactly()
        .at_a_word(),
    form("Docker Hub access token", "dckr_pat_", base64url, 20),
    form("Docker Hub access token", "dckr_oat_", base64url, 20),
    form("Hugging Face token", "hf_", letter, 34)
        .exactly()
        .at_a_word(),
    form("Vault token", "hvs.", base64url, 24).at_a_word(),
    form("Vault token", "hvb.", base64url, 24).at_a_word(),
    form("DigitalOcean token", "dop_v1_", hex, 64),
    form("DigitalOcean token", "doo_v1_", hex, 64),
    form("Grafana token", "glsa_", word, 40),
    form("RubyGems API key", "rubygems_", hex, 48),
    form("Shopify access token", "shpat_", letter, 32),
    form("age secret key", "AGE-SECRET-KEY-1", upper, 58),
];

/// The bytes that a prefix can begin with.
const FIRST: [bool; 256] = {
    let mut first = [false; 256];
    let mut at = 0;
    while at < FORMS.len() {
        first[FORMS[at].prefix.as_bytes()[0] as usize] = true;
        at += 1;
    }
    first
};

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let hit = FIRST[usize::from(bytes[at])].then(|| {
            FORMS
                .iter()
                .find_map(|form| Some((form, end(form, bytes, at)?)))
        });
        at = match hit.flatten() {
            Some((form, end)) => {
                found.push(Found {
                    format: form.name,
                    range: at..end,
                });
                end
            }
            None => at + 1,
        };
    }
}

/// Returns where a token ends that begins here.
fn end(form: &Form, bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes[at..].strip_prefix(form.prefix.as_bytes())?;
    if form.word && !begins_word(bytes, at) {
        return None;
    }
    // One more is enough to see that it is too long.
    let most = if form.exact {
        form.shortest + 1
    } else {
        rest.len()
    };
    let length = run(rest, form.alphabet, most);
    let fits = length >= form.shortest && (!form.exact || length == form.shortest);
    let ends = !form.exact || rest.get(length).is_none_or(|next| !word(*next));
    // A sentence may end behind it.
    let dots = rest[..length]
        .iter()
        .rev()
        .take_while(|byte| **byte == b'.')
        .count();
    (fits && ends).then_some(at + form.prefix.len() + length - dots)
}

/// Returns whether a word begins here: what is before it is no part of one, also when that is an
/// escape sequence that ends in a letter (`\n` in JSON, `%3D` in a URL, a colour of a terminal).
fn begins_word(bytes: &[u8], at: usize) -> bool {
    match &bytes[..at] {
        [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., b'%', high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => true,
        [.., b'[' | b';' | b'0'..=b'9', b'm'] => true,
        [.., before] => !word(*before),
        [] => true,
    }
}
