//! The files that a run leaves for its CI.

use super::npm::checkout;
use crate::harness::{Example, Run, Scene, Setting};
use std::process::Command;

fn read(scene: &Scene, file: &str) -> String {
    std::fs::read_to_string(scene.directory().join(file)).unwrap()
}

fn scene(scenario: &str) -> Scene {
    let setting = Setting::new(Example::PRODUCT_API);
    setting.scenario(scenario).at("dev").start()
}

/// Deploys to `dev` in a step of GitHub Actions.
fn step(scene: &Scene, arguments: &[&str]) -> Run {
    let file = |name: &str| scene.directory().join(name);
    scene
        .deployment(&[&["--stage", "dev"], arguments].concat())
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_OUTPUT", file("output"))
        .env("GITHUB_STEP_SUMMARY", file("summary"))
        .run()
}

#[test]
fn a_step_leaves_outputs_and_a_summary() {
    let scene = scene("fargate-illusion");
    scene.write("summary", "from before\n");
    let run = step(&scene, &["--summary", "page.md"]);
    assert_eq!(run.code, Some(10), "{run}");
    let page = read(&scene, "page.md");
    assert!(page.starts_with("## ❌ NOT DEPLOYED"), "{page}");
    assert_eq!(read(&scene, "summary"), format!("from before\n{page}"));
    let output = read(&scene, "output");
    for (key, value) in [
        ("summary-file", "page.md"),
        ("verdict", "rolled-back"),
        ("revision", "product-api:8"),
    ] {
        let lines: Vec<&str> = output.lines().collect();
        let at = lines
            .iter()
            .position(|line| line.starts_with(&format!("{key}<<")));
        assert_eq!(lines[at.expect(key) + 1], value, "{output}");
    }
}

/// GitHub reports a file that is not there; a good deployment stays one.
#[test]
fn files_that_cannot_be_written_are_a_warning() {
    let scene = scene("healthy");
    let run = scene
        .deployment(&["--stage", "dev"])
        .env("GITHUB_ACTIONS", "true")
        .env("GITHUB_OUTPUT", "/nowhere/output")
        .env("GITHUB_STEP_SUMMARY", "/nowhere/summary")
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    for name in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"] {
        let warning = format!("::warning title=foghorn::the file of {name} failed");
        assert!(run.stderr.contains(&warning), "{run}");
    }
}

/// What one job of GitHub masks in an output, the next one does not need.
#[test]
fn a_digest_alone_names_an_image_of_the_configured_repository() {
    let scene = scene("healthy");
    let image = scene.image("second");
    let (_, digest) = image.split_once('@').unwrap();
    let run = scene
        .timed(&["deploy", "--stage", "dev", "--image", digest])
        .run();
    assert_eq!(run.code, Some(0), "{run}");
    let definition = scene.ecs(
        "dev",
        "DescribeTaskDefinition",
        &serde_json::json!({ "taskDefinition": scene.revision("dev", "product-api") }),
    );
    let containers = &definition["taskDefinition"]["containerDefinitions"];
    let images: Vec<_> = containers
        .as_array()
        .unwrap()
        .iter()
        .map(|c| &c["image"])
        .collect();
    assert!(images.contains(&&serde_json::json!(image)), "{images:?}");
}

#[test]
fn a_job_of_gitlab_leaves_its_reports() {
    let scene = scene("fargate-illusion");
    let run = scene
        .deployment(&["--stage", "dev"])
        .env("GITLAB_CI", "true")
        .run();
    assert_eq!(run.code, Some(10), "{run}");
    assert!(run.stderr.contains("\x1b[0Ksection_start:"), "{run}");
    let dotenv = read(&scene, "foghorn.env");
    assert!(
        dotenv
            .lines()
            .any(|line| line == "FOGHORN_VERDICT=rolled-back"),
        "{dotenv}"
    );
    let links: serde_json::Value =
        serde_json::from_str(&read(&scene, "foghorn-annotations.json")).unwrap();
    let url = &links["foghorn"][0]["external_link"]["url"];
    assert!(
        url.as_str()
            .unwrap()
            .contains("/clusters/dev/services/product-api"),
        "{links}"
    );

    // A parser nobody here wrote reads the JUnit report.
    let program = "import sys, xml.etree.ElementTree as tree\n\
        for case in tree.parse(sys.argv[1]).iter('testcase'):\n    \
            print(case.get('classname'), case.get('name'), case.find('failure').get('type'))";
    let python = checkout(".venv/bin/python");
    let report = scene.directory().join("foghorn-junit.xml");
    let cases = Command::new(python)
        .args(["-c", program])
        .arg(report)
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8(cases.stdout).unwrap(),
        "dev product-api rolled-back\n"
    );
}
