//! `tradeoffs items`: how hard questions proved to several learners, and how well they tell them apart.

use course::progress::items::{self, Score};
use std::fs;
use std::path::PathBuf;

/// Joins the tables of answers that learners have saved, one file each, and gives a table of questions.
///
/// # Errors
/// Where a file cannot be read, is no table of answers, or is there twice: one learner would count as
/// two.
pub(crate) fn run(files: &[PathBuf]) -> Result<String, String> {
    let mut texts: Vec<String> = Vec::new();
    let mut learners: Vec<Vec<Score>> = Vec::new();
    for file in files {
        let name = file.display();
        let text = fs::read_to_string(file);
        let text = text.map_err(|error| format!("{name} cannot be read: {error}"))?;
        if let Some(twin) = texts.iter().position(|before| *before == text) {
            let twin = files[twin].display();
            return Err(format!("{name} and {twin} have the same answers: give one of them."));
        }
        learners.push(items::read(&text).map_err(|why| format!("{name}: {why}."))?);
        texts.push(text);
    }
    Ok(items::items_table(&items::items(&learners)))
}
