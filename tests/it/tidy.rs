//! Tidiness, as tests: what a reviewer should not have to look for.

use crate::files;
use std::fs;
use std::path::Path;

/// A file that cannot be read in one sitting.
const LINES: usize = 400;
/// A file of this size, in bytes, belongs in no repository that is cloned to read it.
const BLOB: u64 = 200_000;

/// What stands where something is missing. Each is in two halves, so that this file may be looked at
/// as well.
const UNFINISHED: &[(&str, &str)] = &[
    ("TO", "DO"),
    ("FIX", "ME"),
    ("XX", "X"),
    ("HA", "CK"),
    ("TB", "D"),
    ("lorem", " ipsum"),
    ("coming", " soon"),
    ("place", "holder"),
    ("under", " construction"),
    ("un", "implemented!"),
    ("to", "do!"),
    ("db", "g!"),
    ("not yet", " implemented"),
    ("work in", " progress"),
];

/// Folders at the root of somebody's machine.
const ROOTS: &[&str] = &["home", "mnt", "root", "srv", "Users", "work", "workspace", "workspaces"];

/// Where such words are the names of lints, or other people's.
const EXEMPT: &[&str] = &["Cargo.lock", "Cargo.toml", "package-lock.json"];

fn texts() -> impl Iterator<Item = (String, String)> {
    let readable = |file: String| {
        let text = fs::read_to_string(files::repository(&file)).ok()?;
        Some((file, text))
    };
    files::all().into_iter().filter_map(readable)
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The first place in a line that says that something is missing.
fn unfinished(line: &str) -> Option<String> {
    let words = UNFINISHED.iter().map(|(a, b)| format!("{a}{b}"));
    words.into_iter().find(|word| {
        // Capitals are labels, and `hacker` is a word.
        let is_label = word.chars().all(char::is_uppercase);
        let text = if is_label { line.to_owned() } else { line.to_lowercase() };
        text.match_indices(word.as_str()).any(|(at, _)| {
            let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            let before = letter(text[..at].chars().next_back());
            let after = is_label && letter(text[at + word.len()..].chars().next());
            !before && !after
        })
    })
}

/// A path that begins at the root of a machine.
fn machine_path(line: &str) -> Option<&str> {
    let begins = |at: usize| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || "\"'`(=:".contains(c))
    };
    let is_root =
        |at: usize| ROOTS.iter().any(|root| line[at + 1..].starts_with(&format!("{root}/")));
    let found = line.match_indices('/').find(|(at, _)| begins(*at) && is_root(*at));
    found.map(|(at, _)| line[at..].split_whitespace().next().unwrap_or_default())
}

#[test]
fn nothing_is_unfinished_and_nothing_knows_a_machine() {
    let mut faults = Vec::new();
    for (file, text) in texts().filter(|(file, _)| !EXEMPT.iter().any(|name| file.ends_with(name)))
    {
        for (i, line) in text.lines().enumerate() {
            if let Some(word) = unfinished(line) {
                faults.push(format!("{file}:{}: `{word}` says that something is missing", i + 1));
            }
            if let Some(path) = machine_path(line) {
                faults.push(format!("{file}:{}: `{path}` is on one machine only", i + 1));
            }
        }
    }
    none(&faults);
}

#[test]
fn unfinished_words_and_paths_of_machines_are_found() {
    for (a, b) in UNFINISHED {
        assert!(unfinished(&format!("// {a}{b}: later")).is_some(), "{a}{b}");
    }
    assert_eq!(unfinished("A hackneyed placement; the todos of a shopper"), None);
    for root in ROOTS {
        assert!(machine_path(&format!("see \"/{root}/me/x.rs\"")).is_some(), "{root}");
    }
    assert_eq!(machine_path("at home/work, https://example.org/home/ and src/root/x"), None);
}

#[test]
fn every_source_can_be_read_in_one_sitting() {
    let endings = ["rs", "mjs", "js", "css"];
    let is_source = |file: &str| {
        // The code of others stays as they have divided it.
        !file.starts_with("public/vendor/")
            && Path::new(file)
                .extension()
                .is_some_and(|e| endings.iter().any(|ending| e == *ending))
    };
    let long = texts().filter(|(file, text)| is_source(file) && text.lines().count() > LINES);
    none(
        &long
            .map(|(file, text)| format!("{file} has {} lines; divide it", text.lines().count()))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn no_file_is_large() {
    let size = |file: &String| fs::metadata(files::repository(file)).map_or(0, |data| data.len());
    let large = files::all().into_iter().filter(|file| size(file) > BLOB);
    none(&large.map(|file| format!("{file} is larger than {BLOB} bytes")).collect::<Vec<_>>());
}

/// Addresses of a registry would tie the repository to a mirror; versions and digests are enough.
#[test]
fn lock_files_of_npm_name_no_registry() {
    let locks: Vec<_> = texts().filter(|(file, _)| file.ends_with("package-lock.json")).collect();
    assert!(!locks.is_empty(), "no lock file was looked at");
    for (file, text) in locks {
        assert!(!text.contains("\"resolved\""), "{file} says where packages came from");
        assert!(text.contains("\"integrity\""), "{file} holds no digests");
    }
}

#[test]
fn every_folder_of_simulators_has_a_card_and_tests_and_is_registered() {
    let all = files::all();
    let folders: std::collections::BTreeSet<_> = all
        .iter()
        .filter_map(|file| Some(file.strip_prefix("src/sim/")?.split_once('/')?.0.to_owned()))
        // What simulators share, and none itself.
        .filter(|folder| !["engine", "study"].contains(&folder.as_str()))
        .collect();
    let source = files::text("src/sim/mod.rs");
    let list = source.rsplit("simulators! {").next().and_then(|rest| rest.split('}').next());
    let registered: Vec<_> = list.expect("the list is there").split_whitespace().collect();
    let folders: Vec<_> = folders.iter().map(String::as_str).collect();
    assert_eq!(registered, folders, "`simulators!` lists the folders of src/sim/ alphabetically");
    for folder in folders {
        let has = |end: &str| {
            let mut inside =
                all.iter().filter_map(|f| f.strip_prefix(&format!("src/sim/{folder}/")));
            inside.any(|file| file.ends_with(end))
        };
        assert!(has(".md"), "src/sim/{folder}/ has no card");
        assert!(has("tests.rs") || has("tests/mod.rs"), "src/sim/{folder}/ has no tests");
    }
}

/// A text of Markdown without its code, which may show links as examples.
fn without_code(text: &str) -> String {
    let mut fenced = false;
    let mut out = String::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            out.extend(line.split('`').step_by(2));
            out.push('\n');
        }
    }
    out
}

/// Where the links of a text lead, apart from other sites.
fn links(text: &str) -> Vec<String> {
    let text = without_code(text);
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    targets.filter(|target| !target.contains(':')).map(str::to_owned).collect()
}

#[test]
fn links_of_the_documentation_lead_to_files() {
    let mut seen = 0;
    let of_content =
        |file: &str| file.starts_with("content/lessons/") || file.contains("template/");
    for (file, text) in texts().filter(|(file, _)| file.ends_with(".md") && !of_content(file)) {
        for link in links(&text) {
            let target = link.split('#').next().unwrap_or_default();
            let folder = Path::new(&file).parent().unwrap_or(Path::new(""));
            let path = folder.join(target);
            assert!(files::repository(&path.to_string_lossy()).exists(), "{file}: {link}");
            seen += 1;
        }
    }
    assert!(seen >= 5, "only {seen} links were looked at");
}

/// What stands in backticks and looks like a path of this repository.
fn named_paths(text: &str) -> Vec<&str> {
    let roots = ["src/", "tests/", "content/", "public/", ".ci/", ".cargo/"];
    let code = text.split('`').skip(1).step_by(2);
    code.filter(|name| roots.iter().any(|root| name.starts_with(root)))
        .filter(|name| !name.contains(['<', '*', ' ', '…']))
        .collect()
}

#[test]
fn the_map_of_the_code_is_the_code() {
    let map = files::text("ARCHITECTURE.md");
    for name in named_paths(&map) {
        let path = name.trim_end_matches('/');
        assert!(files::repository(path).exists(), "ARCHITECTURE.md names `{name}`, which is gone");
    }
    let library = files::text("src/lib.rs");
    for module in library.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let module = module.trim_end_matches(';');
        let named = [format!("`src/{module}/`"), format!("`src/{module}.rs`")];
        assert!(
            named.iter().any(|name| map.contains(name.as_str())),
            "ARCHITECTURE.md does not say what `{module}` is"
        );
    }
}

#[test]
fn paths_that_other_documents_name_exist() {
    for file in ["README.md", "CONTRIBUTING.md", "content/README.md", "CHANGELOG.md"] {
        for name in named_paths(&files::text(file)) {
            let path = name.trim_end_matches('/');
            assert!(files::repository(path).exists(), "{file} names `{name}`, which is gone");
        }
    }
}

#[test]
fn links_and_paths_are_read_from_markdown() {
    let text =
        "[a](A.md) `[b](B.md)` [c](https://example.org/)\n```md\n[d](D.md)\n```\n[e](E.md#f)";
    assert_eq!(links(text), ["A.md", "E.md#f"]);
    assert_eq!(
        named_paths("`src/a.rs` src/b.rs `src/<c>/` `content/` `cargo`"),
        ["src/a.rs", "content/"]
    );
}
