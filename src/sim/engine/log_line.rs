//! Lines a simulated container wrote. It owns their shape; keeping and serving them is the
//! business of the Logs service.

use super::Millis;

/// One line of a container's output on its way to CloudWatch Logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// The log group of the container's `awslogs` configuration.
    pub group: String,
    /// The stream, `{awslogs-stream-prefix}/{container}/{task id}`.
    /// Source: ECS API model, `LogConfiguration`.
    pub stream: String,
    /// When the line was written, epoch milliseconds of AWS's time.
    pub at: Millis,
    /// The line, without its newline.
    pub text: String,
}
