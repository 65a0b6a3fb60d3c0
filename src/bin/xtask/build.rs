//! `cargo xtask build` and `cargo xtask check`.

use crate::process::{command, show};
use crate::trouble::Trouble;
use crate::{node, tools};

/// Where the finished site goes.
pub(crate) const SITE: &str = "dist";

/// Builds the finished site into `folder`, to be served under `public_url`.
pub(crate) fn site(public_url: &str, folder: &str) -> Result<(), Trouble> {
    // Node holds wasm-opt, without which the site would be a quarter larger.
    node::prepare(".")?;
    let tools = tools::prepare()?;
    println!("Building the site for {public_url} into {folder}/.");
    show(
        tools
            .trunk("build --release --offline --public-url")
            .arg(public_url)
            .args(["--dist", folder]),
    )
}

/// Checks the content, as authors do.
pub(crate) fn check_content() -> Result<(), Trouble> {
    show(&mut command("cargo run --quiet --features tools --bin tradeoffs -- check content"))
}
