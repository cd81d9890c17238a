//! Which layer of a stylebook decided what of a rule: the page of `copydesk explain RULE --why`.

use std::fmt;

use super::layers::{Layer, Origin};
use super::read::{Mistake, plain_key};
use super::yaml::{Entry, Kind, Node};
use super::{Problem, Stylebook, load, page};

/// Who decided what of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The id of the rule.
    pub rule: String,
    /// The layers, lowest first, each with whether it speaks of the rule. Of the declarations, only those that do.
    pub layers: Vec<(String, bool)>,
    /// The keys of the rule in the order in which they are first said.
    pub keys: Vec<KeyWhy>,
}

/// Who decided one key of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWhy {
    /// The key; of a key in a key, such as one word of `swap`, both with a dot.
    pub key: String,
    /// Its value as it counts, shortened; `None` if a layer declares the rule anew without it.
    pub value: Option<String>,
    /// What the layers say, lowest first.
    pub said: Vec<Said>,
}

/// What one layer says of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The file.
    pub path: String,
    /// 1-based line, where the file is not a bundled one.
    pub line: Option<usize>,
    /// The value there, shortened.
    pub value: String,
    /// Whether it counts, or a layer above says otherwise.
    pub counts: bool,
    /// Whether it only adds to what layers below say.
    pub adds: bool,
}

/// The page of a rule; the error says which rule was meant.
pub(super) fn why(book: &Stylebook, id: &str) -> Result<Why, Problem> {
    page::page(book, id)?;
    let rule_in = |layer: &Layer| layer.tree.get("rules").and_then(|rules| rules.get(id)).cloned();
    let of_rule = |layer: &&Layer| layer.origin != Origin::Base || is_house(layer) || rule_in(layer).is_some();
    let layers = book.layers.iter().filter(of_rule).map(|layer| (layer.name.to_string(), rule_in(layer).is_some()));
    let mut keys: Vec<KeyWhy> = Vec::new();
    for layer in &book.layers {
        let Some(said) = rule_in(layer) else { continue };
        if said.get("check").is_some() {
            // A new declaration takes nothing of an old one.
            keys.iter_mut().for_each(KeyWhy::overrule);
        }
        for entry in said.entries().iter().filter(|entry| entry.value.kind != Kind::Null) {
            say(book, layer, entry, "", &mut keys);
        }
    }
    let merged = book.merged.get("rules").and_then(|rules| rules.get(id));
    for key in &mut keys {
        let mut node = merged;
        for part in key.key.splitn(2, '.') {
            node = node.and_then(|node| node.get(part));
        }
        key.value = node.map(short);
    }
    // One word of many is worth a line only if layers are not of one mind about it.
    keys.retain(|key| !key.key.contains('.') || key.said.len() > 1);
    Ok(Why { rule: id.to_owned(), layers: layers.collect(), keys })
}

fn is_house(layer: &Layer) -> bool {
    layer.name.starts_with("rules/stylebooks/")
}

impl KeyWhy {
    fn overrule(&mut self) {
        self.said.iter_mut().for_each(|said| said.counts = false);
    }
}

fn say(book: &Stylebook, layer: &Layer, entry: &Entry, within: &str, keys: &mut Vec<KeyWhy>) {
    let plain = plain_key(entry);
    let name = if within.is_empty() { plain.to_owned() } else { format!("{within}.{plain}") };
    let at = keys.iter().position(|known| known.key == name).unwrap_or_else(|| {
        keys.push(KeyWhy { key: name.clone(), value: None, said: Vec::new() });
        keys.len() - 1
    });
    let is_map = matches!(entry.value.kind, Kind::Map(_));
    let adds = (is_map || plain.len() < entry.key.len()) && keys[at].said.iter().any(|said| said.counts);
    if !adds {
        keys[at].overrule();
    }
    let place = load::problem(&book.files, entry.at, Mistake::new(entry.at, String::new())).place;
    keys[at].said.push(Said {
        path: layer.name.to_string(),
        line: place.map(|(line, _)| line),
        value: short(&entry.value),
        counts: true,
        adds,
    });
    if within.is_empty() {
        for inner in entry.value.entries().iter().filter(|inner| inner.value.kind != Kind::Null) {
            say(book, layer, inner, &name, keys);
        }
    }
}

/// The longest value that is shown whole, in characters.
const SHORT: usize = 60;

/// A value as one line.
fn short(node: &Node) -> String {
    let mut text = String::new();
    write(node, &mut text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= SHORT {
        return text;
    }
    let cut: String = text.chars().take(SHORT - 1).collect();
    format!("{}…", cut.trim_end())
}

fn write(node: &Node, out: &mut String) {
    // What follows is not shown.
    if out.len() > 8 * SHORT {
        return;
    }
    match &node.kind {
        Kind::Null => out.push_str("nothing"),
        Kind::Scalar { text, .. } => out.push_str(text),
        Kind::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                write(item, out);
            }
            out.push(']');
        }
        Kind::Map(entries) => {
            out.push('{');
            for (i, entry) in entries.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                out.push_str(&entry.key);
                out.push_str(": ");
                write(&entry.value, out);
            }
            out.push('}');
        }
    }
}

impl fmt::Display for Said {
    /// The place.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        self.line.map_or(Ok(()), |line| write!(f, ":{line}"))
    }
}

impl fmt::Display for Why {
    /// The page as plain text for a terminal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n\nLayers, lowest first; what a later one says counts", self.rule)?;
        // Of the files of the bundle, those that say nothing are of no use to anybody.
        let is_silent = |(layer, speaks): &&(String, bool)| !speaks && layer.starts_with("rules/");
        for (layer, speaks) in self.layers.iter().filter(|layer| !is_silent(layer)) {
            writeln!(f, "  {layer}{}", if *speaks { "" } else { " (says nothing of it)" })?;
        }
        let silent = self.layers.iter().filter(is_silent).count();
        if silent > 0 {
            writeln!(f, "  and {silent} bundled ones that say nothing of it")?;
        }
        writeln!(f, "\nWho decided")?;
        for KeyWhy { key, value, said } in &self.keys {
            match value {
                Some(value) => writeln!(f, "  {key}: {value}")?,
                None => writeln!(f, "  {key}: nothing, since the rule is declared anew")?,
            }
            let counting = said.iter().filter(|said| said.counts).count();
            for one in said.iter().filter(|said| said.counts) {
                match (counting, one.adds) {
                    (1, _) => writeln!(f, "    by {one}")?,
                    (_, false) => writeln!(f, "    by {one}: {}", one.value)?,
                    (_, true) => writeln!(f, "    and {one}: {}", one.value)?,
                }
            }
            for one in said.iter().rev().filter(|said| !said.counts) {
                writeln!(f, "    not {}, as {one} says", one.value)?;
            }
        }
        Ok(())
    }
}
