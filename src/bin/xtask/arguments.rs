//! The command line.

use crate::trouble::Trouble;
use crate::{serve, test};

/// What `cargo xtask help` prints.
pub(crate) const HELP: &str = "\
cargo xtask: build, serve and test the course. What is missing is installed first, inside target/
and node_modules/, at pinned versions.

  serve [--port N] [--public-url /path/] [--open]
                         build, serve on this machine, rebuild and reload on every change
  build [--public-url /path/]
                         the finished site, into dist/
  test [STEP...] [--keep-going]
                         everything that must hold before a change is merged
                         steps: format lint absence unit docs prose content site anki
                         browser
  check                  the content only: every problem with its file, line and remedy
  bench                  the comparison with a plain book; builds the site first
  doctor                 which tools are wanted and which are there
  help                   this text
";

/// What to do.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print [`HELP`].
    Help,
    /// Serve with live reload.
    Serve(serve::Options),
    /// Build the finished site.
    Build {
        /// The path that the site will be served under; begins and ends with a slash.
        public_url: String,
    },
    /// Run tests.
    Test(test::Selection),
    /// Check the content.
    Check,
    /// Run the comparison.
    Bench,
    /// List the tools.
    Doctor,
}

/// Reads a command from `words`, the arguments after the program's name.
///
/// # Errors
///
/// A word that no command knows, or a value that cannot be read.
pub(crate) fn parse(words: &[String]) -> Result<Command, Trouble> {
    let Some((name, rest)) = words.split_first() else {
        return Ok(Command::Help);
    };
    if rest.iter().any(|word| word == "--help" || word == "-h") {
        return Ok(Command::Help);
    }
    match name.as_str() {
        "serve" => parse_serve(rest).map(Command::Serve),
        "build" => parse_build(rest),
        "test" => parse_test(rest).map(Command::Test),
        "check" => alone(name, rest, Command::Check),
        "bench" => alone(name, rest, Command::Bench),
        "doctor" => alone(name, rest, Command::Doctor),
        "help" | "--help" | "-h" => Ok(Command::Help),
        _ => Err(unknown(name)),
    }
}

fn parse_serve(words: &[String]) -> Result<serve::Options, Trouble> {
    let mut options = serve::Options::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--open" => options.open = true,
            "--port" => {
                options.port = value(word, words.next())?.parse().map_err(|_| {
                    Trouble::new("A port is a number from 1 to 65535, as in `--port 8081`.")
                })?;
            }
            "--public-url" => options.public_url = public_url(value(word, words.next())?)?,
            _ => return Err(unknown(word)),
        }
    }
    Ok(options)
}

fn parse_build(words: &[String]) -> Result<Command, Trouble> {
    let mut path = "/".to_owned();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--public-url" => path = public_url(value(word, words.next())?)?,
            _ => return Err(unknown(word)),
        }
    }
    Ok(Command::Build { public_url: path })
}

fn parse_test(words: &[String]) -> Result<test::Selection, Trouble> {
    let mut selection = test::Selection::default();
    for word in words {
        if word == "--keep-going" {
            selection.keep_going = true;
        } else if let Some(step) = test::STEPS.iter().find(|step| step.name == word) {
            selection.only.push(step.name);
        } else {
            return Err(unknown(word));
        }
    }
    Ok(selection)
}

fn alone(name: &str, rest: &[String], command: Command) -> Result<Command, Trouble> {
    match rest.first() {
        None => Ok(command),
        Some(word) => {
            Err(Trouble::new(format!("`cargo xtask {name}` takes no `{word}`; leave it out.")))
        }
    }
}

fn value<'a>(option: &str, word: Option<&'a String>) -> Result<&'a str, Trouble> {
    word.map(String::as_str)
        .ok_or_else(|| Trouble::new(format!("`{option}` wants a value after it.")))
}

/// A path that begins and ends with a slash, as trunk and every link of the site expect.
fn public_url(path: &str) -> Result<String, Trouble> {
    let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/-._~".contains(c));
    if !path.starts_with('/') || !plain || path.contains("//") {
        return Err(Trouble::new(format!(
            "`{path}` is no path: write the part of the address after the host, such as /course/."
        )));
    }
    Ok(if path.ends_with('/') { path.to_owned() } else { format!("{path}/") })
}

fn unknown(word: &str) -> Trouble {
    Trouble::new(format!("`{word}` is not known here; `cargo xtask help` lists what is."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, Trouble> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn no_words_and_any_call_for_help_print_the_help() {
        for line in ["", "help", "--help", "build --help", "test unit -h"] {
            assert_eq!(parsed(line), Ok(Command::Help), "{line}");
        }
    }

    #[test]
    fn the_help_names_every_test_step() {
        for step in test::STEPS {
            assert!(HELP.contains(step.name), "{}", step.name);
        }
    }

    #[test]
    fn serve_reads_its_options() {
        assert_eq!(parsed("serve"), Ok(Command::Serve(serve::Options::default())));
        let options = serve::Options { port: 9000, open: true, public_url: "/a/".to_owned() };
        assert_eq!(parsed("serve --port 9000 --open --public-url /a"), Ok(Command::Serve(options)));
        assert!(parsed("serve --port").is_err());
        assert!(parsed("serve --port 70000").is_err());
    }

    #[test]
    fn a_public_url_is_a_path_and_gets_its_last_slash() {
        for (given, wanted) in [("/", "/"), ("/a", "/a/"), ("/a/b/", "/a/b/")] {
            let build = Command::Build { public_url: wanted.to_owned() };
            assert_eq!(parsed(&format!("build --public-url {given}")), Ok(build));
        }
        for wrong in ["a/", "https://example.org/a/", "/a//b/", "/a?b/"] {
            assert!(parsed(&format!("build --public-url {wrong}")).is_err(), "{wrong}");
        }
    }

    #[test]
    fn test_takes_known_steps_only() {
        let selection = test::Selection { only: vec!["unit", "content"], keep_going: true };
        assert_eq!(parsed("test unit content --keep-going"), Ok(Command::Test(selection)));
        assert!(parsed("test units").is_err());
    }

    #[test]
    fn a_word_too_many_is_refused() {
        assert!(parsed("check everything").is_err());
        assert!(parsed("deploy").is_err());
    }
}
