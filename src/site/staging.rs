//! The folder in which trunk gathers the site.

use super::SiteError;
use crate::page::{Assets, Program};
use sha2::{Digest as _, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// The folder of style sheets and the list of their order, below `public/`.
const STYLES: &str = "style";
const BOOT: &str = include_str!("assets/boot.js");
const WORKER_BOOT: &str = include_str!("assets/worker-boot.js");

/// Trunk's staging folder.
pub(super) struct Staging {
    folder: PathBuf,
}

impl Staging {
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }

    pub(super) fn read(&self, file: &str) -> Result<Vec<u8>, SiteError> {
        let path = self.folder.join(file);
        if !path.exists() {
            return Err(SiteError::Missing(file.into()));
        }
        fs::read(&path).map_err(|source| SiteError::File { what: "read", path, source })
    }

    fn read_text(&self, file: &str) -> Result<String, SiteError> {
        Ok(String::from_utf8_lossy(&self.read(file)?).into_owned())
    }

    pub(super) fn write(&self, file: &str, bytes: &[u8]) -> Result<(), SiteError> {
        let path = self.folder.join(file);
        let error = |source| SiteError::File { what: "write", path: path.clone(), source };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(error)?;
        }
        fs::write(&path, bytes).map_err(error)
    }

    /// Every file, by its path with `/`, in alphabetic order.
    pub(super) fn files(&self) -> Result<Vec<String>, SiteError> {
        let mut files = Vec::new();
        self.collect(&self.folder, &mut files)?;
        files.sort();
        Ok(files)
    }

    fn collect(&self, folder: &Path, files: &mut Vec<String>) -> Result<(), SiteError> {
        let error = |source| SiteError::File { what: "read", path: folder.to_owned(), source };
        for entry in fs::read_dir(folder).map_err(error)? {
            let path = entry.map_err(error)?.path();
            if path.is_dir() {
                self.collect(&path, files)?;
            } else if let Ok(within) = path.strip_prefix(&self.folder) {
                let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
                files.push(parts.join("/"));
            }
        }
        Ok(())
    }

    /// Makes the style sheet and the boot script, and finds what trunk has made.
    pub(super) fn prepare(&self) -> Result<Assets, SiteError> {
        let index = self.read_text("index.html")?;
        let reading = self.find_application(&index)?;
        let study = self.name_by_content("study")?;
        let style = self.bundle_styles()?;
        let boot = self.write_hashed("boot", "js", BOOT.as_bytes())?;
        self.write("worker-boot.js", WORKER_BOOT.as_bytes())?;
        Ok(Assets { boot, reading, study, style, reload: reload_script(&index) })
    }

    /// Trunk names the main program by its content and mentions it in its page.
    fn find_application(&self, index: &str) -> Result<Program, SiteError> {
        let files = self.files()?;
        let find = |suffix: &str| {
            let fits = |file: &&String| file.starts_with("app-") && file.ends_with(suffix);
            let found = files.iter().find(|file| fits(file) && index.contains(file.as_str()));
            found.cloned().ok_or_else(|| SiteError::Missing(format!("app-….{suffix}")))
        };
        Ok(Program { js: find(".js")?, wasm: find("_bg.wasm")? })
    }

    /// To other programs trunk gives plain names.
    fn name_by_content(&self, stem: &str) -> Result<Program, SiteError> {
        let (js, wasm) = (format!("{stem}.js"), format!("{stem}_bg.wasm"));
        let (script, module) = (self.read(&js)?, self.read(&wasm)?);
        for name in [js, wasm] {
            let path = self.folder.join(name);
            fs::remove_file(&path).map_err(|source| SiteError::File {
                what: "remove",
                path,
                source,
            })?;
        }
        Ok(Program {
            js: self.write_hashed(stem, "js", &script)?,
            wasm: self.write_hashed(stem, "wasm", &module)?,
        })
    }

    /// One file instead of many: a page waits for each style sheet.
    fn bundle_styles(&self) -> Result<String, SiteError> {
        let order = self.read_text(&format!("{STYLES}/order.txt"))?;
        let mut bundle = String::new();
        for name in order.lines().map(str::trim).filter(|name| !name.is_empty()) {
            let sheet = self.read_text(&format!("{STYLES}/{name}"))?;
            bundle.push_str(&without_comments(&sheet));
        }
        // The bundle stands one folder higher than its parts.
        let bundle = bundle.replace("url(\"../", "url(\"");
        let path = self.folder.join(STYLES);
        fs::remove_dir_all(&path).map_err(|source| SiteError::File {
            what: "remove",
            path,
            source,
        })?;
        self.write_hashed("style", "css", bundle.as_bytes())
    }

    /// Writes a file whose name changes with its content, so that caches never mix versions.
    fn write_hashed(&self, stem: &str, ending: &str, bytes: &[u8]) -> Result<String, SiteError> {
        let name = format!("{stem}-{}.{ending}", &hash(bytes)[..16]);
        self.write(&name, bytes)?;
        Ok(name)
    }
}

/// The SHA-256 of a file, in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Comments and indentation are for us.
fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(start) = rest.find("/*") {
        out.push_str(&rest[..start]);
        rest = rest[start..].find("*/").map_or("", |end| &rest[start + end + 2..]);
    }
    out.push_str(rest);
    let lines = out.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.fold(String::new(), |mut sheet, line| {
        sheet.push_str(line);
        sheet.push('\n');
        sheet
    })
}

/// Trunk's script for live reload, if it serves.
fn reload_script(index: &str) -> Option<String> {
    let marker = index.find("__TRUNK_ADDRESS__")?;
    let start = index[..marker].rfind("<script")?;
    let start = start + index[start..].find('>')? + 1;
    let end = marker + index[marker..].find("</script>")?;
    Some(index[start..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn style_sheets_lose_comments_and_indentation_only() {
        let sheet = "/* a */\n.a {\n  color: red; /* b */\n}\n\n.b::after { content: \"/\"; }\n";
        assert_eq!(
            without_comments(sheet),
            ".a {\ncolor: red;\n}\n.b::after { content: \"/\"; }\n"
        );
    }

    #[test]
    fn the_reload_script_is_found_by_its_marker() {
        let index =
            "<body><script>a</script><script nonce=x>let a = '{{__TRUNK_ADDRESS__}}';</script>";
        assert_eq!(reload_script(index).as_deref(), Some("let a = '{{__TRUNK_ADDRESS__}}';"));
        assert_eq!(reload_script("<script>a</script>"), None);
    }
}
