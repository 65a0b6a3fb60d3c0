//! Checks between lessons: order, requirements, links.

use super::course::Plan;
use super::diagnostic::Sink;
use super::lesson::Reading;
use super::questions::report_unknown;
use super::source::Place;
use crate::lesson::course::Topic;
use crate::prose::Target;
use crate::sim;
use std::collections::BTreeMap;

/// Folders and `course.toml` name the same lessons, in the same modules, each once.
pub(crate) fn plan(plan: &Plan, readings: &[Reading], sink: &Sink) {
    let mut listed: BTreeMap<&str, &str> = BTreeMap::new();
    let folders = || readings.iter().map(|reading| reading.folder.as_str());
    for module in &plan.modules {
        for (lesson, place) in &module.lessons {
            let lesson = lesson.as_str();
            if listed.insert(lesson, module.id.as_str()).is_some() {
                sink.error(place, format!("the lesson `{lesson}` is listed twice"), "list it once");
            }
            if !folders().any(|folder| folder == lesson) {
                let none = "make its folder under lessons/";
                report_unknown("lesson", lesson, folders(), none, place, sink);
            }
        }
    }
    for reading in readings {
        let Some((module, place)) = &reading.module else { continue };
        let folder = &reading.folder;
        if !plan.modules.iter().any(|planned| planned.id == *module) {
            let known = plan.modules.iter().map(|planned| planned.id.as_str());
            report_unknown("module", module.as_str(), known, "add it to course.toml", place, sink);
            continue;
        }
        match listed.get(folder.as_str()) {
            Some(listing) if *listing != module.as_str() => {
                let message = format!("course.toml lists `{folder}` under `{listing}`");
                sink.error(place, message, "make both say the same");
            }
            Some(_) => {}
            None => {
                let help =
                    format!("add `\"{folder}\"` to the lessons of `{module}` in course.toml");
                sink.error(place, format!("course.toml does not list `{folder}`"), help);
            }
        }
    }
}

/// Every topic of a lesson has a name, and no topic belongs to two lessons: what is known of it is what
/// is known of its lesson.
pub(crate) fn topics(topics: &[Topic], readings: &[Reading], file: &Place, sink: &Sink) {
    let mut homes: BTreeMap<u32, &str> = BTreeMap::new();
    for reading in readings {
        let folder = reading.folder.as_str();
        for number in reading.lesson.iter().flat_map(|lesson| &lesson.topics) {
            if !topics.iter().any(|topic| topic.number == *number) {
                let message = format!("topic {number} of the lesson `{folder}` has no name");
                sink.error(file, message, format!("add `{number} = \"…\"`"));
            }
            if let Some(other) = homes.insert(*number, folder) {
                let message = format!("topic {number} belongs to `{other}` and to `{folder}`");
                sink.error(file, message, "let one of the lessons have it");
            }
        }
    }
}

/// Required lessons exist, and none requires itself, not even by a detour.
pub(crate) fn requirements(readings: &[Reading], sink: &Sink) {
    let folders = || readings.iter().map(|reading| reading.folder.as_str());
    let find = |id: &str| readings.iter().find(|reading| reading.folder == id);
    for reading in readings {
        for (required, place) in &reading.requires {
            if find(required.as_str()).is_none() {
                let none = "remove it";
                report_unknown("lesson", required.as_str(), folders(), none, place, sink);
                continue;
            }
            // Whatever `required` reaches must not lead back.
            let mut seen = vec![required.as_str()];
            let mut at = 0;
            while let Some(id) = seen.get(at).copied() {
                let next = find(id).into_iter().flat_map(|reading| &reading.requires);
                for (id, _) in next {
                    if !seen.contains(&id.as_str()) {
                        seen.push(id.as_str());
                    }
                }
                at += 1;
            }
            if seen.contains(&reading.folder.as_str()) {
                let message =
                    format!("`{}` requires itself by way of `{required}`", reading.folder);
                sink.error(place, message, "decide which of the lessons comes first");
            }
        }
    }
}

/// Lessons to look at beside one exist, and say more than the lesson itself and what it requires.
pub(crate) fn asides(readings: &[Reading], sink: &Sink) {
    let folders = || readings.iter().map(|reading| reading.folder.as_str());
    for reading in readings {
        for (beside, place) in &reading.see_also {
            let id = beside.as_str();
            if id == reading.folder {
                sink.error(place, format!("`{id}` names itself"), "remove it");
            } else if reading.requires.iter().any(|(required, _)| required == beside) {
                let message = format!("`{id}` is in `requires` already");
                sink.error(place, message, "remove it here: the page names both");
            } else if !folders().any(|folder| folder == id) {
                report_unknown("lesson", id, folders(), "remove it", place, sink);
            }
        }
    }
}

/// Everything that a link leads to.
pub(crate) struct Destinations<'a> {
    pub(crate) readings: &'a [Reading],
    pub(crate) terms: &'a [String],
}

impl Destinations<'_> {
    /// Reports the links that lead nowhere. `sections` are those of the page they stand on.
    pub(crate) fn check(&self, links: &[(Target, Place)], sections: &[String], sink: &Sink) {
        for (target, place) in links {
            match target {
                Target::Section(id) => section(id, sections, place, sink),
                Target::Lesson(id, part) => self.lesson(id, part.as_deref(), place, sink),
                Target::Lab(id) => {
                    if sim::find(id).is_none() {
                        let known = sim::all().map(|simulator| simulator.id);
                        report_unknown("simulator", id, known, "", place, sink);
                    }
                }
                Target::Term(id) => {
                    if !self.terms.contains(id) {
                        let known = self.terms.iter().map(String::as_str);
                        let none = "define it in glossary.toml";
                        report_unknown("term", id, known, none, place, sink);
                    }
                }
                Target::Web(_) => {}
            }
        }
    }

    fn lesson(&self, id: &str, part: Option<&str>, place: &Place, sink: &Sink) {
        let Some(reading) = self.readings.iter().find(|reading| reading.folder == id) else {
            let known = self.readings.iter().map(|reading| reading.folder.as_str());
            return report_unknown("lesson", id, known, "write it first", place, sink);
        };
        if let Some(part) = part {
            section(part, &reading.sections, place, sink);
        }
    }
}

fn section(id: &str, sections: &[String], place: &Place, sink: &Sink) {
    if !sections.iter().any(|section| section == id) {
        let known = sections.iter().map(String::as_str);
        report_unknown("section", id, known, "add a heading with that id", place, sink);
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::File;
    use super::*;
    use crate::base::id::LessonId;

    /// Lessons that require others, by name.
    fn readings(lessons: &[(&str, &[&str])]) -> Vec<Reading> {
        let reading = |(id, required): &(&str, &[&str])| Reading {
            folder: (*id).into(),
            module: None,
            requires: required
                .iter()
                .map(|id| (LessonId::new(*id).expect("a slug"), File::new(*id, id).top()))
                .collect(),
            see_also: Vec::new(),
            sections: Vec::new(),
            links: Vec::new(),
            lesson: None,
        };
        lessons.iter().map(reading).collect()
    }

    fn problems(lessons: &[(&str, &[&str])]) -> Vec<String> {
        let sink = Sink::default();
        requirements(&readings(lessons), &sink);
        sink.into_sorted().into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn a_detour_back_is_found_and_a_shared_requirement_is_none() {
        let diamond: &[(&str, &[&str])] =
            &[("a", &[]), ("b", &["a"]), ("c", &["a"]), ("d", &["b", "c"])];
        assert!(problems(diamond).is_empty());
        let ring: &[(&str, &[&str])] =
            &[("a", &["c"]), ("b", &["a"]), ("c", &["b"]), ("d", &["c"])];
        assert_eq!(
            problems(ring),
            [
                "`b` requires itself by way of `a`",
                "`c` requires itself by way of `b`",
                "`a` requires itself by way of `c`",
            ]
        );
        assert_eq!(problems(&[("a", &["z"])]), ["there is no lesson `z`"]);
    }
}
