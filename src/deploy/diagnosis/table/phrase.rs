//! Phrases that several families share.

/// What a denial looks like, whole or cut off, with and without `Exception`. Source: observed.
pub(super) const DENIED: &[&str] = &[
    "accessdenied",
    "is not authorized to perform",
    "explicit deny",
];

/// What a missing way out looks like. One of them is cut short on purpose: platform version 1.4
/// ends texts anywhere (`context deadli...`).
/// Source: ECS developer guide, "resource initialization error"; observed.
pub(super) const NETWORK: &[&str] = &[
    "connection issue",
    "check your network configuration",
    "check your task network configuration",
    "dial tcp",
    "dial udp",
    "i/o timeout",
    "tls handshake timeout",
    "connection timed out",
    "connection refused",
    "no such host",
    "client.timeout exceeded",
    "request canceled",
    "requestcanceled",
    "send request failed",
    "context canceled",
    "context deadl",
    "signal: killed",
];

/// What a container's reason says that was killed for its memory.
/// Source: amazon-ecs-agent, `dockerapi/errors.go`; ECS developer guide, "out of memory".
pub(in super::super) const KILLED_FOR_MEMORY: &[&str] =
    &["outofmemoryerror", "killed due to memory usage"];

/// Where a text about the load balancer names the target group; brackets are sometimes missing.
pub(super) const TARGET_GROUP: &[&str] = &["(target-group ", "target-group ", "(elb "];
