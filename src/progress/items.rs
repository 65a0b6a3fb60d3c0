//! How questions do: how often each was answered, how hard it proved, and how well it tells learners
//! apart. As comma-separated values, so that a teacher can join the tables of several learners.
//!
//! - **Attempts**: all answers to a question, of all learners.
//! - **Facility**: the mean score of first answers, 0 to 1; the reason has been read before the second.
//! - **Discrimination**: the corrected item–total correlation. Over the learners who answered the
//!   question, it is the Pearson correlation of the score of their first answer with the mean score of
//!   their first answers to all other questions, so that the question does not correlate with itself
//!   (Henrysson, *Psychometrika* 28(2), 1963). The mean and not the sum, because learners answer
//!   different questions; where all answered all, the two give the same. One learner has one first
//!   answer to a question, so there it is empty, as it is for fewer than three and where nobody differs.

use super::answers::confidence_word;
use super::{Record, Scope};
use crate::base::id::{LessonId, QuestionId};
use crate::base::{math, time};
use crate::question::Confidence;
use std::collections::BTreeMap;

/// So few learners say nothing of a correlation: through two points there always is a line.
const FEWEST: usize = 3;

/// The columns of a table of answers.
pub const ANSWERS: [&str; 7] =
    ["lesson", "question", "attempt", "answered_at", "revision", "confidence", "score"];

/// The columns of a table of questions.
pub const ITEMS: [&str; 6] =
    ["lesson", "question", "learners", "attempts", "facility", "discrimination"];

/// A question, by its lesson and its id.
pub type Name = (LessonId, QuestionId);

/// What an answer was worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// To which question.
    pub name: Name,
    /// The first is 1.
    pub attempt: u32,
    /// The grade, 0 to 1.
    pub score: f64,
}

/// An answer of a learner.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// To what, and how well.
    pub score: Score,
    /// When, by the clock of the device.
    pub at: time::Time,
    /// The question's revision then.
    pub revision: u32,
    /// How sure they were.
    pub confidence: Confidence,
}

/// How a question did.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Which one.
    pub name: Name,
    /// How many learners answered it.
    pub learners: usize,
    /// How often it was answered.
    pub attempts: usize,
    /// The mean score of first answers.
    pub facility: f64,
    /// The corrected item–total correlation, −1 to 1; nothing where it is not defined.
    pub discrimination: Option<f64>,
}

/// Every answer in sight of one learner, lesson by lesson, the earliest to each question first.
#[must_use]
pub fn given(records: &BTreeMap<Scope, Record>) -> Vec<Given> {
    let mut all = Vec::new();
    for (scope, record) in records {
        let Scope::Lesson(lesson) = scope else { continue };
        let mut questions = record.questions();
        questions.sort();
        for question in questions {
            for (attempt, one) in (1..).zip(record.attempts(question)) {
                let name = (lesson.clone(), question.clone());
                let (at, revision, confidence) = (one.at, one.revision, one.confidence);
                let score = Score { name, attempt, score: one.score };
                all.push(Given { score, at, revision, confidence });
            }
        }
    }
    all
}

/// How each question did that any of these learners answered, in the order of the names.
#[must_use]
pub fn items(learners: &[Vec<Score>]) -> Vec<Item> {
    let firsts: Vec<_> = learners.iter().map(|learner| firsts(learner)).collect();
    let mut attempts: BTreeMap<&Name, usize> = BTreeMap::new();
    for score in learners.iter().flatten() {
        *attempts.entry(&score.name).or_default() += 1;
    }
    let item = |(name, attempts): (&Name, usize)| {
        let own = firsts.iter().filter_map(|learner| Some((learner.get(name)?, learner)));
        let own: Vec<_> = own.map(|(score, learner)| (*score, rest(name, learner))).collect();
        let facility = own.iter().map(|(score, _)| score).sum::<f64>() / own.len() as f64;
        let pairs = own.iter().filter_map(|(score, rest)| Some((*score, (*rest)?)));
        Item {
            name: name.clone(),
            learners: own.len(),
            attempts,
            facility,
            discrimination: correlation(&pairs.collect::<Vec<_>>()),
        }
    };
    attempts.into_iter().map(item).collect()
}

/// The score of a learner's earliest answer to each question.
fn firsts(learner: &[Score]) -> BTreeMap<&Name, f64> {
    let mut firsts: BTreeMap<&Name, (u32, f64)> = BTreeMap::new();
    for one in learner {
        let own = (one.attempt, one.score);
        let first = firsts.entry(&one.name).or_insert(own);
        if own.0 < first.0 {
            *first = own;
        }
    }
    let mut scores = BTreeMap::new();
    scores.extend(firsts.into_iter().map(|(name, (_, score))| (name, score)));
    scores
}

/// The mean score of all other questions; nothing where there are none.
fn rest(name: &Name, learner: &BTreeMap<&Name, f64>) -> Option<f64> {
    let others = learner.iter().filter(|(other, _)| **other != name).map(|(_, score)| *score);
    let (count, sum) = others.fold((0_u32, 0.0), |(count, sum), score| (count + 1, sum + score));
    (count > 0).then(|| sum / f64::from(count))
}

/// Pearson's; nothing for fewer than three pairs, and where one side does not vary.
fn correlation(pairs: &[(f64, f64)]) -> Option<f64> {
    /// Below, the spread is what rounding leaves of none: scores are between 0 and 1.
    const NONE: f64 = 1e-12;
    let count = pairs.len() as f64;
    let mean = |side: fn(&(f64, f64)) -> f64| pairs.iter().map(side).sum::<f64>() / count;
    let (x, y) = (mean(|pair| pair.0), mean(|pair| pair.1));
    let sum = |of: &dyn Fn(f64, f64) -> f64| {
        pairs.iter().map(|pair| of(pair.0 - x, pair.1 - y)).sum::<f64>()
    };
    let (xx, yy) = (sum(&|a, _| a * a), sum(&|_, b| b * b));
    let varies = pairs.len() >= FEWEST && xx > NONE && yy > NONE;
    varies.then(|| (sum(&|a, b| a * b) / math::sqrt(xx * yy)).clamp(-1.0, 1.0))
}

/// The table of a learner's answers. It names nobody.
#[must_use]
pub fn answers_table(given: &[Given]) -> String {
    table(
        &ANSWERS,
        given.iter().map(|one| {
            [
                one.score.name.0.to_string(),
                one.score.name.1.to_string(),
                one.score.attempt.to_string(),
                one.at.in_utc(),
                one.revision.to_string(),
                confidence_word(one.confidence).into(),
                decimal(one.score.score),
            ]
        }),
    )
}

/// The table of questions.
#[must_use]
pub fn items_table(items: &[Item]) -> String {
    table(
        &ITEMS,
        items.iter().map(|one| {
            [
                one.name.0.to_string(),
                one.name.1.to_string(),
                one.learners.to_string(),
                one.attempts.to_string(),
                decimal(one.facility),
                one.discrimination.map_or_else(String::new, decimal),
            ]
        }),
    )
}

/// At most four decimals, none for nothing.
fn decimal(number: f64) -> String {
    ((number * 1e4).round() / 1e4).to_string()
}

/// RFC 4180: a head, lines that end with CR and LF, cells in quotes where they must be.
fn table<const N: usize>(head: &[&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut text = head.join(",") + "\r\n";
    for row in rows {
        text += &row.map(|word| cell(&word)).join(",");
        text += "\r\n";
    }
    text
}

/// A cell. A spreadsheet takes what begins with one of a few signs for a formula, and runs it; with an
/// apostrophe before it, it is text. A number stays one.
#[must_use]
pub fn cell(word: &str) -> String {
    let is_formula = word.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula && word.parse::<f64>().is_err() { "'" } else { "" };
    let text = format!("{guard}{word}");
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// The columns that [`read`] needs. A spreadsheet that has opened the table may have rewritten the
/// others, dates first.
const NEEDED: [&str; 4] = ["lesson", "question", "attempt", "score"];

/// What a learner's answers were worth, from their table; or the line that is wrong, and why. Columns
/// may stand in any order, and others are passed over.
///
/// # Errors
/// Where a column is missing, or a cell is not what its column holds.
pub fn read(text: &str) -> Result<Vec<Score>, String> {
    // Spreadsheets put a mark before the text that the table began without.
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().map_err(|error| error.to_string())?.clone();
    let mut places = [0; NEEDED.len()];
    for (place, column) in places.iter_mut().zip(NEEDED) {
        *place = head.iter().position(|name| name == column).ok_or_else(|| {
            format!("there is no column `{column}`, so this is no table of answers")
        })?;
    }
    let mut all = Vec::new();
    for (line, row) in (2..).zip(reader.records()) {
        let row = row.map_err(|error| error.to_string())?;
        let cells = places.map(|place| row.get(place).unwrap_or_default());
        let one = score(cells).map_err(|column| {
            format!("line {line}: `{column}` is not what the course has written there")
        })?;
        all.push(one);
    }
    Ok(all)
}

fn score(cells: [&str; NEEDED.len()]) -> Result<Score, &'static str> {
    let [lesson, question, attempt, score] = cells;
    let lesson = LessonId::new(lesson).map_err(|_| "lesson")?;
    let question = QuestionId::new(question).map_err(|_| "question")?;
    let attempt = attempt.parse().ok().filter(|number| *number > 0).ok_or("attempt")?;
    let score = score.parse().ok().filter(|score| (0.0..=1.0).contains(score)).ok_or("score")?;
    Ok(Score { name: (lesson, question), attempt, score })
}
