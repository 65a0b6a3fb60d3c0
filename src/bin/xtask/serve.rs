//! `cargo xtask serve`: the course on this machine, rebuilt and reloaded on every change.

use crate::tools;
use crate::trouble::Trouble;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

/// Where the site is built while it is served; `dist/` belongs to finished sites.
const FOLDER: &str = "target/serve";

/// How to serve.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Options {
    /// The port on this machine.
    pub(crate) port: u16,
    /// Whether to open a browser when the site is ready.
    pub(crate) open: bool,
    /// The path that the course is served under; begins and ends with a slash.
    pub(crate) public_url: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { port: 8080, open: false, public_url: "/".to_owned() }
    }
}

/// Serves until it is interrupted.
pub(crate) fn serve(options: &Options) -> Result<(), Trouble> {
    let Options { port, open, public_url } = options;
    // Trunk would find out only after the first build.
    if let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, *port)) {
        return Err(Trouble::new(format!(
            "Port {port} cannot be used ({error}). Stop what uses it, or choose another: \
             `cargo xtask serve --port {}`.",
            port.checked_add(1).unwrap_or(8080)
        )));
    }
    let mut trunk = tools::prepare()?.trunk("serve --offline --public-url");
    trunk.arg(public_url).args(["--dist", FOLDER, "--port", &port.to_string()]);
    if *open {
        trunk.arg("--open");
    }
    println!(
        "Building. The course will be at http://localhost:{port}{public_url} when trunk says \
         \"server listening\"; the first build takes a few minutes. Ctrl-C stops it."
    );
    become_(&mut trunk)
}

/// Becomes trunk, so that whoever stops us stops it.
#[cfg(unix)]
fn become_(trunk: &mut Command) -> Result<(), Trouble> {
    use std::os::unix::process::CommandExt;
    let error = trunk.exec();
    Err(Trouble::new(format!("trunk could not be run: {error}.")))
}

/// Runs trunk until it ends.
#[cfg(not(unix))]
fn become_(trunk: &mut Command) -> Result<(), Trouble> {
    crate::process::show(trunk)
}
