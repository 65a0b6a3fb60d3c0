//! A question as a prompt of reviews: what is asked, without inputs, and what is right.

use super::parts::dashboard;
use crate::base::format;
use crate::base::rng::Seed;
use crate::lesson::Lesson;
use crate::prose::{Block, Inline, Line, plain};
use crate::question::choice::ChoiceOption;
use crate::question::cloze::{Cloze, Filling};
use crate::question::goal::Goal;
use crate::question::{Body, Question};
use crate::sim;
use crate::view::prose::{self, Place};
use crate::view::question::kind;
use leptos::prelude::*;

/// The first words of a question, after what kind it is.
pub(super) fn name(question: &Question) -> String {
    let first = question.prompt.iter().find_map(|block| match block {
        Block::Paragraph(line) => Some(plain(line)),
        _ => None,
    });
    format!("{}: {}", kind(&question.key()), first.unwrap_or_default())
}

/// What is asked, with what there is to choose from.
pub(super) fn front(lesson: &Lesson, question: &Question, place: &Place) -> AnyView {
    let lines = |lines: Vec<&Line>| list(lines.into_iter().cloned().collect(), place);
    let words = |words: &[String]| {
        let words = words.iter().map(|word| vec![Inline::Text(word.clone())]);
        list(words.collect(), place)
    };
    let offered = match &question.body {
        Body::Choice(_) | Body::Diagnose(_) => {
            lines(question.body.options().iter().map(|option| &option.text).collect())
        }
        Body::Flaw(flaw) => {
            let statements = flaw.statements.iter();
            let statements =
                statements.map(|one| view! { <li>{prose::line(&one.text, place)}</li> });
            view! { <ol>{statements.collect_view()}</ol> }.into_any()
        }
        Body::Order(order) => {
            let found = order.key().start(Seed(question.revision)).into_iter();
            lines(found.filter_map(|step| Some(&order.steps.get(step as usize)?.text)).collect())
        }
        Body::Match(matching) => {
            let mut halves = matching.key().lists.concat();
            halves.sort_unstable();
            let lefts = matching.pairs.iter().map(|pair| &pair.left).collect();
            view! { {lines(lefts)}<p>"To be matched with:"</p>{words(&halves)} }.into_any()
        }
        Body::Categorise(categorise) => {
            let items = categorise.items.iter().map(|item| &item.text).collect();
            view! {
                {lines(items)}<p>"Into these categories:"</p>{words(&categorise.categories)}
            }
            .into_any()
        }
        Body::Cloze(cloze) => sentence(cloze, place, |_| vec![Inline::Text(" … ".into())]),
        Body::Goal(goal) => limits(goal),
        Body::Estimate(_) | Body::Predict(_) | Body::Free(_) => ().into_any(),
    };
    view! { {prose::blocks(&question.prompt, place)}{dashboard(lesson, question)}{offered} }
        .into_any()
}

/// What is right, and why.
pub(super) fn back(question: &Question, place: &Place) -> AnyView {
    let number = |text: String| view! { <p><strong>{text}</strong></p> }.into_any();
    let right = match &question.body {
        Body::Choice(_) | Body::Diagnose(_) => rights(&question.body.options(), place),
        Body::Flaw(flaw) => {
            let flawed = rights(&question.body.options(), place);
            view! { {flawed}{prose::blocks(&flaw.repair, place)} }.into_any()
        }
        Body::Estimate(estimate) => {
            number(format!("{} {}", format::number(estimate.answer, 3), estimate.unit))
        }
        Body::Predict(predict) => {
            let readout = sim::find(&predict.simulator).and_then(|s| s.readout(&predict.readout));
            number(readout.map_or_else(String::new, |(_, readout)| {
                format::quantity(predict.truth, readout.unit)
            }))
        }
        Body::Order(order) => {
            let steps = order.steps.iter();
            let steps = steps.map(|step| view! { <li>{prose::line(&step.text, place)}</li> });
            view! { <ol>{steps.collect_view()}</ol> }.into_any()
        }
        Body::Match(matching) => {
            let pairs = matching.pairs.iter().map(|pair| (&pair.left, pair.right.as_str()));
            terms(pairs, place)
        }
        Body::Categorise(categorise) => {
            let category =
                |place: u32| categorise.categories.get(place as usize).map_or("", String::as_str);
            terms(categorise.items.iter().map(|item| (&item.text, category(item.category))), place)
        }
        Body::Cloze(cloze) => sentence(cloze, place, |gap| {
            vec![Inline::Strong(vec![Inline::Text(filling(&cloze.gaps[gap].filling))])]
        }),
        Body::Free(free) => prose::blocks(&free.model, place),
        Body::Goal(goal) => limits(goal),
    };
    view! { {right}{prose::blocks(&question.explain, place)} }.into_any()
}

fn list(lines: Vec<Line>, place: &Place) -> AnyView {
    let items = lines.iter().map(|line| view! { <li>{prose::line(line, place)}</li> });
    view! { <ul>{items.collect_view()}</ul> }.into_any()
}

/// What has to hold.
fn limits(goal: &Goal) -> AnyView {
    let limits = goal.aims.iter().map(|aim| view! { <li>{aim.in_words()}</li> });
    view! { <ul>{limits.collect_view()}</ul> }.into_any()
}

/// The right options.
fn rights(options: &[&ChoiceOption], place: &Place) -> AnyView {
    let right = options.iter().filter(|option| option.right);
    let right = right.map(|o| view! { <p><strong>{prose::line(&o.text, place)}</strong></p> });
    right.collect_view().into_any()
}

/// What belongs to what.
fn terms<'a>(pairs: impl Iterator<Item = (&'a Line, &'a str)>, place: &Place) -> AnyView {
    let pairs = pairs.map(|(left, right)| {
        view! { <li>{prose::line(left, place)}": "<strong>{right.to_owned()}</strong></li> }
    });
    view! { <ul>{pairs.collect_view()}</ul> }.into_any()
}

/// A sentence with its gaps filled.
fn sentence(cloze: &Cloze, place: &Place, gap: impl Fn(usize) -> Line) -> AnyView {
    let piece = |(i, text): (usize, &Line)| {
        let mut line = text.clone();
        if i < cloze.gaps.len() {
            line.extend(gap(i));
        }
        prose::line(&line, place)
    };
    let pieces: Vec<_> = cloze.text.iter().enumerate().map(piece).collect();
    view! { <p>{pieces}</p> }.into_any()
}

fn filling(filling: &Filling) -> String {
    match filling {
        Filling::Word { options, right } => {
            options.get(*right as usize).cloned().unwrap_or_default()
        }
        Filling::Number(number) => {
            format!("{} {}", format::number(number.answer, 3), number.unit).trim_end().into()
        }
    }
}
