//! Installing what is missing. Each function is safe to repeat and says what it does.

use crate::pins;
use crate::process::{command, quietly};
use crate::tools::{self, HOME, Tool};
use crate::trouble::Trouble;
use std::path::Path;
use std::process::Command;
use std::{env, fs, thread};

/// Adds the browser's target to this Rust.
pub(crate) fn wasm_target() -> Result<(), Trouble> {
    if tools::on_path("rustup").is_none() {
        return Err(Trouble::new(format!(
            "This Rust cannot compile for the browser and there is no rustup to teach it. \
             Install Rust with rustup (rustup.rs), or add the target {} the way your Rust was installed.",
            pins::WASM
        )));
    }
    println!("Adding the target {} with rustup.", pins::WASM);
    quietly("rustup", &mut command(&format!("rustup target add {}", pins::WASM)))
}

/// Fetches the crates that the course itself needs, so that a build can run without a network.
/// Takes a fraction of a second when they are there.
pub(crate) fn crates() -> Result<(), Trouble> {
    crate::process::capture(&mut command("cargo fetch --quiet --locked")).map(drop)
}

/// Builds `missing` into [`HOME`], side by side: each has stretches that use one core only.
pub(crate) fn from_crates(missing: &[Tool]) -> Result<(), Trouble> {
    let names: Vec<_> = missing.iter().map(|t| format!("{} {}", t.program, t.version)).collect();
    println!(
        "Installing {} into {HOME}. This happens once and takes a few minutes.",
        names.join(" and ")
    );
    let outcomes = thread::scope(|scope| {
        let builds: Vec<_> = missing.iter().map(|tool| scope.spawn(|| from_crate(tool))).collect();
        builds.into_iter().map(|build| build.join().expect("it does not panic")).collect::<Vec<_>>()
    });
    outcomes.into_iter().collect()
}

/// Builds one tool. Its target folder is its own and is removed afterwards.
fn from_crate(tool: &Tool) -> Result<(), Trouble> {
    let root = env::current_dir().unwrap_or_default().join(HOME);
    let build = root.join("build").join(tool.program);
    let mut cargo = recipe(tool);
    cargo.arg("--root").arg(&root).env("CARGO_TARGET_DIR", &build);
    // Quick to build matters more than quick to run: the tools work for seconds, and are built by
    // every newcomer. A third of the time of the default profile.
    cargo
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_RELEASE_STRIP", "symbols");
    quietly(tool.program, &mut cargo)?;
    remove(&build);
    Ok(())
}

/// The `cargo install` of each tool.
fn recipe(tool: &Tool) -> Command {
    let version = &tool.version;
    if tool.program == "trunk" {
        // Without features trunk has no TLS: here it neither downloads nor serves other machines.
        return command(&format!(
            "cargo install trunk --version {version} --locked --force --no-default-features"
        ));
    }
    // Not --locked: its lock file asks for a crate version that mirrors do not all hold.
    let mut cargo = command(&format!(
        "cargo install wasm-bindgen-cli --version {version} --force --bin wasm-bindgen"
    ));
    // These do the work; without optimisation every build would wait for them.
    for package in ["wasm-bindgen-cli-support", "walrus", "wasmparser", "wasm-encoder", "gimli"] {
        cargo.arg("--config").arg(format!("profile.release.package.{package}.opt-level=1"));
    }
    cargo
}

/// Removes a folder that is of no more use; that it stays does no harm.
fn remove(folder: &Path) {
    if let Err(error) = fs::remove_dir_all(folder) {
        println!("{} could not be removed ({error}); it is of no more use.", folder.display());
    }
}
