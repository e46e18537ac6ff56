//! Whose credentials are used for what.

use super::{image_of_prod, promote};
use crate::harness::{Example, Scene, Setting};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use foghorn_sim::Call;
use foghorn_sim::world;
use serde_json::json;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

/// Every call after those that were there before, except those that get credentials.
fn calls(scene: &Scene, before: usize) -> Vec<Call> {
    let calls = scene.simulator.calls().into_iter().skip(before);
    calls
        .filter(|call| !["sts", "registry"].contains(&call.service.as_str()))
        .collect()
}

#[test]
fn a_stages_credentials_are_used_for_that_stage_only() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let run = scene.deploy(&[]);
    assert_eq!(run.code, Some(0), "{run}");
    let calls = calls(&scene, 0);
    assert!(calls.len() > 20);
    for call in calls {
        let deployer = format!("arn:aws:sts::{}:assumed-role/deploy/foghorn", call.account);
        assert_eq!(call.caller, deployer, "{call:?}");
    }
}

/// A job with prod's credentials alone: dev is read as its proof-role, and never changed.
#[test]
fn a_proof_role_is_enough_and_only_reads() {
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let role = "    proof-role: arn:aws:iam::111111111111:role/proof\n";
    let text = text.replace("  dev:\n", &format!("  dev:\n{role}"));
    let proof: world::IamRole = serde_json::from_value(json!({
        "account": "111111111111",
        "name": "proof",
        "trust": { "Version": "2012-10-17", "Statement": {
            "Effect": "Allow",
            "Principal": { "AWS": "arn:aws:iam::222222222222:root" },
            "Action": "sts:AssumeRole",
        } },
        "inline": { "read": { "Version": "2012-10-17", "Statement": {
            "Effect": "Allow",
            "Action": ["ecs:Describe*", "ssm:Get*"],
            "Resource": "*",
        } } },
    }))
    .unwrap();
    let scene = Setting::new(Example::PRODUCT_API)
        .file("foghorn.yml", text)
        .world(|world| world.iam.get_or_insert_default().roles.push(proof))
        .start();
    let run = scene.deploy(&["--stage", "dev"]);
    assert_eq!(run.code, Some(0), "{run}");
    let before = scene.simulator.calls().len();
    let run = scene
        .timed(&["promote", "--to", "prod"])
        .env("AWS_ACCESS_KEY_ID", "222222222222")
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(image_of_prod(&scene), scene.image("first"));
    let in_dev: Vec<Call> = calls(&scene, before)
        .into_iter()
        .filter(|call| call.account == "111111111111")
        .collect();
    assert!(!in_dev.is_empty());
    for call in in_dev {
        assert!(call.caller.contains(":assumed-role/proof/"), "{call:?}");
        let reads = ["Describe", "Get"];
        let reads = reads.iter().any(|verb| call.operation.starts_with(verb));
        assert!(reads, "{call:?}");
    }
    let refusals = scene.refused("AccessDeniedException");
    assert_eq!(refusals, 0, "{run}");
    // An image that dev proved is looked up in its history with the same role.
    let first = scene.image("first");
    let again = scene.timed(&["promote", "--to", "prod", "--image", &first]);
    let again = again.env("AWS_ACCESS_KEY_ID", "222222222222").run();
    assert_eq!(again.code, Some(0), "{again}");
}

/// A token as GitHub and GitLab make them. The simulated AWS reads it and asks nobody.
fn token(subject: &str) -> String {
    let claims = json!({
        "iss": "https://token.actions.githubusercontent.com",
        "sub": subject,
        "aud": "sts.amazonaws.com",
    });
    format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

/// Answers every request as GitHub's token endpoint does, and keeps what was asked.
fn github() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!(
        "http://{}/token?api-version=2.0",
        listener.local_addr().unwrap()
    );
    let asked: Arc<Mutex<Vec<String>>> = Arc::default();
    let keep = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let lines = BufReader::new(&stream).lines();
            let head: Vec<String> = lines
                .map(Result::unwrap)
                .take_while(|line| !line.is_empty())
                .collect();
            keep.lock().unwrap().push(head.join("\n"));
            let body =
                json!({"count": 1, "value": token("repo:example/product-api:environment:dev")});
            let body = body.to_string();
            let length = body.len();
            write!(
                stream,
                "HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            )
            .unwrap();
        }
    });
    (address, asked)
}

/// Nobody has signed in: every stage's role is assumed with the token of the job, directly.
#[test]
fn foghorn_signs_in_with_the_identity_token_of_the_job() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let (address, asked) = github();
    let run = scene
        .deployment(&[])
        .without("AWS_ACCESS_KEY_ID")
        .without("AWS_SECRET_ACCESS_KEY")
        .env("ACTIONS_ID_TOKEN_REQUEST_URL", address)
        .env("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the-bearer")
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    assert_eq!(scene.calls("AssumeRole"), 0, "{run}");
    assert_eq!(scene.calls("AssumeRoleWithWebIdentity"), 2, "{run}");
    let asked = asked.lock().unwrap();
    for head in asked.iter() {
        let line = "GET /token?api-version=2.0&audience=sts.amazonaws.com HTTP/1.1";
        assert!(head.starts_with(line), "{head}");
        let head = head.to_ascii_lowercase();
        assert!(head.contains("authorization: bearer the-bearer"), "{head}");
    }
    assert!(!asked.is_empty());
    assert!(!run.stderr.contains("the-bearer"), "{run}");
}

#[test]
fn the_role_has_to_trust_the_job() {
    let trust = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow",
        "Principal": {
            "Federated": "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com",
        },
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": { "StringEquals": {
            "token.actions.githubusercontent.com:sub": "repo:example/product-api:environment:dev",
            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        } },
    } });
    let everything = json!({ "Version": "2012-10-17", "Statement": {
        "Effect": "Allow", "Action": "*", "Resource": "*",
    } });
    let role: world::IamRole = serde_json::from_value(json!({
        "account": "111111111111",
        "name": "deploy",
        "trust": trust,
        "inline": { "everything": everything },
    }))
    .unwrap();
    let scene = Setting::new(Example::PRODUCT_API)
        .world(|world| world.iam.get_or_insert_default().roles.push(role))
        .start();
    let status = |subject: &str| {
        let status = scene.foghorn(&["status", "--stage", "dev"]);
        let status = status
            .without("AWS_ACCESS_KEY_ID")
            .without("AWS_SECRET_ACCESS_KEY");
        status.env("FOGHORN_ID_TOKEN", token(subject)).run()
    };
    let run = status("repo:example/product-api:environment:dev");
    assert_eq!(run.code, Some(0), "{run}");
    let run = status("repo:example/product-api:ref:refs/heads/main");
    assert_eq!(run.code, Some(4), "{run}");
    let said = format!("{}{}", run.stdout, run.stderr);
    assert!(said.contains("sts:AssumeRoleWithWebIdentity"), "{run}");
    assert!(said.contains("role/deploy"), "{run}");
}

/// Nothing is read in a wrong account, not even to find out that it is wrong.
#[test]
fn the_account_is_checked_before_anything_else() {
    let scene = Setting::new(Example::PRODUCT_API).start();
    let text = Example::PRODUCT_API.read("foghorn.yml");
    let without: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("role: "))
        .collect();
    scene.write("foghorn.yml", &without.join("\n"));
    let run = promote(&scene, &[]);
    assert_eq!(run.code, Some(3), "{run}");
    let said =
        "stage `prod` is for account `222222222222`, but the credentials are for 111111111111";
    assert!(run.stderr.contains(said), "{run}");
    assert!(calls(&scene, 0).is_empty());
}
