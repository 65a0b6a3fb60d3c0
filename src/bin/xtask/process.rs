//! Running other programs: shown, or captured with a sign of life; failures become sentences.

use crate::trouble::Trouble;
use std::env;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How often a captured program is said to be still at work, in seconds.
const SIGN_OF_LIFE: f64 = 20.0;

/// How many last lines of a failed, captured program are shown.
const LAST_LINES: usize = 25;

/// Measures how long something takes, for the person who waits.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts now.
    #[allow(clippy::disallowed_methods, reason = "the build driver times real work")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Seconds since the start.
    pub(crate) fn seconds(&self) -> f64 {
        self.0.elapsed().as_secs_f64()
    }
}

/// A program with arguments separated by blanks, as in `command("cargo fmt --check")`.
/// Arguments that hold blanks are added by the caller.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().expect("every call names a program"));
    command.args(words);
    hide_package(&mut command);
    command
}

/// Hides what `cargo run` tells its child about the package it runs: no cargo below must see it.
pub(crate) fn hide_package(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let described = name.to_str().is_some_and(|name| {
            ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"]
                .iter()
                .any(|prefix| name.starts_with(prefix))
        });
        if described {
            command.env_remove(name);
        }
    }
}

/// Runs `command` with its output on the terminal.
pub(crate) fn show(command: &mut Command) -> Result<(), Trouble> {
    let line = line(command);
    println!("$ {line}");
    let status = command.status().map_err(|error| not_started(command, &error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Trouble::new(format!("`{line}` failed; its output above says where.")))
    }
}

/// What `command` prints to standard output, or nothing if it cannot be run or fails.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What `command` prints to standard output.
pub(crate) fn capture(command: &mut Command) -> Result<String, Trouble> {
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| not_started(command, &error))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    eprint!("{errors}");
    Err(Trouble::from_output(&line(command), &errors))
}

/// Runs a long `command` in silence but for a sign of life that begins with `label`.
/// On failure its last lines are shown and its cause is recognised.
pub(crate) fn quietly(label: &str, command: &mut Command) -> Result<(), Trouble> {
    let watch = Stopwatch::start();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, &error))?;
    let (sender, lines) = mpsc::channel();
    forward(child.stdout.take().expect("standard output is piped"), sender.clone());
    forward(child.stderr.take().expect("standard error is piped"), sender);

    let mut output = Vec::new();
    let mut spoke = 0.0;
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => output.push(line),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if watch.seconds() - spoke >= SIGN_OF_LIFE {
            spoke = watch.seconds();
            println!("{label}: still at work after {spoke:.0} s{}.", progress(&output));
        }
    }
    let status = child.wait().map_err(|error| not_started(command, &error))?;
    if status.success() {
        println!("{label}: done in {:.0} s.", watch.seconds());
        return Ok(());
    }
    for line in &output[output.len().saturating_sub(LAST_LINES)..] {
        eprintln!("{label} | {line}");
    }
    Err(Trouble::from_output(&line(command), &output.join("\n")))
}

/// How far a cargo build has come, as the end of a sentence; nothing for other programs.
fn progress(output: &[String]) -> String {
    match output.iter().filter(|line| line.trim_start().starts_with("Compiling ")).count() {
        0 => String::new(),
        crates => format!(", {crates} crates compiled"),
    }
}

/// Sends each line of `pipe` to `sender` until the pipe closes.
fn forward(pipe: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            if sender.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                return;
            }
        }
    });
}

/// The command as it could be typed, with the program's name instead of its path.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, error: &std::io::Error) -> Trouble {
    let program = command.get_program().to_string_lossy();
    match error.kind() {
        ErrorKind::NotFound => Trouble::new(format!(
            "`{program}` was not found. Install it, see that it is on PATH, and run the command again."
        )),
        _ => Trouble::new(format!("`{program}` could not be run: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_could_be_typed() {
        assert_eq!(
            line(&command("/somewhere/target/tools/bin/trunk build --release")),
            "trunk build --release"
        );
    }

    #[test]
    fn a_missing_program_is_named_with_what_to_do() {
        let trouble = capture(&mut command("no-such-program-anywhere")).expect_err("it is missing");
        assert!(
            trouble.to_string().contains("`no-such-program-anywhere` was not found. Install it")
        );
    }

    #[test]
    fn a_cargo_below_does_not_see_the_package_that_runs() {
        // Cargo describes this very test by CARGO_PKG_NAME.
        assert!(env::var_os("CARGO_PKG_NAME").is_some());
        let command = command("cargo");
        let removed =
            command.get_envs().any(|(name, value)| name == "CARGO_PKG_NAME" && value.is_none());
        assert!(removed);
    }
}
