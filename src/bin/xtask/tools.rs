//! The tools that a build needs: where they are, and what is missing.

use crate::process::{answer, command, hide_package};
use crate::trouble::Trouble;
use crate::{browser, install, node, pins};
use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where tools are installed that the machine does not have at the pinned version.
pub(crate) const HOME: &str = "target/tools";

/// A command-line program that is installed from crates.io.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tool {
    /// The program.
    pub(crate) program: &'static str,
    /// The version it must say of itself.
    pub(crate) version: String,
}

/// The tools of every build, ready to use.
pub(crate) struct Toolbox {
    trunk: PathBuf,
    /// PATH for trunk: it takes the first wasm-bindgen and wasm-opt it finds.
    path: OsString,
}

impl Toolbox {
    /// A command for trunk, such as `trunk("build --release")`.
    pub(crate) fn trunk(&self, arguments: &str) -> Command {
        let mut trunk = Command::new(&self.trunk);
        trunk.args(arguments.split_whitespace()).env("PATH", &self.path);
        hide_package(&mut trunk);
        trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
        // An error of trunk is a sentence; where trunk was at that moment is of no use to anybody.
        trunk.env("RUST_LIB_BACKTRACE", "0");
        // Trunk 0.21 takes a truth value here and dies of the customary `NO_COLOR=1`.
        if env::var_os("NO_COLOR").is_some() {
            trunk.env("NO_COLOR", "true");
        }
        trunk
    }
}

/// Sees that the tools of every build are there, and installs those that are not.
///
/// # Errors
///
/// Something cannot be installed here; the sentence says what to do.
pub(crate) fn prepare() -> Result<Toolbox, Trouble> {
    let wanted = wanted()?;
    prepare_rust()?;
    let missing = missing(&wanted, installed);
    if !missing.is_empty() {
        install::from_crates(&missing)?;
    }
    install::crates()?;

    let mut places = Vec::new();
    for tool in &wanted {
        places.push(installed(tool).ok_or_else(|| {
            Trouble::new(format!(
                "{} {} was installed but does not run; remove {HOME} and run the command again.",
                tool.program, tool.version
            ))
        })?);
    }
    let before = places.iter().filter_map(|place| place.parent()).map(Path::to_owned);
    let modules = env::current_dir().unwrap_or_default().join(node::PROGRAMS);
    let old = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(before.chain([modules]).chain(env::split_paths(&old))).map_err(
        |error| Trouble::new(format!("The path of this repository cannot be used: {error}.")),
    )?;
    Ok(Toolbox { trunk: places.swap_remove(0), path })
}

/// Sees that this Rust can compile for the browser.
///
/// # Errors
///
/// It cannot be taught here; the sentence says what to do.
pub(crate) fn prepare_rust() -> Result<(), Trouble> {
    if has_wasm() { Ok(()) } else { install::wasm_target() }
}

/// What every build needs from crates.io; trunk is the first.
fn wanted() -> Result<Vec<Tool>, Trouble> {
    Ok(vec![
        Tool { program: "trunk", version: pins::TRUNK.to_owned() },
        Tool { program: "wasm-bindgen", version: pins::wasm_bindgen()? },
    ])
}

/// Those of `wanted` that `find` does not find.
fn missing(wanted: &[Tool], find: impl Fn(&Tool) -> Option<PathBuf>) -> Vec<Tool> {
    wanted.iter().filter(|tool| find(tool).is_none()).cloned().collect()
}

/// Where `tool` is at its version: among our own, else on PATH.
fn installed(tool: &Tool) -> Option<PathBuf> {
    let own = Path::new(HOME).join("bin").join(format!("{}{EXE_SUFFIX}", tool.program));
    let own = env::current_dir().ok()?.join(own);
    [Some(own), on_path(tool.program)].into_iter().flatten().find(|program| {
        let said = answer(Command::new(program).arg("--version").env_remove("NO_COLOR"));
        said.is_some_and(|said| pins::spoken_version(&said) == Some(tool.version.as_str()))
    })
}

/// The first program called `name` on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{EXE_SUFFIX}");
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}

/// Whether this Rust can compile for the browser.
fn has_wasm() -> bool {
    let question = format!("rustc --print target-libdir --target {}", pins::WASM);
    answer(&mut command(&question)).is_some_and(|folder| Path::new(folder.trim()).is_dir())
}

/// Prints which tools are wanted and which are there; installs nothing.
pub(crate) fn report() {
    let row = |name: &str, state: String| println!("{name:<34}{state}");
    let found = |place: Option<PathBuf>| {
        place.map_or("missing; will be installed".to_owned(), |place| place.display().to_string())
    };
    let wasm = if has_wasm() { "there" } else { "missing; will be installed with rustup" };
    row(&format!("Rust for {}", pins::WASM), wasm.to_owned());
    match wanted() {
        Ok(wanted) => {
            for tool in wanted {
                row(&format!("{} {}", tool.program, tool.version), found(installed(&tool)));
            }
        }
        Err(trouble) => row("wasm-bindgen", trouble.to_string()),
    }
    let node = node::version().unwrap_or_else(|trouble| trouble.to_string());
    row(&format!("Node {} or newer", pins::NODE_MAJOR), node);
    let packages =
        if node::is_installed(".") { "there" } else { "missing; will be installed with npm" };
    row(&format!("binaryen {}, Playwright", pins::BINARYEN), packages.to_owned());
    row("Chromium", found(browser::find()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_not_found_is_installed() {
        let tool = |program| Tool { program, version: "1.0.0".to_owned() };
        let wanted = [tool("trunk"), tool("wasm-bindgen")];
        let find = |tool: &Tool| (tool.program == "trunk").then(|| PathBuf::from("/bin/trunk"));
        assert_eq!(missing(&wanted, find), [tool("wasm-bindgen")]);
        assert_eq!(missing(&wanted, |_| None), wanted);
        assert_eq!(missing(&wanted, |_| Some(PathBuf::new())), []);
    }

    #[test]
    fn a_program_of_another_version_is_not_taken() {
        // Cargo is on the PATH of every test and has no such version.
        assert!(on_path("cargo").is_some());
        assert_eq!(installed(&Tool { program: "cargo", version: "0.0.1".to_owned() }), None);
    }
}
