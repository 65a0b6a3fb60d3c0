//! The steps of a hand at a lab, so that they can be taken back.
//!
//! A drag, or a burst of keys on one control, is one step: the first change opens it, further changes
//! of the same control belong to it, and it closes when the hand rests.

use super::link::Setting;

/// So many steps can be taken back.
const MOST: usize = 100;

/// What was set before, and what was taken back.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    past: Vec<Setting>,
    future: Vec<Setting>,
    /// The control whose step is still going on.
    open: Option<usize>,
}

impl History {
    /// Hears that the setting `before` is about to change, by one control or as a whole.
    pub fn leave(&mut self, before: Setting, control: Option<usize>) {
        if control.is_some() && self.open == control {
            return;
        }
        self.open = control;
        self.future.clear();
        if self.past.len() == MOST {
            self.past.remove(0);
        }
        self.past.push(before);
    }

    /// Hears that the hand rests.
    pub fn rest(&mut self) {
        self.open = None;
    }

    /// The setting before the latest step.
    pub fn undo(&mut self, now: &Setting) -> Option<Setting> {
        self.open = None;
        let before = take_other(&mut self.past, now)?;
        self.future.push(now.clone());
        Some(before)
    }

    /// The setting after the step that was taken back last.
    pub fn redo(&mut self, now: &Setting) -> Option<Setting> {
        self.open = None;
        let after = take_other(&mut self.future, now)?;
        self.past.push(now.clone());
        Some(after)
    }

    /// Whether there is a step to take back from here.
    #[must_use]
    pub fn can_undo(&self, now: &Setting) -> bool {
        self.past.iter().any(|setting| setting != now)
    }

    /// Whether there is a step to take again from here.
    #[must_use]
    pub fn can_redo(&self, now: &Setting) -> bool {
        self.future.iter().any(|setting| setting != now)
    }
}

/// The latest that differs: a drag that ended where it began is no step.
fn take_other(settings: &mut Vec<Setting>, now: &Setting) -> Option<Setting> {
    while let Some(setting) = settings.pop() {
        if setting != *now {
            return Some(setting);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::batching::CONTROLS;
    use crate::sim::values::Values;
    use proptest::prelude::*;

    fn setting(batch: u32) -> Setting {
        let values = Values::with(CONTROLS, [("max_batch", f64::from(batch))]).expect("in range");
        Setting { values, seed: 1 }
    }

    #[test]
    fn a_burst_on_one_control_is_one_step() {
        let mut history = History::default();
        history.leave(setting(1), Some(0));
        history.leave(setting(2), Some(0));
        history.leave(setting(3), Some(0));
        assert_eq!(history.undo(&setting(4)), Some(setting(1)));
        assert!(!history.can_undo(&setting(1)));
        assert_eq!(history.redo(&setting(1)), Some(setting(4)));
    }

    #[test]
    fn a_rest_another_control_and_a_preset_begin_a_step() {
        let mut history = History::default();
        history.leave(setting(1), Some(0));
        history.rest();
        history.leave(setting(2), Some(0));
        history.leave(setting(3), Some(1));
        history.leave(setting(4), None);
        history.leave(setting(5), None);
        let mut now = setting(6);
        for before in (1..=5).rev() {
            now = history.undo(&now).unwrap();
            assert_eq!(now, setting(before));
        }
        assert_eq!(history.undo(&now), None);
    }

    #[test]
    fn a_new_step_forgets_what_was_taken_back() {
        let mut history = History::default();
        history.leave(setting(1), None);
        let now = history.undo(&setting(2)).unwrap();
        history.leave(now, None);
        assert!(!history.can_redo(&setting(3)));
    }

    #[test]
    fn a_drag_that_ends_where_it_began_is_no_step() {
        let mut history = History::default();
        history.leave(setting(1), None);
        history.leave(setting(2), Some(0));
        assert_eq!(history.undo(&setting(2)), Some(setting(1)));
    }

    proptest! {
        /// However it was come by, all the way back and all the way forth again ends where it began.
        #[test]
        fn the_way_back_is_the_way_forth(
            steps in prop::collection::vec((1_u32..128, prop::option::of(0_usize..3), any::<bool>()), 1..150)
        ) {
            let (mut history, mut now) = (History::default(), setting(1));
            for (batch, control, rests) in steps {
                history.leave(now, control);
                now = setting(batch);
                if rests {
                    history.rest();
                }
            }
            let end = now.clone();
            let mut count = 0;
            while let Some(before) = history.undo(&now) {
                prop_assert!(before != now);
                now = before;
                count += 1;
            }
            prop_assert!(count <= MOST);
            while let Some(after) = history.redo(&now) {
                now = after;
                count -= 1;
            }
            prop_assert_eq!((now, count), (end, 0));
        }
    }
}
