//! What is kept of an answer that was partly right, when the question is tried again.

use super::choice::Manner;
use super::{Answer, Key};

impl Key {
    /// The right parts of an answer, to be kept while the others are asked for again: chosen options
    /// that are right, fields filled rightly, steps in their places. Nothing where there are no such
    /// parts, where none is right, and where all are, for then the whole question is asked again.
    #[must_use]
    pub fn kept(&self, answer: &Answer) -> Option<Answer> {
        if self.grade(answer).is_right() {
            return None;
        }
        match (self, answer) {
            (Self::Choice(key), Answer::Choice { chosen })
                if matches!(key.manner, Manner::Several | Manner::Diagnose { .. }) =>
            {
                let right = |place: &u32| key.right.get(*place as usize) == Some(&true);
                let chosen: Vec<u32> = chosen.iter().copied().filter(right).collect();
                (!chosen.is_empty()).then_some(Answer::Choice { chosen })
            }
            (Self::Order(key), Answer::Order { places }) if key.holds_each_once(places) => {
                let any = (0..places.len()).any(|at| answer.has(at));
                any.then(|| answer.clone())
            }
            (Self::Fill(key), Answer::Fill { given }) => {
                let fields = key.fields.iter().zip(given);
                let given: Vec<_> = fields
                    .map(|(field, value)| value.filter(|value| field.holds(*value)))
                    .collect();
                given.iter().any(Option::is_some).then_some(Answer::Fill { given })
            }
            _ => None,
        }
    }
}

impl Answer {
    /// Whether an answer of [`Key::kept`] has the part at this place: the option, the field, or the
    /// step that stands there.
    #[must_use]
    pub fn has(&self, part: usize) -> bool {
        match self {
            Self::Choice { chosen } => chosen.iter().any(|place| *place as usize == part),
            Self::Order { places } => places.get(part).is_some_and(|step| *step as usize == part),
            Self::Fill { given } => given.get(part).is_some_and(Option::is_some),
            Self::Estimate { .. }
            | Self::Predict { .. }
            | Self::Free { .. }
            | Self::Goal { .. } => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::question::{choice, fill, order};

    fn choice(manner: Manner, right: &[bool], chosen: &[u32]) -> Option<Vec<u32>> {
        let key = Key::Choice(choice::Key { manner, right: right.to_vec() });
        match key.kept(&Answer::Choice { chosen: chosen.to_vec() })? {
            Answer::Choice { chosen } => Some(chosen),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn of_several_options_those_chosen_rightly_are_kept() {
        let right = [true, false, true, false];
        assert_eq!(choice(Manner::Several, &right, &[0, 1]), Some(vec![0]));
        assert_eq!(choice(Manner::Several, &right, &[0]), Some(vec![0]));
        assert_eq!(choice(Manner::Several, &right, &[1, 3]), None, "none was right");
        assert_eq!(choice(Manner::Several, &right, &[0, 2]), None, "all were right");
        // A single choice has no parts: keeping would tell the answer.
        assert_eq!(choice(Manner::One, &right, &[1]), None);
    }

    #[test]
    fn of_a_diagnosis_the_half_that_was_right_is_kept() {
        let manner = Manner::Diagnose { evidence: 2 };
        let right = [true, false, false, true];
        assert_eq!(choice(manner, &right, &[0, 2]), Some(vec![0]));
        assert_eq!(choice(manner, &right, &[1, 3]), Some(vec![3]));
        assert_eq!(choice(manner, &right, &[1, 2]), None);
    }

    #[test]
    fn steps_in_their_places_are_kept() {
        let key = Key::Order(order::Key { steps: 4 });
        let kept = |places: &[u32]| key.kept(&Answer::Order { places: places.to_vec() });
        let found = kept(&[0, 2, 1, 3]).unwrap();
        let at: Vec<_> = (0..4).map(|at| found.has(at)).collect();
        assert_eq!(at, [true, false, false, true]);
        assert_eq!(kept(&[1, 0, 3, 2]), None, "none stands in its place");
        assert_eq!(kept(&[0, 0, 1, 2]), None, "not an order");
    }

    #[test]
    fn fields_filled_rightly_are_kept_and_the_others_emptied() {
        let pick = |right| fill::Field::Pick { list: 0, right };
        let number = fill::Number { answer: 20.0, tolerance: 1.0, unit: String::new() };
        let key = Key::Fill(fill::Key {
            manner: fill::Manner::Match,
            lists: vec![vec!["a".into(), "b".into(), "c".into()]],
            fields: vec![pick(0), pick(1), fill::Field::Number(number)],
        });
        let kept = |given: &[f64]| {
            let given = given.iter().copied().map(Some).collect();
            key.kept(&Answer::Fill { given })
        };
        let given = vec![Some(0.0), None, Some(20.5)];
        assert_eq!(kept(&[0.0, 2.0, 20.5]), Some(Answer::Fill { given }));
        assert_eq!(kept(&[1.0, 2.0, 30.0]), None);
        assert_eq!(kept(&[0.0, 1.0, 20.0]), None);
        assert_eq!(key.kept(&Answer::Choice { chosen: vec![0] }), None);
    }
}
