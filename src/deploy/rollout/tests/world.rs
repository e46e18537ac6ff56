//! A service as a story tells it, turned into readings.

use crate::event::EventKind;
use crate::foreign::Foreign;
use crate::name::{DeploymentId, RevisionArn, ServiceDeploymentArn};
use crate::observation::*;
use crate::plan::{Change, Limits, OnCancel, OnFailure, ServicePlan};
use crate::rollout::{Act, Before, Input, Next, Rollout};
use crate::task_definition::TaskDefinition;
use crate::time::AwsTime;
use crate::verdict::Verdict;
use std::sync::Arc;
use std::time::Duration;

/// AWS's time when a story begins.
const EPOCH: i64 = 1_800_000_000_000;
const ARN: &str = "arn:aws:ecs:eu-west-1:111111111111:service-deployment/dev/api/new";

pub(super) fn secs(s: u64) -> Duration {
    Duration::from_secs(s)
}

pub(super) fn revision(n: u32) -> RevisionArn {
    RevisionArn::new(format!(
        "arn:aws:ecs:eu-west-1:111111111111:task-definition/api:{n}"
    ))
}

fn aws(at: Duration) -> AwsTime {
    AwsTime(EPOCH).plus(at)
}

/// A task of ours that stopped since a parameter is missing.
pub(super) fn missing(id: &str, created: Duration, stopped: Duration) -> Task {
    let reason = "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /api/db";
    stopped_task(id, created, stopped, "TaskFailedToStart", reason, None)
}

/// A task of ours whose container exited with 1.
pub(super) fn exited(id: &str, created: Duration, stopped: Duration) -> Task {
    stopped_task(
        id,
        created,
        stopped,
        "EssentialContainerExited",
        "Essential container in task exited",
        Some(1),
    )
}

/// A task of ours whose container failed its health check.
pub(super) fn unhealthy(id: &str, created: Duration, stopped: Duration) -> Task {
    let reason = "Task failed container health checks";
    let code = "ServiceSchedulerInitiated";
    let mut task = stopped_task(id, created, stopped, code, reason, None);
    task.containers[0].health = Health::Unhealthy;
    task
}

fn stopped_task(
    id: &str,
    created: Duration,
    stopped: Duration,
    code: &str,
    reason: &str,
    exit: Option<i32>,
) -> Task {
    let container = Container {
        name: "web".into(),
        exit_code: exit,
        reason: None,
        health: Health::Unknown,
        image_digest: None,
    };
    Task {
        id: id.into(),
        started_by: Some("ecs-svc/2".into()),
        task_definition: revision(8),
        last_status: "STOPPED".into(),
        stopping: true,
        health: Health::Unknown,
        stop_code: Some(code.into()),
        stopped_reason: Some(Foreign::new(reason)),
        created_at: Some(aws(created)),
        started_at: None,
        stopped_at: Some(aws(stopped)),
        containers: vec![container],
    }
}

/// A rollout and the service it looks at.
pub(super) struct Story {
    rollout: Rollout,
    now: Duration,
    desired: u32,
    breaker: CircuitBreaker,
    on_failure: OnFailure,
    on_cancel: OnCancel,
    deployments: Vec<Deployment>,
    status: Option<ServiceDeploymentStatus>,
    reason: Option<Foreign>,
    alarms: Vec<String>,
    definition: Option<Arc<TaskDefinition>>,
    service_events: Vec<ServiceEvent>,
    tasks: Vec<Task>,
    events: Vec<EventKind>,
    /// Writes that are under way: a test answers them.
    pub(super) writes: Vec<Act>,
}

impl Story {
    pub(super) fn new(breaker: CircuitBreaker) -> Self {
        let deployments = vec![deployment(1, DeploymentStatus::Primary, 7, Duration::ZERO)];
        let mut story = Self {
            rollout: rollout(breaker, 2, OnFailure::StopWaiting, OnCancel::Leave, None),
            now: Duration::ZERO,
            desired: 2,
            breaker,
            on_failure: OnFailure::StopWaiting,
            on_cancel: OnCancel::Leave,
            deployments,
            status: None,
            reason: None,
            alarms: vec![],
            definition: None,
            service_events: vec![],
            tasks: vec![],
            events: vec![],
            writes: vec![],
        };
        story.deployments[0].created_at = Some(AwsTime(EPOCH - 86_400_000));
        story.deployments[0].rollout_state = Some(RolloutState::Completed);
        story
    }

    pub(super) fn desired(mut self, desired: u32) -> Self {
        self.desired = desired;
        self.made()
    }

    pub(super) fn on_failure(mut self, on_failure: OnFailure) -> Self {
        self.on_failure = on_failure;
        self.made()
    }

    pub(super) fn on_cancel(mut self, on_cancel: OnCancel) -> Self {
        self.on_cancel = on_cancel;
        self.made()
    }

    pub(super) fn definition(mut self, described: &serde_json::Value) -> Self {
        self.definition = Some(TaskDefinition::described(described).into());
        self.made()
    }

    fn made(mut self) -> Self {
        let definition = self.definition.clone();
        self.rollout = rollout(
            self.breaker,
            self.desired,
            self.on_failure,
            self.on_cancel,
            definition,
        );
        self
    }

    /// Up to the point where RegisterTaskDefinition has been sent.
    pub(super) fn register(mut self) -> Self {
        let next = self.step(Input::Begin);
        assert!(matches!(next, Next::Act(_)), "{next:?}");
        self
    }

    /// Up to the point where UpdateService has answered.
    pub(super) fn begin(mut self) -> Self {
        self = self.register();
        self.step(Input::Registered {
            revision: revision(8),
            not_echoed: vec![],
        });
        self.make_ours();
        let service = self.service();
        self.step(Input::Updated(Box::new(service)));
        self
    }

    fn make_ours(&mut self) {
        self.retire();
        self.deployments.insert(
            0,
            deployment(2, DeploymentStatus::Primary, 8, Duration::ZERO),
        );
    }

    /// The newest deployment is being replaced.
    fn retire(&mut self) {
        if let Some(newest) = self.deployments.first_mut() {
            newest.status = DeploymentStatus::Active;
        }
    }

    pub(super) fn at(&mut self, now: Duration) -> &mut Self {
        self.now = now;
        self
    }

    pub(super) fn ours(&mut self, running: u32, pending: u32) -> &mut Self {
        if !self
            .deployments
            .iter()
            .any(|d| d.id.as_str() == "ecs-svc/2")
        {
            self.make_ours();
        }
        let ours = self
            .deployments
            .iter_mut()
            .find(|d| d.id.as_str() == "ecs-svc/2")
            .unwrap();
        (ours.running, ours.pending, ours.desired) = (running, pending, self.desired);
        self
    }

    pub(super) fn old(&mut self, running: u32) -> &mut Self {
        if running == 0 {
            self.deployments.retain(|d| d.id.as_str() != "ecs-svc/1");
        } else if let Some(old) = self
            .deployments
            .iter_mut()
            .find(|d| d.id.as_str() == "ecs-svc/1")
        {
            old.running = running;
        }
        self
    }

    pub(super) fn state(&mut self, state: RolloutState) -> &mut Self {
        if let Some(newest) = self.deployments.first_mut() {
            newest.rollout_state = Some(state);
        }
        self
    }

    pub(super) fn deployment(&mut self, status: ServiceDeploymentStatus) -> &mut Self {
        self.status = Some(status);
        self
    }

    /// ECS says why the service deployment went back.
    pub(super) fn because(&mut self, reason: &str) -> &mut Self {
        self.reason = Some(Foreign::new(reason));
        self
    }

    /// The service deployment names an alarm that fired.
    pub(super) fn alarm(&mut self, name: &str) -> &mut Self {
        self.alarms.push(name.to_owned());
        self
    }

    /// The service has a new event.
    pub(super) fn event(&mut self, message: &str) -> &mut Self {
        let event = ServiceEvent {
            id: self.service_events.len().to_string(),
            at: aws(self.now),
            message: Foreign::new(message),
        };
        self.service_events.insert(0, event);
        self
    }

    /// The old deployment is PRIMARY again and ours is gone.
    pub(super) fn rolled_back(&mut self, state: RolloutState) -> &mut Self {
        let mut old = deployment(1, DeploymentStatus::Primary, 7, Duration::ZERO);
        old.created_at = Some(AwsTime(EPOCH - 86_400_000));
        (old.running, old.rollout_state) = (self.desired, Some(state));
        self.deployments = vec![old];
        self
    }

    /// Somebody else's deployment is PRIMARY.
    pub(super) fn superseded(&mut self) -> &mut Self {
        self.retire();
        self.deployments
            .insert(0, deployment(3, DeploymentStatus::Primary, 9, self.now));
        self
    }

    pub(super) fn stopped(&mut self, task: Task) -> &mut Self {
        self.tasks.push(task);
        self
    }

    pub(super) fn running_since(&mut self, at: Duration) -> &mut Self {
        for n in 0..self.desired {
            let mut task = stopped_task(&format!("r{n}"), at, at, "", "", None);
            (task.stop_code, task.stopped_reason, task.stopped_at) = (None, None, None);
            (task.stopping, task.last_status, task.started_at) =
                (false, "RUNNING".into(), Some(aws(at)));
            self.tasks.push(task);
        }
        self
    }

    pub(super) fn said(&self, name: &str) -> bool {
        self.events
            .iter()
            .any(|e| serde_json::to_value(e).unwrap()["event"] == name)
    }

    /// Gives readings of this moment until the rollout wants to wait, and returns its verdict, if any.
    pub(super) fn observe(&mut self) -> Option<Verdict> {
        for _ in 0..8 {
            let reading = self.reading();
            let mut next = self.step(Input::Observed(Box::new(reading)));
            if let Next::Act(Act::ReadLog { .. }) = next {
                next = self.step(Input::LogRead(None));
            }
            if let Next::Act(Act::ReadRegistrant { .. }) = next {
                next = self.step(Input::RegistrantRead(Some(Foreign::new("someone"))));
            }
            if let Next::Act(act @ (Act::StopDeployment { .. } | Act::Update { .. })) = next {
                self.writes.push(act);
                return None;
            }
            match next {
                Next::Finish(verdict) => return Some(verdict),
                Next::Observe { .. } => {}
                Next::Act(act) => panic!("unexpected {act:?}"),
            }
        }
        None
    }

    pub(super) fn unreadable(&mut self, now: Duration) -> Option<Verdict> {
        self.now = now;
        match self.step(Input::ObserveFailed {
            error: Foreign::new("timed out"),
            hints: vec![],
            may_heal: true,
        }) {
            Next::Finish(verdict) => Some(verdict),
            Next::Observe { .. } | Next::Act(_) => None,
        }
    }

    pub(super) fn cancel(&mut self) -> Option<Verdict> {
        match self.step(Input::Cancelled) {
            Next::Finish(verdict) => Some(verdict),
            Next::Act(act) => {
                self.writes.push(act);
                None
            }
            Next::Observe { .. } => None,
        }
    }

    /// UpdateService to the revision before was accepted: a new deployment of it is PRIMARY.
    /// What was deployed is to be undone. `None` if it is not there any more.
    pub(super) fn undone(mut self) -> Option<Self> {
        let plan = self.rollout.plan().clone();
        let why = Foreign::new("another service failed");
        self.rollout = Rollout::undo(plan, &self.service(), &revision(8), why)?;
        Some(self)
    }

    pub(super) fn going_back(&mut self) -> Service {
        self.retire();
        let newest = deployment(4, DeploymentStatus::Primary, 7, self.now);
        self.deployments.insert(0, newest);
        self.service()
    }

    pub(super) fn step(&mut self, input: Input) -> Next {
        let step = self.rollout.step(input, self.now);
        self.events.extend(step.events);
        step.next
    }

    fn reading(&self) -> Observation {
        Observation {
            at: aws(self.now),
            service: Some(self.service()),
            service_deployment: self.status.clone().map(|status| ServiceDeployment {
                status_reason: self.reason.clone(),
                triggered_alarms: self.alarms.clone(),
                ..service_deployment(status)
            }),
            tasks: Some(self.tasks.clone()),
            targets: None,
        }
    }

    fn service(&self) -> Service {
        Service {
            name: "api".into(),
            arn: "arn:aws:ecs:eu-west-1:111111111111:service/dev/api".into(),
            status: ServiceStatus::Active,
            controller: Controller::Ecs,
            desired: self.desired,
            running: self.deployments.iter().map(|d| d.running).sum(),
            pending: self.deployments.iter().map(|d| d.pending).sum(),
            task_definition: self
                .deployments
                .first()
                .map_or_else(|| revision(7), |d| d.task_definition.clone()),
            deployments: self.deployments.clone(),
            current_service_deployment: Some(ServiceDeploymentArn::new(ARN)),
            events: self.service_events.clone(),
            load_balancers: vec![],
            configuration: DeploymentConfiguration {
                strategy: Strategy::Rolling,
                minimum_healthy_percent: Some(100),
                maximum_percent: Some(200),
                circuit_breaker: self.breaker,
                alarms: CircuitBreaker::Off,
            },
            health_check_grace: 0,
        }
    }
}

fn service_deployment(status: ServiceDeploymentStatus) -> ServiceDeployment {
    ServiceDeployment {
        arn: ServiceDeploymentArn::new(ARN),
        status,
        status_reason: None,
        created_at: Some(AwsTime(EPOCH)),
        finished_at: None,
        target_revision: None,
        rollback: None,
        circuit_breaker: None,
        triggered_alarms: vec![],
        lifecycle_stage: None,
        hooks: vec![],
        production_traffic: None,
    }
}

fn deployment(n: u32, status: DeploymentStatus, of: u32, created: Duration) -> Deployment {
    Deployment {
        id: DeploymentId::new(format!("ecs-svc/{n}")),
        status,
        task_definition: revision(of),
        desired: 2,
        pending: 0,
        running: 0,
        failed: 0,
        created_at: Some(aws(created)),
        rollout_state: Some(RolloutState::InProgress),
        rollout_state_reason: None,
    }
}

/// A rollout of revision 8 over revision 7, that has to register it first.
fn rollout(
    circuit_breaker: CircuitBreaker,
    desired: u32,
    on_failure: OnFailure,
    on_cancel: OnCancel,
    definition: Option<Arc<TaskDefinition>>,
) -> Rollout {
    let register = crate::plan::Register {
        family: "api".into(),
        redacted: serde_json::Value::Null,
        document: None,
    };
    let plan = ServicePlan {
        service: "api".into(),
        cluster: "dev".into(),
        current: Some(revision(7)),
        change: Change::Deploy {
            register,
            differences: vec![],
        },
        images: vec![],
        desired,
        strategy: Strategy::Rolling,
        circuit_breaker,
        alarms: CircuitBreaker::Off,
        fallback: Some(revision(7)),
        on_failure,
        on_cancel,
        limits: Limits {
            timeout: secs(1200),
            soak: secs(60),
        },
        definition,
    };
    let before = Before {
        deployments: vec![DeploymentId::new("ecs-svc/1")],
        service_deployment: Some(ServiceDeploymentArn::new("old")),
    };
    Rollout::new(plan, before)
}
