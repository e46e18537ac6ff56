//! The task's network interface, and whatever else points at the network. Developer guide, "failed to
//! start error", "resource initialization error"; observed.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

macro_rules! new_words {
    ($($rest:tt)*) => {
        concat!("ResourceInitializationError: a sentence of the year 2031: ", $($rest)*)
    };
}

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    row("Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0123abcd': InsufficientFreeAddressesInSubnet", SubnetFull, Uncertain).on("subnet-0123abcd"),
    row("Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0123abcd': InsufficientFreeAddressesInSubnet", SubnetFull, Uncertain).on("subnet-0123abcd"),
    row("Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0123abcd': AuthFailure", NetworkInterfaceFailed, Transient).on("subnet-0123abcd"),
    row("Timeout waiting for network interface provisioning to complete.", NetworkInterfaceFailed, Transient),
    row("Network interface provision complete error timeout wait for network interface provision.", NetworkInterfaceFailed, Transient),
    row("InternalError: The task failed to start.", AwsInternal, Transient),
    // ---- Pieces that point at the network in whatever sentence.
    row(new_words!("dial tcp 10.0.0.2:443: connect: connection refused"), NoRoute, Uncertain),
    row(new_words!("dial udp 10.0.0.2:53: i/o timeout"), NoRoute, Uncertain),
    row(new_words!("i/o timeout"), NoRoute, Uncertain),
    row(new_words!("net/http: TLS handshake timeout"), NoRoute, Uncertain),
    row(new_words!("read: connection timed out"), NoRoute, Uncertain),
    row(new_words!("Client.Timeout exceeded while awaiting headers"), NoRoute, Uncertain),
    row(new_words!("request canceled while waiting for connection"), NoRoute, Uncertain),
    row(new_words!("signal: killed"), NoRoute, Uncertain),
    row(new_words!("context deadline exceeded"), NoRoute, Uncertain),
];
