//! Packages: a folder or a `.zip` with a stylebook in it, and the files that this names. Another stylebook extends it.
//!
//! A file in an archive has a path like any other, `packs/agency.zip/dictionary.txt`, and so has a file of a package on the
//! web, `https://wire.example/agency.zip/dictionary.txt`. Where the archive itself is kept is for the caller to know, who
//! finds the files. An archive names only files inside itself.

use std::fmt;
use std::path::{Component, Path, PathBuf};

use serde::de::{self, Deserialize, Deserializer};

use super::read::Mistake;
use super::yaml::{At, Kind, Node};

/// The stylebook of a package.
pub(super) const BOOK: &str = "copydesk.yaml";
/// The ending of an archive.
const ENDING: &str = ".zip";
/// What stands between a URL and the hash of what it leads to.
const HASH: &str = "#sha256=";

/// A package on the web that a stylebook extends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Where it is fetched from, without the hash.
    pub url: String,
    /// The SHA-256 that its bytes must have, in lower case, if the stylebook names it.
    pub sha256: Option<String>,
    pub(super) at: At,
}

impl Package {
    /// The name of a file in it, as the caller is asked for it: with the hash, if there is one.
    pub(super) fn asked(&self, path: &str) -> Option<String> {
        let inner = path.strip_prefix(&self.url)?.strip_prefix('/')?;
        let hash = self.sha256.as_ref()?;
        Some(format!("{}{HASH}{hash}/{inner}", self.url))
    }
}

/// A path into an archive, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InArchive<'a> {
    /// The path of the archive, or its URL.
    pub archive: &'a str,
    /// The hash that the archive must have, if one is named.
    pub sha256: Option<&'a str>,
    /// The path of the file in it.
    pub inner: &'a str,
}

impl<'a> InArchive<'a> {
    /// Takes a path apart, if it leads into an archive.
    pub fn of(path: &'a str) -> Option<Self> {
        // A host may end in .zip as well.
        let start = scheme(path).map_or(0, |scheme| {
            let host = path[scheme.len()..].find('/').unwrap_or(path.len() - scheme.len());
            scheme.len() + host
        });
        let mut from = start;
        while let Some(end) = ending(path, from) {
            let rest = &path[end..];
            let archive = &path[..end];
            if let Some(inner) = rest.strip_prefix(['/', '\\']) {
                return Some(InArchive { archive, sha256: None, inner });
            }
            if let Some((hash, inner)) = rest.strip_prefix(HASH).and_then(|rest| rest.split_once('/')) {
                return Some(InArchive { archive, sha256: Some(hash), inner });
            }
            from = end;
        }
        None
    }

    /// Whether the archive is on the web.
    pub fn is_remote(&self) -> bool {
        is_url(self.archive)
    }
}

/// Where the next `.zip` ends.
fn ending(path: &str, from: usize) -> Option<usize> {
    let bytes = path.as_bytes();
    let found =
        bytes.get(from..)?.windows(ENDING.len()).position(|four| four.eq_ignore_ascii_case(ENDING.as_bytes()))?;
    Some(from + found + ENDING.len())
}

/// Whether a name is that of an archive.
pub(super) fn is_archive(name: &str) -> bool {
    ending(name, name.len().saturating_sub(ENDING.len())).is_some()
}

fn scheme(name: &str) -> Option<&'static str> {
    ["https://", "http://"].into_iter().find(|scheme| name.starts_with(scheme))
}

pub(super) fn is_url(name: &str) -> bool {
    scheme(name).is_some()
}

/// Whether an address may be asked: with TLS; without it, only this machine, or if a hash says what must come.
///
/// # Errors
/// What is wrong with it, in words.
pub fn may_be_fetched(url: &str, has_hash: bool) -> Result<(), String> {
    let Some(scheme) = scheme(url) else {
        return Err(format!("“{url}” is no address that begins with https://"));
    };
    let rest = &url[scheme.len()..];
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty() || url.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '\\')) {
        return Err(format!("“{url}” is no address"));
    }
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = if let Some(rest) = host.strip_prefix('[') {
        rest.split(']').next().unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default()
    };
    let is_loopback = name == "localhost" || name.parse().is_ok_and(|ip: core::net::IpAddr| ip.is_loopback());
    if scheme == "http://" && !has_hash && !is_loopback {
        return Err("anybody on the way may change what comes by http".to_owned());
    }
    Ok(())
}

/// What an entry of `extends` is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extension {
    /// A bundled house style, by its name.
    House(String),
    /// A file or a folder, by its path.
    Path(String),
    /// A package on the web.
    Url { url: String, sha256: Option<String> },
}

impl Extension {
    fn named(name: &str) -> Result<Self, Mistake> {
        if is_url(name) {
            let (url, hash) = match name.split_once('#') {
                None => (name, None),
                Some((url, _)) => match name[url.len()..].strip_prefix(HASH) {
                    Some(hash) => (url, Some(hash)),
                    None => {
                        return Err(advised(
                            "what stands behind `#` is no hash",
                            "Write it as #sha256= and 64 hexadecimal digits.",
                        ));
                    }
                },
            };
            return Extension::at(url, hash);
        }
        let is_yaml = [".yaml", ".yml"].iter().any(|ending| name.to_lowercase().ends_with(ending));
        let is_path = name.contains(['/', '\\']) || is_yaml || is_archive(name) || matches!(name, "." | "..");
        Ok(if is_path { Extension::Path(name.to_owned()) } else { Extension::House(name.to_owned()) })
    }

    fn at(url: &str, hash: Option<&str>) -> Result<Self, Mistake> {
        if let Some(hash) = hash
            && (hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
        {
            let message = format!("“{hash}” is no SHA-256, which has 64 hexadecimal digits");
            return Err(advised(&message, "Leave the hash out, and `copydesk sync` pins it in copydesk.lock."));
        }
        may_be_fetched(url, hash.is_some()).map_err(|message| {
            advised(&message, "Use https://, or name the package's hash behind it: #sha256= and 64 hexadecimal digits.")
        })?;
        if !is_archive(url) {
            return Err(advised("a package on the web is an archive, so its address ends in .zip", ""));
        }
        Ok(Extension::Url { url: url.to_owned(), sha256: hash.map(str::to_lowercase) })
    }
}

fn advised(message: &str, help: &str) -> Mistake {
    <Mistake as de::Error>::custom(message).with_help(help)
}

impl<'de> Deserialize<'de> for Extension {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        /// The long form of a package on the web.
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Remote {
            url: String,
            sha256: Option<String>,
        }

        impl<'de> de::Visitor<'de> for Any {
            type Value = Extension;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a house, a path, or a package as `url` and `sha256`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Extension, E> {
                Extension::named(text).map_err(explained)
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Extension, A::Error> {
                let Remote { url, sha256 } = Remote::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Extension::at(&url, sha256.as_deref()).map_err(explained)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// Serde carries one text; [`Mistake`] finds the advice in it again.
fn explained<E: de::Error>(mistake: Mistake) -> E {
    let help = mistake.help.unwrap_or_default();
    E::custom(if help.is_empty() { mistake.message } else { format!("{}\n{help}", mistake.message) })
}

/// `extends:`, one or a list.
#[derive(Clone, Debug, Default)]
pub(super) struct Extends(pub(super) Vec<(Extension, At)>);

impl Extends {
    /// What a value says that has been checked before, with the places.
    pub(super) fn of(node: &Node) -> Self {
        let items = match &node.kind {
            Kind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        Extends(items.iter().filter_map(|item| Some((Extension::deserialize(item).ok()?, item.at))).collect())
    }
}

impl<'de> Deserialize<'de> for Extends {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> de::Visitor<'de> for Any {
            type Value = Extends;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of houses, paths and packages")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Extends, E> {
                let one = Extension::deserialize(de::value::StrDeserializer::<E>::new(text))?;
                Ok(Extends(vec![(one, At::default())]))
            }

            fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<Extends, A::Error> {
                let one = Extension::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(Extends(vec![(one, At::default())]))
            }

            fn visit_unit<E>(self) -> Result<Extends, E> {
                Ok(Extends::default())
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Extends, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element()? {
                    all.push((item, At::default()));
                }
                Ok(Extends(all))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// The path of a file that another file names, without `.` and `..` where they can be left out. What is named in an archive
/// is in the archive; a path that leads out of it keeps its `..` and leads nowhere.
pub(super) fn resolve(from: &str, name: &str) -> String {
    if is_url(name) {
        return name.to_owned();
    }
    match InArchive::of(from) {
        None => plainly(from, name),
        Some(InArchive { archive, inner, .. }) => {
            let name = name.replace('\\', "/");
            let inner = plainly(inner, name.trim_start_matches('/')).replace('\\', "/");
            format!("{archive}/{inner}")
        }
    }
}

fn plainly(from: &str, name: &str) -> String {
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let mut out = PathBuf::new();
    for part in folder.join(name).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(out.components().next_back(), Some(Component::Normal(_))) => {
                out.pop();
            }
            part => out.push(part),
        }
    }
    out.to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_paths_into_archives_apart() {
        let parts = |path| InArchive::of(path).map(|it| (it.archive, it.sha256, it.inner));
        assert_eq!(parts("packs/a.zip/copydesk.yaml"), Some(("packs/a.zip", None, "copydesk.yaml")));
        assert_eq!(parts("packs\\a.ZIP\\b/c.txt"), Some(("packs\\a.ZIP", None, "b/c.txt")));
        assert_eq!(parts("https://x.zip/a.zip/b.txt"), Some(("https://x.zip/a.zip", None, "b.txt")));
        assert_eq!(parts("https://x/a.zip#sha256=ab/b.txt"), Some(("https://x/a.zip", Some("ab"), "b.txt")));
        assert_eq!(parts("a.zipper/b.zip/c"), Some(("a.zipper/b.zip", None, "c")));
        for none in ["a.zip", "a/b.yaml", "https://x.zip/a", "https://x.zip", "é.zi"] {
            assert_eq!(parts(none), None, "{none}");
        }
    }

    #[test]
    fn an_archive_names_only_what_is_in_it() {
        assert_eq!(resolve("desk/copydesk.yaml", "../agency/copydesk.yaml"), "agency/copydesk.yaml");
        assert_eq!(resolve("a.zip/copydesk.yaml", "words/./x/../y.txt"), "a.zip/words/y.txt");
        assert_eq!(resolve("a.zip/b/copydesk.yaml", "../c.txt"), "a.zip/c.txt");
        assert_eq!(resolve("a.zip/copydesk.yaml", "../../c.txt"), "a.zip/../../c.txt");
        assert_eq!(resolve("a.zip/copydesk.yaml", "/etc/hosts"), "a.zip/etc/hosts");
        assert_eq!(resolve("https://x/a.zip/copydesk.yaml", "c.txt"), "https://x/a.zip/c.txt");
    }

    #[test]
    fn knows_what_may_be_fetched() {
        for good in ["https://wire.example/a", "http://127.0.0.1:80/a", "http://localhost/a", "http://[::1]:8080/a"] {
            assert_eq!(may_be_fetched(good, false), Ok(()), "{good}");
        }
        for bad in ["http://wire.example/a", "http://127.0.0.1.example/a", "http://localhost@wire.example/a"] {
            assert!(may_be_fetched(bad, false).is_err(), "{bad}");
            assert_eq!(may_be_fetched(bad, true), Ok(()), "{bad}");
        }
        for never in ["ftp://x/a", "https://", "https:///a", "https://x/a b", "https://x/a\"", "file:///etc/hosts"] {
            assert!(may_be_fetched(never, true).is_err(), "{never}");
        }
    }
}
