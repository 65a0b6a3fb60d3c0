//! What to tell somebody when a step cannot go on: what is wrong and what to do, never a backtrace.

use std::fmt;

/// One or two sentences for the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble(String);

impl Trouble {
    /// `sentence` says what is wrong and what to do about it.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// Recognises why `command` failed from what it printed.
    pub(crate) fn from_output(command: &str, output: &str) -> Self {
        let known =
            CAUSES.iter().find(|cause| cause.signs.iter().any(|sign| output.contains(sign)));
        Self(match known {
            Some(cause) => format!("`{command}` failed: {}", cause.remedy),
            None => format!("`{command}` failed; its last lines above say why."),
        })
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A cause of failure that programs announce in their own words.
struct Cause {
    /// Any of these in the output gives it away.
    signs: &'static [&'static str],
    /// What to tell, after the colon.
    remedy: &'static str,
}

/// In order: a full disk or a missing linker may also print something about a download.
const CAUSES: &[Cause] = &[
    Cause {
        signs: &["No space left on device", "ENOSPC"],
        remedy: "the disk is full. Free about 3 GB and run the command again.",
    },
    Cause {
        signs: &["linker `cc` not found", "linker `link.exe` not found"],
        remedy: "Rust found no linker. Install a C compiler (Debian: build-essential; macOS: \
                 xcode-select --install; Windows: the Visual Studio build tools) and run the command again.",
    },
    Cause {
        signs: &["needs to be updated but --locked was passed", "because --locked was passed"],
        remedy: "Cargo.lock does not match Cargo.toml. Run `cargo check` and commit the new Cargo.lock.",
    },
    Cause {
        signs: &["can only install packages when your package.json and package-lock.json"],
        remedy: "package-lock.json does not match package.json. Run `npm install` and commit the new lock.",
    },
    Cause {
        signs: &[
            // Cargo and rustup.
            "Could not resolve host",
            "Couldn't resolve host",
            "Could not connect to server",
            "Couldn't connect to server",
            "spurious network error",
            "could not download file",
            "Timeout was reached",
            "attempting to make an HTTP request, but --offline was specified",
            // npm.
            "EAI_AGAIN",
            "ENOTFOUND",
            "ETIMEDOUT",
            "ECONNREFUSED",
            "ECONNRESET",
            // apt and the system.
            "Temporary failure resolving",
            "Temporary failure in name resolution",
            "Network is unreachable",
            "dns error",
        ],
        remedy: "the network cannot be reached. The first run downloads; connect and run the command again.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn told(output: &str) -> String {
        Trouble::from_output("x", output).to_string()
    }

    #[test]
    fn a_missing_network_is_recognised_in_the_words_of_each_program() {
        for output in [
            "warning: spurious network error (3 tries remaining): [6] Couldn't resolve host name (Could not resolve host: index.crates.io)",
            "error: could not download file from 'https://static.example/dist' to '/tmp/a'",
            "npm error code EAI_AGAIN\nnpm error syscall getaddrinfo",
            "npm error code ENOTFOUND",
            "W: Failed to fetch http://deb.example/ Temporary failure resolving 'deb.example'",
        ] {
            assert!(told(output).contains("network"), "{output}");
        }
    }

    #[test]
    fn an_error_of_the_code_is_not_taken_for_a_missing_network() {
        let told = told("error[E0308]: mismatched types\n --> src/route.rs:3:5");
        assert!(!told.contains("network") && told.contains("above"), "{told}");
    }

    #[test]
    fn a_full_disk_wins_over_the_download_that_it_broke() {
        assert!(
            told("Timeout was reached; No space left on device (os error 28)").contains("disk")
        );
    }

    #[test]
    fn a_missing_linker_and_stale_locks_have_their_own_remedies() {
        assert!(told("error: linker `cc` not found").contains("C compiler"));
        assert!(
            told("error: the lock file Cargo.lock needs to be updated but --locked was passed")
                .contains("cargo check")
        );
        assert!(
            told("npm error `npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync.")
                .contains("npm install")
        );
    }
}
