//! The finished site, rendered natively from the real course: every page stands on its own feet, and
//! every link and every reference leads somewhere.

use crate::files::{self, repository};
use crate::html::{Element, elements};
use course::content::{Compiled, card, compile};
use course::page::Site;
use course::question::Key;
use course::sim::values::Values;
use course::view::part;
use course::view::question::Question;
use course::{sim, site};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// What trunk would have left in its staging folder.
const BUILT: &[(&str, &str)] = &[
    ("index.html", "<script src=\"app-0123456789abcdef.js\"></script>app-0123456789abcdef_bg.wasm"),
    ("app-0123456789abcdef.js", ""),
    ("app-0123456789abcdef_bg.wasm", ""),
    ("study.js", ""),
    ("study_bg.wasm", ""),
    ("worker.js", ""),
    ("worker_bg.wasm", ""),
];

/// Where the site stands on its host. Only the page for missing addresses may know.
const PUBLIC_PATH: &str = "/any/path/";

/// A page of the site.
struct Page {
    /// Its file, from the root of the site.
    file: String,
    elements: Vec<Element>,
}

impl Page {
    fn ids(&self) -> BTreeSet<&str> {
        self.elements.iter().filter_map(|element| element.get("id")).collect()
    }

    fn named(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// An address as it would be relative to the page. The page for missing addresses is shown at any
    /// depth, so its own begin at the root of the host.
    fn relative<'a>(&self, address: &'a str) -> Option<&'a str> {
        if self.file == "404.html" && address.starts_with('/') {
            return address
                .strip_prefix(PUBLIC_PATH)
                .map(|rest| if rest.is_empty() { "./" } else { rest });
        }
        (!address.is_empty() && !address.starts_with('/')).then_some(address)
    }

    fn is_embed(&self) -> bool {
        self.file.starts_with("embed/")
    }
}

/// The site, rendered once for all tests: its pages, and the names of all its files.
fn rendered() -> &'static (Vec<Page>, BTreeSet<String>) {
    static SITE: OnceLock<(Vec<Page>, BTreeSet<String>)> = OnceLock::new();
    SITE.get_or_init(render)
}

fn render() -> (Vec<Page>, BTreeSet<String>) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("site");
    let _ = fs::remove_dir_all(&folder);
    let write = |file: &str, bytes: &[u8]| {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    };
    for (file, text) in BUILT {
        write(file, text.as_bytes());
    }
    for file in files::all().iter().filter_map(|file| file.strip_prefix("public/")) {
        let bytes = fs::read(repository("public").join(file)).expect("a file of the repository");
        write(file, &bytes);
    }
    let compiled = compile(&repository("content")).compiled.expect("the course has no errors");
    let cards = sim::all().map(|simulator| (simulator, card(simulator))).collect();
    let Compiled { course, lessons, .. } = compiled;
    let course = Site { course, lessons, cards, public_path: PUBLIC_PATH.into() };
    site::finish(&folder, &course).expect("the site can be finished");
    let names = names(&folder);
    let page = |file: &String| Page {
        file: file.clone(),
        elements: elements(&fs::read_to_string(folder.join(file)).expect("a page")),
    };
    let pages: Vec<_> = names.iter().filter(|file| file.ends_with(".html")).map(page).collect();
    let routes: BTreeSet<_> = course.routes().iter().map(course::route::Route::file).collect();
    let files: BTreeSet<_> = pages.iter().map(|page| page.file.clone()).collect();
    assert_eq!(files, routes, "every address is a file, and no other page is there");
    (pages, names)
}

fn names(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for path in fs::read_dir(next).expect("a folder").flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let within = path.strip_prefix(folder).expect("it is in the folder");
                let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
                names.insert(parts.join("/"));
            }
        }
    }
    names
}

/// Gathers what `check` says of each page, and fails if it says anything.
#[track_caller]
fn no_page_has(check: impl Fn(&Page) -> Vec<String>) {
    let (pages, _) = rendered();
    assert!(pages.len() >= 9, "only {} pages were looked at", pages.len());
    let faults = pages
        .iter()
        .flat_map(|page| check(page).into_iter().map(|fault| format!("{}: {fault}", page.file)));
    let faults: Vec<_> = faults.collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// A fault unless it holds.
fn unless(holds: bool, fault: &str) -> Vec<String> {
    if holds { Vec::new() } else { vec![fault.to_owned()] }
}

#[test]
fn every_page_has_a_title_a_description_and_one_heading_of_the_first_level() {
    no_page_has(|page| {
        let one = |name: &str| {
            let count = page.named(name).count();
            unless(count == 1, &format!("{count} × <{name}>"))
        };
        let title = page.named("title").next().is_some_and(|title| title.text.len() > 8);
        let description = page.named("meta").any(|meta| {
            meta.get("name") == Some("description")
                && meta.get("content").is_some_and(|text| text.len() > 20 && text.ends_with('.'))
        });
        let language = page.named("html").any(|html| html.get("lang") == Some("en-GB"));
        let hidden = page.named("meta").any(|meta| meta.get("content") == Some("noindex"));
        [
            one("h1"),
            one("main"),
            unless(title, "no title"),
            unless(description, "no description that is a sentence"),
            unless(language, "no language"),
            unless(hidden == (page.is_embed() || page.file == "404.html"), "wrongly indexed"),
        ]
        .concat()
    });
    let (pages, _) = rendered();
    let titles = pages.iter().filter(|page| !page.is_embed());
    let titles: Vec<_> = titles.filter_map(|page| page.named("title").next()).collect();
    let unique: BTreeSet<_> = titles.iter().map(|title| title.text.as_str()).collect();
    assert_eq!(unique.len(), titles.len(), "two pages have the same title: {unique:?}");
}

#[test]
fn headings_never_skip_a_level() {
    no_page_has(|page| {
        let level = |element: &Element| {
            let digit = element.name.strip_prefix('h').filter(|rest| rest.len() == 1)?;
            digit.parse::<u32>().ok()
        };
        let levels: Vec<u32> = page.elements.iter().filter_map(level).collect();
        let skips = levels.windows(2).filter(|pair| pair[1] > pair[0] + 1);
        skips.map(|pair| format!("<h{}> follows <h{}>", pair[1], pair[0])).collect()
    });
}

/// The policy of the pages would refuse them, silently.
#[test]
fn no_page_has_styles_or_scripts_of_its_own() {
    no_page_has(|page| {
        let mut faults = Vec::new();
        for element in &page.elements {
            let name = &element.name;
            let scripts = name == "script" && element.get("src").is_none();
            if name == "style" || scripts || element.get("style").is_some() {
                faults.push(format!("<{name}> brings its own: {:?}", element.text));
            }
            let handler = element.attributes().find(|(name, _)| name.starts_with("on"));
            if let Some((handler, _)) = handler {
                faults.push(format!("<{name} {handler}>"));
            }
        }
        faults
    });
}

#[test]
fn ids_are_unique_and_references_to_them_lead_somewhere() {
    no_page_has(|page| {
        let mut seen = BTreeSet::new();
        let ids = page.elements.iter().filter_map(|element| element.get("id"));
        let mut faults: Vec<_> = ids
            .filter(|id| id.is_empty() || !seen.insert(*id))
            .map(|id| format!("there are two of the id `{id}`"))
            .collect();
        let referring =
            ["aria-labelledby", "aria-describedby", "aria-controls", "aria-details", "for", "list"];
        for element in &page.elements {
            for (attribute, value) in element.attributes().filter(|(n, _)| referring.contains(n)) {
                let missing = value.split_whitespace().filter(|id| !seen.contains(id));
                faults.extend(missing.map(|id| {
                    format!("<{} {attribute}=\"{id}\"> refers to nothing", element.name)
                }));
                if value.trim().is_empty() {
                    faults.push(format!("<{} {attribute}> is empty", element.name));
                }
            }
        }
        faults
    });
}

#[test]
fn everything_that_takes_input_has_a_name() {
    no_page_has(|page| {
        let labels: BTreeSet<_> =
            page.named("label").filter_map(|label| label.get("for")).collect();
        let named = |element: &Element| {
            let by_label = element.get("id").is_some_and(|id| labels.contains(id));
            let by_aria = ["aria-label", "aria-labelledby"]
                .iter()
                .any(|name| element.get(name).is_some_and(|value| !value.trim().is_empty()));
            by_label || by_aria
        };
        let takes_input = ["input", "select", "textarea", "output"];
        let inputs = page.elements.iter().filter(|e| takes_input.contains(&e.name.as_str()));
        let nameless = inputs.filter(|element| !named(element));
        nameless.map(|element| format!("<{}> {:?}", element.name, element.get("id"))).collect()
    });
}

/// The file that an address means, and the fragment. `None` for other sites.
fn target(page: &Page, address: &str) -> Option<(String, String)> {
    if address.contains("://") || address.starts_with("mailto:") || address.starts_with("data:") {
        return None;
    }
    let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
    let path = path.split('?').next().unwrap_or_default();
    let mut parts: Vec<&str> = page.file.split('/').collect();
    if !path.is_empty() {
        parts.pop();
    }
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            assert!(parts.pop().is_some(), "{}: `{address}` leaves the site", page.file);
        } else {
            parts.push(part);
        }
    }
    let is_folder = path.ends_with('/') || path.ends_with("..") || path == ".";
    if is_folder {
        parts.push("index.html");
    }
    Some((parts.join("/"), fragment.to_owned()))
}

#[test]
fn links_are_relative_and_lead_to_files_and_to_sections_that_exist() {
    let (pages, files) = rendered();
    let ids: BTreeMap<&str, BTreeSet<&str>> =
        pages.iter().map(|page| (page.file.as_str(), page.ids())).collect();
    no_page_has(|page| {
        let mut faults = Vec::new();
        let mut looked_at = 0;
        for (attribute, address) in page.elements.iter().flat_map(Element::attributes) {
            if !["href", "src"].contains(&attribute) {
                continue;
            }
            looked_at += 1;
            let Some(address) = page.relative(address) else {
                faults.push(format!("`{address}` works at the root of a host only"));
                continue;
            };
            let Some((file, fragment)) = target(page, address) else { continue };
            if !files.contains(&file) {
                faults.push(format!("`{address}` leads to {file}, which does not exist"));
            }
            let section = fragment.as_str();
            if !section.is_empty()
                && !ids.get(file.as_str()).is_some_and(|ids| ids.contains(section))
            {
                faults.push(format!("`{address}`: {file} has no section of that name"));
            }
        }
        faults.extend(unless(looked_at >= 10, &format!("only {looked_at} links were found")));
        faults
    });
}

/// The properties of the questions of a page. What they link to is not shown before the answer.
fn questions(page: &Page) -> Vec<Question> {
    let of_questions = |part: &&Element| part.get("data-part") == Some("question");
    let parts = page.named("live-part").filter(of_questions);
    let read = |part: &Element| {
        let digits = part.get("data-props").expect("every part has properties").as_bytes();
        let text = |pair: &[u8]| String::from_utf8_lossy(pair).into_owned();
        let byte = |pair: &[u8]| u8::from_str_radix(&text(pair), 16).expect("hexadecimal");
        let packed: Vec<u8> = digits.chunks(2).map(byte).collect();
        postcard::from_bytes(&packed).expect("the properties of a question")
    };
    parts.map(read).collect()
}

/// The link to the passage, and those to labs in a state that refutes an answer. A setting that the
/// lab does not have would be passed over in silence.
#[test]
fn links_that_an_answer_shows_lead_to_sections_and_to_states_of_labs() {
    let mut states = 0;
    for page in &rendered().0 {
        for question in questions(page) {
            let (file, section) = target(page, &question.passage).expect("a section");
            // The placement check asks what other pages answer.
            let lesson = format!("lesson/{}/index.html", question.lesson);
            let home = if page.file == "placement/index.html" { &lesson } else { &page.file };
            assert_eq!(file, *home, "the passage of {}", question.id);
            let home = rendered().0.iter().find(|page| page.file == file).expect("a page");
            assert!(home.ids().contains(section.as_str()), "{} reads #{section}", question.id);
            for shown in question.states {
                let (file, fragment) = target(page, &shown.href).expect("a lab");
                assert_eq!(file, format!("lab/{}/index.html", shown.simulator));
                let simulator = sim::find(&shown.simulator).expect("a simulator");
                let values = Values::from_query(simulator.controls, &fragment);
                assert_eq!(values.as_ref(), Some(&shown.values), "{}: {}", question.id, shown.href);
                states += 1;
            }
        }
    }
    assert!(states > 0, "no question shows a state");
}

/// Twelve questions that stand on one page, spread over the whole course.
#[test]
fn the_placement_check_asks_twelve_questions_from_every_module_and_for_every_skill() {
    let pages = &rendered().0;
    let page = pages.iter().find(|page| page.file == "placement/index.html").expect("the check");
    let asked = questions(page);
    assert_eq!(asked.len(), 12);
    let compiled = compile(&repository("content")).compiled.expect("the course has no errors");
    let of = |question: &Question| {
        compiled.lessons.iter().find(|lesson| lesson.id == question.lesson).expect("a lesson")
    };
    let modules: BTreeSet<_> = asked.iter().map(|question| &of(question).module).collect();
    assert_eq!(modules.len(), compiled.course.modules.len().min(12));
    let skills: BTreeSet<_> = asked.iter().flat_map(|question| &of(question).skills).collect();
    assert_eq!(skills.len(), 5, "{skills:?}");
    let estimates = asked.iter().filter(|question| matches!(question.key, Key::Estimate(_)));
    assert!((3..=9).contains(&estimates.count()), "both ways to answer are asked for");
}

#[test]
fn every_live_part_is_in_the_table() {
    no_page_has(|page| {
        let known =
            |name: &str| part::READING.iter().chain(part::STUDY).any(|part| part.name == name);
        let unknown = page.named("live-part").filter(|part| {
            !part.get("data-part").is_some_and(known) || part.get("data-props").is_none()
        });
        unknown.map(|part| format!("{part:?}")).collect()
    });
}

#[test]
fn addresses_resolve_as_a_browser_resolves_them() {
    let page = |file: &str| Page { file: file.into(), elements: Vec::new() };
    for (from, address, to) in [
        ("index.html", "./", "index.html"),
        ("index.html", "./lesson/a/#b", "lesson/a/index.html#b"),
        ("lesson/a/index.html", "../../", "index.html"),
        ("lesson/a/index.html", "../../lab/c/?d#e=1", "lab/c/index.html#e=1"),
        ("lesson/a/index.html", "#b", "lesson/a/index.html#b"),
        ("lab/index.html", "../style.css", "style.css#"),
    ] {
        let (file, fragment) = target(&page(from), address).expect("an address of the site");
        let found = if to.contains('#') { format!("{file}#{fragment}") } else { file };
        assert_eq!(found, to, "{address} on {from}");
    }
    assert_eq!(target(&page("index.html"), "https://example.org/"), None);
}
