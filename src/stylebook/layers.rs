//! The files of a stylebook, and how one is laid over another.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::de::Deserialize;

use super::bundled;
use super::keys::OneOrMore;
use super::read::plain_key;
use super::yaml::{At, Entry, Kind, Node};

/// One file of a stylebook, its mistakes taken out.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    /// The path, as shown to the user.
    pub(super) name: Arc<str>,
    pub(super) origin: Origin,
    pub(super) tree: Arc<Node>,
}

/// Why a layer is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// It is under every stylebook: the declarations and `consistency`.
    Base,
    /// The stylebook extends it.
    Extended,
    /// It is a style of Vale.
    Style,
    /// It is what a configuration of Vale says of its rules.
    Configured,
    /// It is the stylebook itself.
    Own,
}

/// What a file extends by default, and what is under every other house.
pub(super) const BASE: &str = "consistency";
/// Files above one another beyond this number are a mistake.
pub(super) const MOST_FILES: usize = 32;

/// The layers under every stylebook.
pub(super) fn base() -> Vec<Layer> {
    let mut layers: Vec<Layer> = bundled::declarations()
        .map(|(name, rules)| {
            let rules = Entry { key: "rules".into(), at: At::default(), value: rules };
            let tree = Node { kind: Kind::Map(vec![rules]), at: At::default() };
            layer(format!("rules/{name}"), Origin::Base, tree)
        })
        .collect();
    layers.extend(house(BASE).map(|layer| Layer { origin: Origin::Base, ..layer }));
    layers
}

/// The layer of a bundled house style.
pub(super) fn house(name: &str) -> Option<Layer> {
    let file = format!("stylebooks/{name}.yaml");
    let mut tree = bundled::tree(&file)?;
    spell_out_levels(&mut tree);
    Some(layer(format!("rules/{file}"), Origin::Extended, tree))
}

/// The rules that a bundled house has beside those of everybody, highest layer first.
fn packs(name: &str) -> Vec<Layer> {
    let mut layers: Vec<Layer> = bundled::pack(name)
        .map(|(file, mut tree)| {
            spell_out_levels(&mut tree);
            layer(format!("rules/{file}"), Origin::Extended, tree)
        })
        .collect();
    layers.reverse();
    layers
}

pub(super) fn layer(name: impl Into<Arc<str>>, origin: Origin, tree: Node) -> Layer {
    Layer { name: name.into(), origin, tree: Arc::new(tree) }
}

/// The layers of a bundled house with those that it extends itself, lowest first.
pub(super) fn house_with_bases(name: &str) -> Option<Vec<Layer>> {
    let mut layers = Vec::new();
    let mut next = Some(name.to_owned());
    while let Some(name) = next.take().filter(|name| name != BASE) {
        let layer = house(&name)?;
        let extends = layer.tree.get("extends").map(OneOrMore::deserialize);
        next = extends.and_then(Result::ok).and_then(|names| names.0.into_iter().next_back());
        layers.push(layer);
        layers.extend(packs(&name));
        if layers.len() > MOST_FILES {
            break;
        }
    }
    layers.reverse();
    Some(layers)
}

/// Lays one tree over another: key by key, a list in place of a list. `+words: […]` adds to the list `words` instead.
pub(super) fn merge(into: &mut Node, from: &Node) {
    match (&mut into.kind, &from.kind) {
        (_, Kind::Null) => {}
        (Kind::Null, Kind::Map(_)) => {
            into.kind = Kind::Map(Vec::new());
            into.at = from.at;
            merge(into, from);
        }
        (Kind::Map(below), Kind::Map(above)) => {
            let mut places: HashMap<Cow<'static, str>, usize> =
                below.iter().enumerate().map(|(i, entry)| (entry.key.clone(), i)).collect();
            for entry in above {
                let key = plain_key(entry);
                let adds = key.len() < entry.key.len();
                let value = &entry.value;
                let Some(below) = places.get(key).map(|place| &mut below[*place].value) else {
                    let key = if adds { Cow::Owned(key.to_owned()) } else { entry.key.clone() };
                    places.insert(key.clone(), below.len());
                    let mut new = Entry { key, at: entry.at, value: Node { kind: Kind::Null, at: value.at } };
                    // Further down, too, there may be keys that add to nothing.
                    merge(&mut new.value, value);
                    below.push(new);
                    continue;
                };
                if adds {
                    append(below, value);
                } else if value.get("check").is_some() {
                    // A rule that names its check is a new declaration and takes nothing of an old one.
                    below.clone_from(value);
                } else {
                    merge(below, value);
                }
            }
        }
        _ => *into = from.clone(),
    }
}

fn append(into: &mut Node, from: &Node) {
    if let Kind::Scalar { .. } = into.kind {
        // One word in the place of a list is a list of one.
        let one = std::mem::take(into);
        into.at = one.at;
        into.kind = Kind::List(vec![one]);
    }
    match (&mut into.kind, &from.kind) {
        (Kind::List(below), Kind::List(above)) => below.extend(above.iter().cloned()),
        _ => *into = from.clone(),
    }
}

/// `some/rule: error` means `some/rule: {level: error}`.
pub(super) fn spell_out_levels(tree: &mut Node) {
    let Kind::Map(keys) = &mut tree.kind else {
        return;
    };
    for entry in keys.iter_mut().filter(|entry| entry.key == "rules") {
        let Kind::Map(rules) = &mut entry.value.kind else {
            continue;
        };
        for rule in rules {
            if let Kind::Scalar { .. } = rule.value.kind {
                let level = std::mem::take(&mut rule.value);
                rule.value.at = level.at;
                rule.value.kind = Kind::Map(vec![Entry { key: "level".into(), at: level.at, value: level }]);
            }
        }
    }
}
