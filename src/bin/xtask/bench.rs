//! `cargo xtask bench`: the comparison with a plain book, on this machine.

use crate::process::{command, show};
use crate::trouble::Trouble;
use crate::{browser, build, node};

/// Builds the site and measures it.
pub(crate) fn run() -> Result<(), Trouble> {
    let chromium = browser::prepare()?;
    build::site("/", build::SITE)?;
    node::prepare("tests/bench")?;
    show(browser::tell(&mut command("node tests/bench/compare.mjs"), &chromium))
}
