//! Finding Chromium for the browser tests, and installing it where that is one command.

use crate::process::{answer, command, quietly};
use crate::tools::on_path;
use crate::trouble::Trouble;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The environment variables that name the browser: ours, and the one that Lighthouse reads.
const VARIABLES: [&str; 2] = ["CHROMIUM", "CHROME_PATH"];

/// What Chromium is called on various systems.
const NAMES: &[&str] =
    &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// Where it is on systems that do not put it on PATH.
const PLACES: &[&str] = &[
    "/usr/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/// The browser that the tests use, if there is one.
pub(crate) fn find() -> Option<PathBuf> {
    let named = VARIABLES.iter().filter_map(env::var_os).map(PathBuf::from);
    let places = PLACES.iter().map(PathBuf::from);
    let mut all = named.chain(NAMES.iter().filter_map(|name| on_path(name))).chain(places);
    all.find(|file| file.is_file()).or_else(playwrights_own)
}

/// The Chromium that `npx playwright install chromium` downloads on Linux.
fn playwrights_own() -> Option<PathBuf> {
    let cache = PathBuf::from(env::var_os("HOME")?).join(".cache/ms-playwright");
    let builds = fs::read_dir(cache).ok()?.flatten().map(|entry| entry.path());
    let mut programs: Vec<_> = builds
        .flat_map(|build| {
            ["chrome-linux/chrome", "chrome-linux64/chrome"].map(|place| build.join(place))
        })
        .filter(|program| program.is_file())
        .collect();
    programs.sort();
    programs.pop()
}

/// Tells `command` which browser to use.
pub(crate) fn tell<'a>(command: &'a mut Command, browser: &Path) -> &'a mut Command {
    command.envs(VARIABLES.map(|variable| (variable, browser)))
}

/// Sees that there is a browser; on Debian and its kin it can be installed for the asking.
///
/// # Errors
///
/// There is none and it cannot be installed here.
pub(crate) fn prepare() -> Result<PathBuf, Trouble> {
    if let Some(browser) = find() {
        return Ok(browser);
    }
    let root = as_root().filter(|_| on_path("apt-get").is_some()).ok_or_else(|| {
        Trouble::new(
            "The browser tests need Chromium or Chrome. Install one, or set CHROMIUM to its program.",
        )
    })?;
    println!("Installing Chromium with apt-get.");
    install(root, "chromium fonts-liberation")?;
    find().ok_or_else(|| {
        Trouble::new("apt-get installed no Chromium; set CHROMIUM to the program of a browser.")
    })
}

/// Sees that there is a Firefox, for the few tests of what browsers keep in different ways. Where it
/// cannot be had those tests are skipped, and the run says so.
pub(crate) fn prepare_firefox() {
    let named = env::var_os("FIREFOX").map(PathBuf::from);
    let places = ["/usr/bin/firefox-esr", "/usr/bin/firefox"].map(PathBuf::from);
    if named.into_iter().chain(places).any(|file| file.is_file()) {
        return;
    }
    if !install_if_root("firefox-esr") {
        println!("There is no Firefox: its five tests of stored progress are skipped.");
    }
}

/// Installs a package of the system where that needs no question; whether it did.
pub(crate) fn install_if_root(package: &str) -> bool {
    let Some(root) = as_root().filter(|_| on_path("apt-get").is_some()) else { return false };
    println!("Installing {package} with apt-get.");
    install(root, package).is_ok()
}

fn install(root: &str, packages: &str) -> Result<(), Trouble> {
    for arguments in ["update", &format!("install -y --no-install-recommends {packages}")] {
        let mut apt = command(&format!("{root}apt-get {arguments}"));
        quietly("apt-get", apt.env("DEBIAN_FRONTEND", "noninteractive"))?;
    }
    Ok(())
}

/// What to put before a command so that it runs as root, if that is possible without asking.
fn as_root() -> Option<&'static str> {
    if answer(&mut command("id -u")).is_some_and(|id| id.trim() == "0") {
        return Some("");
    }
    answer(&mut command("sudo -n true")).map(|_| "sudo -n ")
}
