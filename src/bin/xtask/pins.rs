//! Which version of each tool, in one place, and how versions are read.

use crate::trouble::Trouble;
use std::fs;

/// The target of everything that runs in the browser.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Bundles the site and serves it while it is being written. 0.22 wants a newer Rust than
/// `rust-toolchain.toml` names.
pub(crate) const TRUNK: &str = "0.21.14";

/// Shrinks the WASM by a fifth after compression. `Trunk.toml` and `package.json` name the same
/// version. That of Debian 12 (108) makes files that fail at start, so none but this is used.
pub(crate) const BINARYEN: &str = "132";

/// The oldest Node that runs the browser tests.
pub(crate) const NODE_MAJOR: u32 = 20;

/// The version of wasm-bindgen that the course is compiled against; its command must be the same.
///
/// # Errors
///
/// `Cargo.toml` and `Cargo.lock` disagree, or cannot be read.
pub(crate) fn wasm_bindgen() -> Result<String, Trouble> {
    let locked = locked_version(&read("Cargo.lock")?, "wasm-bindgen").ok_or_else(|| {
        Trouble::new("Cargo.lock holds no wasm-bindgen; restore it from version control.")
    })?;
    match pinned_version(&read("Cargo.toml")?, "wasm-bindgen") {
        Some(pinned) if pinned == locked => Ok(locked),
        Some(pinned) => Err(Trouble::new(format!(
            "Cargo.toml pins wasm-bindgen {pinned} and Cargo.lock holds {locked}. \
             Run `cargo update -p wasm-bindgen --precise {pinned}`."
        ))),
        None => Err(Trouble::new(format!(
            "Cargo.toml must pin wasm-bindgen exactly, as in `wasm-bindgen = \"={locked}\"`, \
             because its command must have the same version."
        ))),
    }
}

fn read(path: &str) -> Result<String, Trouble> {
    fs::read_to_string(path)
        .map_err(|error| Trouble::new(format!("{path} cannot be read: {error}.")))
}

/// The version of `package` in the text of a Cargo.lock.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

/// The version that the text of a Cargo.toml pins `package` to with `=`.
fn pinned_version(manifest: &str, package: &str) -> Option<String> {
    let line = manifest.lines().find(|line| {
        line.strip_prefix(package).is_some_and(|rest| rest.trim_start().starts_with('='))
    })?;
    let (_, version) = line.split_once("\"=")?;
    version.split_once('"').map(|(version, _)| version.to_owned())
}

/// The first version in what a tool says of itself, such as `0.21.14` in `trunk 0.21.14` and `132`
/// in `wasm-opt version 132 (version_132)`.
pub(crate) fn spoken_version(output: &str) -> Option<&str> {
    output
        .split_whitespace()
        .map(|word| word.strip_prefix('v').unwrap_or(word))
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_say() {
        for (said, version) in [
            ("trunk 0.21.14\n", Some("0.21.14")),
            ("wasm-bindgen 0.2.130", Some("0.2.130")),
            ("wasm-opt version 132 (version_132)", Some("132")),
            ("v20.20.2\n", Some("20.20.2")),
            ("no such thing", None),
        ] {
            assert_eq!(spoken_version(said), version, "{said}");
        }
    }

    #[test]
    fn the_lock_is_read_for_the_package_itself_and_not_for_its_namesakes() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130".to_owned()));
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn only_an_exact_pin_counts() {
        let manifest = "wasm-bindgen-futures = \"=0.4\"\n\
                        wasm-bindgen = { version = \"=0.2.130\", optional = true }\nserde = \"1\"\n";
        assert_eq!(pinned_version(manifest, "wasm-bindgen"), Some("0.2.130".to_owned()));
        assert_eq!(pinned_version(manifest, "serde"), None);
    }

    #[test]
    fn this_repository_pins_what_it_locks() {
        let read = |name: &str| {
            fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR")))
                .expect("it is checked in")
        };
        let pinned = pinned_version(&read("Cargo.toml"), "wasm-bindgen");
        assert!(pinned.is_some() && pinned == locked_version(&read("Cargo.lock"), "wasm-bindgen"));
    }

    #[test]
    fn trunk_and_npm_are_told_the_same_binaryen() {
        let read = |name: &str| {
            fs::read_to_string(format!("{}/{name}", env!("CARGO_MANIFEST_DIR")))
                .expect("it is checked in")
        };
        assert!(read("Trunk.toml").contains(&format!("wasm_opt = \"version_{BINARYEN}\"")));
        assert!(read("package.json").contains(&format!("\"binaryen\": \"{BINARYEN}.0.0\"")));
    }
}
