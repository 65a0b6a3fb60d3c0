//! What the layers of the course must not know, checked on the source text.
//!
//! The order is that of `src/lib.rs`. Files named `view.rs` lie beside what they draw and belong to
//! the layer `view`.

use crate::files;
use crate::rust;

/// Every layer; each may name only itself and those before it.
const LAYERS: &[&str] = &[
    "base", "prose", "sim", "chart", "question", "lesson", "progress", "review", "plan", "route",
    "content", "state", "ui", "view", "page", "platform", "app", "site",
];

/// What lies below a layer and is still none of its business.
const ABSENCES: &[(&str, &[&str], &str)] = &[
    (
        "route",
        &["sim", "question", "lesson", "progress", "review", "plan"],
        "an address is made of ids alone",
    ),
    (
        "content",
        &["progress", "review", "plan", "chart"],
        "what an author wrote depends on no learner and no picture",
    ),
    ("state", &["content"], "the browser gets a compiled course"),
    (
        "ui",
        &["question", "lesson", "progress", "review", "plan", "content", "state"],
        "a slider serves any subject",
    ),
    ("view", &["content"], "the browser gets a compiled course"),
    ("page", &["content", "progress"], "a page is the same for every learner"),
    ("platform", &["content", "ui", "view", "page"], "an adapter serves a port and shows nothing"),
    ("app", &["content", "page"], "text stays out of WASM"),
    ("site", &["platform", "app", "content"], "the site is rendered without a browser"),
];

/// Crates of others, the layers that may name them, and why no other may.
const CRATES: &[(&str, &[&str], &str)] = &[
    ("leptos", &["state", "ui", "view", "page", "app", "site"], "the course draws nothing"),
    ("web_sys", &["platform", "app"], "only `platform` knows the browser"),
    ("js_sys", &["platform", "app"], "only `platform` knows the browser"),
    ("wasm_bindgen", &["platform", "app"], "only `platform` knows the browser"),
    ("wasm_bindgen_futures", &["platform", "app"], "only `platform` knows the browser"),
    ("gloo_storage", &["platform"], "only `platform` knows the browser"),
    ("postcard", &["platform", "view"], "how data travel is no concern of what they say"),
    ("pulldown_cmark", &["content"], "Markdown is parsed once, when the course is built"),
    ("pulldown_latex", &["content"], "formulas are parsed once, when the course is built"),
    ("syntect", &["content"], "code is highlighted once, when the course is built"),
    ("toml", &["content"], "TOML is parsed once, when the course is built"),
    ("miette", &["content"], "only authors meet diagnostics"),
    ("rand_core", &["base"], "randomness comes from `base::rng`"),
    ("rand_xoshiro", &["base"], "randomness comes from `base::rng`"),
    ("any_spawner", &["site"], "only the prerenderer needs an executor"),
    ("hydration_context", &["site"], "only the prerenderer numbers what is taken over"),
];

/// Where a text is set as markup, and why it can hold none of a stranger's.
const MARKUP: &[(&str, &str)] = &[
    ("app.rs", "only reads it: the texts that the build has put beside a live part"),
    ("page/lesson.rs", "a plot of `chart::svg`: numbers, and words that it has escaped"),
    ("page/shell.rs", "trunk's own script for live reload, only while developing"),
    ("platform/page.rs", "only reads it: what the build has written into the page"),
    ("question/choice/view.rs", "texts of `view::prose`, from the part's templates"),
    ("question/diagnose/view.rs", "a plot of `chart::svg`: numbers, and words that it has escaped"),
    ("question/estimate/vary/view.rs", "texts of `view::prose`, from the part's templates"),
    ("question/fill/view.rs", "texts of `view::prose`, from the part's templates"),
    ("question/free/view.rs", "texts of `view::prose`, from the part's templates"),
    ("question/order/view.rs", "texts of `view::prose`, from the part's templates"),
    ("ui/plot.rs", "a plot of `chart::svg`: numbers, and words that it has escaped"),
    (
        "view/calibration.rs",
        "a plot of `chart::calibration`: numbers, and words that it has escaped",
    ),
    ("view/diagram.rs", "its own SVG: numbers, and words that it has escaped"),
    ("view/lab/controls.rs", "texts of `view::prose`, from the part's templates"),
    (
        "view/lab/forecast.rs",
        "a scale of `chart::forecast`: numbers, and words that it has escaped",
    ),
    ("view/lab/goal.rs", "texts of `view::prose`, from the part's templates"),
    ("view/lab/levers.rs", "bars of `chart::tornado`: numbers, and words that it has escaped"),
    ("view/part.rs", "texts of `view::prose`, which it puts into the part's templates"),
    ("view/prose.rs", "MathML of the content compiler, from a closed set of elements"),
    ("view/question.rs", "texts of `view::prose`, from the part's templates"),
    ("view/review/asking.rs", "texts of `view::prose`, from the page's list of all prompts"),
    ("view/review/beside.rs", "texts of `view::prose`, from the page's list of all prompts"),
];

/// The layer of a module of the crate, given as a path from its root.
fn layer(module: &[String]) -> Option<&str> {
    // `question/choice/view` and what is in it.
    let beside = |part: &String| part == "view";
    if module.len() > 1 && module.iter().skip(1).any(beside) {
        return Some("view");
    }
    module.first().map(String::as_str)
}

fn place(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|name| *name == layer)
}

/// Everything that is wrong with what a file names.
fn faults(file: &str, source: &str) -> Vec<String> {
    let module = rust::module_of(file);
    let Some(from) = layer(&module) else { return Vec::new() };
    let Some(here) = place(from) else {
        return vec![format!("{file}: `{from}` is no layer; give it a place in LAYERS")];
    };
    let mut faults = Vec::new();
    for path in rust::paths(file, source) {
        let Some(to) = layer(&path).filter(|to| *to != from) else { continue };
        let path = path.join("::");
        let absence = ABSENCES.iter().find(|(of, what, _)| *of == from && what.contains(&to));
        if let Some((_, _, reason)) = absence {
            faults.push(format!("{file}: `{from}` must not use `{path}`: {reason}"));
        } else if place(to).is_some_and(|there| there > here) {
            faults.push(format!("{file}: `{from}` must not use `{path}`, which lies above it"));
        }
    }
    for (name, layers, reason) in CRATES {
        if !layers.contains(&from) && rust::names_crate(source, name) {
            faults.push(format!("{file}: `{from}` must not use the crate `{name}`: {reason}"));
        }
    }
    faults
}

/// Where markup is set, and styles that the policy of the pages would refuse.
fn markup_faults(file: &str, source: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let sets = rust::tokens(source).iter().any(|token| token == "inner_html");
    if sets && MARKUP.iter().all(|(allowed, _)| *allowed != file) {
        faults.push(format!("{file}: `inner_html` is for files in MARKUP, each with its reason"));
    }
    let visible = ["chart", "ui", "view", "page"];
    if layer(&rust::module_of(file)).is_some_and(|layer| visible.contains(&layer)) {
        let code = rust::strip(source, false);
        for (i, line) in code.lines().enumerate().filter(|(_, line)| has_style(line)) {
            let line = line.trim();
            faults.push(format!("{file}:{}: the policy refuses styles in markup: `{line}`", i + 1));
        }
    }
    faults
}

/// `style="…"` in an element, `style:width=…` or `.style(…)`.
fn has_style(line: &str) -> bool {
    let after = |(at, word): (usize, &str)| {
        let before = line[..at].chars().next_back();
        let attribute = before.is_none_or(|c| c.is_whitespace());
        let rest = &line[at + word.len()..];
        let directive =
            rest.strip_prefix(':').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
        attribute && (rest.starts_with('=') || directive)
            || before == Some('.') && rest.starts_with('(')
    };
    line.match_indices("style").any(after)
}

#[track_caller]
fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_layer_knows_only_what_lies_below_it() {
    let files = files::library();
    assert!(files.len() > 80, "only {} files were looked at", files.len());
    let check = |file: &String| faults(file, &files::text(&format!("src/{file}")));
    none(&files.iter().flat_map(check).collect::<Vec<_>>());
}

#[test]
fn markup_is_set_where_it_is_ours_and_styles_are_in_style_sheets() {
    let check = |file: &String| markup_faults(file, &files::text(&format!("src/{file}")));
    none(&files::library().iter().flat_map(check).collect::<Vec<_>>());
    for (file, _) in MARKUP {
        let source = files::text(&format!("src/{file}"));
        assert!(source.contains("inner_html"), "{file} sets no markup; take it off the list");
    }
}

#[test]
fn the_layers_are_the_modules_of_the_library() {
    let library = files::text("src/lib.rs");
    let modules = library.lines().filter_map(|line| line.strip_prefix("pub mod "));
    let modules: Vec<&str> = modules.map(|name| name.trim_end_matches(';')).collect();
    assert_eq!(modules, LAYERS);
}

#[test]
fn what_reaches_upward_is_found() {
    for (file, source) in [
        ("base/x.rs", "use crate::sim::Seed;"),
        ("sim/x.rs", "use crate::{base::math, view::lab};"),
        ("sim/batching/run.rs", "use super::super::super::ui::slider;"),
        ("question/choice/mod.rs", "fn f() { view::inputs() } use self::view::inputs;"),
        ("question/choice/view.rs", "use crate::platform::page;"),
        ("prose.rs", "pub(crate) use crate::lesson::Lesson as L;"),
        ("lesson/mod.rs", "mod tests { use super::super::progress::Record; }"),
        ("view/lab/mod.rs", "use crate::page::Site;"),
        ("state/mod.rs", "use crate::platform::clock;"),
        ("ui/plot.rs", "use crate::state::services;"),
        ("app.rs", "fn f() { crate::page::document() }"),
        ("sim/x.rs", "use leptos::prelude::*;"),
        ("view/lab/mod.rs", "let w = web_sys::window();"),
        ("ui/x.rs", "use wasm_bindgen::JsCast;"),
        ("new/mod.rs", ""),
    ] {
        assert_eq!(faults(file, source).len(), 1, "{file}: {source}: {:?}", faults(file, source));
    }
    for (file, source) in [
        ("sim/x.rs", "// use crate::view;\nuse crate::base::math;\nuse super::control;"),
        ("question/choice/view.rs", "use super::Choice;\nuse crate::view::prose;"),
        ("view/question.rs", "use crate::question::{self as course, choice::view};"),
        ("ui/slider.rs", "use leptos::ev::KeyboardEvent;"),
    ] {
        none(&faults(file, source));
    }
}

#[test]
fn markup_and_styles_are_found() {
    for (file, source) in [
        ("view/x.rs", "view! { <p inner_html=text></p> }"),
        ("page/x.rs", "view! { <p style=\"color: red\"></p> }"),
        ("ui/x.rs", "view! { <p style:width=width></p> }"),
        ("chart/x.rs", "let a = r#\"<g style=\"x\">\"#;"),
        ("question/choice/view.rs", "leptos::html::p().style(\"x\")"),
    ] {
        assert_eq!(markup_faults(file, source).len(), 1, "{file}: {source}");
    }
    none(&markup_faults("page/x.rs", "// style=\nAssets { style: name, r: file(&assets.style) };"));
}
