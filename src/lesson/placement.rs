//! Which questions of the course place a newcomer: a few, quick to answer, spread over its modules,
//! its skills and the two ways to answer. Chosen when the course is built, the same way each time.

use super::{Lesson, Skill};
use crate::base::id::{ModuleId, QuestionId};
use crate::question::choice::Choice;
use crate::question::{Body, Question};

/// How many questions a placement check has, in a course that has as many.
pub const COUNT: usize = 12;

/// A question of the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pick {
    /// The place of its lesson in the course.
    pub lesson: usize,
    /// Its place among the questions of the lesson.
    pub question: usize,
}

/// The questions of the check, in the order of the course.
///
/// Modules take turns, in their order. A module whose turn it is gives the lesson that trains what the
/// check has asked least of so far, the earlier one where that is equal; once every lesson has given a
/// question, they go round again. Of a lesson's questions the first one is asked that is answered in
/// the way (choosing, estimating) that the check has asked less for.
///
/// No two questions have the same id, because they will stand on one page. Only what is answered in a
/// minute and needs neither a lab nor one's own judgement is asked.
#[must_use]
pub fn choose(lessons: &[Lesson], count: usize) -> Vec<Pick> {
    let mut check = Check { lessons, picks: Vec::new() };
    let mut modules: Vec<&ModuleId> = lessons.iter().map(|lesson| &lesson.module).collect();
    modules.dedup();
    while let Some(least) = (0..lessons.len()).filter_map(|place| check.asked(place)).min() {
        for module in &modules {
            if check.picks.len() < count {
                check.ask(module, least);
            }
        }
        if check.picks.len() >= count {
            break;
        }
    }
    check.picks.sort();
    check.picks
}

struct Check<'a> {
    lessons: &'a [Lesson],
    picks: Vec<Pick>,
}

impl Check<'_> {
    /// Takes the turn of a module, if a lesson of it has given no more than so many questions.
    fn ask(&mut self, module: &ModuleId, least: usize) {
        let lessons = self.lessons.iter().enumerate().filter(|(_, l)| l.module == *module);
        let open = lessons.map(|(place, _)| place).filter(|p| self.asked(*p) == Some(least));
        let best = open.min_by_key(|place| (self.trained(*place), *place));
        let pick = best.and_then(|lesson| Some(Pick { lesson, question: self.question(lesson)? }));
        self.picks.extend(pick);
    }

    /// How many questions a lesson has given; nothing where it has no more to give.
    fn asked(&self, lesson: usize) -> Option<usize> {
        self.question(lesson)?;
        Some(self.picks.iter().filter(|pick| pick.lesson == lesson).count())
    }

    /// How often the least asked of a lesson's skills was asked.
    fn trained(&self, lesson: usize) -> usize {
        let asked = |skill: &Skill| {
            let trains = |pick: &&Pick| self.lessons[pick.lesson].skills.contains(skill);
            self.picks.iter().filter(trains).count()
        };
        self.lessons[lesson].skills.iter().map(asked).min().unwrap_or(usize::MAX)
    }

    /// The question that a lesson would give now.
    fn question(&self, lesson: usize) -> Option<usize> {
        let questions = self.lessons[lesson].questions.iter().enumerate();
        let fits = questions.filter(|(_, one)| is_quick(one) && !self.has(&one.id));
        let ways = |is_chosen: bool| {
            let same = |pick: &&Pick| is_choice(self.at(**pick)) == is_chosen;
            self.picks.iter().filter(same).count()
        };
        fits.min_by_key(|(place, one)| (ways(is_choice(one)), *place)).map(|(place, _)| place)
    }

    fn at(&self, pick: Pick) -> &Question {
        &self.lessons[pick.lesson].questions[pick.question]
    }

    fn has(&self, id: &QuestionId) -> bool {
        self.picks.iter().any(|pick| self.at(*pick).id == *id)
    }
}

/// Whether a question takes a minute, and the course alone grades it.
fn is_quick(question: &Question) -> bool {
    match &question.body {
        Body::Choice(Choice { several, .. }) => !several,
        Body::Estimate(_) => true,
        _ => false,
    }
}

fn is_choice(question: &Question) -> bool {
    matches!(question.body, Body::Choice(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::{LessonId, ObjectiveId, StateId};
    use crate::question::choice::ChoiceOption;
    use crate::question::estimate::{Estimate, LogScore};
    use crate::question::predict::Predict;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn question(id: &str, body: Body) -> Question {
        Question {
            id: QuestionId::new(id).expect("a slug"),
            objective: ObjectiveId::new("some").expect("a slug"),
            passage: "some".into(),
            prompt: Vec::new(),
            hints: Vec::new(),
            explain: Vec::new(),
            revision: 1,
            template: None,
            body,
        }
    }

    fn choice(several: bool) -> Body {
        let option = |right| ChoiceOption {
            text: Vec::new(),
            right,
            reason: Vec::new(),
            misconception: None,
            refuted_by: None,
        };
        Body::Choice(Choice { several, options: vec![option(true), option(false)] })
    }

    fn scoring() -> LogScore {
        LogScore { full_within: 1.2, none_beyond: 4.0 }
    }

    fn estimate() -> Body {
        Body::Estimate(Estimate { answer: 3.0, unit: "s".into(), scoring: scoring(), vary: None })
    }

    fn predict() -> Body {
        Body::Predict(Predict {
            state: StateId::new("some").expect("a slug"),
            simulator: "mm1".into(),
            readout: "wait".into(),
            compare: None,
            truth: 1.0,
            scoring: scoring(),
        })
    }

    fn lesson(module: &str, id: &str, skills: &[Skill], questions: Vec<Question>) -> Lesson {
        Lesson {
            id: LessonId::new(id).expect("a slug"),
            title: id.into(),
            summary: String::new(),
            module: ModuleId::new(module).expect("a slug"),
            minutes: 20,
            topics: Vec::new(),
            skills: skills.to_vec(),
            objectives: Vec::new(),
            requires: Vec::new(),
            see_also: Vec::new(),
            sources: Vec::new(),
            body: Vec::new(),
            states: Vec::new(),
            questions,
            cards: Vec::new(),
        }
    }

    /// A lesson with a prediction, a choice and an estimate.
    fn plain(module: &str, id: &str, skill: Skill) -> Lesson {
        let own = |kind: &str, body| question(&format!("{id}-{kind}"), body);
        let questions = vec![own("p", predict()), own("c", choice(false)), own("e", estimate())];
        lesson(module, id, &[skill], questions)
    }

    fn asked(lessons: &[Lesson], count: usize) -> Vec<&str> {
        let picks = choose(lessons, count);
        picks.iter().map(|p| lessons[p.lesson].questions[p.question].id.as_str()).collect()
    }

    #[test]
    fn modules_take_turns_and_the_skill_asked_least_goes_first() {
        let lessons = [
            plain("a", "a1", Skill::Operations),
            plain("a", "a2", Skill::Operations),
            plain("a", "a3", Skill::Governance),
            plain("b", "b1", Skill::Operations),
        ];
        assert_eq!(asked(&lessons, 1), ["a1-c"]);
        // The two ways to answer take turns, too.
        assert_eq!(asked(&lessons, 2), ["a1-c", "b1-e"]);
        assert_eq!(asked(&lessons, 3), ["a1-c", "a3-c", "b1-e"]);
        // Every lesson has its turn before any has a second one.
        assert_eq!(asked(&lessons, 4), ["a1-c", "a2-e", "a3-c", "b1-e"]);
        assert_eq!(asked(&lessons, 99).len(), 8, "predictions are never asked");
        assert_eq!(asked(&[], 12), [""; 0]);
    }

    #[test]
    fn two_questions_of_one_name_are_never_asked_together() {
        let twin = |id| lesson("a", id, &[Skill::Operations], vec![question("q", estimate())]);
        assert_eq!(asked(&[twin("a1"), twin("a2")], 12), ["q"]);
    }

    #[test]
    fn what_needs_more_than_a_minute_is_not_asked() {
        let questions = vec![question("several", choice(true)), question("predict", predict())];
        assert_eq!(asked(&[lesson("a", "a1", &[], questions)], 12), [""; 0]);
    }

    proptest! {
        #[test]
        fn a_check_is_spread_and_as_long_as_it_may_be(
            modules in prop::collection::vec(1..4_usize, 1..8), count in 0..40_usize,
        ) {
            const SKILLS: [Skill; 3] = [Skill::Operations, Skill::Governance, Skill::TradeOffs];
            let lessons: Vec<_> = modules.iter().enumerate().flat_map(|(m, size)| {
                let own = move |l| {
                    plain(&format!("m{m}"), &format!("m{m}-l{l}"), SKILLS[(m + l) % 3])
                };
                (0..*size).map(own)
            }).collect();
            let picks = choose(&lessons, count);
            prop_assert_eq!(picks.len(), count.min(2 * lessons.len()));
            prop_assert_eq!(&picks, &choose(&lessons, count));
            prop_assert!(picks.is_sorted());
            prop_assert_eq!(picks.iter().collect::<BTreeSet<_>>().len(), picks.len());
            let of = |place: usize| picks.iter().filter(|pick| pick.lesson == place).count();
            let counts: Vec<_> = (0..lessons.len()).map(of).collect();
            let (least, most) = (counts.iter().min(), counts.iter().max());
            prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1));
            if count >= modules.len() {
                let asked: BTreeSet<_> = picks.iter().map(|p| &lessons[p.lesson].module).collect();
                prop_assert_eq!(asked.len(), modules.len());
            }
        }
    }
}
