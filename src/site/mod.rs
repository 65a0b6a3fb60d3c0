//! The last step of a build: every address becomes a file, and the site learns to work offline.
//!
//! Trunk runs it as a hook on its staging folder, after it has built the application and the worker
//! there and copied `public/`. One program does all of it, because trunk starts the hooks of a stage
//! at the same time.

mod headers;
mod offline;
mod staging;

use crate::page::{self, Site, anki, search};
use any_spawner::Executor;
use leptos::prelude::Owner;
use staging::Staging;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a site could not be finished.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The file system said no.
    #[error("cannot {what} `{path}`: {source}")]
    File {
        /// `read` or `write`.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Trunk left out something that a site needs.
    #[error("`{0}` is not in the staging folder: run this through `trunk build`, not by hand")]
    Missing(String),
}

/// Finishes the site in `folder`.
///
/// # Errors
/// [`SiteError`] when a file cannot be read or written, or trunk's output is not as expected.
pub fn finish(folder: &Path, site: &Site) -> Result<(), SiteError> {
    let staging = Staging::new(folder);
    let assets = staging.prepare()?;
    // Errs only when there is one already, which serves as well.
    let _ = Executor::init_tokio();
    for route in site.routes() {
        let owner = Owner::new_root(Some(Arc::new(hydration_context::SsrSharedContext::new())));
        let document =
            owner.with(|| site.page(&route).map(|page| page::document(site, page, &assets)));
        if let Some(document) = document {
            staging.write(&route.file(), document.as_bytes())?;
        }
        owner.unset_with_forced_cleanup();
    }
    let passages = serde_json::to_vec(&search::passages(site)).expect("passages are plain text");
    staging.write("search.json", &passages)?;
    staging.write(anki::FILE, anki::text(site).as_bytes())?;
    offline::write_worker(&staging)?;
    headers::write(&staging)
}
