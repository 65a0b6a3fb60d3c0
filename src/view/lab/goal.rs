//! What to reach in a lab. Where chance has a part it counts only if it is reached on days that the
//! learner has not seen, too.

use super::Lab;
use crate::progress::What;
use crate::sim::outcome::Outcome;
use crate::sim::study::par::{self, Par};
use crate::state::{Studies, services};
use crate::view::part::Texts;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What to reach; in words it is text `goal`.
#[derive(Clone, Serialize, Deserialize)]
pub struct Goal {
    /// Places of readouts and what they must stay under.
    pub under: Vec<(usize, f64)>,
    /// Places of readouts and what they must exceed.
    pub over: Vec<(usize, f64)>,
    /// The best that the author knows of.
    pub pars: Vec<Par>,
}

impl Goal {
    /// Whether a finished result reaches it.
    pub(super) fn is_met(&self, outcome: &Outcome) -> bool {
        let value = |index: usize| match outcome.words(index) {
            Some(_) => f64::NAN,
            None => outcome.readings.get(index).map_or(f64::NAN, |r| r.value),
        };
        outcome.trouble.is_none()
            && self.under.iter().all(|(index, limit)| value(*index) < *limit)
            && self.over.iter().all(|(index, limit)| value(*index) > *limit)
    }

    /// What counts in it, and which way.
    fn aims(&self) -> Vec<par::Aim> {
        let under = self.under.iter().map(|(place, _)| (*place, false));
        under.chain(self.over.iter().map(|(place, _)| (*place, true))).collect()
    }
}

/// How far a lab's goal is reached.
#[derive(Clone, Copy, PartialEq)]
enum Standing {
    Missed,
    /// Met today; on so many of the other days looked at so far, out of so many.
    Trying(usize, usize),
    /// Met today, and on so many other days out of so many.
    Judged(usize, usize),
    /// Met, and there is no chance in it.
    Exact,
}

impl Standing {
    fn is_met(self) -> bool {
        match self {
            Self::Exact => true,
            Self::Judged(met, of) => met == of,
            Self::Missed | Self::Trying(..) => false,
        }
    }

    fn in_words(self) -> String {
        match self {
            Self::Missed => "Not met yet.".into(),
            Self::Exact => "Met with these settings.".into(),
            Self::Trying(known, of) => {
                format!("Met on this day. Trying other days: {known} of {of}.")
            }
            Self::Judged(met, of) if met == of => {
                format!("Met: it holds on {met} of {of} other days.")
            }
            Self::Judged(met, of) => {
                format!(
                    "Met on this day, but only on {met} of {of} others: that is luck, not yet a goal."
                )
            }
        }
    }
}

fn standing(studies: Studies, goal: &Goal) -> Standing {
    let today = studies.lab().outcome.with(|o| o.done >= 1.0 && goal.is_met(o));
    if !today {
        return Standing::Missed;
    }
    if !studies.has_chance() {
        return Standing::Exact;
    }
    let (known, of) = studies.luck.progress();
    if known < of || of == 0 {
        return Standing::Trying(known, of.max(crate::sim::study::luck::OTHERS));
    }
    let met =
        |found: &Vec<Option<Outcome>>| found.iter().flatten().filter(|o| goal.is_met(o)).count();
    Standing::Judged(studies.luck.found.with(met), of)
}

/// Whether other days must be looked at, because the shown one meets the goal.
pub(super) fn waits(studies: Studies, props: &Lab) -> Signal<bool> {
    let goal = props.goal.clone();
    Signal::derive(move || {
        let today = |outcome: &Outcome| goal.as_ref().is_some_and(|goal| goal.is_met(outcome));
        studies.has_chance() && studies.lab().outcome.with(|o| o.done >= 1.0 && today(o))
    })
}

/// The goal with how far it is reached; reaching it counts for the lesson.
pub(super) fn goal(studies: Studies, props: &Lab, texts: Texts) -> AnyView {
    let Some(goal) = props.goal.clone() else { return ().into_any() };
    let (for_par, spec) = (goal.clone(), studies.lab().spec());
    let standing = Memo::new(move |_| standing(studies, &goal));
    let place = move || {
        let outcome = studies.lab().outcome.get();
        if outcome.done < 1.0 {
            return None;
        }
        par::place(spec, &for_par.aims(), &for_par.pars, &outcome)
    };
    if let Some(lesson) = props.lesson.clone() {
        Effect::new(move || {
            let learner = services().learner(&lesson);
            if standing.get().is_met() && !learner.record.get_untracked().met_goal(spec.id) {
                learner.add(What::GoalMet { simulator: spec.id.into() });
            }
        });
    }
    let par = (!props.goal.as_ref().is_none_or(|goal| goal.pars.is_empty())).then(|| {
        view! { <p class="goal-state goal-par">{place}</p> }
    });
    view! {
        <div class="goal" data-met=move || standing.get().is_met().to_string()>
            <p><strong>"Goal. "</strong><span inner_html=texts.get("goal")></span></p>
            <p class="goal-state">{move || standing.get().in_words()}</p>
            {par}
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_that_holds_on_some_days_is_luck() {
        let said = [
            (Standing::Missed, false, "Not met yet."),
            (Standing::Exact, true, "Met with these settings."),
            (Standing::Trying(2, 5), false, "Met on this day. Trying other days: 2 of 5."),
            (Standing::Judged(5, 5), true, "Met: it holds on 5 of 5 other days."),
        ];
        for (standing, met, words) in said {
            assert_eq!((standing.is_met(), standing.in_words().as_str()), (met, words));
        }
        assert!(!Standing::Judged(4, 5).is_met());
        assert!(Standing::Judged(4, 5).in_words().contains("only on 4 of 5 others"));
    }
}
