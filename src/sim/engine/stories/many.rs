//! Many tasks and many services: nothing is lost, and the engine keeps up.

use std::time::Duration;
use std::time::Instant;

use super::world;
use crate::engine::BreakerSetting;
use crate::engine::EverythingExists;
use crate::engine::service_deployment::ServiceDeploymentStatus;
use crate::engine::task::Task;
use crate::scenarios;

#[test]
fn a_deployment_of_120_tasks_replaces_every_one_and_is_quickly_played() {
    let mut region = world::world(1, 120, BreakerSetting::On, true, Vec::new());
    world::deploy(&mut region);
    let begun = Instant::now();
    world::run(&mut region, 30 * world::MINUTE);
    let took = begun.elapsed();
    assert_eq!(
        world::latest(&region).status,
        ServiceDeploymentStatus::Successful
    );
    assert_eq!(world::web(&region).count(Task::running), 120);
    assert_eq!(region.target_groups()[0].targets.len(), 120);
    // Unoptimized, on a busy machine; it takes a tenth of this.
    assert!(took < Duration::from_secs(3), "{took:?}");
}

#[test]
fn sixty_services_of_one_cluster_are_deployed_side_by_side() {
    let scenario = scenarios::find("healthy").unwrap();
    let mut region = world::of(scenario, 1).region;
    for number in 1..60 {
        let name = format!("web-{number}");
        region
            .seed_service(&scenario.seed("prod", &name, "web", None))
            .unwrap();
    }
    let definition = region.backdrop.definitions.find("web").unwrap();
    for service in &mut region.services {
        service.begin_deployment(&definition, &mut region.backdrop);
    }
    let until = region.now() + 15 * world::MINUTE;
    let begun = Instant::now();
    region.advance(until, &EverythingExists);
    assert!(begun.elapsed() < Duration::from_secs(3));
    for service in &region.services {
        let record = service.records.last().unwrap();
        assert_eq!(
            record.status,
            ServiceDeploymentStatus::Successful,
            "{}",
            service.name
        );
    }
}
