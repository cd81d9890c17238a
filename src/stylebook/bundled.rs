//! The contents of `rules/`, embedded in the binary by the build script.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Visitor};

use super::yaml::{At, Entry, Kind, Node};

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
    FILES.iter().filter(|(name, _)| name.starts_with("core/")).filter_map(|(name, json)| Some((*name, read(json)?)))
}

/// The files of rules that one house has beside those of everybody, with their paths.
pub(super) fn pack(house: &str) -> impl Iterator<Item = (&'static str, Node)> {
    let folder = format!("packs/{house}/");
    FILES
        .iter()
        .filter(move |(name, _)| name.starts_with(&folder))
        .filter_map(|(name, json)| Some((*name, read(json)?)))
}

/// What the houses have in common, which is no house by itself.
const COMMON: &str = "newsroom";

/// The names of the house styles.
pub(super) fn houses() -> impl Iterator<Item = &'static str> {
    let names = FILES.iter().filter_map(|(name, _)| name.strip_prefix("stylebooks/")?.strip_suffix(".yaml"));
    names.filter(|name| *name != COMMON)
}

/// The lists of names that a stylebook can choose by name.
pub(super) fn name_lists() -> impl Iterator<Item = &'static str> {
    const KINDS: [&str; 3] = ["people", "places", "organizations"];
    let is_list = |json: &str| KINDS.iter().any(|kind| json.starts_with(&format!("{{\"{kind}\":")));
    FILES
        .iter()
        .filter(move |(_, json)| is_list(json))
        .filter_map(|(name, _)| name.strip_prefix("names/")?.strip_suffix(".yaml"))
}

/// The text of a list of names; it is JSON, which is YAML as well.
pub(super) fn name_list(name: &str) -> Option<&'static str> {
    name_lists().find(|known| *known == name).and_then(|name| text(&format!("names/{name}.yaml")))
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

/// From the JSON of the bundle, whose text lives as long as the program.
impl Deserialize<'static> for Node {
    fn deserialize<D: de::Deserializer<'static>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any
        where
            'de: 'static,
        {
            type Value = Node;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Node, E> {
                Ok(Node::default())
            }

            fn visit_str<E>(self, text: &str) -> Result<Node, E> {
                Ok(scalar(Cow::Owned(text.to_owned())))
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node, E> {
                Ok(scalar(Cow::Borrowed(text)))
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut items: A) -> Result<Node, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = items.next_element_seed(Seed)? {
                    all.push(item);
                }
                Ok(Node { kind: Kind::List(all), at: At::default() })
            }

            fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
                let mut all = Vec::new();
                while let Some(key) = map.next_key_seed(Seed)? {
                    let Kind::Scalar { text: key, .. } = key.kind else {
                        continue;
                    };
                    all.push(Entry { key, at: At::default(), value: map.next_value_seed(Seed)? });
                }
                Ok(Node { kind: Kind::Map(all), at: At::default() })
            }
        }

        struct Seed;

        impl DeserializeSeed<'static> for Seed {
            type Value = Node;

            fn deserialize<D: de::Deserializer<'static>>(self, deserializer: D) -> Result<Node, D::Error> {
                Node::deserialize(deserializer)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

fn scalar(text: Cow<'static, str>) -> Node {
    Node { kind: Kind::Scalar { text, plain: true }, at: At::default() }
}
