//! Lifecycle stages of a deployment that shifts traffic: their names and their order. It must not
//! know what happens in one.

/// `lifecycleStage`. Source: ECS API model, `ServiceDeploymentLifecycleStage` and
/// `DeploymentLifecycleHookStage`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LifecycleStage {
    ReconcileService,
    PreScaleUp,
    ScaleUp,
    PostScaleUp,
    TestTrafficShift,
    PostTestTrafficShift,
    /// Known to hooks only.
    PreProductionTrafficShift,
    ProductionTrafficShift,
    PostProductionTrafficShift,
    BakeTime,
    CleanUp,
}

impl LifecycleStage {
    /// Returns the name that hooks give it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::ReconcileService => "RECONCILE_SERVICE",
            Self::PreScaleUp => "PRE_SCALE_UP",
            Self::ScaleUp => "SCALE_UP",
            Self::PostScaleUp => "POST_SCALE_UP",
            Self::TestTrafficShift => "TEST_TRAFFIC_SHIFT",
            Self::PostTestTrafficShift => "POST_TEST_TRAFFIC_SHIFT",
            Self::PreProductionTrafficShift => "PRE_PRODUCTION_TRAFFIC_SHIFT",
            Self::ProductionTrafficShift => "PRODUCTION_TRAFFIC_SHIFT",
            Self::PostProductionTrafficShift => "POST_PRODUCTION_TRAFFIC_SHIFT",
            Self::BakeTime => "BAKE_TIME",
            Self::CleanUp => "CLEAN_UP",
        }
    }

    /// Returns the name that a service deployment shows. `ServiceDeploymentLifecycleStage` has no
    /// `PRE_PRODUCTION_TRAFFIC_SHIFT`; that the stage before it stays on show is an inference.
    pub(crate) fn shown(self) -> &'static str {
        match self {
            Self::PreProductionTrafficShift => Self::PostTestTrafficShift.as_str(),
            Self::ReconcileService
            | Self::PreScaleUp
            | Self::ScaleUp
            | Self::PostScaleUp
            | Self::TestTrafficShift
            | Self::PostTestTrafficShift
            | Self::ProductionTrafficShift
            | Self::PostProductionTrafficShift
            | Self::BakeTime
            | Self::CleanUp => self.as_str(),
        }
    }

    /// Returns the stage after this one. Source: ECS developer guide, "blue/green deployments
    /// workflow".
    pub(crate) fn next(self) -> Option<Self> {
        match self {
            Self::ReconcileService => Some(Self::PreScaleUp),
            Self::PreScaleUp => Some(Self::ScaleUp),
            Self::ScaleUp => Some(Self::PostScaleUp),
            Self::PostScaleUp => Some(Self::TestTrafficShift),
            Self::TestTrafficShift => Some(Self::PostTestTrafficShift),
            Self::PostTestTrafficShift => Some(Self::PreProductionTrafficShift),
            Self::PreProductionTrafficShift => Some(Self::ProductionTrafficShift),
            Self::ProductionTrafficShift => Some(Self::PostProductionTrafficShift),
            Self::PostProductionTrafficShift => Some(Self::BakeTime),
            Self::BakeTime => Some(Self::CleanUp),
            Self::CleanUp => None,
        }
    }
}
