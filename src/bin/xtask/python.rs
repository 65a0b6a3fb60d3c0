//! Python with Anki, into which the file of prompts is imported as a learner would.

use crate::process::{answer, command, quietly, show};
use crate::tools::HOME;
use crate::trouble::Trouble;
use crate::{browser, build};
use std::fs;
use std::path::{Path, PathBuf};

/// The packages, each with its version.
const PACKAGES: &str = "tests/anki/requirements.txt";

/// Imports the file of prompts of the finished site into Anki. Where there is no Python, and none can
/// be installed, this is left out, and the run says so.
///
/// # Errors
///
/// Anki does not take the file, or its packages cannot be had.
pub(crate) fn anki() -> Result<(), Trouble> {
    let folder = PathBuf::from(HOME).join("anki");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !is_current(&folder) {
        if !can_isolate() && !browser::install_if_root("python3-venv") {
            println!("There is no Python with `venv`: the import into Anki is left out.");
            return Ok(());
        }
        println!("Installing the packages of {PACKAGES} into {}.", folder.display());
        quietly("venv", command("python3 -m venv --clear").arg(&folder))?;
        let mut pip = command(&python.display().to_string());
        pip.args(["-m", "pip", "install", "--quiet", "--no-deps", "--requirement", PACKAGES]);
        quietly("pip", &mut pip)?;
        fs::copy(PACKAGES, installed(&folder)).map_err(|error| {
            Trouble::new(format!("{} cannot be written: {error}.", folder.display()))
        })?;
    }
    let mut check = command(&python.display().to_string());
    check.arg("tests/anki/check.py").arg(PathBuf::from(build::SITE).join("anki.txt"));
    show(&mut check)
}

/// Whether Python can make an environment that is apart from the system's. Debian's can only with a
/// package of its own.
fn can_isolate() -> bool {
    answer(command("python3").args(["-c", "import ensurepip, venv"])).is_some()
}

/// A copy of the list of packages, beside those that it describes.
fn installed(folder: &Path) -> PathBuf {
    folder.join("requirements.txt")
}

fn is_current(folder: &Path) -> bool {
    let there = fs::read(installed(folder)).ok();
    there.is_some() && there == fs::read(PACKAGES).ok()
}
