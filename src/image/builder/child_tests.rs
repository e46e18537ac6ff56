#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::future::Future;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Ended, Task, run};
use crate::builder::line::{Line, Stream};

async fn sh(script: &str, cancel: impl Future<Output = ()>) -> (Ended, Vec<Line>) {
    let task = Task {
        program: "sh",
        args: vec!["-c".into(), script.into()],
        environment: vec![("GREETING".into(), "hello".into())],
        private: Path::new("/nonexistent"),
    };
    let mut lines = Vec::new();
    let mut cancel = std::pin::pin!(cancel);
    let ended = run(task, &mut |line| lines.push(line), &mut cancel)
        .await
        .unwrap();
    (ended, lines)
}

#[tokio::test]
async fn output_and_exit_code() {
    let (ended, lines) = sh(
        "echo $GREETING; echo oops >&2; exit 3",
        std::future::pending(),
    )
    .await;
    let Ended::Exit { status, mut tail } = ended else {
        panic!("{ended:?}")
    };
    assert_eq!(status.code(), Some(3));
    tail.sort();
    assert_eq!(tail, ["hello", "oops"]);
    assert!(lines.contains(&Line {
        stream: Stream::Stderr,
        text: "oops".into()
    }));
}

#[tokio::test]
async fn only_the_last_lines_are_kept() {
    let script = "i=0; while [ $i -lt 100 ]; do i=$((i+1)); echo $i; done";
    let (ended, lines) = sh(script, std::future::pending()).await;
    let Ended::Exit { tail, .. } = ended else {
        panic!("{ended:?}")
    };
    assert_eq!((lines.len(), tail.len(), tail[0].as_str()), (100, 40, "61"));
}

#[tokio::test]
async fn cancelling_interrupts_the_whole_group() {
    let start = Instant::now();
    let cancel = tokio::time::sleep(Duration::from_millis(50));
    let (ended, _) = sh("sleep 60 & sleep 60", cancel).await;
    assert!(matches!(ended, Ended::Cancelled), "{ended:?}");
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "the grandchild held the pipe"
    );
}
