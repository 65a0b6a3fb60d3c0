//! A page made of memory, for tests.

use super::Page;
use crate::base::time::Time;
use std::cell::RefCell;

/// A page that allows everything, or refuses what a browser may refuse.
pub(crate) struct FakePage {
    allows: bool,
    /// The texts that were put on the clipboard.
    pub(crate) copied: RefCell<Vec<String>>,
    /// The files that were saved, in words.
    pub(crate) saved: RefCell<Vec<String>>,
    marks: RefCell<Vec<String>>,
}

impl FakePage {
    pub(crate) fn new(allows: bool) -> Self {
        Self {
            allows,
            copied: RefCell::default(),
            saved: RefCell::default(),
            marks: RefCell::default(),
        }
    }

    fn save(&self, file: String) -> bool {
        if self.allows {
            self.saved.borrow_mut().push(file);
        }
        self.allows
    }
}

impl Page for FakePage {
    fn fragment(&self) -> String {
        String::new()
    }

    fn set_fragment(&self, _: &str) {}

    fn on_fragment(&self, _: Box<dyn Fn(String)>) {}

    fn absolute(&self, within_site: &str) -> String {
        format!("https://example.org/{within_site}")
    }

    fn copy(&self, text: String, done: Box<dyn FnOnce(bool)>) {
        if self.allows {
            self.copied.borrow_mut().push(text);
        }
        done(self.allows);
    }

    fn announce(&self, _: &str) {}

    fn date(&self, at: Time) -> String {
        format!("{} ms after the beginning", at.0)
    }

    fn after(&self, _: u32, then: Box<dyn FnOnce()>) {
        then();
    }

    fn show(&self, _: &str) {}

    fn focus(&self, _: &str) {}

    fn markup(&self, _: &str) -> String {
        String::new()
    }

    fn minutes_ahead(&self) -> i32 {
        0
    }

    fn watch(&self, _: &str, listener: Box<dyn Fn(bool)>) {
        listener(true);
    }

    fn has_lab(&self, _: &str) -> bool {
        false
    }

    fn theme(&self) -> Option<String> {
        None
    }

    fn set_theme(&self, _: Option<&str>) {}

    fn is_marked(&self, mark: &str) -> bool {
        self.marks.borrow().iter().any(|known| known == mark)
    }

    fn mark(&self, mark: &str, _: bool) {
        self.marks.borrow_mut().push(mark.into());
    }

    fn unmark(&self, mark: &str) {
        self.marks.borrow_mut().retain(|known| known != mark);
    }

    fn on_leave(&self, _: Box<dyn Fn()>) {}

    fn keep_for_good(&self) {}

    fn forgets(&self) -> bool {
        false
    }

    fn download(&self, name: &str, kind: &str, text: &str) -> bool {
        self.save(format!("{name} {kind} {text}"))
    }

    fn download_pixels(
        &self,
        name: &str,
        svg: String,
        (width, height): (u32, u32),
        done: Box<dyn FnOnce(bool)>,
    ) {
        done(self.save(format!("{name} {width} × {height} {svg}")));
    }

    fn chosen_file(&self, _: &str, _: usize, done: Box<dyn FnOnce(Option<String>)>) {
        done(None);
    }

    fn tell_host(&self, _: &str, _: &str) {}

    fn on_host_state(&self, _: Box<dyn Fn(String)>) {}
}
