//! Owns which names are those of secrets.

/// Words that are enough by themselves.
const SECRET: [&str; 13] = [
    "PASSWORD",
    "PASSWD",
    "PASSPHRASE",
    "PASSWORT",
    "PWD",
    "SECRET",
    "SECRETS",
    "TOKEN",
    "APIKEY",
    "CREDENTIAL",
    "CREDENTIALS",
    "PASS",
    "PIN",
];
/// Words that make a secret of a KEY behind them.
const OF_KEY: [&str; 12] = [
    "API",
    "ACCESS",
    "PRIVATE",
    "SIGNING",
    "ENCRYPTION",
    "AUTH",
    "MASTER",
    "SERVICE",
    "ACCOUNT",
    "LICENSE",
    "HMAC",
    "APP",
];
/// Last words of names that say something about a secret, not the secret.
const ABOUT: [&str; 39] = [
    "FILE",
    "PATH",
    "DIR",
    "URL",
    "URI",
    "ENDPOINT",
    "HOST",
    "ARN",
    "NAME",
    "ID",
    "TTL",
    "TIMEOUT",
    "EXPIRY",
    "EXPIRATION",
    "EXPIRES",
    "LIFETIME",
    "AGE",
    "DURATION",
    "SECONDS",
    "MINUTES",
    "DAYS",
    "LENGTH",
    "SIZE",
    "COUNT",
    "HEADER",
    "FIELD",
    "PREFIX",
    "TYPE",
    "ALGORITHM",
    "FORMAT",
    "ENABLED",
    "REQUIRED",
    "REGION",
    "ISSUER",
    "AUDIENCE",
    "POLICY",
    "PROVIDER",
    "VERSION",
    "LIMIT",
];
/// Words of names whose values look random, and are no secrets.
const PUBLIC: [&str; 19] = [
    "SHA",
    "COMMIT",
    "DIGEST",
    "HASH",
    "REVISION",
    "CHECKSUM",
    "ETAG",
    "VERSION",
    "BUILD",
    "PUBLIC",
    "ARN",
    "ID",
    "IMAGE",
    "FINGERPRINT",
    "UUID",
    "GUID",
    "BUCKET",
    "CERT",
    "CERTIFICATE",
];

/// Returns whether a variable of this name holds a secret.
pub(super) fn is_of_secret(name: &str) -> bool {
    let words = words(name);
    let [.., last] = words.as_slice() else {
        return false;
    };
    if ABOUT.contains(&last.as_str()) || words.iter().any(|word| word == "PUBLIC") {
        return false;
    }
    let has_secret = words.iter().any(|word| SECRET.contains(&word.as_str()));
    // PWD alone is the working directory, PIN and PASS mean something at the end only.
    let is_alone = words.len() == 1 && matches!(last.as_str(), "PWD" | "PASS" | "PIN");
    let has_key = words
        .windows(2)
        .any(|pair| pair[1] == "KEY" && OF_KEY.contains(&pair[0].as_str()));
    (has_secret && !is_alone) || has_key || words.iter().any(|word| word.ends_with("PASSWORD"))
}

/// Returns whether a variable of this name holds something public that looks random.
pub(super) fn is_of_public(name: &str) -> bool {
    words(name)
        .iter()
        .any(|word| PUBLIC.contains(&word.as_str()))
}

/// The words of a name, in capital letters: `DB_PASSWORD`, `db.password` and `dbPassword` have the
/// same.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = None::<char>;
    for c in name.chars() {
        let begins =
            c.is_ascii_uppercase() && before.is_some_and(|before| before.is_ascii_lowercase());
        if begins || !c.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_uppercase());
        }
        before = Some(c);
    }
    words.retain(|word| !word.is_empty());
    words
}
