//! README.md and docs/ say what is true: outputs are the program's own, tables are made from what
//! the program knows, configurations parse, links and commands exist.
//!
//! How a page says what is checked (the comments are invisible to its readers):
//!
//! * ` ```console ` blocks: every `$ ` line is run by a shell in a copy of `examples/product-api`, and
//!   what follows is what it says. A comment before the block may ask for more, parts separated by
//!   `; `: `in examples/two-services`, ``without `TEXT` `` (lines with that text, or that begin
//!   with it if it is `^TEXT`, become one `…`),
//!   `cut 120` (longer lines end in `…`), `simulated` (beside `foghorn simulate`, and led to it).
//! * `<!-- table: NAME -->`: the table below is made by [`table::lines`].
//! * ` ```yaml ` blocks are a `foghorn.yml`, or the part of one that matters; or, after
//!   `<!-- from FILE -->`, excerpts of that file, with `# …` where something is left out.
//! * ` ```json ` blocks are JSON; in docs/events.md every one is an event.
//!
//! `UPDATE_DOCS=1 cargo test --test foghorn docs` rewrites outputs and tables.

mod checkout;
mod claims;
mod configuration;
mod console;
mod events;
mod fields;
mod page;
mod redaction;
mod simulation;
mod table;
mod types;

use page::{Page, Part, What};

/// Every page that is checked.
fn pages() -> Vec<Page> {
    let mut names = vec!["README.md".to_owned()];
    for entry in std::fs::read_dir(page::root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        names.push(format!("docs/{name}"));
    }
    names.sort();
    names.iter().map(|name| Page::read(name)).collect()
}

#[test]
fn outputs_and_tables_are_the_programs_own() {
    let update = std::env::var_os("UPDATE_DOCS").is_some();
    let builder = console::builder();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = pages()
            .into_iter()
            .map(|page| scope.spawn(move || compare(page, builder, update)))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        wrong.is_empty(),
        "{}\nUPDATE_DOCS=1 cargo test --test foghorn docs rewrites them",
        wrong.join("\n")
    );
}

/// Makes every output and table of a page anew. Returns what differs, or writes it into the page.
fn compare(mut page: Page, builder: bool, update: bool) -> Vec<String> {
    let fresh: Vec<(Part, Vec<String>)> = std::thread::scope(|scope| {
        // Rehearsals mostly wait, so that all of them together take little longer than one.
        let threads: Vec<_> = page
            .parts()
            .into_iter()
            .map(|part| scope.spawn(|| different(&page, part, builder)))
            .collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().unwrap())
            .collect()
    });
    if update && !fresh.is_empty() {
        page.rewrite(fresh);
        return Vec::new();
    }
    fresh
        .iter()
        .map(|(part, made)| {
            let first = first_difference(&page.text(part), made);
            let made = made.join("\n");
            format!(
                "{} is not what the program says.\n{first}\n{made}\n",
                page.place(part)
            )
        })
        .collect()
}

/// Makes a part anew and returns it if that is something else than what is written.
fn different(page: &Page, part: Part, builder: bool) -> Option<(Part, Vec<String>)> {
    let written = page.text(&part);
    let (made, same) = match &part.what {
        What::Table(name) => {
            let made = table::lines(name);
            let same = made == written;
            (made, same)
        }
        What::Fence(language) if language == "console" => {
            if console::builds(&written) && !builder {
                let place = page.place(&part);
                eprintln!("skipped: {place}: no builder of images works here");
                return None;
            }
            let made = console::play(&written, part.note.as_deref());
            let same = redaction::redacted(&made) == redaction::redacted(&written);
            (made, same)
        }
        What::Fence(_) => return None,
    };
    (!same).then_some((part, made))
}

/// Shows the first line that is not the same.
fn first_difference(written: &[String], made: &[String]) -> String {
    let (written, made) = (redaction::redacted(written), redaction::redacted(made));
    let same = |(page, program): &(&String, &String)| page == program;
    let at = written.iter().zip(&made).take_while(same).count();
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
    format!(
        "page     {}\nprogram  {}\nAll of it:",
        line(&written),
        line(&made)
    )
}
