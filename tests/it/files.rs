//! The files of this repository, as the tests from outside see them.

use std::fs;
use std::path::{Path, PathBuf};

/// A path within the repository, from the root.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The text of a file of the repository.
#[track_caller]
pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every file that git would keep, by its path from the root with `/`, in alphabetic order.
pub(crate) fn all() -> Vec<String> {
    let ignored = text(".gitignore");
    let ignored: Vec<&str> = ignored.lines().map(|line| line.trim_matches('/')).collect();
    let mut files = Vec::new();
    collect(&repository(""), "", &ignored, &mut files);
    files.sort();
    files
}

/// The Rust sources of the library, by their path below `src/`. The bins are programs of their own.
pub(crate) fn library() -> Vec<String> {
    let below = all().into_iter().filter_map(|file| Some(file.strip_prefix("src/")?.to_owned()));
    below
        .filter(|file| file.ends_with(".rs") && !file.starts_with("bin/") && file != "main.rs")
        .collect()
}

fn collect(folder: &Path, within: &str, ignored: &[&str], files: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a readable folder").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if within.is_empty() { name.clone() } else { format!("{within}/{name}") };
        if name == ".git" || ignored.contains(&name.as_str()) {
            continue;
        }
        if entry.path().is_dir() {
            collect(&entry.path(), &path, ignored, files);
        } else {
            files.push(path);
        }
    }
}
