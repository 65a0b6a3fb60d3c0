//! The saved form of answers. As all of [`super::save`], it is frozen with its schema.

use crate::question::{Answer, Confidence};
use serde_json::{Value, json};

/// An answer as it stands in saved records and in messages.
#[must_use]
pub fn answer_to_json(answer: &Answer) -> Value {
    match answer {
        Answer::Choice { chosen } => json!({ "type": "choice", "chosen": chosen }),
        Answer::Estimate { value } => json!({ "type": "estimate", "value": value }),
        Answer::Predict { value } => json!({ "type": "predict", "value": value }),
        Answer::Order { places } => json!({ "type": "order", "places": places }),
        Answer::Fill { given } => json!({ "type": "fill", "given": given }),
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
        "estimate" => Some(Answer::Estimate { value: value["value"].as_f64()? }),
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
