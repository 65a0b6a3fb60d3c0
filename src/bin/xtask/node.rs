//! Node and the npm packages: binaryen for finished sites, Playwright and axe for browser tests,
//! a spell checker and parsers for the check of prose.

use crate::pins;
use crate::process::{answer, command, quietly};
use crate::trouble::Trouble;
use std::fs;
use std::path::Path;

/// Where npm puts programs.
pub(crate) const PROGRAMS: &str = "node_modules/.bin";

/// npm is a script, which Windows finds by its full name only.
const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// The version of Node, if it is new enough.
///
/// # Errors
///
/// No Node, or one that is too old.
pub(crate) fn version() -> Result<String, Trouble> {
    let said = answer(&mut command("node --version"));
    judge(said.as_deref().and_then(pins::spoken_version))
}

fn judge(version: Option<&str>) -> Result<String, Trouble> {
    let wanted = pins::NODE_MAJOR;
    let major = version.and_then(|version| version.split('.').next()?.parse::<u32>().ok());
    match (version, major) {
        (Some(version), Some(major)) if major >= wanted => Ok(version.to_owned()),
        (Some(version), _) => Err(Trouble::new(format!(
            "Node {version} is too old for finished sites, browser tests and the check of prose; install Node {wanted} or newer (nodejs.org)."
        ))),
        (None, _) => Err(Trouble::new(format!(
            "Finished sites, browser tests and the check of prose need Node {wanted} or newer; install it (nodejs.org). \
             `cargo xtask serve` works without."
        ))),
    }
}

/// Sees that the packages of the package-lock.json in `folder` are installed.
///
/// # Errors
///
/// No Node, no network, or a lock file that does not match.
pub(crate) fn prepare(folder: &str) -> Result<(), Trouble> {
    version()?;
    if is_installed(folder) {
        return Ok(());
    }
    let label = if folder == "." { "npm".to_owned() } else { format!("npm in {folder}") };
    println!("Installing the packages of {folder}/package-lock.json with npm.");
    // Without scripts: no package of ours needs one, and a browser is found by other means.
    quietly(
        &label,
        command(&format!("{NPM} ci --ignore-scripts --no-audit --no-fund")).current_dir(folder),
    )?;
    let folder = Path::new(folder);
    fs::copy(folder.join("package-lock.json"), folder.join(INSTALLED)).map(drop).map_err(|error| {
        Trouble::new(format!("{} cannot be written: {error}.", folder.join(INSTALLED).display()))
    })
}

/// A copy of the lock file, beside the packages that it describes.
const INSTALLED: &str = "node_modules/.installed-lock.json";

/// Whether the packages in `folder` are those of its lock file.
pub(crate) fn is_installed(folder: &str) -> bool {
    let read = |name: &str| fs::read(Path::new(folder).join(name)).ok();
    read(INSTALLED).is_some_and(|installed| read("package-lock.json") == Some(installed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_and_no_node_each_get_a_sentence() {
        assert_eq!(judge(Some("20.20.2")), Ok("20.20.2".to_owned()));
        assert_eq!(judge(Some("24.1.0")), Ok("24.1.0".to_owned()));
        let told = |version| judge(version).expect_err("not good enough").to_string();
        assert!(told(Some("18.19.0")).contains("18.19.0 is too old"));
        assert!(told(None).contains("install it"));
    }
}
