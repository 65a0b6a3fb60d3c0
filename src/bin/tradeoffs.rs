//! The course's native command: checks content, starts lessons, finishes the site.

use clap::{Parser, Subcommand};
use course::content::{self, Compiled};
use course::page::Site;
use course::sim::values::Values;
use course::{sim, site};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Tools for those who write the course.
#[derive(Parser)]
#[command(name = "tradeoffs", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Checks all content and reports every problem with a way to mend it.
    Check {
        /// The folder of the content.
        #[arg(default_value = "content")]
        folder: PathBuf,
    },
    /// Starts something from a template.
    New {
        #[command(subcommand)]
        what: New,
    },
    /// Runs a simulator and prints its result as JSON.
    Simulate {
        /// The simulator's id.
        simulator: String,
        /// Settings as they stand in the address of a lab: `max_batch=16&arrival_rate=300`.
        #[arg(default_value = "")]
        settings: String,
        /// Where randomness begins.
        #[arg(long, default_value_t = 1)]
        seed: u32,
    },
    /// Finishes the site in trunk's staging folder; trunk runs this as a hook.
    Site {
        /// The folder of the content.
        #[arg(long, default_value = "content")]
        content: PathBuf,
        /// The staging folder.
        #[arg(long, env = "TRUNK_STAGING_DIR")]
        staging: PathBuf,
        /// The path that the site will be served under, with slashes at both ends.
        #[arg(long, env = "TRUNK_PUBLIC_URL", default_value = "/")]
        public_path: String,
    },
}

#[derive(Subcommand)]
enum New {
    /// Starts a lesson.
    Lesson {
        /// Its id: lower-case words with hyphens. It never changes.
        id: String,
        /// The folder of the content.
        #[arg(long, default_value = "content")]
        content: PathBuf,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Check { folder } => compile(&folder).map(|compiled| {
            println!("{} lessons, no problems.", compiled.lessons.len());
        }),
        Command::New { what: New::Lesson { id, content } } => new_lesson(&content, &id),
        Command::Simulate { simulator, settings, seed } => simulate(&simulator, &settings, seed),
        Command::Site { content, staging, public_path } => finish(&content, &staging, public_path),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => {
            eprintln!("{words}");
            ExitCode::FAILURE
        }
    }
}

/// Compiles, and shows warnings even when all is well.
fn compile(folder: &Path) -> Result<Compiled, String> {
    let report = content::compile(folder);
    let words = report.render();
    match report.compiled {
        Some(compiled) => {
            if !words.is_empty() {
                eprintln!("{words}");
            }
            Ok(compiled)
        }
        None => Err(words),
    }
}

fn new_lesson(content: &Path, id: &str) -> Result<(), String> {
    let folder = content::scaffold::lesson(content, id).map_err(|error| error.to_string())?;
    println!(
        "{} is ready. Add \"{id}\" to its module in {}, write, and run `cargo tradeoffs check`.",
        folder.display(),
        content.join("course.toml").display()
    );
    Ok(())
}

fn simulate(id: &str, settings: &str, seed: u32) -> Result<(), String> {
    let simulator = sim::find(id).ok_or_else(|| {
        let known: Vec<_> = sim::ALL.iter().map(|simulator| simulator.id).collect();
        format!("There is no simulator `{id}`. There are: {}.", known.join(", "))
    })?;
    let values = Values::from_query(simulator.controls, settings)
        .unwrap_or_else(|| Values::defaults(simulator.controls));
    let outcome = simulator.run(&values, course::base::rng::Seed(seed));
    let json = serde_json::to_string_pretty(&outcome).map_err(|error| error.to_string())?;
    println!("{json}");
    Ok(())
}

fn finish(content: &Path, staging: &Path, public_path: String) -> Result<(), String> {
    let compiled = compile(content)?;
    let cards = sim::ALL.iter().map(|simulator| (*simulator, content::card(simulator))).collect();
    let Compiled { course, lessons, .. } = compiled;
    let site = Site { course, lessons, cards, public_path };
    site::finish(staging, &site).map_err(|error| error.to_string())
}
