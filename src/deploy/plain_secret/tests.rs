//! What is a secret, and what only looks like one. Tokens are put together here, so that this file
//! does not look like a leak to those who search for one.

use super::{Suspicion, suspect};

#[test]
fn secrets_are_told_from_settings() {
    let github = ["ghp_", &"a1B2c3".repeat(6)].concat();
    let key = [
        "-----BEGIN ",
        "PRIVATE KEY-----\\nMIIE\\n-----END ",
        "PRIVATE KEY-----",
    ]
    .concat();
    let github = github.as_str();
    let name = Some(Suspicion::Name);
    let random = Some(Suspicion::Random);
    let table = [
        // Known forms, whatever the name.
        (
            "COLOR",
            github,
            Some(Suspicion::Format("GitHub personal access token")),
        ),
        ("COLOR", &key, Some(Suspicion::Format("private key"))),
        (
            "URL",
            "postgres://app:hunter2@db/app",
            Some(Suspicion::Format("password in a URL")),
        ),
        (
            "TOKEN_ID",
            github,
            Some(Suspicion::Format("GitHub personal access token")),
        ),
        // Names.
        ("DB_PASSWORD", "hunter2", name),
        ("PGPASSWORD", "hunter2", name),
        ("dbPassword", "hunter2", name),
        ("spring.datasource.password", "hunter2", name),
        ("API_KEY", "abc", name),
        ("STRIPE_APIKEY", "abc", name),
        ("APP_KEY", "base64:abc", name),
        ("JWT_SECRET", "changeme", name),
        ("SESSION_TOKEN", "abc", name),
        ("SMTP_PASS", "abc", name),
        ("DB_PWD", "abc", name),
        // Names that only speak of secrets.
        ("PASSWORD_FILE", "password", None),
        ("TOKEN_TTL", "one hour", None),
        ("SECRET_ARN", "abc", None),
        ("API_KEY_HEADER", "x-api-key", None),
        ("JWT_PUBLIC_KEY", "abc", None),
        ("CACHE_KEY", "abc", None),
        ("PWD", "app", None),
        ("KEYBOARD", "qwerty", None),
        ("TOKENIZER", "simple", None),
        ("COMPASS", "north", None),
        // Values that are no secrets under any name.
        ("REQUIRE_PASSWORD", "true", None),
        ("MAX_TOKENS", "4096", None),
        ("RESET_TOKEN", "3600", None),
        ("DB_PASSWORD", "", None),
        ("DB_PASSWORD", "${values.DB_PASSWORD}", None),
        ("DB_PASSWORD", "<PASSWORD>", None),
        ("DB_PASSWORD", "/run/secrets/db", None),
        (
            "DB_PASSWORD",
            "arn:aws:ssm:eu-west-1:111111111111:parameter/db",
            None,
        ),
        // Random values.
        ("SALT", "Zk3vQ9xT7mWp2LsYb8Rd5Hc1", random),
        ("SEED", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", random),
        ("GIT_SHA", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", None),
        ("IMAGE_DIGEST", "Zk3vQ9xT7mWp2LsYb8Rd5Hc1", None),
        ("TRACE", "123e4567-e89b-12d3-a456-426614174000", None),
        ("CLASS", "com.example.shop.OrderServiceFactory2024", None),
        ("FLAGS", "enable-new-checkout-v2-for-all-users", None),
        ("PHONE", "12345678901234567890123456789012", None),
        ("BUCKETS", "assets/v2/Foo12/Bar34/Baz56", None),
        (
            "JAVA_OPTS",
            "-Xmx512m -XX:+UseG1GC -Dfile.encoding=UTF-8",
            None,
        ),
        ("LOG_LEVEL", "info", None),
        ("", "", None),
    ];
    for (variable, value, expected) in table {
        assert_eq!(suspect(variable, value), expected, "{variable}={value}");
    }
}
