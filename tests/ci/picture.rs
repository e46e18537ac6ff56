//! The picture in the summary: mermaid draws it in Chromium.

use super::npm::{package, program};
use crate::harness::{Example, Scene, Setting};
use std::path::Path;
use std::process::Command;

const EVENTS: &str = "events.jsonl";
/// What must not end a name, begin a directive or leave the page.
const HOSTILE: &str = "a:b;%%{init}%%#<b>section x";

/// Returns the Mermaid block of a page.
fn chart(page: &str) -> &str {
    let (_, rest) = page.split_once("```mermaid\n").expect(page);
    rest.split_once("\n```").expect(page).0
}

/// Deploys to both stages and returns the chart of the summary.
fn deployed(scene: &Scene, code: i32) -> String {
    let arguments = ["--summary", "summary.md", "--events", EVENTS];
    let run = scene.deploy(&arguments);
    assert_eq!(run.code, Some(code), "{run}");
    let page = std::fs::read_to_string(scene.directory().join("summary.md")).unwrap();
    chart(&page).to_owned()
}

/// Returns the chart of the same run with names that nobody would choose.
fn renamed(scene: &Scene) -> String {
    let events = std::fs::read_to_string(scene.directory().join(EVENTS)).unwrap();
    let name = format!("\"service\":\"{HOSTILE}\"");
    scene.write(
        EVENTS,
        &events.replace("\"service\":\"product-api\"", &name),
    );
    let page = scene
        .foghorn(&["report", "--replay", EVENTS, "--output", "markdown"])
        .run();
    assert_eq!(page.code, Some(0), "{page}");
    chart(&page.stdout).to_owned()
}

/// Draws the charts and returns the page's DOM.
fn draw(folder: &Path, mermaid: &Path, charts: &[String]) -> String {
    let charts: Vec<String> = charts
        .iter()
        .map(|chart| {
            let text = chart.replace('&', "&amp;").replace('<', "&lt;");
            format!("<pre class=\"mermaid\">{text}</pre>")
        })
        .collect();
    let charts = charts.join("\n");
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><body>{charts}\
         <script src=\"file://{}\"></script></body>",
        mermaid.display()
    );
    let file = folder.join("page.html");
    std::fs::write(&file, page).unwrap();
    let drawn = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
        ])
        .args(["--virtual-time-budget=10000", "--dump-dom"])
        .arg(format!(
            "--user-data-dir={}",
            folder.join("profile").display()
        ))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    assert!(drawn.status.success(), "{drawn:?}");
    String::from_utf8(drawn.stdout).unwrap()
}

#[test]
fn the_timeline_is_drawn() {
    let (Some(mermaid), true) = (package("mermaid/dist/mermaid.min.js"), program("chromium"))
    else {
        return;
    };
    let healthy = Setting::new(Example::PRODUCT_API).start();
    let failing = Setting::new(Example::PRODUCT_API)
        .scenario("fargate-illusion")
        .start();
    let charts = [
        deployed(&healthy, 0),
        deployed(&failing, 10),
        renamed(&failing),
    ];
    let folder = tempfile::tempdir().unwrap();
    let dom = draw(folder.path(), &mermaid, &charts);
    let drawings: Vec<&str> = dom.split("<svg").skip(1).collect();
    assert_eq!(drawings.len(), charts.len(), "{dom}");
    for drawing in &drawings {
        assert!(
            drawing.contains("aria-roledescription=\"gantt\""),
            "{drawing}"
        );
        assert!(!drawing.contains("Syntax error"), "{drawing}");
    }
    for text in [
        "dev/product-api",
        "prod/product-api",
        "start new tasks",
        "soak",
    ] {
        assert!(drawings[0].contains(text), "{text}: {}", drawings[0]);
    }
    for text in ["go back", "cause found"] {
        assert!(drawings[1].contains(text), "{text}: {}", drawings[1]);
    }
    // One section for each service, whatever its name is.
    let sections = |drawing: &str| drawing.matches("class=\"sectionTitle").count();
    assert_eq!(sections(drawings[1]), sections(drawings[2]));
}
