//! The whole state of a lab as the fragment of an address: its settings, its seed and its baseline.
//!
//! `arrival_rate=480&max_batch=8&~1&~seed=7&~pin=max_batch:16,~seed:3`: what differs from the
//! defaults, then the version of this form and what else there is. No control's key begins with a
//! tilde. An address may come from anywhere and from any time: reading one never fails, and says in
//! words what it did not take over.

use super::control::Control;
use super::values::Values;
use crate::base::rng::BUILD_SEED;

/// The version of the form that is written.
const VERSION: u32 = 1;
/// An address with more parts was not made by a lab.
const MOST_PARTS: usize = 64;
/// So many letters of a stranger's text are repeated.
const REPEATED: usize = 24;
/// So many refusals are said in full.
const SAID: usize = 3;
/// What hosts of frames and of sites add.
const OF_HOSTS: &[&str] = &["theme", "secret"];

/// Settings and the seed that they were run with.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The settings.
    pub values: Values,
    /// Where randomness began.
    pub seed: u32,
}

/// What an address asks a lab to show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Link {
    /// The settings; nothing where it names none.
    pub values: Option<Values>,
    /// The seed; nothing where it names none.
    pub seed: Option<u32>,
    /// The run to compare with.
    pub pinned: Option<Setting>,
    /// What was not taken over, each as a sentence.
    pub refused: Vec<String>,
}

/// The fragment for a state, without `#`.
#[must_use]
pub fn write(controls: &[Control], now: &Setting, pinned: Option<&Setting>) -> String {
    let mut text = seeded(now.values.to_query(controls), now.seed);
    if let Some(pinned) = pinned {
        text.push_str("&~pin=");
        text.push_str(&pinned.values.to_query(controls).replace('=', ":").replace('&', ","));
        if pinned.seed != BUILD_SEED.0 {
            text.push_str(",~seed:");
            text.push_str(&pinned.seed.to_string());
        }
    }
    text
}

/// The fragment for settings as [`Values::to_query`] writes them, and a seed.
#[must_use]
pub fn seeded(settings: String, seed: u32) -> String {
    let mut text = settings;
    text.push_str("&~1");
    if seed != BUILD_SEED.0 {
        text.push_str("&~seed=");
        text.push_str(&seed.to_string());
    }
    text
}

impl Link {
    /// Reads what [`write()`] writes, and what labs wrote before there were versions: settings alone.
    #[must_use]
    pub fn read(controls: &[Control], fragment: &str) -> Self {
        let mut link = Self::default();
        let fragment = fragment.trim_start_matches('?');
        if !fragment.contains('=') {
            // An anchor of the page, or nothing.
            return link;
        }
        let mut parts = fragment.split('&').filter(|part| !part.is_empty());
        for part in parts.by_ref().take(MOST_PARTS) {
            link.take(controls, part);
        }
        if parts.next().is_some() {
            link.refused.push("It is too long to be read to its end.".into());
        }
        link
    }

    fn take(&mut self, controls: &[Control], part: &str) {
        if let Some(own) = part.strip_prefix('~') {
            return self.take_own(controls, own);
        }
        let (key, text) = part.split_once('=').unwrap_or((part, ""));
        if !OF_HOSTS.contains(&key) {
            set(controls, &mut self.values, key, text, &mut self.refused);
        }
    }

    /// Takes what is no setting.
    fn take_own(&mut self, controls: &[Control], own: &str) {
        match own.split_once('=') {
            None => match own.parse::<u32>() {
                Ok(version) if version <= VERSION => {}
                Ok(_) => self.refused.push("A newer version of the course made it.".into()),
                Err(_) => self.refused.push(unknown(own)),
            },
            Some(("seed", text)) => match text.parse() {
                Ok(seed) => self.seed = Some(seed),
                Err(_) => self.refused.push(no_seed(text)),
            },
            Some(("pin", text)) => self.pinned = Some(self.pin(controls, text)),
            Some((key, _)) => self.refused.push(unknown(key)),
        }
    }

    /// The settings of the baseline; what cannot be read of them keeps its default.
    fn pin(&mut self, controls: &[Control], text: &str) -> Setting {
        let (mut values, mut seed) = (None, BUILD_SEED.0);
        for part in text.split(',').filter(|part| !part.is_empty()).take(MOST_PARTS) {
            match part.split_once(':').unwrap_or((part, "")) {
                ("~seed", text) => match text.parse() {
                    Ok(number) => seed = number,
                    Err(_) => self.refused.push(no_seed(text)),
                },
                (key, text) => set(controls, &mut values, key, text, &mut self.refused),
            }
        }
        Setting { values: values.unwrap_or_else(|| Values::defaults(controls)), seed }
    }

    /// What was refused, in words for the learner; nothing if all was taken over.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        if self.refused.is_empty() {
            return None;
        }
        let first = match (&self.values, &self.pinned, self.seed) {
            (None, None, None) => "Nothing in this link could be shown.",
            _ => "Part of this link could not be shown.",
        };
        let said: Vec<_> = self.refused.iter().take(SAID).map(String::as_str).collect();
        let more = self.refused.len().saturating_sub(SAID);
        let more = if more > 0 { format!(" And {more} more.") } else { String::new() };
        Some(format!("{first} {}{more}", said.join(" ")))
    }
}

/// Sets one control, in values that begin as the defaults.
fn set(
    controls: &[Control],
    values: &mut Option<Values>,
    key: &str,
    text: &str,
    refused: &mut Vec<String>,
) {
    let Some(index) = controls.iter().position(|control| control.key == key) else {
        return refused.push(unknown(key));
    };
    let control = &controls[index];
    let Some(value) = control.read(&unescaped(text)) else {
        return refused.push(format!("“{}” cannot be “{}”.", control.label, repeated(text)));
    };
    let before = values.take().unwrap_or_else(|| Values::defaults(controls));
    let after = before.set(controls, index, value);
    if !(control.min..=control.max).contains(&value) {
        let shown = control.shown(after.get(index));
        let (label, text) = (control.label, repeated(text));
        refused.push(format!("“{label}” cannot be “{text}”: it is {shown} here."));
    }
    *values = Some(after);
}

fn unknown(key: &str) -> String {
    format!("This lab has no setting “{}”.", repeated(key))
}

fn no_seed(text: &str) -> String {
    format!("“{}” is no seed.", repeated(text))
}

/// The beginning of a stranger's text, without what would disturb the sentence around it.
fn repeated(text: &str) -> String {
    let mut letters = text.chars().filter(|c| !c.is_control() && !"“”".contains(*c));
    let mut out: String = letters.by_ref().take(REPEATED).collect();
    if letters.next().is_some() {
        out.push('…');
    }
    out
}

/// With `%7C` and the like as the letters that they stand for: programs that pass links on write them
/// so. What is no such code stays.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        out.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.filter(u8::is_ascii_graphic) {
            Some(byte) => {
                out.push(char::from(byte));
                rest = &after[2..];
            }
            None => {
                out.push('%');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::{all, batching};
    use proptest::prelude::*;

    const ALL: &[Control] = batching::CONTROLS;

    fn setting(query: &str, seed: u32) -> Setting {
        Setting { values: Values::from_query(ALL, query).expect("a setting"), seed }
    }

    fn refusal(fragment: &str) -> String {
        Link::read(ALL, fragment).refusal().unwrap_or_default()
    }

    #[test]
    fn the_whole_state_is_written_shortly_and_read() {
        let (now, pinned) = (setting("max_batch=32", 7), setting("max_batch=16&max_wait=2", 3));
        let text = write(ALL, &now, Some(&pinned));
        assert_eq!(text, "max_batch=32&~1&~seed=7&~pin=max_batch:16,max_wait:2,~seed:3");
        let link = Link::read(ALL, &text);
        let whole = Link {
            values: Some(now.values),
            seed: Some(7),
            pinned: Some(pinned),
            refused: Vec::new(),
        };
        assert_eq!(link, whole);
        assert_eq!(write(ALL, &setting("max_batch=32", 1), None), "max_batch=32&~1");
    }

    #[test]
    fn what_was_refused_is_named() {
        assert_eq!(
            refusal("max_btch=8"),
            "Nothing in this link could be shown. This lab has no setting “max_btch”."
        );
        let part = "Part of this link could not be shown. ";
        assert_eq!(
            refusal("max_batch=1e308&max_wait=2"),
            format!("{part}“Maximum batch” cannot be “1e308”: it is 128\u{202f}requests here.")
        );
        assert_eq!(
            refusal("max_batch=8&max_wait=long"),
            format!("{part}“Maximum wait” cannot be “long”.")
        );
        assert_eq!(refusal("max_batch=8&~seed=-1"), format!("{part}“-1” is no seed."));
        assert_eq!(
            refusal("max_batch=8&~2&~band=9"),
            format!("{part}A newer version of the course made it. This lab has no setting “band”.")
        );
        assert!(refusal(&"a=1&".repeat(500)).ends_with(" And 62 more."));
        assert!(refusal("max_batch=8&~pin=max_btch:1").contains("no setting “max_btch”"));
    }

    #[test]
    fn anchors_hosts_and_old_links_are_refused_nothing() {
        for silent in
            ["", "main", "lab-0", "?secret=a1B2", "theme=dark&secret=x", "max_batch=8", "%E0%A4%A"]
        {
            assert_eq!(refusal(silent), "", "{silent}");
        }
    }

    #[test]
    fn a_program_may_have_escaped_the_link() {
        assert_eq!(unescaped("3%7C2|%5f"), "3|2|_");
        assert_eq!(unescaped("%"), "%");
        assert_eq!(unescaped("50%é%e9"), "50%é%e9");
    }

    /// Whatever is read can be shown, and what is said of the rest is short.
    fn check(controls: &[Control], fragment: &str) {
        let link = Link::read(controls, fragment);
        let settings = link.values.iter().chain(link.pinned.iter().map(|pinned| &pinned.values));
        for values in settings {
            for (control, value) in controls.iter().zip(values.as_slice()) {
                assert!((control.min..=control.max).contains(value), "{} {value}", control.key);
            }
        }
        let said = link.refusal().unwrap_or_default();
        assert!(said.chars().count() < 600 && !said.contains(char::is_control), "{said}");
    }

    const KEYS: &[&str] =
        &["max_batch", "max_wait", "~seed", "~pin", "~1", "~9", "~", "x", "arrival_rate", ""];
    const TEXTS: &[&str] =
        &["8", "-inf", "NaN", "1e999", "%7C", "%", "max_batch:16,~seed:x", "“", "\0", ""];

    /// Parts of links, whole and broken.
    fn part() -> impl Strategy<Value = String> {
        let any = |texts: &'static [&str]| prop::sample::select(texts);
        (any(KEYS), any(&["=", "", ":"]), any(TEXTS))
            .prop_map(|(key, between, text)| format!("{key}{between}{text}"))
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_lab(text in any::<String>(), parts in prop::collection::vec(part(), 0..9)) {
            check(ALL, &text);
            check(ALL, &format!("max_batch={text}"));
            check(ALL, &format!("~pin={text}&~seed={text}&{text}=1"));
            check(ALL, &parts.join("&"));
        }

        #[test]
        fn every_state_of_every_lab_survives_its_link(
            which in any::<prop::sample::Index>(),
            positions in prop::collection::vec(0_u32..=100, 40),
            seeds in (any::<u32>(), any::<u32>()),
        ) {
            let labs: Vec<_> = all().collect();
            let controls = which.get(&labs).controls;
            let values = |first: usize| {
                let all = controls.iter().enumerate();
                let value = |(i, control): (usize, &Control)| {
                    control.at(positions[(first + i) % 40].min(control.last_position()))
                };
                Values::tamed(controls, &all.map(value).collect::<Vec<_>>())
            };
            let now = Setting { values: values(0), seed: seeds.0 };
            let pinned = Setting { values: values(17), seed: seeds.1 };
            let link = Link::read(controls, &write(controls, &now, Some(&pinned)));
            prop_assert_eq!(link.refusal(), None);
            prop_assert_eq!(link.values, Some(now.values));
            prop_assert_eq!(link.seed.unwrap_or(BUILD_SEED.0), now.seed);
            prop_assert_eq!(link.pinned, Some(pinned));
        }
    }

    #[test]
    fn no_key_and_no_choice_looks_like_something_else() {
        for control in all().flat_map(|simulator| simulator.controls) {
            assert!(!control.key.starts_with('~') && !OF_HOSTS.contains(&control.key));
            for word in std::iter::once(control.key).chain(control.choices.iter().map(|c| c.word)) {
                assert!(!word.contains(['&', '=', ':', ',', '%', '#', ' ']), "{word}");
            }
        }
    }
}
