//! The service worker with the list of all files.

use super::SiteError;
use super::staging::{Staging, hash};

const WORKER: &str = include_str!("assets/sw.js");

/// What a page never asks for: the worker itself and files for hosts.
fn is_for_hosts(file: &str) -> bool {
    file == "sw.js" || file == "_headers" || file.starts_with("hosting/")
}

/// Writes `sw.js`. Its version follows from the list and from the worker itself, so any change of
/// the site is an update and no change is none.
pub(super) fn write_worker(staging: &Staging) -> Result<(), SiteError> {
    let mut list = Vec::new();
    for file in staging.files()?.into_iter().filter(|file| !is_for_hosts(file)) {
        let hash = hash(&staging.read(&file)?);
        list.push((file, hash));
    }
    let list = serde_json::to_string(&list).expect("names and hashes are texts");
    let version = &hash(format!("{list}{WORKER}").as_bytes())[..16];
    let worker = WORKER.replace("/*FILES*/", &list).replace("/*VERSION*/", version);
    staging.write("sw.js", worker.as_bytes())
}
