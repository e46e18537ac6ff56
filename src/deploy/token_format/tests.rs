//! What is found, what is not, and that nothing panics. Tokens are put together here, so that this
//! file does not look like a leak to those who search for one.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Found, Lines, find, mask, mask_lines};
use proptest::prelude::*;

/// As many characters as asked for, of a kind that every format has.
fn letters(count: usize) -> String {
    "a1B2c3D4e5".chars().cycle().take(count).collect()
}

fn hex(count: usize) -> String {
    "0a1b2c3d4e5f".chars().cycle().take(count).collect()
}

fn upper(count: usize) -> String {
    "A2B3C4D5".chars().cycle().take(count).collect()
}

fn token(prefix: &str, rest: &str) -> String {
    [prefix, rest].concat()
}

fn jwt() -> String {
    let part = |count| token("ey", &token("J", &letters(count)));
    [part(17), part(30), letters(43)].join(".")
}

/// A key as OpenSSL writes it, in lines.
fn key() -> Vec<String> {
    let marker = |end: &str| ["-----", end, " RSA PRIVATE ", "KEY-----"].concat();
    let mut lines = vec![marker("BEGIN")];
    lines.extend((0..25).map(|_| letters(64)));
    lines.extend(["Kq7w==".to_owned(), marker("END")]);
    lines
}

/// Tokens, with the name of what they are.
fn tokens() -> Vec<(&'static str, String)> {
    vec![
        ("AWS access key id", token("AKIA", &upper(16))),
        ("AWS access key id", token("ASIA", &upper(16))),
        ("GitHub personal access token", token("ghp_", &letters(36))),
        (
            "GitHub personal access token",
            token("github_pat_", &[letters(22), letters(59)].join("_")),
        ),
        ("GitHub OAuth token", token("gho_", &letters(36))),
        ("GitHub user token", token("ghu_", &letters(36))),
        ("GitHub app token", token("ghs_", &letters(36))),
        ("GitLab access token", token("glpat-", &letters(20))),
        (
            "GitLab access token",
            token("glpat-", &[&letters(27), "01", "abc"].join(".")),
        ),
        (
            "Slack token",
            token("xoxb-", &["123456789012", &letters(24)].join("-")),
        ),
        ("Stripe secret key", token("sk_live_", &letters(24))),
        ("Stripe restricted key", token("rk_live_", &letters(24))),
        ("Google API key", token("AIza", &letters(35))),
        ("npm access token", token("npm_", &letters(36))),
        ("PyPI API token", token("pypi-AgEI", &letters(60))),
        (
            "SendGrid API key",
            token("SG.", &[letters(22), letters(43)].join(".")),
        ),
        ("Twilio API key", token("SK", &hex(32))),
        ("Anthropic API key", token("sk-ant-api03-", &letters(95))),
        ("OpenAI API key", token("sk-proj-", &letters(80))),
        ("OpenAI API key", token("sk-", &letters(48))),
        ("Docker Hub access token", token("dckr_pat_", &letters(27))),
        ("Hugging Face token", token("hf_", &letters(34))),
        ("Vault token", token("hvs.", &letters(90))),
        ("JSON Web Token", jwt()),
        ("private key", key().join("\n")),
        ("private key", key().join("\\n")),
    ]
}

#[test]
fn tokens_are_found_wherever_they_stand() {
    let around = [
        ("", ""),
        ("token=", ""),
        ("{\"token\":\"", "\"}"),
        ("using ", ", which is wrong"),
        ("a\\n", "\\n"),
        ("\u{1b}[31m", "\u{1b}[0m"),
        ("key%3D", "&b"),
        ("Schlüssel „", "“."),
    ];
    for (format, token) in tokens() {
        for (before, after) in around {
            // `\n` behind a key with such ends of lines would be one more of them.
            let text = [before, &token, after].concat();
            let found: Vec<_> = find(&text).collect();
            let [one] = found.as_slice() else {
                panic!("{text}: {found:?}");
            };
            assert_eq!((one.format, &text[one.range.clone()]), (format, &*token));
            assert_eq!(mask(&text), [before, "***", after].concat());
        }
    }
}

#[test]
fn secrets_behind_a_name_are_found() {
    let (secret, session) = (letters(40), letters(200));
    let basic = "dXNlcjpwYXNzd29yZA==";
    let (bearer, hook) = (letters(24), ["T1B2", "B3C4", &letters(24)].join("/"));
    let table = [
        (
            format!("aws_secret_access_key={secret}"),
            "aws_secret_access_key=***",
        ),
        (
            format!("AWS_SECRET_ACCESS_KEY: \"{secret}\""),
            "AWS_SECRET_ACCESS_KEY: \"***\"",
        ),
        (
            format!("{{\\\"SecretAccessKey\\\": \\\"{secret}\\\"}}"),
            "{\\\"SecretAccessKey\\\": \\\"***\\\"}",
        ),
        (
            format!("aws configure set aws_secret_access_key {secret} ok"),
            "aws configure set aws_secret_access_key *** ok",
        ),
        (
            format!("'SessionToken': '{session}=='"),
            "'SessionToken': '***'",
        ),
        (
            format!("?X-Amz-Signature={}&X-Amz-Date=1", hex(64)),
            "?X-Amz-Signature=***&X-Amz-Date=1",
        ),
        (
            format!("Authorization: Bearer {bearer}"),
            "Authorization: Bearer ***",
        ),
        (
            format!("curl -H 'authorization: Basic {basic}' x"),
            "curl -H 'authorization: Basic ***' x",
        ),
        (
            format!("{{\"Authorization\":[\"token {bearer}\"]}}"),
            "{\"Authorization\":[\"token ***\"]}",
        ),
        (
            format!("https://hooks.slack.com/services/{hook} fails"),
            "https://*** fails",
        ),
        (
            "postgres://app:hunter2@db:5432/app".to_owned(),
            "postgres://app:***@db:5432/app",
        ),
        ("redis://:p%40ss@cache".to_owned(), "redis://:***@cache"),
        (
            "amqp://a:p@ss#1?@mq/ and more".to_owned(),
            "amqp://a:***@mq/ and more",
        ),
        (
            r"mysql:\/\/root:secret@db\/x".to_owned(),
            r"mysql:\/\/root:***@db\/x",
        ),
        (
            format!(
                "https://{}:x-oauth-basic@github.com/a",
                token("ghp_", &letters(36))
            ),
            "https://***:***@github.com/a",
        ),
        (
            format!(
                "https://oauth2:{}@gitlab.com/a",
                token("glpat-", &letters(20))
            ),
            "https://oauth2:***@gitlab.com/a",
        ),
    ];
    for (text, expected) in table {
        assert_eq!(mask(&text), expected);
    }
}

/// A token that is a password says what it is.
#[test]
fn the_inner_name_counts() {
    let text = format!("https://x:{}@host", token("gho_", &letters(36)));
    let formats: Vec<_> = find(&text).map(|found| found.format).collect();
    assert_eq!(formats, ["GitHub OAuth token"]);
}

#[test]
fn what_only_looks_alike_is_left_alone() {
    let table = [
        "commit 942d7fc1cb9accb26095b025d41bad936c084440".to_owned(),
        format!("repository@sha256:{}", hex(64)),
        "id 123e4567-e89b-12d3-a456-426614174000".to_owned(),
        format!(
            "data:image/png;base64,iVBORw0KGgo{}/+{}==",
            letters(900),
            letters(700)
        ),
        token("AKIA", &upper(15)),
        token("AKIA", &upper(17)),
        token("xAKIA", &upper(16)),
        token("AROA", &upper(17)),
        token("ghp_", &letters(35)),
        token("AIza", &letters(36)),
        token("npm_", "config_registry=https://registry.npmjs.org"),
        token("sk-", "learn==1.5.0 and sk-image"),
        token("SK", &hex(31)),
        token("SG.", &letters(22)),
        "sk_test and sk_live_short".to_owned(),
        format!("{}.{}.{}", letters(20), letters(30), letters(40)),
        "eyJhbGciOiJIUzI1NiJ9 alone".to_owned(),
        "https://registry:5000/npm/@scope/package".to_owned(),
        "http://host:80?to=somebody@example.com".to_owned(),
        "https://user@host/path, ssh://git@github.com:22/a".to_owned(),
        "postgres://app:***@db and postgres://app:${PASSWORD}@db".to_owned(),
        "Authorization: Bearer token missing".to_owned(),
        "Authorization: Basic authentication required".to_owned(),
        "authorization failed for user 12345678901234567890".to_owned(),
        "aws_secret_access_key is not set".to_owned(),
        "-----BEGIN CERTIFICATE-----".to_owned(),
        "-----BEGIN PUBLIC KEY-----".to_owned(),
        "no PRIVATE KEY found; expected -----BEGIN".to_owned(),
    ];
    for text in table {
        assert_eq!(find(&text).collect::<Vec<_>>(), [], "{text}");
    }
}

/// Masks a log both ways: when all of it is there, and as it comes.
fn both(lines: &[String]) -> [Vec<String>; 2] {
    let mut state = Lines::default();
    let coming = lines.iter().map(|line| state.mask(line).into_owned());
    [
        mask_lines(lines.iter().map(String::as_str)),
        coming.collect(),
    ]
}

#[test]
fn a_key_is_masked_over_many_lines() {
    for before in ["", "#8 0.123 ", "2026-11-21T10:00:00Z INFO "] {
        let mut log = vec!["starting".to_owned()];
        log.extend(key().iter().map(|line| format!("{before}{line}")));
        log.insert(9, "#9 4.2 Downloading something else".to_owned());
        log.push("listening on 8080".to_owned());
        for masked in both(&log) {
            let shown = masked.join("\n");
            assert!(
                !shown.contains("a1B2") && !shown.contains("Kq7w"),
                "{shown}"
            );
            assert!(shown.contains("starting\n") && shown.contains("something else"));
            assert!(shown.ends_with("\nlistening on 8080"), "{shown}");
        }
    }
}

/// What is read of a log is its end.
#[test]
fn the_end_of_a_key_is_masked() {
    let mut log = vec!["a line before that is none of it".to_owned()];
    log.extend_from_slice(&key()[18..]);
    log.push("bye".to_owned());
    let shown = mask_lines(log.iter().map(String::as_str));
    assert_eq!(shown[0], log[0]);
    assert!(shown[1..=10].iter().all(|line| line == "***"), "{shown:?}");
    assert_eq!(shown[11], "bye");
}

#[test]
fn a_key_without_an_end_hides_no_other_lines() {
    let mut log = key()[..6].to_vec();
    log.extend(["shutting down".to_owned(), "done".to_owned()]);
    for masked in both(&log) {
        assert_eq!(masked[5], "***");
        assert_eq!(masked[6..], ["shutting down", "done"]);
    }
}

#[test]
fn a_key_in_one_event_of_several_lines_is_masked() {
    let log = [format!("key:\n{}\nbye", key().join("\n"))];
    for masked in both(&log) {
        assert!(masked[0].ends_with("***\nbye"), "{masked:?}");
        assert!(!masked[0].contains("a1B2"), "{masked:?}");
    }
}

/// Would take minutes if any search went back over what it has seen.
#[test]
fn long_texts_take_no_longer_than_they_must() {
    let pieces = [
        "eyJ",
        "eyJ-",
        "eyJaaaaaaaaaaaa.",
        "://",
        "://a:",
        "a://a:b@",
        "AKIA",
        "sk-",
        "glpat-",
        "glpat-.",
        "-----BEGIN PRIVATE KEY",
        "-----END PRIVATE KEY-----",
        "-----",
        "authorization: basic ",
        "authorization=bearer=",
        "sessiontoken=",
        "a",
        "A ",
        "ü",
        "\n",
    ];
    for piece in pieces {
        let text = piece.repeat(40_000 / piece.len());
        mask(&text);
        mask_lines([text.as_str()]);
    }
}

/// Texts with pieces of tokens in them.
fn texts() -> impl Strategy<Value = String> {
    let mut pieces: Vec<String> = tokens().into_iter().map(|(_, token)| token).collect();
    let more = [
        "-----BEGIN ",
        "PRIVATE KEY",
        "-----",
        "END ",
        "://",
        ":",
        "@",
        "Authorization: Bearer ",
        "eyJ",
        ".",
        "\\",
        "\n",
        " ",
        "ü",
        "aws_secret_access_key=",
        "%",
        "=",
    ];
    pieces.extend(more.map(str::to_owned));
    let piece = prop_oneof![
        proptest::sample::select(pieces),
        "\\PC{0,16}",
        any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(crate::fixed_seed(100))]

    #[test]
    fn finds_are_in_order_and_between_characters(text in texts()) {
        let mut done = 0;
        for found in find(&text) {
            prop_assert!(done <= found.range.start && found.range.start < found.range.end);
            prop_assert!(text.get(found.range.clone()).is_some());
            done = found.range.end;
        }
    }

    #[test]
    fn lines_stay_lines(lines in proptest::collection::vec(texts(), 0..6)) {
        for masked in both(&lines) {
            prop_assert_eq!(masked.len(), lines.len());
        }
    }

    #[test]
    fn a_token_among_anything_is_masked(before in texts(), after in texts()) {
        for (_, token) in tokens() {
            let (start, text) = (before.len() + 1, format!("{before} {token} {after}"));
            let end = start + token.len();
            let covers = |found: Found| found.range.start <= start && end <= found.range.end;
            prop_assert!(find(&text).any(covers), "{}", token);
        }
    }
}
