//! The task's network interface, and whatever else points at the network.

use super::super::pattern::{Pattern, Subject};
use super::phrase::NETWORK;
use crate::cause::{CauseKind, Class};

pub(super) const ROWS: &[Pattern] = &[
    // Source: ECS developer guide, "failed to start error"; observed.
    Pattern::all(
        &["insufficientfreeaddresses"],
        CauseKind::SubnetFull,
        Class::Uncertain,
    )
    .about(Subject::Id("subnet-")),
    Pattern::all(&[], CauseKind::NetworkInterfaceFailed, Class::Transient)
        .any(&[
            "attempting to create network interface",
            "network interface provision",
            "timeout waiting for network interface",
        ])
        .about(Subject::Id("subnet-")),
    Pattern::all(&["internalerror"], CauseKind::AwsInternal, Class::Transient),
    // Source: ECS developer guide, "service event messages list": also a subnet in a zone that
    // Fargate does not have.
    Pattern::all(
        &["internal error"],
        CauseKind::AwsInternal,
        Class::Uncertain,
    ),
    Pattern::all(
        &["resourceinitializationerror"],
        CauseKind::NoRoute,
        Class::Uncertain,
    )
    .any(NETWORK),
];
