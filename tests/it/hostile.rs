//! Text that means harm: refused, or shown as the letters it is made of.

use crate::diagnostics::Copy;
use course::content::{Compiled, Report, compile};
use course::prose::Target;
use proptest::prelude::*;
use std::fs;

/// Each stands alone as a paragraph of the lesson and must stop the course.
const REFUSED: &[&str] = &[
    // Elements.
    "<script>steal()</script>",
    "<SCRIPT SRC=//example.org/x.js></SCRIPT>",
    "text <script>steal()</script> text",
    "<img src=x onerror=steal()>",
    "some <img src=x onerror='steal()'> words",
    "<svg onload=steal()>",
    "<svg><animate onbegin=steal() attributeName=x></svg>",
    "<math><mi xlink:href=\"javascript:steal()\">x</mi></math>",
    "<iframe srcdoc=\"<script>steal()</script>\"></iframe>",
    "<object data=\"data:text/html,x\"></object>",
    "<embed src=\"javascript:steal()\">",
    "<form action=\"javascript:steal()\"><button>go</button></form>",
    "<a href=\"javascript:steal()\">here</a>",
    "<a\nhref=\"javascript:steal()\">here</a>",
    "<b onmouseover=steal()>bold</b>",
    "<style>@import 'https://example.org/x.css';</style>",
    "<link rel=stylesheet href=//example.org/x.css>",
    "<base href=\"https://example.org/\">",
    "<meta http-equiv=refresh content=\"0;url=javascript:steal()\">",
    "<details open ontoggle=steal()>x</details>",
    "<video><source onerror=steal()></video>",
    "<template><script>steal()</script></template>",
    "<!-- a comment -->",
    "text <!-- a comment --> text",
    "<?php steal() ?>",
    "<![CDATA[ steal() ]]>",
    "<!DOCTYPE html>",
    "</p><script>steal()</script>",
    "> <script>steal()</script>",
    "- item\n\n  <script>steal()</script>",
    "| a |\n|---|\n| <img src=x onerror=steal()> |",
    "*<u>x</u>*",
    // Links.
    "[x](javascript:steal())",
    "[x](JaVaScRiPt:steal())",
    "[x](javascript&colon;steal())",
    "[x](javascript&#58;steal())",
    "[x](javascript&#x3a;steal())",
    "[x](&#106;avascript:steal())",
    "[x](&#x6A;&#x61;vascript:steal())",
    "[x](java&Tab;script:steal())",
    "[x](java&NewLine;script:steal())",
    "[x](<java\tscript:steal()>)",
    "[x](<  javascript:steal()>)",
    "[x](&#1;javascript:steal())",
    "[x](&nbsp;javascript:steal())",
    "[x](java\\script:steal())",
    "[x](\\javascript:steal())",
    "[x](javascript://example.org/%0asteal())",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](DATA:text/html,x)",
    "[x](data&colon;text/html,x)",
    "[x](vbscript:steal())",
    "[x](VBScript&#58;steal())",
    "[x](file:///etc/passwd)",
    "[x](blob:https://example.org/x)",
    "[x](view-source:https://example.org)",
    "[x](//example.org)",
    "[x](\\\\example.org)",
    "[x](/page)",
    "[x](page.html)",
    "[x](?q=1)",
    "[x](HTTPS://example.org)",
    "[x](https:example.org)",
    "[x](https://good.example@evil.example/)",
    "[x](https://example.org\u{202e}gro)",
    "[x](tel:123)",
    "[x]()",
    "[](https://example.org)",
    "[x][y]\n\n[y]: javascript:steal()",
    "[y]\n\n[y]: JAVASCRIPT:steal()",
    "[@key]\n\n[@key]: javascript:steal()",
    "[x](cite:kingman1961)",
    "<javascript:steal()>",
    "<JAVASCRIPT:steal()>",
    "<data:text/html,x>",
    "<vbscript:x>",
    "[x](term:../../x)",
    "[x](lesson:small#a\"onclick=)",
    "[x](#\"><script>)",
    "[x](lab:<svg>)",
    // Images.
    "![x](https://example.org/x.png)",
    "![x](javascript:steal())",
    "![x](data:image/svg+xml,<svg onload=steal()>)",
    "![x][y]\n\n[y]: https://example.org/x.png",
    "[![x](x.png)](https://example.org)",
    // Headings.
    "# Level one",
    "## h {#constructor .a onclick=steal()}",
    "## h {onclick=steal()}",
    "## h {.class}",
    "## h {#A-B}",
    "## h {#\"x}",
    "## !!!",
    "Level one\n===",
    // Formulas.
    "$\\color{red}{x}$",
    "$\\href{javascript:steal()}{x}$",
    "$\\frac{1}$",
    // Fences.
    "```html\n<script>steal()</script>\n```",
    "```lab onclick=steal()\n```",
    "```script\n```",
    // Footnotes.
    "x[^1]\n\n[^1]: note",
    "x[^1]",
];

/// Looks wild, is only text.
const TEXT: &[&str] = &[
    "a < b and c > d, 1 & 2",
    "\\<script>",
    "`<script>steal()</script>`",
    "```text\n<script>steal()</script>\n```",
    "&lt;script&gt;",
    "javascript:steal() is not a link",
    "[0, 1] and [x] (y)",
    "`==` compares",
    "$\\text{</mtext></math><script>steal()</script>}$",
    "$\\text{<img src=x onerror=steal()>}$",
];

fn with_body(course: &Copy, body: &str) -> Report {
    let path = course.path().join("lessons/small/lesson.md");
    let text = fs::read_to_string(crate::files::repository(
        "tests/fixtures/course/lessons/small/lesson.md",
    ));
    let text = text.expect("the fixture").replacen(
        "## Check yourself",
        &format!("{body}\n\n## Check yourself"),
        1,
    );
    fs::write(path, text).expect("it can be written");
    compile(course.path())
}

#[test]
fn hostile_text_is_refused() {
    let course = Copy::new("hostile");
    let passed: Vec<_> =
        REFUSED.iter().filter(|body| !with_body(&course, body).has_errors()).collect();
    assert!(passed.is_empty(), "these passed: {passed:#?}");
}

#[test]
fn plain_text_that_looks_wild_passes() {
    let course = Copy::new("wild");
    for body in TEXT {
        let report = with_body(&course, body);
        assert!(!report.has_errors(), "{body:?}:\n{}", report.plain());
        let json = serde_json::to_string(&report.compiled).expect("plain data");
        let mathml =
            json.split("\"mathml\":\"").skip(1).filter_map(|rest| rest.split("\",").next());
        for mathml in mathml {
            assert!(!mathml.contains("<img") && !mathml.contains("<script"), "{mathml}");
        }
    }
}

#[test]
fn hostile_text_in_toml_is_refused() {
    let course = Copy::new("hostile-toml");
    let path = course.path().join("glossary.toml");
    let whole = fs::read_to_string(&path).expect("the fixture");
    for body in
        ["<b>x</b>", "[x](javascript:steal())", "![x](y.png)", "[x](#forces)", "[@kingman1961]"]
    {
        fs::write(&path, whole.replace("The time from", &format!("{body} The time from")))
            .expect("it can be written");
        let report = compile(course.path());
        assert!(report.has_errors(), "{body:?} passed");
        assert!(report.diagnostics.iter().any(|d| d.file() == "glossary.toml" && d.line == 8));
    }
}

/// Every link of the compiled course, found in its serialised form so that no node is forgotten.
fn targets(compiled: &Compiled) -> Vec<Target> {
    fn walk(value: &serde_json::Value, out: &mut Vec<Target>) {
        match value {
            serde_json::Value::Object(map) => {
                if let Some(to) = map.get("Link").and_then(|link| link.get("to")) {
                    out.push(serde_json::from_value(to.clone()).expect("a target"));
                }
                map.values().for_each(|value| walk(value, out));
            }
            serde_json::Value::Array(list) => list.iter().for_each(|value| walk(value, out)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    walk(&serde_json::to_value(compiled).expect("plain data"), &mut out);
    out
}

/// Pieces that mean something to Markdown, put together at random.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[a-z ]{1,8}",
        "\\PC{1,6}",
        prop::sample::select(vec![
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```\n",
            "```lab\n",
            "```text\n",
            "[",
            "](",
            ")",
            "]",
            "![",
            "<",
            ">",
            "<b>",
            "</b>",
            "<!--",
            "https://example.org",
            "javascript:",
            "data:",
            "mailto:",
            "term:utilisation",
            "#forces",
            "lesson:small",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "## ",
            "# ",
            "{#",
            "}",
            "$",
            "$$",
            "\\",
            "|",
            "\n|---|---|\n",
            "&colon;",
            "&#58;",
            "&Tab;",
            "[@",
            "[^1]",
            "    ",
            "\t",
            "---\n",
            "+++\n",
            "`=calm.latency_p50 > 1 ms`",
            "`=",
            "\u{0}",
            "é",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_markdown_never_panics_and_never_yields_another_scheme(body in markdown()) {
        let course = Copy::new("random");
        let report = with_body(&course, &body);
        for diagnostic in &report.diagnostics {
            prop_assert!(diagnostic.line >= 1 && diagnostic.column >= 1);
        }
        if let Some(compiled) = &report.compiled {
            for target in targets(compiled) {
                if let Target::Web(address) = target {
                    prop_assert!(["https://", "http://", "mailto:"].iter().any(|ok| address.starts_with(ok)));
                }
            }
        }
    }
}

/// Deep nesting, which a recursive walk must survive.
#[test]
fn deep_nesting_is_refused_and_not_followed() {
    let course = Copy::new("deep");
    for body in [">".repeat(20_000), "*a ".repeat(20_000), "- ".repeat(5_000), "[".repeat(20_000)] {
        let report = with_body(&course, &format!("{body} x"));
        assert!(!report.diagnostics.is_empty());
    }
    let quoted = with_body(&course, &format!("{} x", ">".repeat(100)));
    assert!(quoted.plain().contains("nested too deeply"), "{}", quoted.plain());
}
