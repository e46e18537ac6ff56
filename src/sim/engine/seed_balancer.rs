//! Seeding what a strategy that shifts traffic needs of a load balancer: a second target group and
//! the listener rules that lead to one of the two.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::Region;
use super::ServiceSeed;
use super::strategy::Strategy;

impl Region {
    /// Adds what a strategy that shifts traffic needs of the load balancer. Source: ECS API model,
    /// `AdvancedConfiguration`.
    pub(crate) fn seed_alternate(&mut self, seed: &ServiceSeed, settings: &mut Map<String, Value>) {
        let strategy = settings.get("deploymentConfiguration").map(Strategy::read);
        let shifts = strategy.is_some_and(Strategy::shifts_traffic);
        let Some(balancer) = seed.load_balancer.as_ref().filter(|_| shifts) else {
            return;
        };
        // Names of target groups have at most 32 characters. Source: ELBv2 API reference.
        let name: String = seed.name.chars().take(26).collect();
        let alternate = self.seed_target_group(&format!("{name}-green"), balancer.port);
        let path = format!("app/{}/{}", seed.name, self.backdrop.chance.hex(16));
        let mut rule = || {
            let chance = &mut self.backdrop.chance;
            let resource = format!("listener-rule/{path}/{}/{}", chance.hex(16), chance.hex(16));
            self.backdrop.place.arn("elasticloadbalancing", &resource)
        };
        let (production, test) = (rule(), rule());
        let account = &self.backdrop.place.account;
        let partition = &self.backdrop.place.partition;
        let infrastructure = format!("arn:{partition}:iam::{account}:role/ecsInfrastructureRole");
        if let Some(balancers) = settings.get_mut("loadBalancers") {
            balancers[0]["advancedConfiguration"] = json!({
                "alternateTargetGroupArn": alternate,
                "productionListenerRule": production,
                "testListenerRule": test,
                "roleArn": infrastructure,
            });
        }
    }
}
