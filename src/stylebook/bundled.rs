//! The contents of `rules/`, embedded in the binary by the build script.

use serde::Deserialize;

use super::yaml::Node;

/// Path below `rules/` and text; the text of a `.yaml` is its JSON.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/bundled.rs"));

/// The text of a file that is not YAML.
pub(super) fn text(name: &str) -> Option<&'static str> {
    Some(FILES[position(name)?].1)
}

/// The tree of a `.yaml` file.
pub(super) fn tree(name: &str) -> Option<Node> {
    read(FILES[position(name)?].1)
}

/// The trees of all declarations of rules, with their paths.
pub(super) fn declarations() -> impl Iterator<Item = (&'static str, Node)> {
    FILES
        .iter()
        .filter(|(name, _)| name.starts_with("core/") || name.starts_with("packs/"))
        .filter_map(|(name, json)| Some((*name, read(json)?)))
}

/// The names of the house styles.
pub(super) fn houses() -> impl Iterator<Item = &'static str> {
    FILES.iter().filter_map(|(name, _)| name.strip_prefix("stylebooks/")?.strip_suffix(".yaml"))
}

/// All paths below `rules/` that are embedded.
pub(super) fn paths() -> impl Iterator<Item = &'static str> {
    FILES.iter().map(|(name, _)| *name)
}

fn position(name: &str) -> Option<usize> {
    FILES.binary_search_by(|(file, _)| (*file).cmp(name)).ok()
}

fn read(json: &'static str) -> Option<Node> {
    Node::deserialize(&mut serde_json::Deserializer::from_str(json)).ok()
}
