//! The course's native command: checks content, starts lessons, finishes the site.

mod items;
mod simulators;

use clap::{Parser, Subcommand};
use course::content::{self, Compiled};
use course::page::Site;
use course::{sim, site};
use std::io::Write as _;
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
    /// Writes down what the lessons cite and compute, and where: SOURCES.md in the folder of the content.
    Sources {
        /// The folder of the content.
        #[arg(default_value = "content")]
        folder: PathBuf,
    },
    /// Starts something from a template.
    New {
        #[command(subcommand)]
        what: New,
    },
    /// Lists, describes and runs simulators.
    Sim {
        #[command(subcommand)]
        what: simulators::Command,
    },
    /// Joins what several learners have saved as tables of answers, and writes how each question did.
    ///
    /// Facility is the mean score of first answers; discrimination is the correlation of a first answer
    /// with the learner's mean on all other questions, and is empty for fewer than three learners.
    Items {
        /// One file for each learner: `tradeoffs-answers.csv` from their page of progress.
        #[arg(required = true)]
        files: Vec<PathBuf>,
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
        Command::Sources { folder } => write_sources(&folder),
        Command::New { what: New::Lesson { id, content } } => new_lesson(&content, &id),
        Command::Items { files } => return print(items::run(&files)),
        Command::Sim { what } => return print(simulators::run(what)),
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

/// Prints what was asked for. A name, a unit or a value that is wrong gives exit code 2, as a wrong
/// option does, so that scripts can tell it from a failure of the machine.
fn print(found: Result<String, String>) -> ExitCode {
    match found {
        Ok(text) => {
            // Whoever reads may have seen enough: a closed pipe is no failure.
            let _ = std::io::stdout().write_all(text.as_bytes());
            ExitCode::SUCCESS
        }
        Err(words) => {
            eprintln!("{words}");
            ExitCode::from(2)
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

fn write_sources(folder: &Path) -> Result<(), String> {
    let record = content::record::sources(&compile(folder)?.lessons);
    let file = folder.join("SOURCES.md");
    std::fs::write(&file, record)
        .map_err(|error| format!("cannot write {}: {error}", file.display()))?;
    println!("{} is up to date.", file.display());
    Ok(())
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

fn finish(content: &Path, staging: &Path, public_path: String) -> Result<(), String> {
    let compiled = compile(content)?;
    let cards = sim::all().map(|simulator| (simulator, content::card(simulator))).collect();
    let Compiled { course, lessons, .. } = compiled;
    let site = Site { course, lessons, cards, public_path };
    site::finish(staging, &site).map_err(|error| error.to_string())
}
