//! Log groups, and the last lines of a container's log.

use super::Session;
use crate::error::Error;
use foghorn_deploy::foreign::Foreign;

impl Session {
    /// Reads the last lines of a CloudWatch log stream, oldest first.
    ///
    /// `region` is the container's `awslogs-region`; without one, the session's is meant.
    /// A stream or group that does not exist is [`crate::Kind::NotFound`] with
    /// [`crate::Missing::LogStream`]: lines may also take some seconds to arrive.
    pub async fn log_tail(
        &self,
        group: &str,
        stream: &str,
        region: Option<&str>,
        limit: u16,
    ) -> Result<Vec<Foreign>, Error> {
        let answer = self
            .clients()
            .logs_in(region)
            .get_log_events()
            .log_group_name(group)
            .log_stream_name(stream)
            .start_from_head(false)
            .limit(i32::from(limit))
            .send()
            .await
            .map_err(|error| {
                self.failed("logs:GetLogEvents", &error)
                    .about(format!("{group}/{stream}"))
            })?;
        Ok(answer
            .events()
            .iter()
            .map(|event| Foreign::new(event.message().unwrap_or_default().trim_end()))
            .collect())
    }

    /// Tells whether a log group of this region, or of the one named, exists.
    pub async fn has_log_group(&self, name: &str, region: Option<&str>) -> Result<bool, Error> {
        let mut next = None;
        loop {
            let answer = self
                .clients()
                .logs_in(region)
                .describe_log_groups()
                .log_group_name_prefix(name)
                .set_next_token(next)
                .send()
                .await
                .map_err(|error| self.failed("logs:DescribeLogGroups", &error).about(name))?;
            let groups = answer.log_groups();
            // The shortest of all with this prefix comes first: groups are sorted by name.
            // Source: CloudWatch Logs API reference, DescribeLogGroups ("ASCII-sorted").
            if let Some(first) = groups.first() {
                return Ok(first.log_group_name() == Some(name));
            }
            match answer.next_token {
                Some(token) => next = Some(token),
                None => return Ok(false),
            }
        }
    }
}
