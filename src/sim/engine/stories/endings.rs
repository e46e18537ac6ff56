//! Every scenario ends as it says, with every seed.

use super::world;
use crate::engine::Region;
use crate::engine::deployment::DeploymentStatus;
use crate::engine::service::ServiceStatus;
use crate::engine::service_deployment::ServiceDeploymentStatus;
use crate::engine::task::Task;
use crate::scenarios;
use crate::scenarios::Ending;

fn ending(region: &Region, ours: &str) -> Ending {
    let service = world::web(region);
    let record = service
        .records
        .iter()
        .find(|one| one.deployment == ours)
        .unwrap();
    if service.records.last().unwrap().deployment != ours {
        return Ending::Superseded;
    }
    match record.status {
        ServiceDeploymentStatus::Successful => Ending::Deployed,
        ServiceDeploymentStatus::RollbackSuccessful => Ending::RolledBack,
        ServiceDeploymentStatus::Stopped | ServiceDeploymentStatus::RollbackFailed => {
            Ending::Failed
        }
        ServiceDeploymentStatus::Pending
        | ServiceDeploymentStatus::InProgress
        | ServiceDeploymentStatus::StopRequested
        | ServiceDeploymentStatus::RollbackRequested
        | ServiceDeploymentStatus::RollbackInProgress => Ending::Never,
    }
}

#[test]
fn every_scenario_ends_as_it_says_with_every_seed() {
    for scenario in scenarios::all() {
        for seed in 0..20 {
            let mut region = world::of(scenario, seed);
            let ours = world::deploy(&mut region);
            world::run(&mut region, 60 * world::MINUTE);
            let name = &scenario.name;
            assert_eq!(ending(&region, &ours), scenario.ends, "{name}, seed {seed}");
        }
    }
}

/// Whatever happens, the service keeps its capacity: the old tasks serve until new ones do.
#[test]
fn capacity_never_falls_below_the_minimum_before_the_deployment_completes() {
    for scenario in scenarios::all() {
        let mut region = world::of(scenario, 3);
        let least = world::web(&region).floor();
        world::deploy(&mut region);
        for _ in 0..1200 {
            world::run(&mut region, world::SECOND);
            let service = world::web(&region);
            if service.status != ServiceStatus::Active {
                break;
            }
            if world::latest(&region).status == ServiceDeploymentStatus::Successful {
                break;
            }
            let attached = service.attached();
            let healthy = service.count(|task| task.sound(attached));
            assert!(healthy >= least, "{}: {healthy}", scenario.name);
            let alive = service.count(Task::wanted);
            assert!(alive <= service.ceiling(), "{}: {alive}", scenario.name);
            let primaries = service.deployments.iter();
            let primaries = primaries.filter(|one| one.status == DeploymentStatus::Primary);
            assert_eq!(primaries.count(), 1, "{}", scenario.name);
        }
    }
}

/// The state after a jump is the state after many small steps, to the last digit of every id.
#[test]
fn a_jump_equals_its_steps() {
    for scenario in scenarios::all() {
        for seed in 0..3 {
            let mut jumping = world::of(scenario, seed);
            let mut stepping = world::of(scenario, seed);
            world::deploy(&mut jumping);
            world::deploy(&mut stepping);
            let length = 30 * world::MINUTE;
            world::run(&mut jumping, length);
            let step = 333 * (i64::try_from(seed).unwrap() + 1);
            let mut left = length;
            while left > 0 {
                world::run(&mut stepping, step.min(left));
                left -= step;
            }
            let (jumped, stepped) = (format!("{jumping:?}"), format!("{stepping:?}"));
            assert!(jumped == stepped, "{}, seed {seed}", scenario.name);
        }
    }
}
