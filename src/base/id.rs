//! Names that never change: checked slugs, opaque outside this module.

use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

/// Why a text cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` cannot be an id: use lower-case letters, digits and single hyphens, at most 60 characters"
)]
pub struct NotAnId(pub String);

fn is_slug(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 60
        && text.split('-').all(|part| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        })
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Checks that `text` is a slug.
            ///
            /// # Errors
            /// [`NotAnId`] when it is not.
            pub fn new(text: impl Into<String>) -> Result<Self, NotAnId> {
                let text = text.into();
                if is_slug(&text) { Ok(Self(text)) } else { Err(NotAnId(text)) }
            }

            /// The slug itself.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Self::new(String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A lesson: its folder, its address, the key of its progress.
    LessonId
    /// A module of the course.
    ModuleId
    /// An objective, within its lesson.
    ObjectiveId
    /// A question, within its lesson.
    QuestionId
    /// A review card, within its lesson.
    CardId
    /// A named setting of a simulator, within its lesson.
    StateId
    /// A simulator: its folder with hyphens, its address.
    SimulatorId
}
