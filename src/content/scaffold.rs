//! Starts a lesson: a folder in the form of the course. What only its author can say is left empty,
//! and the compiler asks for it; nothing in the template would pass for content.

use crate::base::id::{LessonId, NotAnId};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why no lesson was started.
#[derive(Debug, thiserror::Error)]
pub enum CannotStart {
    /// The name is no id.
    #[error(transparent)]
    Id(#[from] NotAnId),
    /// There is a lesson of that name.
    #[error("`{0}` is there already: choose another id, or edit that lesson")]
    Exists(PathBuf),
    /// The folder cannot be written.
    #[error("`{path}` cannot be written: {error}; check the folder and its permissions")]
    Write {
        /// Which file or folder.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
}

/// The files of a new lesson; `{id}` becomes its id.
const FILES: &[(&str, &str)] = &[
    ("lesson.md", include_str!("template/lesson.md")),
    ("states.toml", include_str!("template/states.toml")),
    ("questions.toml", include_str!("template/questions.toml")),
    ("cards.toml", include_str!("template/cards.toml")),
];

/// Makes the folder of a lesson in the course at `dir`; returns the folder.
///
/// # Errors
/// [`CannotStart`] if `id` is no id, is taken, or the folder cannot be written.
pub fn lesson(dir: &Path, id: &str) -> Result<PathBuf, CannotStart> {
    let id = LessonId::new(id)?;
    let folder = dir.join("lessons").join(id.as_str());
    if folder.exists() {
        return Err(CannotStart::Exists(folder));
    }
    let failed = |path: &Path| {
        let path = path.to_path_buf();
        |error| CannotStart::Write { path, error }
    };
    fs::create_dir_all(&folder).map_err(failed(&folder))?;
    for (name, template) in FILES {
        let path = folder.join(name);
        fs::write(&path, template.replace("{id}", id.as_str())).map_err(failed(&path))?;
    }
    Ok(folder)
}
