//! What the learner is told about their progress, derived from facts alone.

use super::store::StoreError;

/// How safely the learner's work is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Kept {
    /// Nothing has been done that is worth keeping.
    #[default]
    Nothing,
    /// The durable store has all of it.
    Durably,
    /// The durable store is being asked.
    Asking,
    /// The quick store has all of it and the durable one has not; a crash of the browser may cost the
    /// last seconds.
    Quickly(StoreError),
    /// Something lives only as long as this tab.
    InTab(StoreError),
}

/// What the learner is told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Status {
    /// How safely their work is kept.
    pub kept: Kept,
    /// The quick store takes no more.
    pub no_quick_copy: Option<StoreError>,
    /// A newer version of the course has saved here; what it wrote is left alone.
    pub newer: bool,
    /// Something here could not be read; it is kept unchanged.
    pub unreadable: bool,
    /// What was saved has disappeared; this tab still has it.
    pub wiped: bool,
}

impl Status {
    /// Whether what was done will survive, so that no copy need be offered.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        matches!(self.kept, Kept::Nothing | Kept::Durably | Kept::Asking)
    }

    /// The words for it. Nothing before anything was done.
    #[must_use]
    pub fn words(&self) -> String {
        let mut words = match &self.kept {
            Kept::Nothing => String::new(),
            Kept::Durably => "Saved on this device".into(),
            Kept::Asking => "Saving …".into(),
            Kept::Quickly(why) => {
                let why = because(why);
                format!("Kept in this browser for now, but not safely: {why}")
            }
            Kept::InTab(StoreError::Full) => {
                "Not saved: the browser's storage is full. Kept in this tab".into()
            }
            Kept::InTab(StoreError::Denied) => {
                "Kept in this tab only: the browser does not let this page save anything".into()
            }
            Kept::InTab(why) => format!("Not saved: {}. Kept in this tab", because(why)),
        };
        let quick_is_full = self.no_quick_copy == Some(StoreError::Full);
        if self.kept == Kept::Durably && quick_is_full {
            words += ". The browser's storage is nearly full: save a copy as a file";
        }
        for (is_so, note) in [
            (self.newer, "A newer version of the course saved here too. Reload to use it"),
            (self.unreadable, "Older progress could not be read and was put aside unchanged"),
            (self.wiped, "What was saved here has been deleted; this tab still has it"),
        ] {
            if is_so {
                words += if words.is_empty() { "" } else { ". " };
                words += note;
            }
        }
        words
    }
}

fn because(error: &StoreError) -> &'static str {
    match error {
        StoreError::Denied => "the browser does not let this page save more",
        StoreError::Full => "its storage is full",
        StoreError::Slow => "its storage does not answer",
        StoreError::Lost => "its storage was cleared",
        StoreError::Failed(_) => "its storage does not work",
    }
}
