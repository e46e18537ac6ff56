//! Deployment alarms: their configuration, what a deployment has seen of them, and the failure
//! that one causes. The alarms themselves are CloudWatch's: only a fault lets one fire.

use serde_json::Value;

use super::Millis;
use super::backdrop::Backdrop;
use super::reasons;
use super::rollback::Failing;
use super::service::Service;
use super::service_deployment::MonitorStatus;
use super::service_deployment::ServiceDeploymentStatus;
use super::stage::LifecycleStage;
use super::strategy;
use super::timing::Timing;
use super::wordings;

/// `deploymentConfiguration.alarms`. Source: ECS API model, `DeploymentAlarms`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alarms {
    pub(crate) names: Vec<String>,
    pub(crate) enable: bool,
    pub(crate) rollback: bool,
}

impl Alarms {
    /// Reads `deploymentConfiguration`.
    pub(crate) fn read(configuration: &Value) -> Self {
        let alarms = &configuration["alarms"];
        let names = alarms["alarmNames"].as_array().into_iter().flatten();
        Self {
            names: names
                .filter_map(|name| name.as_str().map(str::to_owned))
                .collect(),
            enable: alarms["enable"].as_bool().unwrap_or(false),
            rollback: alarms["rollback"].as_bool().unwrap_or(false),
        }
    }
}

/// `alarms` of a service deployment. Source: ECS API model, `ServiceDeploymentAlarms`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AlarmWatch {
    pub(crate) status: MonitorStatus,
    pub(crate) names: Vec<String>,
    pub(crate) triggered: Vec<String>,
}

impl AlarmWatch {
    /// Returns what a deployment watches that begins under this configuration.
    pub(crate) fn begin(configuration: &Value) -> Self {
        let alarms = Alarms::read(configuration);
        let (status, names) = if alarms.enable {
            (MonitorStatus::Monitoring, alarms.names)
        } else {
            (MonitorStatus::Disabled, Vec::new())
        };
        Self {
            status,
            names,
            triggered: Vec::new(),
        }
    }

    /// Returns the alarm that a fault means: the one it names, or else the first.
    fn meant(&self, name: Option<&str>) -> Option<String> {
        let mut names = self.names.iter();
        match name {
            Some(name) => names.find(|one| *one == name).cloned(),
            None => names.next().cloned(),
        }
    }

    /// Returns how long ECS goes on watching after the new tasks are there and the old ones gone.
    /// Source: ECS developer guide, "how CloudWatch alarms detect deployment failures": a
    /// configured time, or one that ECS computes, of less than five minutes.
    pub(crate) fn bake(
        &self,
        configuration: &Value,
        timing: &Timing,
        draw: impl FnOnce(super::Span) -> Millis,
    ) -> Option<Millis> {
        if self.status != MonitorStatus::Monitoring {
            return None;
        }
        let configured = strategy::bake_time(configuration);
        Some(match configured {
            0 => draw(timing.bake),
            configured => configured,
        })
    }
}

impl Service {
    /// Ignores the alarms for this deployment: one is in ALARM at its beginning.
    /// Source: ECS developer guide, "how CloudWatch alarms detect deployment failures".
    pub(crate) fn alarm_at_start(&mut self, record: &str, name: Option<&str>) {
        let Some(one) = self.service_deployment_mut(record) else {
            return;
        };
        if one.alarms.meant(name).is_some() {
            one.alarms.status = MonitorStatus::Disabled;
        }
    }

    /// Fails a deployment that is under way because ECS has found one of its alarms in ALARM.
    pub(crate) fn alarm(&mut self, record: &str, name: Option<&str>, backdrop: &mut Backdrop) {
        let stage = self.stage();
        let Some(one) = self.service_deployment_mut(record) else {
            return;
        };
        let Some(name) = one.alarms.meant(name) else {
            return;
        };
        let watched = one.alarms.status == MonitorStatus::Monitoring
            && one.status == ServiceDeploymentStatus::InProgress
            && stage != Some(LifecycleStage::CleanUp);
        if !watched {
            return;
        }
        one.alarms.status = MonitorStatus::Triggered;
        one.alarms.triggered.push(name);
        let id = one.deployment.clone();
        let failing = Failing {
            rollback: Alarms::read(&one.configuration).rollback,
            rollout_reason: reasons::ALARM_DETECTED.to_owned(),
            event: wordings::failed_by_alarm(&self.name, &id),
            rolled_back: reasons::ROLLED_BACK_BY_ALARM.to_owned(),
            stopped: reasons::STOPPED_BY_ALARM.to_owned(),
            rolling_back: reasons::alarm_rolling_back,
        };
        self.fail(&id, &failing, backdrop);
    }
}
