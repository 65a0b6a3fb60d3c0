//! The saved form of answers. As all of [`super::save`], it is frozen with its schema.

use crate::question::{Answer, Confidence};
use serde_json::{Value, json};

/// An answer as it stands in saved records and in messages.
#[must_use]
pub fn answer_to_json(answer: &Answer) -> Value {
    match answer {
        Answer::Choice { chosen } => json!({ "type": "choice", "chosen": chosen }),
        Answer::Estimate { value, at } => {
            let mut fields = json!({ "type": "estimate", "value": value });
            if !at.is_empty() {
                fields["at"] = json!(at);
            }
            fields
        }
        Answer::Predict { value } => json!({ "type": "predict", "value": value }),
        Answer::Order { places } => json!({ "type": "order", "places": places }),
        Answer::Fill { given } => json!({ "type": "fill", "given": given }),
        Answer::Goal { met, state } => json!({ "type": "goal", "met": met, "state": state }),
        Answer::Free { text, held } => json!({ "type": "free", "text": text, "held": held }),
    }
}

fn places_from_json(places: &Value) -> Option<Vec<u32>> {
    places.as_array()?.iter().map(|place| u32::try_from(place.as_u64()?).ok()).collect()
}

pub(super) fn answer_from_json(value: &Value) -> Option<Answer> {
    match value["type"].as_str()? {
        "choice" => Some(Answer::Choice { chosen: places_from_json(&value["chosen"])? }),
        "order" => Some(Answer::Order { places: places_from_json(&value["places"])? }),
        "fill" => {
            let given = value["given"].as_array()?.iter();
            let given =
                given.map(|one| if one.is_null() { Some(None) } else { one.as_f64().map(Some) });
            Some(Answer::Fill { given: given.collect::<Option<_>>()? })
        }
        "free" => Some(Answer::Free {
            text: value["text"].as_str()?.to_owned(),
            held: places_from_json(&value["held"])?,
        }),
        "estimate" => {
            let at = value["at"].as_array().into_iter().flatten().map(Value::as_f64);
            let at = at.collect::<Option<_>>()?;
            Some(Answer::Estimate { value: value["value"].as_f64()?, at })
        }
        "goal" => Some(Answer::Goal {
            met: places_from_json(&value["met"])?,
            state: value["state"].as_str()?.to_owned(),
        }),
        "predict" => Some(Answer::Predict { value: value["value"].as_f64()? }),
        _ => None,
    }
}

/// A confidence as it stands in saved records and in messages.
#[must_use]
pub fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Guess => "guess",
        Confidence::Likely => "likely",
        Confidence::Sure => "sure",
    }
}

pub(super) fn confidence_from_word(word: &str) -> Option<Confidence> {
    [Confidence::Guess, Confidence::Likely, Confidence::Sure]
        .into_iter()
        .find(|confidence| confidence_word(*confidence) == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_at_other_numbers_and_of_goals_survive() {
        for answer in [
            Answer::Estimate { value: 0.25, at: vec![14.0, 20.5] },
            Answer::Goal { met: vec![6, 0], state: "max_batch=16".into() },
        ] {
            assert_eq!(answer_from_json(&answer_to_json(&answer)), Some(answer));
        }
        assert_eq!(answer_from_json(&json!({ "type": "estimate", "value": 1, "at": ["x"] })), None);
    }

    /// Estimates had no numbers that vary at first; what was saved then is written as it was.
    #[test]
    fn an_estimate_of_fixed_numbers_is_saved_as_ever() {
        let saved = json!({ "type": "estimate", "value": 4800.0 });
        let answer = answer_from_json(&saved);
        assert_eq!(answer, Some(Answer::Estimate { value: 4800.0, at: Vec::new() }));
        assert_eq!(answer.map(|answer| answer_to_json(&answer)), Some(saved));
    }
}
