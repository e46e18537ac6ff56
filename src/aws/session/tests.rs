//! Calls against a scripted server: what is sent, what is repeated, what is read.

#![allow(
    clippy::unwrap_used,
    clippy::unwrap_in_result,
    reason = "a test that cannot go on has failed"
)]

use super::Which;
use crate::error::{Kind, Missing};
use crate::scripted_server::{DATE_MILLIS, ScriptedServer, Step, error, json, session};
use foghorn_deploy::name::RevisionArn;
use foghorn_deploy::observation::{
    CircuitBreaker, Controller, DeploymentStatus, Health, RolloutState, ServiceStatus, Strategy,
};
use foghorn_deploy::time::AwsTime;
use serde_json::{Value, json as value};

const ARN: &str = "arn:aws:ecs:eu-west-1:111111111111:task-definition/orders:8";

fn registered() -> Step {
    json(&value!({"taskDefinition": {"taskDefinitionArn": ARN, "futureMember": [1]}}))
}

fn service() -> Value {
    value!({
        "serviceName": "orders", "serviceArn": "arn:service/dev/orders", "status": "ACTIVE",
        "desiredCount": 2, "runningCount": 1, "pendingCount": 1, "taskDefinition": ARN,
        "currentServiceDeployment": "arn:service-deployment/dev/orders/1",
        "deployments": [
            {"id": "ecs-svc/2", "status": "PRIMARY", "taskDefinition": ARN, "desiredCount": 2,
             "runningCount": 0, "pendingCount": 1, "failedTasks": 3, "createdAt": 1_795_255_000.5,
             "rolloutState": "IN_PROGRESS", "rolloutStateReason": "in progress."},
            {"id": "ecs-svc/1", "status": "DRAINED", "taskDefinition": ARN, "rolloutState": "NEW"},
        ],
        "events": [
            {"id": "e1", "createdAt": 1_795_255_001, "message": "(service orders) has started"},
            {"id": "without a time", "message": "x"},
        ],
        "loadBalancers": [
            {"targetGroupArn": "arn:tg", "containerName": "web", "containerPort": 8080},
        ],
        "deploymentConfiguration": {
            "deploymentCircuitBreaker": {"enable": true, "rollback": true},
            "alarms": {"enable": true, "rollback": false, "alarmNames": []},
            "maximumPercent": 200, "minimumHealthyPercent": 100, "strategy": "ZIGZAG",
        },
    })
}

/// Unknown members, odd spacing and a number no program would write that way.
const RAW: &[u8] = b"{ \"family\":\"orders\" , \"futureTopLevel\": {\"a\": 1.50} }\n";

#[tokio::test]
async fn what_is_registered_is_sent_as_it_is_on_every_attempt() {
    let server = ScriptedServer::start([
        error(400, "ThrottlingException", "Rate exceeded"),
        registered(),
    ]);
    let session = server.session();
    let registered = session.register_task_definition(RAW).await.unwrap();
    assert_eq!(registered.arn, RevisionArn::new(ARN));
    assert_eq!(registered.answer["futureMember"], value!([1]));
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert_eq!(session.calls(), 2);
    for request in requests {
        assert_eq!(request.body, RAW);
        assert_eq!(request.headers["content-length"], RAW.len().to_string());
        let target = &request.headers["x-amz-target"];
        assert!(target.ends_with(".RegisterTaskDefinition"), "{target}");
    }
}

#[tokio::test]
async fn a_write_is_not_repeated_after_a_lost_answer() {
    let lost = [
        (error(500, "ServerException", "oops"), Kind::ServerFault),
        (Step::Answer(503, String::new()), Kind::ServerFault),
        (Step::Answer(200, "<html>".to_owned()), Kind::Unreadable),
        (Step::Hangup, Kind::Lost),
        (Step::Silence, Kind::TimedOut),
    ];
    for (step, kind) in lost {
        let server = ScriptedServer::start([step.clone(), registered(), registered()]);
        let session = server.session();
        let register = session.register_task_definition(RAW).await.unwrap_err();
        assert_eq!(*register.kind(), kind, "{step:?}: {register}");
        assert!(register.lost_answer(), "{register}");
        assert_eq!(server.requests().len(), 1, "{step:?}");

        let server = ScriptedServer::start([step.clone(), registered(), registered()]);
        let session = server.session();
        let revision = RevisionArn::new(ARN);
        let update = session
            .update_service("dev", "orders", &revision, false)
            .await;
        assert!(update.unwrap_err().lost_answer(), "{step:?}");
        assert_eq!(server.requests().len(), 1, "{step:?}");
    }
}

#[tokio::test]
async fn a_write_that_was_refused_is_not_lost() {
    let server = ScriptedServer::start([error(400, "ClientException", "Invalid cpu.")]);
    let refused = server.session().register_task_definition(RAW).await;
    let refused = refused.unwrap_err();
    assert!(!refused.lost_answer() && !refused.retryable());
    assert_eq!(
        refused.to_string(),
        "ecs:RegisterTaskDefinition: ClientException: Invalid cpu (HTTP 400, request id req-1)"
    );
}

#[tokio::test]
async fn nobody_listening_is_not_lost() {
    // The port was free a moment ago and nobody else asks for it.
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let error = session(&format!("http://{port}"));
    let error = error.register_task_definition(RAW).await.unwrap_err();
    assert_eq!(*error.kind(), Kind::Unreachable, "{error}");
    assert!(error.retryable() && !error.lost_answer());
}

#[tokio::test]
async fn an_endpoint_that_is_no_url_is_not_lost() {
    let session = session("nonsense");
    let error = session.register_task_definition(RAW).await.unwrap_err();
    assert!(!error.lost_answer(), "{error}");
}

#[tokio::test]
async fn a_read_is_repeated() {
    let server = ScriptedServer::start([
        Step::Hangup,
        error(500, "ServerException", "oops"),
        Step::Silence,
        json(&value!({"services": [service()], "failures": []})),
    ]);
    let reading = server.session().describe_services("dev", &["orders"]).await;
    assert!(reading.unwrap().services[0].is_some());
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn a_hurried_session_tries_once() {
    let server = ScriptedServer::start([error(500, "ServerException", "oops"), registered()]);
    let session = server.session();
    session.hurry();
    session.hurry();
    assert!(session.identity().await.unwrap_err().retryable());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn services_come_in_the_order_asked_for() {
    let missing = value!({"arn": "arn:service/dev/gone", "reason": "MISSING"});
    let answer = value!({"services": [service()], "failures": [missing]});
    let server = ScriptedServer::start([json(&answer)]);
    let reading = server
        .session()
        .describe_services("dev", &["gone", "orders"])
        .await;
    let reading = reading.unwrap();
    assert_eq!(reading.at, AwsTime(DATE_MILLIS));
    assert!(reading.services[0].is_none());
    let service = reading.services[1].clone().unwrap();
    assert_eq!(
        (service.desired, service.running, service.pending),
        (2, 1, 1)
    );
    assert_eq!(service.status, ServiceStatus::Active);
    assert_eq!(service.controller, Controller::Ecs);
    let newest = &service.deployments[0];
    assert_eq!(newest.id.as_str(), "ecs-svc/2");
    assert_eq!(newest.failed, 3);
    assert_eq!(newest.created_at, Some(AwsTime(1_795_255_000_500)));
    assert_eq!(newest.rollout_state, Some(RolloutState::InProgress));
    let older = &service.deployments[1];
    assert_eq!(older.status, DeploymentStatus::Other("DRAINED".to_owned()));
    assert_eq!(
        older.rollout_state,
        Some(RolloutState::Other("NEW".to_owned()))
    );
    assert_eq!(service.events.len(), 1);
    assert_eq!(service.load_balancers[0].port, 8080);
    let how = &service.configuration;
    assert_eq!(how.circuit_breaker, CircuitBreaker::OnWithRollback);
    assert_eq!(how.alarms, CircuitBreaker::On);
    assert_eq!(how.strategy, Strategy::Other("ZIGZAG".to_owned()));
}

#[tokio::test]
async fn an_update_sends_nothing_that_was_not_asked_for() {
    let answer = json(&value!({"service": service()}));
    let server = ScriptedServer::start([answer.clone(), answer]);
    let session = server.session();
    let revision = RevisionArn::new(ARN);
    session
        .update_service("dev", "orders", &revision, false)
        .await
        .unwrap();
    session
        .update_service("dev", "orders", &revision, true)
        .await
        .unwrap();
    let sent: Vec<Value> = server
        .requests()
        .iter()
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect();
    let mut expected = value!({"cluster": "dev", "service": "orders", "taskDefinition": ARN});
    assert_eq!(sent[0], expected);
    expected["forceNewDeployment"] = true.into();
    assert_eq!(sent[1], expected);
}

#[tokio::test]
async fn what_does_not_exist_is_none_or_named() {
    let server = ScriptedServer::start([
        error(
            400,
            "ClientException",
            "Unable to describe task definition.",
        ),
        error(400, "ParameterNotFound", ""),
        error(400, "RepositoryNotFoundException", "no"),
        error(400, "ImageNotFoundException", "no"),
        error(400, "ClusterNotFoundException", "Cluster not found."),
    ]);
    let session = server.session();
    assert!(session.newest_revision("orders").await.unwrap().is_none());
    assert!(
        session
            .parameter("/foghorn/dev/orders")
            .await
            .unwrap()
            .is_none()
    );
    assert!(session.repository("orders", None).await.unwrap().is_none());
    assert!(session.image("orders", None, "v1").await.unwrap().is_none());
    let error = session
        .describe_services("dev", &["orders"])
        .await
        .unwrap_err();
    assert_eq!(*error.kind(), Kind::NotFound(Missing::Cluster));
    assert_eq!(error.resource(), Some("dev"));
}

#[tokio::test]
async fn tasks_are_listed_page_by_page_and_described_once() {
    let task = value!({
        "taskArn": "arn:aws:ecs:eu-west-1:111111111111:task/dev/abc", "taskDefinitionArn": ARN,
        "startedBy": "ecs-svc/2", "lastStatus": "DEPROVISIONING", "desiredStatus": "STOPPED",
        "stopCode": "TaskFailedToStart", "stoppedReason": "CannotPull", "stoppingAt": 1_795_255_002,
        "containers": [{"name": "web", "exitCode": 137, "healthStatus": "UNHEALTHY"}],
    });
    let server = ScriptedServer::start([
        json(&value!({"taskArns": ["b"], "nextToken": "more"})),
        json(&value!({"taskArns": ["a", "b"]})),
        json(&value!({"tasks": [task], "failures": [{"arn": "b", "reason": "MISSING"}]})),
    ]);
    let tasks = server
        .session()
        .tasks("dev", "orders", Which::Stopped)
        .await
        .unwrap();
    let asked: Value = serde_json::from_slice(&server.requests()[2].body).unwrap();
    assert_eq!(asked["tasks"], value!(["a", "b"]));
    let [task] = tasks.as_slice() else {
        panic!("{tasks:?}");
    };
    assert_eq!(task.id, "abc");
    assert!(task.stopping);
    assert_eq!(task.stop_code.as_deref(), Some("TaskFailedToStart"));
    assert_eq!(task.stopped_at, Some(AwsTime(1_795_255_002_000)));
    assert_eq!(task.containers[0].exit_code, Some(137));
    assert_eq!(task.containers[0].health, Health::Unhealthy);
}

#[tokio::test]
async fn a_registry_password_is_never_shown() {
    let data = value!({
        "authorizationToken": "QVdTOmh1bnRlcjI=", "expiresAt": 1_795_298_400,
        "proxyEndpoint": "https://111111111111.dkr.ecr.eu-west-1.amazonaws.com",
    });
    let server = ScriptedServer::start([json(&value!({"authorizationData": [data]}))]);
    let token = server.session().registry_token().await.unwrap();
    assert_eq!(
        (token.user.as_str(), token.password.expose().as_str()),
        ("AWS", "hunter2")
    );
    assert!(!format!("{token:?}").contains("hunter2"));
}
