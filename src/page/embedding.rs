//! How to put lessons and labs into other pages.

use super::{Page, Site};
use crate::prose::{Block, Token, TokenKind};
use crate::route::Route;
use crate::sim;
use crate::view::lab::embed_code;
use crate::view::part::live;
use crate::view::prose::{self, Place};
use crate::view::theme::CopyButton;
use leptos::prelude::*;

pub(super) fn page(site: &Site) -> Page {
    let place = Place::on(&Route::Embedding);
    let lab = &sim::batching::SIMULATOR;
    let frame =
        embed_code(&format!("{{site}}{}", Route::EmbedLab(lab.id.into()).folder()), lab.title);
    let element = format!(
        "<script type=\"module\" src=\"{{site}}embed.js\"></script>\n\
         <tradeoffs-embed lab=\"{}\" state=\"max_batch=16\">\n  \
         <a href=\"{{site}}lab/{}/\">{}</a>\n</tradeoffs-embed>",
        lab.id, lab.id, lab.title
    );
    let lesson = site.lessons.first().map(|lesson| {
        let code = embed_code(
            &format!("{{site}}{}", Route::EmbedLesson(lesson.id.clone()).folder()),
            &lesson.title,
        );
        view! {
            <h2 id="lesson">"A whole lesson"</h2>
            <p>"A lesson comes with its labs and questions. Answers are kept in the frame, as far as the browser lets a frame keep anything; the link below it leads to the full course."</p>
            {example(&code, &place)}
        }
    });
    let main = view! {
        <article class="lesson">
            <header class="lesson-head">
                <h1>"Put a lesson or a lab into your own page"</h1>
                <p class="summary">"Two ways, both without an account and without a request to anybody but this site."</p>
            </header>
            <div class="prose embed-guide">
                <h2 id="frame">"A plain frame"</h2>
                <p>"Paste this where the lab should stand. It needs no script on your page. The part after "<code>"#"</code>" sets the sliders; “Copy embed code” below any lab writes it for you."</p>
                {example(&frame, &place)}
                <h2 id="element">"An element that fits its height"</h2>
                <p>"One script defines "<code>"<tradeoffs-embed>"</code>". It grows with its content and tells your page what happens in it, as DOM events that bubble: "<code>"tradeoffs-ready"</code>", "<code>"tradeoffs-resize"</code>", "<code>"tradeoffs-change"</code>" with the state and its results, and "<code>"tradeoffs-answer"</code>". Without the script the link inside remains."</p>
                {example(&element, &place)}
                <p>"Attributes: "<code>"lab"</code>" or "<code>"lesson"</code>", "<code>"state"</code>", "<code>"theme"</code>" ("<code>"auto"</code>", "<code>"light"</code>" or "<code>"dark"</code>"), "<code>"height"</code>" before the first report, "<code>"loading"</code>" ("<code>"lazy"</code>" or "<code>"eager"</code>") and "<code>"title"</code>"."</p>
                {lesson}
                <h2 id="height">"Height in a plain frame"</h2>
                <p>"The frame reports its height in the ways that common hosts already understand: H5P's resizer, Datawrapper's script, AMP, WordPress, LTI and Open edX. If your page has one of them, the frame fits without more."</p>
                <h2 id="privacy">"What the frame can do"</h2>
                <p>"The examples give the frame a sandbox: scripts and its own storage, no forms, no navigation of your page. If you serve the course from the very origin of your page, leave "<code>"allow-same-origin"</code>" out; everything works without storage, and the frame says so."</p>
            </div>
        </article>
    };
    Page {
        route: Route::Embedding,
        class: "page-plain",
        title: "Embedding".into(),
        description: "How to put lessons and labs of the course into other pages.".into(),
        main: main.into_any(),
        lesson: None,
    }
}

fn example(code: &str, place: &Place) -> impl IntoView + use<> {
    let line = |line: &str| vec![Token { kind: TokenKind::Plain, text: line.to_owned() }];
    let shown = code.replace("{site}", "https://your-copy.example/");
    let block = Block::Code { language: "HTML".into(), lines: shown.lines().map(line).collect() };
    let button = CopyButton { label: "Copy".into(), text: code.to_owned() };
    view! {
        <div class="embed-code">{prose::block(&block, place)}{live("copy", &button, [])}</div>
    }
}
