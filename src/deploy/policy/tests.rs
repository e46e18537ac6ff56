//! What becomes a statement, by what the configuration says.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{
    GitHub, Kind, Need, Providers, Repository, Scope, ServiceScope, StageScope, calls, grant,
};
use crate::permission::Call;
use crate::plan::Place;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn service(name: &str) -> ServiceScope {
    ServiceScope {
        service: name.to_owned(),
        family: name.to_owned(),
        execution_role: Some(format!("arn:aws:iam::111111111111:role/{name}")),
        task_role: None,
        log_groups: vec![("/ecs".to_owned(), None)],
    }
}

fn stage(name: &str, account: &str, after: Option<&str>) -> StageScope {
    StageScope {
        name: name.to_owned(),
        after: after.map(str::to_owned),
        place: Place::of_region("eu-west-1", account),
        cluster: name.to_owned(),
        role: None,
        session_tags: false,
        proof_role: None,
        rolls_back: true,
        copies: false,
        scans: false,
        services: vec![service("api")],
    }
}

fn scope() -> Scope {
    let dev = stage("dev", "111111111111", None);
    Scope {
        repositories: vec![Repository {
            place: dev.place.clone(),
            name: "api".to_owned(),
            create: false,
        }],
        stages: vec![dev, stage("prod", "222222222222", Some("dev"))],
    }
}

fn policy(scope: &Scope, stage: usize, kind: Kind) -> Option<Value> {
    let providers = Providers {
        github: Some(GitHub {
            repository: "acme/api".to_owned(),
        }),
        gitlab: None,
    };
    let policies = scope.policies(&scope.stages[stage], &providers);
    let mut documents = policies.documents.into_iter();
    documents
        .find(|one| one.document == kind)
        .map(|one| one.policy)
}

fn statement(scope: &Scope, stage: usize, kind: Kind, sid: &str) -> Option<Value> {
    let policy = policy(scope, stage, kind)?;
    let mut statements = policy["Statement"].as_array().unwrap().iter();
    statements.find(|one| one["Sid"] == sid).cloned()
}

/// So that one `Resource` and one `Condition` fit all actions of a statement.
#[test]
fn calls_of_one_grant_are_done_to_the_same() {
    let tables = [
        &grant::READ[..],
        &grant::DEPLOY,
        &grant::PUSH,
        &grant::CHECK,
        &grant::JOB,
        &grant::PROOF,
    ];
    for table in tables {
        let sids: BTreeSet<&str> = table.iter().map(|grant| grant.sid).collect();
        assert_eq!(sids.len(), table.len(), "{sids:?}");
        for grant in table {
            assert!(
                grant.sid.bytes().all(|b| b.is_ascii_alphanumeric()),
                "{}",
                grant.sid
            );
            for call in grant.calls {
                assert_eq!(call.on(), grant.calls[0].on(), "{call:?}");
            }
            let says = grant.purpose.contains("without it") || grant.purpose.contains("not need");
            assert_eq!(says, grant.need == Need::Optional, "{}", grant.purpose);
        }
    }
}

#[test]
fn every_call_is_granted_to_somebody() {
    let all: BTreeSet<Call> = Call::ALL.into_iter().collect();
    let actions: BTreeSet<&str> = all.iter().map(|call| call.action()).collect();
    assert_eq!(
        (all.len(), actions.len()),
        (Call::ALL.len(), Call::ALL.len())
    );
    assert_eq!(calls().collect::<BTreeSet<_>>(), all);
}

#[test]
fn several_services_share_a_statement() {
    let mut scope = scope();
    scope.stages[0].services.push(service("worker"));
    let found = statement(&scope, 0, Kind::Deploy, "UpdateServices").unwrap();
    let arn = |name| format!("arn:aws:ecs:eu-west-1:111111111111:service/dev/{name}");
    assert_eq!(found["Resource"], json!([arn("api"), arn("worker")]));
    // Both write to the same group.
    let found = statement(&scope, 0, Kind::Read, "OptionalLogs").unwrap();
    let group = "arn:aws:logs:eu-west-1:111111111111:log-group:/ecs:log-stream:*";
    assert_eq!(found["Resource"], group);
}

#[test]
fn what_is_not_configured_is_not_in_it() {
    type Change = fn(&mut Scope);
    let table: [(Kind, &str, Change); 7] = [
        (Kind::Deploy, "PassRoles", |s| {
            s.stages[0].services[0].execution_role = None;
        }),
        (Kind::Deploy, "OptionalStopDeployments", |s| {
            s.stages[0].rolls_back = false;
        }),
        (Kind::Read, "OptionalLogs", |s| {
            s.stages[0].services[0].log_groups.clear();
        }),
        (Kind::Read, "Image", |s| s.repositories.clear()),
        (Kind::Push, "Login", |s| s.repositories.clear()),
        (Kind::Proof, "Record", |s| s.stages[1].after = None),
        (Kind::Repository, "Pull", |s| s.stages.truncate(1)),
    ];
    for (kind, sid, change) in table {
        let mut scope = scope();
        assert!(statement(&scope, 0, kind, sid).is_some(), "{sid}");
        change(&mut scope);
        assert!(statement(&scope, 0, kind, sid).is_none(), "{sid}");
    }
}

#[test]
fn what_is_configured_is_in_it() {
    type Change = fn(&mut Scope);
    let table: [(Kind, &str, Change); 7] = [
        (Kind::Check, "OptionalScanFindings", |s| {
            s.stages[0].scans = true;
        }),
        (Kind::Repository, "OptionalScanFindings", |s| {
            s.stages[1].scans = true;
        }),
        (Kind::Push, "CreateRepository", |s| {
            s.repositories[0].create = true;
        }),
        (Kind::Job, "AssumeRoles", |s| {
            s.stages[0].role = Some("arn:a/b".to_owned());
        }),
        (Kind::Job, "TagSessions", |s| {
            s.stages[0].role = Some("arn:a/b".to_owned());
            s.stages[0].session_tags = true;
        }),
        (Kind::Push, "Copy", |s| s.stages[1].copies = true),
        (Kind::Proof, "Pull", |s| s.stages[1].copies = true),
    ];
    for (kind, sid, change) in table {
        let mut scope = scope();
        assert!(statement(&scope, 0, kind, sid).is_none(), "{sid}");
        change(&mut scope);
        assert!(statement(&scope, 0, kind, sid).is_some(), "{sid}");
    }
}

/// Where the role that deploys prod is not known, it is one of prod's account.
#[test]
fn the_next_stage_looks_with_the_proof_role() {
    let mut scope = scope();
    let trusted = |scope: &Scope| {
        let trust = statement(scope, 0, Kind::ProofTrust, "NextStage").unwrap();
        trust["Principal"]["AWS"].as_str().unwrap().to_owned()
    };
    let assumed = |scope: &Scope| {
        let read = statement(scope, 1, Kind::Read, "AssumeRole").unwrap();
        read["Resource"].as_str().unwrap().to_owned()
    };
    assert_eq!(trusted(&scope), "arn:aws:iam::222222222222:root");
    assert_eq!(
        assumed(&scope),
        "arn:aws:iam::111111111111:role/foghorn-proof-dev"
    );
    scope.stages[1].role = Some("arn:aws:iam::222222222222:role/deploy".to_owned());
    scope.stages[0].proof_role = Some("arn:aws:iam::111111111111:role/look".to_owned());
    assert_eq!(trusted(&scope), "arn:aws:iam::222222222222:role/deploy");
    assert_eq!(assumed(&scope), "arn:aws:iam::111111111111:role/look");
}

#[test]
fn partitions() {
    for (region, partition) in [
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
    ] {
        let place = Place::of_region(region, "111111111111");
        assert_eq!(
            place.role("a"),
            format!("arn:{partition}:iam::111111111111:role/a")
        );
    }
}
