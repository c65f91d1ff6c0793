//! Style sheet, icon and scripts, under addresses that carry the hash of their content.
//!
//! The style sheet and the icon are embedded from their sources and are always there. Scripts are embedded from the
//! folder that `npm run build` fills; where it was not run, [`url`] answers `None` for them, and pages are plain forms.
//! Chunks, which scripts load by a name that the bundler gave them, carry its hash and keep that name.

use std::{borrow::Cow, collections::BTreeMap, sync::LazyLock};

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// Where assets are served: `/assets/<stem>.<hash>.<extension>`, and `/assets/chunk-<hash>.js`.
pub const PREFIX: &str = "/assets/";

/// For how long an asset may be kept: for ever, since another content has another address.
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

#[derive(RustEmbed)]
#[folder = "assets/dist"]
#[allow_missing = true]
struct Built;

/// How the names of chunks begin.
const CHUNK: &str = "chunk-";

/// The style sheet is one file to browsers and several to people.
const STYLE: &str = concat!(
    include_str!("../frontend/css/tokens.css"),
    include_str!("../frontend/css/base.css"),
    include_str!("../frontend/css/shell.css"),
    include_str!("../frontend/css/parts.css"),
    include_str!("../frontend/css/code.css"),
    include_str!("../frontend/css/lists.css"),
    include_str!("../frontend/css/challenge.css"),
    include_str!("../frontend/css/report.css"),
    include_str!("../frontend/css/evidence.css"),
    include_str!("../frontend/css/forms.css"),
    include_str!("../frontend/css/workspace.css"),
    include_str!("../frontend/css/print.css"),
    include_str!("../frontend/css/forced.css"),
);

/// The theme of high contrast. It comes twice: for who chose it, and for who asks their system for more contrast.
const CONTRAST: &str = include_str!("../frontend/css/contrast.css");

/// The whole style sheet. CSS has no way to say "this theme, or that setting of the system" once.
fn style() -> String {
    let system = CONTRAST.replace("[data-theme=\"contrast\"]", "[data-theme=\"system\"]");
    format!("{STYLE}{CONTRAST}@media (prefers-contrast: more) {{\n{system}}}\n")
}

const FAVICON: &str = include_str!("../frontend/favicon.svg");

/// One file as a browser gets it.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its content.
    pub bytes: Cow<'static, [u8]>,
    /// Its `Content-Type`.
    pub content_type: &'static str,
}

#[derive(Default)]
struct Catalogue {
    /// Name as in the sources -> file name with its hash.
    names: BTreeMap<String, String>,
    /// File name with its hash -> content.
    files: BTreeMap<String, Asset>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let mut catalogue = Catalogue::default();
    catalogue.add("gauntlet.css", Cow::Owned(style().into_bytes()));
    catalogue.add("favicon.svg", Cow::Borrowed(FAVICON.as_bytes()));
    for name in Built::iter() {
        if let Some(file) = Built::get(&name) {
            catalogue.add(&name, file.data);
        }
    }
    catalogue
});

impl Catalogue {
    /// Takes files of the types that browsers get from here; anything else in the folder stays private.
    fn add(&mut self, name: &str, bytes: Cow<'static, [u8]>) {
        let Some((stem, extension)) = name.rsplit_once('.') else { return };
        let content_type = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            _ => return,
        };
        let hashed = if stem.starts_with(CHUNK) {
            name.to_owned()
        } else {
            let hash: String = Sha256::digest(&bytes).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
            format!("{stem}.{hash}.{extension}")
        };
        self.names.insert(name.to_owned(), hashed.clone());
        self.files.insert(hashed, Asset { bytes, content_type });
    }
}

/// The address of an asset by its name in the sources, e.g. `gauntlet.css`; none if it was not built.
#[must_use]
pub fn url(name: &str) -> Option<String> {
    CATALOGUE.names.get(name).map(|hashed| format!("{PREFIX}{hashed}"))
}

/// The asset at the end of an address: what comes after [`PREFIX`]. Serve it with [`CACHE_CONTROL`] and
/// `X-Content-Type-Options: nosniff`.
#[must_use]
pub fn get(hashed_name: &str) -> Option<&'static Asset> {
    CATALOGUE.files.get(hashed_name)
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{CATALOGUE, CONTRAST, Catalogue, PREFIX, get, style, url};

    #[test]
    fn the_address_carries_the_hash_and_leads_to_the_file() {
        let address = url("gauntlet.css").unwrap();
        let asset = get(address.strip_prefix(PREFIX).unwrap()).unwrap();
        assert_eq!(asset.content_type, "text/css; charset=utf-8");
        assert!(asset.bytes.starts_with(b"/*"));
        assert!(get("gauntlet.css").is_none(), "only the hashed name is immutable");
        assert!(get("../Cargo.toml").is_none());
        assert!(url("nothing.js").is_none());
    }

    #[test]
    fn the_style_sheet_loads_nothing() {
        let asset = get(url("gauntlet.css").unwrap().strip_prefix(PREFIX).unwrap()).unwrap();
        let css = std::str::from_utf8(&asset.bytes).unwrap();
        assert!(!css.contains("url(") && !css.contains("@import"));
    }

    #[test]
    fn a_system_that_asks_for_contrast_gets_the_whole_theme() {
        let rules = |css: &str, theme: &str| css.matches(&format!("[data-theme=\"{theme}\"]")).count();
        let css = style();
        let (base, asked) = css.split_once("@media (prefers-contrast: more)").unwrap();
        assert_eq!((rules(base, "contrast"), rules(base, "system")), (rules(CONTRAST, "contrast"), 0));
        assert_eq!((rules(asked, "contrast"), rules(asked, "system")), (0, rules(CONTRAST, "contrast")));
        assert!(asked.contains("--ground: light-dark(#ffffff, #000000)"));
        let selectors = CONTRAST.lines().filter(|line| line.ends_with('}') && line.contains('{'));
        assert!(
            selectors.clone().count() > 5
                && selectors.clone().all(|line| line.starts_with("[data-theme=\"contrast\"]"))
        );
    }

    #[test]
    fn chunks_keep_the_name_that_scripts_load_them_by() {
        let mut catalogue = Catalogue::default();
        catalogue.add("chunk-Q5XK2WLM.js", Cow::Borrowed(b"export{}"));
        catalogue.add("workspace.js", Cow::Borrowed(b"import\"./chunk-Q5XK2WLM.js\""));
        assert!(catalogue.files.contains_key("chunk-Q5XK2WLM.js"));
        assert!(!catalogue.files.contains_key("workspace.js"), "its name says nothing of its content");
        // Of the scripts that were built, if they were.
        for asset in CATALOGUE.files.values().filter(|asset| asset.content_type.starts_with("text/javascript")) {
            let script = std::str::from_utf8(&asset.bytes).unwrap();
            for rest in script.split("\"./").skip(1) {
                let name = rest.split('"').next().unwrap_or_default();
                if name.starts_with("chunk-") {
                    assert!(get(name).is_some(), "{name} is loaded and not there");
                }
            }
        }
    }
}
