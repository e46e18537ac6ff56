//! How many calls AWS takes: a token bucket per group of operations, account and region.
//!
//! The figures are AWS's published ones; identity calls, whose limits are not published, and calls
//! of the registry whose limits are out of reach, are not limited.

use std::collections::BTreeMap;

use crate::engine::Millis;
use crate::place::Place;

/// The buckets that were drawn from so far.
#[derive(Debug)]
pub(crate) struct Limits {
    on: bool,
    buckets: BTreeMap<(Place, &'static str), Bucket>,
}

/// A group of operations that draw from one bucket.
#[derive(Debug, Clone, Copy)]
struct Limit {
    name: &'static str,
    burst: u32,
    per_second: u32,
}

#[derive(Debug)]
struct Bucket {
    /// Thousandths of calls, so that the arithmetic is exact.
    level: i64,
    at: Millis,
}

impl Limits {
    pub(crate) fn new(on: bool) -> Self {
        Self {
            on,
            buckets: BTreeMap::new(),
        }
    }

    /// Takes a token for a call; returns whether there was one.
    pub(crate) fn take(
        &mut self,
        place: &Place,
        service: &str,
        operation: &str,
        now: Millis,
    ) -> bool {
        let Some(limit) = limit(service, operation).filter(|_| self.on) else {
            return true;
        };
        let full = i64::from(limit.burst) * 1000;
        let bucket = self
            .buckets
            .entry((place.clone(), limit.name))
            .or_insert(Bucket {
                level: full,
                at: now,
            });
        // Milliseconds times calls per second are thousandths of calls.
        let gained = (now - bucket.at)
            .max(0)
            .saturating_mul(limit.per_second.into());
        bucket.level = bucket.level.saturating_add(gained).min(full);
        bucket.at = bucket.at.max(now);
        let taken = bucket.level >= 1000;
        if taken {
            bucket.level -= 1000;
        }
        taken
    }
}

/// The limit an operation falls under. Sources: ECS API reference, "Request throttling for the
/// Amazon ECS API"; Elastic Load Balancing, "API request throttling"; ECR, Systems Manager and
/// CloudWatch Logs, "Service quotas". Where only a rate is published, the burst is one second of it
/// (inferred).
fn limit(service: &str, operation: &str) -> Option<Limit> {
    let of = |name, burst, per_second| {
        Some(Limit {
            name,
            burst,
            per_second,
        })
    };
    match (service, operation) {
        ("ecs", "RegisterTaskDefinition" | "DeregisterTaskDefinition") => {
            of("task definition modify", 20, 1)
        }
        ("ecs", "DescribeTaskDefinition" | "ListTaskDefinitions") => {
            of("task definition read", 50, 20)
        }
        // DeleteService is inferred; the other two are listed.
        ("ecs", "UpdateService" | "CreateService" | "DeleteService") => of("service modify", 50, 5),
        ("ecs", "DescribeServices" | "ListServices") => of("service read", 100, 20),
        ("ecs", "ListServiceDeployments" | "DescribeServiceDeployments") => {
            of("service deployments", 50, 20)
        }
        ("ecs", "DescribeServiceRevisions") => of("service revisions", 50, 20),
        ("ecs", "RunTask" | "StopTask") => of("cluster resource modify", 100, 40),
        ("ecs", "DescribeTasks" | "ListTasks") => of("cluster resource read", 100, 20),
        ("ecs", "DescribeClusters" | "ListClusters") => of("cluster read", 50, 20),
        ("ecs", "CreateCluster") => of("cluster modify", 20, 1),
        ("ecs", "TagResource" | "UntagResource") => of("tag modify", 20, 10),
        ("ecs", "ListTagsForResource") => of("tag read", 50, 20),
        // The same for the API and for manifests that come by the registry protocol (inferred).
        ("ecr", "PutImage") => of("put image", 10, 10),
        ("elasticloadbalancing", _) => of("load balancing", 40, 10),
        ("ssm", "GetParameter" | "GetParameters" | "GetParametersByPath") => {
            of("parameter read", 40, 40)
        }
        ("ssm", "PutParameter") => of("parameter write", 3, 3),
        ("ssm", "DescribeParameters") => of("parameter list", 3, 3),
        ("ssm", "GetParameterHistory") => of("parameter history", 3, 3),
        // Those of eu-west-1 and some others; elsewhere more.
        ("logs", "GetLogEvents" | "FilterLogEvents") => of("log events", 10, 10),
        ("logs", "DescribeLogStreams") => of("log streams", 25, 25),
        ("logs", "DescribeLogGroups" | "CreateLogGroup") => of("log groups", 10, 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Limits;
    use crate::place::Place;

    #[test]
    fn buckets_empty_and_fill_again() {
        let (here, there) = (
            Place::new("111111111111", "eu-west-1"),
            Place::new("222222222222", "eu-west-1"),
        );
        let mut limits = Limits::new(true);
        let mut taken = |place: &Place, operation: &str, now: i64, tries: u32| {
            let granted = (0..tries).filter(|_| limits.take(place, "ecs", operation, now));
            granted.count()
        };
        // (where, what, milliseconds, tries, granted)
        for (place, operation, now, tries, granted) in [
            (&here, "RegisterTaskDefinition", 0, 60, 20),
            (&here, "DeregisterTaskDefinition", 0, 1, 0),
            (&here, "UpdateService", 0, 60, 50),
            (&there, "RegisterTaskDefinition", 0, 60, 20),
            (&here, "RegisterTaskDefinition", 999, 1, 0),
            (&here, "RegisterTaskDefinition", 1000, 2, 1),
            (&here, "RegisterTaskDefinition", 3500, 9, 2),
            (&here, "RegisterTaskDefinition", 4000, 9, 1),
            (&here, "UpdateService", 4000, 60, 20),
            (&here, "RegisterTaskDefinition", 4_000_000, 60, 20),
            (&here, "StopServiceDeployment", 0, 1000, 1000),
        ] {
            assert_eq!(
                taken(place, operation, now, tries),
                granted,
                "{operation} {now}"
            );
        }
        let mut off = Limits::new(false);
        assert!((0..1000).all(|_| off.take(&here, "ecs", "UpdateService", 0)));
    }
}
