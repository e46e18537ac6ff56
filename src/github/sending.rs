//! Sending something that GitHub must not get twice.

use crate::error::Error;

/// Sends; when the answer was lost, looks whether it arrived, and only if not sends once more.
pub(crate) async fn once<T>(
    send: impl AsyncFn() -> Result<T, Error>,
    find: impl AsyncFn() -> Result<Option<T>, Error>,
) -> Result<T, Error> {
    match send().await {
        Err(error) if error.is_uncertain() => match find().await? {
            Some(found) => Ok(found),
            None => send().await,
        },
        answered => answered,
    }
}
