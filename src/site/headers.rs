//! Headers for common hosts. The policy is also in each page; these add what only a header can say.

use super::SiteError;
use super::staging::Staging;
use crate::page::POLICY;
use std::fmt::Write as _;

/// Headers of every file.
const ALL: &[(&str, &str)] = &[
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    // Frames without an origin of their own load modules and WASM across origins.
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
];

/// Files whose names change with their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// All others: kept, but asked after each time.
const REVALIDATE: &str = "no-cache";

/// The policy with who may frame the page: everybody may frame what is made for it.
fn policy(embed: bool) -> String {
    let ancestors = if embed { "*" } else { "'self'" };
    format!("{POLICY}; frame-ancestors {ancestors}")
}

/// Writes `_headers` (Netlify, Cloudflare Pages) and `hosting/` (nginx, Caddy, Apache).
pub(super) fn write(staging: &Staging) -> Result<(), SiteError> {
    let files = staging.files()?;
    let hashed: Vec<_> = files.iter().filter(|file| is_hashed(file)).map(String::as_str).collect();
    staging.write("_headers", underscore_headers(&hashed).as_bytes())?;
    staging.write("hosting/nginx.conf", nginx().as_bytes())?;
    staging.write("hosting/Caddyfile", caddy().as_bytes())?;
    staging.write("hosting/apache.htaccess", apache().as_bytes())
}

fn is_hashed(file: &str) -> bool {
    ["app-", "boot-", "study-", "style-"].iter().any(|stem| file.starts_with(stem))
}

fn underscore_headers(hashed: &[&str]) -> String {
    let mut out = String::from("/*\n");
    for (name, value) in ALL {
        let _ = writeln!(out, "  {name}: {value}");
    }
    let _ = writeln!(out, "  Cache-Control: {REVALIDATE}");
    let _ = writeln!(out, "  Content-Security-Policy: {}", policy(false));
    // A later rule adds to an earlier one, so the earlier value is taken off first.
    out.push_str("/embed/*\n  ! Content-Security-Policy\n");
    let _ = writeln!(out, "  Content-Security-Policy: {}", policy(true));
    for file in hashed {
        let _ = writeln!(out, "/{file}\n  ! Cache-Control\n  Cache-Control: {IMMUTABLE}");
    }
    out
}

const HASHED: &str = r"/(app|boot|study|style)-[0-9a-f_bg]+\.(js|wasm|css)$";

fn nginx() -> String {
    let headers: String = ALL
        .iter()
        .map(|(name, value)| format!("add_header {name} \"{value}\" always;\n"))
        .collect();
    format!(
        "# Include this inside a `server` block whose `root` is the folder of the site.\n\
         include mime.types;\n\
         types {{ application/wasm wasm; application/manifest+json webmanifest; }}\n\
         error_page 404 /404.html;\n\
         index index.html;\n\
         gzip on;\n\
         gzip_types application/wasm application/javascript text/javascript text/css \
         image/svg+xml application/manifest+json;\n\
         set $frames \"'self'\";\n\
         if ($uri ~ /embed/) {{ set $frames \"*\"; }}\n\
         set $keep \"{REVALIDATE}\";\n\
         if ($uri ~ \"{HASHED}\") {{ set $keep \"{IMMUTABLE}\"; }}\n\
         add_header Cache-Control $keep always;\n\
         add_header Content-Security-Policy \"{POLICY}; frame-ancestors $frames\" always;\n\
         {headers}"
    )
}

fn caddy() -> String {
    let headers: String =
        ALL.iter().map(|(name, value)| format!("\t{name} \"{value}\"\n")).collect();
    format!(
        "# Import this inside a site block after `root * <folder of the site>`.\n\
         encode zstd gzip\n\
         file_server\n\
         handle_errors {{\n\trewrite * /404.html\n\tfile_server\n}}\n\
         header {{\n{headers}\tCache-Control \"{REVALIDATE}\"\n\
         \tContent-Security-Policy \"{}\"\n}}\n\
         @embed path */embed/*\n\
         header @embed Content-Security-Policy \"{}\"\n\
         @hashed path_regexp {HASHED}\n\
         header @hashed Cache-Control \"{IMMUTABLE}\"\n",
        policy(false),
        policy(true)
    )
}

fn apache() -> String {
    let headers: String =
        ALL.iter().map(|(name, value)| format!("Header always set {name} \"{value}\"\n")).collect();
    format!(
        "# Copy this to the folder of the site as `.htaccess`; it needs mod_headers.\n\
         AddType application/wasm .wasm\n\
         AddType application/manifest+json .webmanifest\n\
         {headers}\
         Header always set Cache-Control \"{REVALIDATE}\"\n\
         Header always set Content-Security-Policy \"{}\"\n\
         <If \"%{{REQUEST_URI}} =~ m#/embed/#\">\n\
         Header always set Content-Security-Policy \"{}\"\n\
         </If>\n\
         <If \"%{{REQUEST_URI}} =~ m#{HASHED}#\">\n\
         Header always set Cache-Control \"{IMMUTABLE}\"\n\
         </If>\n",
        policy(false),
        policy(true)
    )
}
