//! AWS's timestamps.

use aws_smithy_types::DateTime;
use foghorn_deploy::time::AwsTime;

pub(crate) fn moment(time: Option<&DateTime>) -> Option<AwsTime> {
    time?.to_millis().ok().map(AwsTime)
}
