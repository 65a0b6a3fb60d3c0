//! Taking a lab elsewhere, and what to do where the browser refuses.

use super::Page;
use crate::chart::picture::Picture;
use std::rc::Rc;

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// It is where it was wanted.
    Done(&'static str),
    /// The browser did not allow it; the text can be selected by hand.
    Refused {
        /// What is said.
        words: &'static str,
        /// What was to be handed over.
        text: String,
    },
}

impl Handed {
    /// What the learner is told.
    #[must_use]
    pub fn words(&self) -> &'static str {
        match self {
            Self::Done(words) | Self::Refused { words, .. } => words,
        }
    }
}

/// Hears what became of it.
pub type Told = Rc<dyn Fn(Handed)>;

/// Puts a text on the clipboard.
pub fn copy(page: &dyn Page, text: String, told: Told) {
    let kept = text.clone();
    let done = move |worked| {
        told(if worked {
            Handed::Done("Copied")
        } else {
            let words =
                "The browser did not allow copying. Here is the text: select it and copy it.";
            Handed::Refused { words, text: kept }
        });
    };
    page.copy(text, Box::new(done));
}

/// Saves a picture as it is.
pub fn save_svg(page: &dyn Page, name: &str, picture: &Picture, told: &Told) {
    let worked = page.download(&format!("{name}.svg"), "image/svg+xml", &picture.svg);
    told(if worked { SAVED } else { refused(picture) });
}

/// Saves a picture as pixels.
pub fn save_png(page: &dyn Page, name: &str, picture: Picture, told: Told) {
    let (svg, size) = (picture.svg.clone(), picture.size);
    let done = move |worked| told(if worked { SAVED } else { refused(&picture) });
    page.download_pixels(&format!("{name}.png"), svg, size, Box::new(done));
}

const SAVED: Handed = Handed::Done("The picture is on its way to your downloads");

fn refused(picture: &Picture) -> Handed {
    let words = "The browser could not save the picture. Here it is as SVG: select it, copy it, and \
                 keep it as a file.";
    Handed::Refused { words, text: picture.svg.clone() }
}

#[cfg(test)]
mod tests {
    use super::super::fake::FakePage;
    use super::*;
    use std::cell::RefCell;

    fn hearing() -> (Told, Rc<RefCell<Vec<Handed>>>) {
        let heard: Rc<RefCell<Vec<Handed>>> = Rc::default();
        let to = heard.clone();
        (Rc::new(move |handed| to.borrow_mut().push(handed)), heard)
    }

    fn picture() -> Picture {
        Picture { svg: "<svg/>".into(), size: (800, 600) }
    }

    #[test]
    fn what_the_browser_allows_is_done() {
        let (page, (told, heard)) = (FakePage::new(true), hearing());
        copy(&page, "a link".into(), told.clone());
        save_svg(&page, "mm1", &picture(), &told);
        save_png(&page, "mm1", picture(), told);
        assert!(heard.borrow().iter().all(|handed| matches!(handed, Handed::Done(_))));
        assert_eq!(*page.copied.borrow(), ["a link"]);
        let saved = ["mm1.svg image/svg+xml <svg/>", "mm1.png 800 × 600 <svg/>"];
        assert_eq!(*page.saved.borrow(), saved);
    }

    #[test]
    fn what_it_refuses_is_said_with_the_text() {
        let (page, (told, heard)) = (FakePage::new(false), hearing());
        copy(&page, "a link".into(), told.clone());
        save_svg(&page, "mm1", &picture(), &told);
        save_png(&page, "mm1", picture(), told);
        let texts: Vec<_> = heard
            .borrow()
            .iter()
            .map(|handed| match handed {
                Handed::Refused { words, text } if words.contains("select it") => text.clone(),
                _ => String::new(),
            })
            .collect();
        assert_eq!(texts, ["a link", "<svg/>", "<svg/>"]);
    }
}
