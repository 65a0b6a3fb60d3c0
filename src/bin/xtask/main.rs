//! `cargo xtask`: builds, serves and tests the course, and installs what that needs.
//!
//! It uses the standard library only, so that it starts on a machine that has nothing but Rust.
//! `pins` says which version of each tool, `tools` and `install` see that it is there, `build`,
//! `serve`, `test` and `bench` are the commands, `process` runs programs, `trouble` turns their
//! failures into sentences.

mod arguments;
mod bench;
mod browser;
mod build;
mod install;
mod node;
mod pins;
mod process;
mod python;
mod serve;
mod test;
mod tools;
mod trouble;

use arguments::Command;
use std::process::ExitCode;
use trouble::Trouble;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match arguments::parse(&words).and_then(obey) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("\n{trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Carries out one command from the root of the repository.
fn obey(command: Command) -> Result<ExitCode, Trouble> {
    let root = env!("CARGO_MANIFEST_DIR");
    std::env::set_current_dir(root).map_err(|error| {
        Trouble::new(format!("The repository is no longer at {root}: {error}."))
    })?;
    match command {
        Command::Help => print!("{}", arguments::HELP),
        Command::Serve(options) => serve::serve(&options)?,
        Command::Build { public_url } => {
            build::site(&public_url, build::SITE)?;
            println!("\nThe site for {public_url} is in dist/; any static host can serve it.");
        }
        Command::Check => build::check_content()?,
        Command::Test(selection) => return Ok(test::run(&selection)),
        Command::Bench => bench::run()?,
        Command::Doctor => tools::report(),
    }
    Ok(ExitCode::SUCCESS)
}
