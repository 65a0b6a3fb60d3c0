//! What a question says by itself: its kind, what is missing, the verdict.

use crate::base::format;
use crate::question::choice::Manner;
use crate::question::{Confidence, Grade, Key, fill};

/// What stands above a question's prompt.
#[must_use]
pub fn kind(key: &Key) -> &'static str {
    match key {
        Key::Choice(key) => match key.manner {
            Manner::One => "Choose one",
            Manner::Several => "Choose all that apply",
            Manner::Flaw => "Spot the flaw",
            Manner::Diagnose { .. } => "Diagnose",
        },
        Key::Estimate(_) => "Estimate",
        Key::Predict(_) => "Predict, then run",
        Key::Order(_) => "Put in order",
        Key::Fill(key) => match key.manner {
            fill::Manner::Match => "Match",
            fill::Manner::Categorise => "Sort into categories",
            fill::Manner::Cloze => "Fill the gaps",
        },
        Key::Free(_) => "In your own words",
        Key::Goal(_) => "Reach a goal",
    }
}

/// What to do when an answer is asked for and there is none.
pub(super) fn missing(key: &Key) -> &'static str {
    match key {
        Key::Choice(key) if matches!(key.manner, Manner::Diagnose { .. }) => {
            "Choose a bottleneck and what shows it first."
        }
        Key::Choice(_) => "Choose an option first.",
        Key::Estimate(_) | Key::Predict(_) => "Type a number above zero first.",
        Key::Order(_) => "Move a step first: as you found them, they are not in order.",
        Key::Fill(_) => "Fill every field first, numbers with digits.",
        Key::Free(_) => "Write an answer first.",
        Key::Goal(_) => "Set the lab first.",
    }
}

/// The verdict in words. A confident error is the one most worth a second look, so it is named.
pub(super) fn verdict(grade: Grade, confidence: Confidence, is_free: bool) -> String {
    let marks = format::number((grade.score * 100.0).round(), 2);
    if is_free {
        return format!("By your own grading: {marks} % of the marks.");
    }
    match (grade.is_right(), confidence) {
        (true, Confidence::Guess) => "Right, and more than a guess from now on.".into(),
        (true, _) => "Right.".into(),
        (false, Confidence::Sure) if grade.score == 0.0 => {
            "Not right, though you were sure. Look at the reason below: this is the kind of error \
             that is worth the most."
                .into()
        }
        (false, _) if grade.score > 0.0 => format!("Partly right: {marks} % of the marks."),
        (false, _) => "Not right.".into(),
    }
}

/// The words of a piece of our own markup, for saying aloud.
#[must_use]
pub fn spoken(markup: &str) -> String {
    let mut inside = false;
    let words = markup.chars().filter(|c| {
        inside = (inside && *c != '>') || *c == '<';
        !inside && *c != '>'
    });
    words.collect::<String>().replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_is_not_spoken() {
        let markup = "Look at <strong>p99</strong> <!>at 3 &lt; 4.";
        assert_eq!(super::spoken(markup), "Look at p99 at 3 < 4.");
    }
}
