#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::future::Future;
use std::path::Path;
use std::time::Duration;
use tokio::sync::Notify;

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

/// A shell lets what it starts in the background ignore the interrupt, and that holds the pipe.
#[tokio::test]
async fn cancelling_ends_the_whole_group() {
    let task = Task {
        program: "sh",
        args: vec!["-c".into(), "sleep 600 & echo $!; sleep 600".into()],
        environment: Vec::new(),
        private: Path::new("/nonexistent"),
    };
    let started = Notify::new();
    let mut grandchild = String::new();
    let mut sink = |line: Line| {
        grandchild = line.text;
        started.notify_one();
    };
    let mut cancel = std::pin::pin!(started.notified());
    let ended = run(task, &mut sink, &mut cancel).await.unwrap();
    assert!(matches!(ended, Ended::Cancelled), "{ended:?}");
    let gone = async {
        while lives(&grandchild) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let in_time = tokio::time::timeout(Duration::from_secs(30), gone).await;
    assert!(in_time.is_ok(), "process {grandchild} lives on");
}

/// A zombie does not: whoever reaps it may take a while.
fn lives(process: &str) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/stat"));
    status.is_ok_and(|status| !status.contains(") Z "))
}
