//! Golden files: what a test made last time, kept beside it. `UPDATE_GOLDEN=1 cargo test` renews
//! them, except in CI, where a difference must fail.

use std::path::Path;

/// Compares `made` with the file, or renews the file.
#[track_caller]
pub(crate) fn check(path: &Path, made: &str) {
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        assert!(std::env::var_os("CI").is_none(), "golden files are not renewed in CI");
        std::fs::write(path, made).expect("the golden file can be written");
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    let lines = kept.lines().zip(made.lines());
    let first = lines.enumerate().find(|(_, (kept, made))| kept != made);
    let difference = first.map_or_else(
        || format!("{} lines became {}", kept.lines().count(), made.lines().count()),
        |(i, (kept, made))| format!("line {}:\n- {kept}\n+ {made}", i + 1),
    );
    assert!(
        kept == made,
        "{} differs. If that is meant, run `UPDATE_GOLDEN=1 cargo test --features compiler`.\n{difference}",
        path.display()
    );
}
