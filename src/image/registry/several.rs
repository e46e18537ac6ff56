//! A few things at once, and no more: what a copy and a push have to do many times.

use std::future::Future;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

/// How often `meanwhile` is called.
pub(crate) const EVERY: Duration = Duration::from_millis(500);

/// Does `work` for every item, `at_once` of them at a time, and calls `meanwhile` every [`EVERY`].
/// Gives the results in the order in which they came. The first error ends the others.
pub(crate) async fn each<I, T, E, W, F>(
    items: I,
    at_once: usize,
    work: W,
    mut meanwhile: impl FnMut(),
) -> Result<Vec<T>, E>
where
    I: IntoIterator,
    W: Fn(I::Item) -> F,
    F: Future<Output = Result<T, E>> + Send + 'static,
    T: Send + 'static,
    E: Send + 'static,
{
    let mut waiting = items.into_iter();
    let mut under_way = JoinSet::new();
    let mut done = Vec::new();
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // The first tick of an interval comes at once.
    tick.tick().await;
    loop {
        while under_way.len() < at_once
            && let Some(item) = waiting.next()
        {
            under_way.spawn(work(item));
        }
        tokio::select! {
            ended = under_way.join_next() => match ended {
                None => return Ok(done),
                Some(Ok(result)) => done.push(result?),
                // Nobody aborts a task here, so it has panicked: a bug, which is passed on.
                Some(Err(error)) => std::panic::resume_unwind(error.into_panic()),
            },
            _ = tick.tick() => meanwhile(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::each;

    #[tokio::test]
    async fn no_more_than_so_many_at_once() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let work = |item: u32| {
            let (now, most) = (Arc::clone(&now), Arc::clone(&most));
            async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                now.fetch_sub(1, Ordering::SeqCst);
                if item == 99 { Err("99") } else { Ok(item) }
            }
        };
        let done = each(0..20, 3, work, || ()).await;
        assert_eq!(done.map(|done| done.len()), Ok(20));
        assert_eq!(most.load(Ordering::SeqCst), 3);
        assert_eq!(each([1, 99, 2], 1, work, || ()).await, Err("99"));
    }
}
