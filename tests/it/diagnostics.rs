//! Broken lessons, each with the golden text of what the compiler says of it.
//!
//! A case is `tests/bad/<name>.toml`: edits of a fixture course, one fault or a few of a kind.
//! `tests/bad/<name>.txt` is what must be said. Warnings are shown where there is no error.

use crate::files::repository;
use crate::golden;
use course::content::{Report, Severity, compile, scaffold};
use serde::Deserialize;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The folder in `tests/fixtures` that is edited.
    #[serde(default = "usual")]
    course: String,
    edit: Vec<Edit>,
}

fn usual() -> String {
    "course".into()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    /// Stands once in the file; without it the file is removed.
    find: Option<String>,
    #[serde(default)]
    replace: String,
}

/// A copy of the fixture course in a folder of its own, which goes with the value.
pub(crate) struct Copy(PathBuf);

impl Copy {
    pub(crate) fn new(name: &str) -> Self {
        Self::of(&usual(), name)
    }

    /// Of a certain folder in `tests/fixtures`.
    fn of(course: &str, name: &str) -> Self {
        let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        let _ = fs::remove_dir_all(&to);
        copy(&repository("tests/fixtures").join(course), &to);
        Self(to)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    fn edit(&self, edit: &Edit) {
        let path = self.0.join(&edit.file);
        let Some(find) = &edit.find else {
            return fs::remove_file(path).expect("a file of the fixture");
        };
        let text = fs::read_to_string(&path).expect("a file of the fixture");
        assert_eq!(text.matches(find.as_str()).count(), 1, "`{find}` stands once in {}", edit.file);
        fs::write(&path, text.replacen(find.as_str(), &edit.replace, 1))
            .expect("it can be written");
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder can be made");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

fn text(report: &Report) -> String {
    let errors = report.has_errors();
    let shown = report.diagnostics.iter().filter(|d| !errors || d.severity == Severity::Error);
    shown.map(|diagnostic| format!("{diagnostic}\n")).collect()
}

#[test]
fn every_fault_is_reported_with_its_place_and_help() {
    let folder = repository("tests/bad");
    let mut cases: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("tests/bad")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    cases.sort();
    assert!(cases.len() >= 30, "only {} cases", cases.len());
    for path in cases {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let source = fs::read_to_string(&path).expect("a case");
        let case: Case = toml::from_str(&source).unwrap_or_else(|error| panic!("{name}: {error}"));
        let course = Copy::of(&case.course, &format!("bad-{name}"));
        for edit in &case.edit {
            course.edit(edit);
        }
        let report = compile(course.path());
        assert!(!report.diagnostics.is_empty(), "{name} passed");
        assert!(report.has_errors() != report.compiled.is_some(), "{name}: errors stop the course");
        golden::check(&path.with_extension("txt"), &text(&report));
    }
}

#[test]
fn the_report_for_a_person_shows_source_and_summary() {
    let course = Copy::new("fancy");
    fs::write(course.path().join("glossary.toml"), "[a]\nterm = \"a\"\ntxet = \"b\"\n")
        .expect("it can be written");
    let text = compile(course.path()).render();
    for part in ["glossary.toml:3:1", "did you mean `text`?", "txet", " errors, "] {
        assert!(text.contains(part), "{part:?} is missing from\n{text}");
    }
}

#[test]
fn a_new_lesson_compiles_but_for_what_its_author_must_say() {
    let course = Copy::new("scaffold");
    let made = scaffold::lesson(course.path(), "queues-and-tails").expect("a new lesson");
    assert!(made.ends_with("lessons/queues-and-tails"));
    let report = compile(course.path());
    golden::check(&repository("tests/fixtures/scaffold.golden.txt"), &text(&report));
    assert!(report.has_errors(), "a lesson that says nothing must not pass");

    assert!(scaffold::lesson(course.path(), "queues-and-tails").is_err(), "it is there already");
    assert!(scaffold::lesson(course.path(), "../up").is_err(), "not an id");
}
