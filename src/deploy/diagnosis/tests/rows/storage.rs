//! Environment files, file systems, and the task's own disk.

use super::{Row, row};
use crate::cause::CauseKind::*;
use crate::cause::Class::*;

macro_rules! efs {
    ($($rest:tt)*) => {
        concat!(
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: ",
            $($rest)*,
            " : unsuccessful EFS utils command execution; code: 32",
        )
    };
}

#[rustfmt::skip]
pub(super) const ROWS: &[Row] = &[
    // ---- Environment files. Developer guide, "resource initialization error".
    row("ResourceInitializationError: failed to download env files: file download command: non empty error stream: AccessDenied: User: arn:aws:sts::111111111111:assumed-role/api-execution/1 is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::config/api.env", EnvironmentFileUnreadable, Uncertain)
        .denied("s3:GetObject", "arn:aws:s3:::config/api.env"),
    row("ResourceInitializationError: failed to download env files: file download command: non empty error stream: NoSuchKey: The specified key does not exist. status code: 404", EnvironmentFileUnreadable, Deterministic),
    row("ResourceInitializationError: failed to download env files: RequestCanceled: request context canceled", NoRoute, Uncertain).on("s3"),
    row("The task can't download the environment variable files from Amazon S3. There is a connection issue between the task and Amazon S3.", NoRoute, Uncertain).on("s3"),
    row("ResourceInitializationError: The task can’t download the environment variable files from Amazon S3. Check ...", EnvironmentFileUnreadable, Uncertain),
    // ---- EFS. Observed.
    row(efs!("Failed to resolve \"fs-0123abcd.efs.eu-west-1.amazonaws.com\" - check that your file system ID is correct"), FileSystemUnmountable, Uncertain).on("fs-0123abcd"),
    row(efs!("Mount attempt 1/3 failed due to timeout after 15 sec, wait 0 sec before next attempt."), FileSystemUnmountable, Uncertain),
    row(efs!("mount.nfs4: Connection timed out"), FileSystemUnmountable, Uncertain),
    row(efs!("mount.nfs4: Connection reset by peer"), FileSystemUnmountable, Uncertain),
    row(efs!("mount.nfs4: access denied by server while mounting 127.0.0.1:/"), FileSystemUnmountable, Uncertain),
    row(efs!("mount.nfs4: mounting 127.0.0.1:/data failed, reason given by server: No such file or directory"), FileSystemUnmountable, Uncertain),
    // ---- The disk. Developer guide, "task cannot pull image"; the runtime's words vary.
    row("CannotPullContainerError: ref pull has been retried 1 time(s): failed to extract layer sha256:0a1b: write /var/lib/x: no space left on device: unknown", DiskFull, Deterministic),
    row("CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob1: no space left on device", DiskFull, Deterministic),
];
