//! `cargo xtask test`: everything that must hold, in named and timed steps.

use crate::process::{Stopwatch, capture, command, show};
use crate::trouble::Trouble;
use crate::{browser, build, node, python, tools};
use std::path::Path;
use std::process::ExitCode;

/// Which steps to run.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Selection {
    /// The names of the steps; all if there are none.
    pub(crate) only: Vec<&'static str>,
    /// Whether a failure is no reason to stop.
    pub(crate) keep_going: bool,
}

/// One thing that must hold.
pub(crate) struct Step {
    /// As it is called on the command line and in the table.
    pub(crate) name: &'static str,
    run: fn() -> Result<(), Trouble>,
}

/// Every step, the quick ones first.
pub(crate) const STEPS: &[Step] = &[
    Step { name: "format", run: format },
    Step { name: "lint", run: lint },
    Step { name: "absence", run: absence },
    Step { name: "unit", run: unit },
    Step { name: "docs", run: docs },
    Step { name: "prose", run: prose },
    Step { name: "content", run: build::check_content },
    Step { name: "site", run: site },
    Step { name: "anki", run: python::anki },
    Step { name: "browser", run: browser_tests },
];

/// The path of the second site: every address must work under any.
const SUB_PATH: &str = "/any/path/";

/// Where the second site goes. A server of `target/site-sub` serves it at [`SUB_PATH`].
const SUB_SITE: &str = "target/site-sub/any/path";

/// Crates that the course without features must not know, with the reason.
const ABSENT: &[(&str, &str)] = &[
    ("leptos", "simulators, questions and lessons draw nothing"),
    ("web-sys", "only `platform` knows a browser"),
    ("getrandom", "randomness comes from a seed, so that a shared link shows the same run"),
];

fn format() -> Result<(), Trouble> {
    show(&mut command("cargo fmt --check"))
}

/// The feature `xtask` adds this driver and changes nothing in the library, so the first line lints
/// both the driver and the course without features.
fn lint() -> Result<(), Trouble> {
    tools::prepare_rust()?;
    for (targets, wasm) in [
        ("--features xtask --all-targets", false),
        ("--features tools --all-targets", false),
        ("--features web --lib --bin app", true),
        ("--features worker --lib --bin worker", true),
    ] {
        let target = if wasm { format!("--target {}", crate::pins::WASM) } else { String::new() };
        show(&mut command(&format!("cargo clippy --locked {targets} {target} -- -D warnings")))?;
    }
    Ok(())
}

fn absence() -> Result<(), Trouble> {
    let tree =
        capture(&mut command("cargo tree --locked --edges normal --target all --prefix none"))?;
    match intruder(&tree) {
        None => Ok(()),
        Some((name, reason)) => Err(Trouble::new(format!(
            "The course without features depends on {name}, and must not: {reason}. \
             `cargo tree --edges normal --target all --invert {name}` says how it came in."
        ))),
    }
}

/// The first crate of [`ABSENT`] that a dependency tree holds.
fn intruder(tree: &str) -> Option<(&'static str, &'static str)> {
    let names: Vec<_> = tree.lines().filter_map(|line| line.split_whitespace().next()).collect();
    ABSENT.iter().copied().find(|(name, _)| names.contains(name))
}

/// As in [`lint`], `xtask` stands for the course without features. The simulators know no feature and
/// take minutes, so they are tested once.
fn unit() -> Result<(), Trouble> {
    show(&mut command("cargo test --locked --features xtask"))?;
    let once = "--skip sim:: --skip sim_laws:: --skip references::";
    show(&mut command(&format!("cargo test --locked --features tools -- {once}")))
}

fn docs() -> Result<(), Trouble> {
    for features in ["", "--features tools"] {
        let line = format!("cargo doc --locked --no-deps --document-private-items {features}");
        show(command(&line).env("RUSTDOCFLAGS", "-D warnings"))?;
    }
    Ok(())
}

/// The check is checked first: it must find the faults that are planted for it.
fn prose() -> Result<(), Trouble> {
    node::prepare(".")?;
    show(&mut command("node --test --test-reporter=spec tests/prose/prose.test.mjs"))?;
    show(&mut command("node tests/prose/check.mjs"))
}

fn site() -> Result<(), Trouble> {
    build::site("/", build::SITE)?;
    build::site(SUB_PATH, SUB_SITE)
}

fn browser_tests() -> Result<(), Trouble> {
    for folder in [build::SITE, SUB_SITE] {
        if !Path::new(folder).join("index.html").is_file() {
            return Err(Trouble::new(format!(
                "There is no finished site in {folder}/; run `cargo xtask test site browser`."
            )));
        }
    }
    node::prepare(".")?;
    let chromium = browser::prepare()?;
    browser::prepare_firefox();
    let mut playwright =
        command("node node_modules/@playwright/test/cli.js test --config tests/e2e");
    show(browser::tell(&mut playwright, &chromium))
}

/// Runs the selected steps and sums them up; the exit code says whether all passed.
pub(crate) fn run(selection: &Selection) -> ExitCode {
    let steps: Vec<_> = STEPS
        .iter()
        .filter(|step| selection.only.is_empty() || selection.only.contains(&step.name))
        .collect();
    let mut results = Vec::new();
    for (place, step) in steps.iter().enumerate() {
        println!("\n== {} ({} of {})", step.name, place + 1, steps.len());
        let watch = Stopwatch::start();
        let outcome = (step.run)();
        results.push(Done { name: step.name, passed: outcome.is_ok(), seconds: watch.seconds() });
        if let Err(trouble) = outcome {
            println!("\n{}: {trouble}", step.name);
            if !selection.keep_going {
                break;
            }
        }
    }
    let left: Vec<_> = steps.iter().skip(results.len()).map(|step| step.name).collect();
    print!("\n{}", summary(&results, &left));
    if results.iter().all(|done| done.passed) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A step that was run.
struct Done {
    name: &'static str,
    passed: bool,
    seconds: f64,
}

/// The table of steps, then the counts on a line of their own. `left` were not run.
fn summary(results: &[Done], left: &[&str]) -> String {
    let mut text = format!("{:<10}{:<10}{:>8}\n", "step", "result", "seconds");
    for Done { name, passed, seconds } in results {
        let result = if *passed { "passed" } else { "failed" };
        text += &format!("{name:<10}{result:<10}{seconds:>8.1}\n");
    }
    for name in left {
        text += &format!("{name:<10}{:<10}{:>8}\n", "not run", "-");
    }
    let passed = results.iter().filter(|done| done.passed).count();
    text + &format!("\n{passed} passed, {} failed\n", results.len() - passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_stand_on_the_last_line_alone() {
        let results = [
            Done { name: "format", passed: true, seconds: 0.26 },
            Done { name: "lint", passed: false, seconds: 12.0 },
        ];
        let text = summary(&results, &["unit"]);
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "step      result     seconds",
                "format    passed         0.3",
                "lint      failed        12.0",
                "unit      not run          -",
                "",
                "1 passed, 1 failed",
            ]
        );
    }

    #[test]
    fn a_forbidden_crate_is_found_by_its_whole_name() {
        assert_eq!(intruder("tradeoffs v0.1.0\nlibm v0.2.16\nserde v1.0.228 (*)\n"), None);
        assert_eq!(intruder("getrandom_or_panic v0.1.0\n"), None);
        let found = intruder("tradeoffs v0.1.0\nproptest v1.12\ngetrandom v0.3.4\n");
        assert_eq!(found.map(|(name, _)| name), Some("getrandom"));
    }

    #[test]
    fn steps_have_names_of_their_own() {
        for (place, step) in STEPS.iter().enumerate() {
            assert!(STEPS[..place].iter().all(|other| other.name != step.name), "{}", step.name);
        }
    }
}
