//! Loads a stylebook with all that it extends: parses, checks every key, lays one file over another.

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::de::Deserialize;

use super::keys::{KEYS, OneOrMore, Section};
use super::problem::Problem;
use super::read::{Mistake, allowed, plain_key, read_what_is_right};
use super::yaml::{self, At, Entry, Kind, Node};
use super::{RuleDeclaration, SourceFile, bundled};
use crate::rules::{CHECKS, SECTIONS};
use crate::text::Span;

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
    /// It is the stylebook itself.
    Own,
}

/// Looks up a file by its path.
pub(super) type Find<'a> = &'a mut dyn FnMut(&str) -> Result<String, io::Error>;

/// What a file extends by default, and what is under every other house.
pub(super) const BASE: &str = "consistency";
/// Files above one another beyond this number are a mistake.
const MOST_FILES: usize = 32;

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

fn layer(name: impl Into<Arc<str>>, origin: Origin, tree: Node) -> Layer {
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
        (Kind::Map(below), Kind::Map(above)) => {
            for entry in above {
                let key = plain_key(entry);
                let adds = key.len() < entry.key.len();
                let value = &entry.value;
                match below.iter_mut().find(|below| below.key == key) {
                    None => below.push(Entry { key: key.to_owned().into(), ..entry.clone() }),
                    Some(below) if adds => append(&mut below.value, value),
                    // A rule that names its check is a new declaration and takes nothing of an old one.
                    Some(below) if value.get("check").is_some() => below.value = value.clone(),
                    Some(below) => merge(&mut below.value, value),
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
fn spell_out_levels(tree: &mut Node) {
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

/// All that loading has to keep track of.
pub(super) struct Loader<'a> {
    find: Find<'a>,
    pub(super) layers: Vec<Layer>,
    /// The layers so far, one over the other.
    pub(super) merged: Node,
    pub(super) files: Vec<SourceFile>,
    pub(super) found: BTreeMap<String, Arc<str>>,
    pub(super) problems: Vec<Problem>,
    /// The files that are being loaded: each is extended by the one before it.
    chain: Vec<String>,
}

impl<'a> Loader<'a> {
    /// With the layers that are under every stylebook.
    pub(super) fn new(find: Find<'a>) -> Self {
        let mut loader = Loader {
            find,
            layers: Vec::new(),
            merged: Node { kind: Kind::Map(Vec::new()), at: At::default() },
            files: vec![SourceFile::default()],
            found: BTreeMap::new(),
            problems: Vec::new(),
            chain: Vec::new(),
        };
        for layer in base() {
            loader.add(layer);
        }
        loader
    }

    fn add(&mut self, layer: Layer) {
        merge(&mut self.merged, &layer.tree);
        self.layers.push(layer);
    }

    /// Loads a file after those that it extends.
    pub(super) fn load(&mut self, path: &str, source: &str, origin: Origin) {
        let number = self.files.len() as u32;
        self.files.push(SourceFile { path: path.to_owned(), text: source.into() });
        let parsed = yaml::parse(number, source);
        for fault in parsed.faults {
            let mistake = Mistake::new(fault.at, fault.message).with_help(fault.help.unwrap_or_default());
            self.report(fault.at, mistake);
        }
        let mut tree = parsed.root;
        match tree.kind {
            Kind::Map(_) => {}
            Kind::Null => tree.kind = Kind::Map(Vec::new()),
            _ => {
                let mistake = Mistake::new(tree.at, "a stylebook is made of keys, such as `extends: [ap]`".into());
                self.report(tree.at, mistake);
                tree.kind = Kind::Map(Vec::new());
            }
        }
        if !parsed.whole {
            // What comes before an error may be cut short anywhere; only the house style is worth saving.
            if let Kind::Map(entries) = &mut tree.kind {
                entries.retain(|entry| entry.key == "extends");
            }
        }
        self.check_keys(&mut tree);
        self.extend(&tree, path);
        self.check_rules(&mut tree);
        if origin == Origin::Own {
            self.add_files_beside(path, number, &mut tree);
        }
        self.find_named_files(&tree, path);
        self.add(layer(path, origin, tree));
    }

    fn extend(&mut self, tree: &Node, path: &str) {
        self.chain.push(path.to_owned());
        let one = tree.get("extends").into_iter();
        for item in one.flat_map(|node| match &node.kind {
            Kind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        }) {
            let Some(name) = item.text() else { continue };
            if is_path(name) {
                self.extend_file(&resolve(path, name), item.at);
            } else {
                self.extend_house(name, item.at);
            }
        }
        self.chain.pop();
    }

    fn extend_house(&mut self, name: &str, at: At) {
        let Some(layers) = house_with_bases(name) else {
            let mistake = Mistake::new(at, format!("there is no house style `{name}`")).with_help(
                allowed(name, bundled::houses()) + " A file of your own is named with its ending: desk.yaml.",
            );
            self.report(at, mistake);
            return;
        };
        for layer in layers {
            if self.layers.iter().all(|known| known.name != layer.name) {
                self.add(layer);
            }
        }
    }

    fn extend_file(&mut self, path: &str, at: At) {
        if self.chain.iter().any(|loading| loading == path) {
            let way = self.chain.join(" extends ");
            let mistake = Mistake::new(at, format!("this goes round in a circle: {way} extends {path}"))
                .with_help("Remove one of them from `extends`.");
            self.report(at, mistake);
            return;
        }
        if self.layers.iter().any(|layer| &*layer.name == path) {
            return;
        }
        if self.chain.len() >= MOST_FILES {
            let mistake = Mistake::new(at, format!("more than {MOST_FILES} files extend one another"));
            self.report(at, mistake);
            return;
        }
        match (self.find)(path) {
            Ok(source) => self.load(path, &source, Origin::Extended),
            Err(error) => self.report_unreadable(at, path, &error),
        }
    }

    /// Takes out keys that do not exist and values that are not allowed.
    fn check_keys(&mut self, tree: &mut Node) {
        let Kind::Map(entries) = &mut tree.kind else {
            return;
        };
        entries.retain_mut(|entry| {
            let key = plain_key(entry).to_owned();
            if key == "rules" {
                return true;
            }
            let Some(section) = section(&key) else {
                let names = KEYS.iter().map(|key| key.name).chain(["rules"]);
                let mut names: Vec<&str> = names.chain(SECTIONS.iter().map(|section| section.name)).collect();
                names.sort_unstable();
                let mistake = Mistake::new(entry.at, format!("there is no key `{key}` in a stylebook"))
                    .with_help(allowed(&key, names));
                self.report(entry.at, mistake);
                return false;
            };
            let (usable, mistakes) = section.accept(&mut entry.value);
            for mistake in mistakes {
                let place = if entry.value.kind == Kind::Null { entry.at } else { entry.value.at };
                self.report(place, mistake);
            }
            usable
        });
    }

    /// Takes out rules that do not exist, and of the others what is not allowed; writes `family/*` out.
    fn check_rules(&mut self, tree: &mut Node) {
        spell_out_levels(tree);
        let Kind::Map(keys) = &mut tree.kind else {
            return;
        };
        let Some(rules) = keys.iter_mut().find(|entry| entry.key == "rules") else {
            return;
        };
        let at = rules.at;
        let entries = match std::mem::take(&mut rules.value.kind) {
            Kind::Map(entries) => entries,
            Kind::Null => Vec::new(),
            _ => {
                let mistake = Mistake::new(rules.value.at, "this should be the ids of rules, each with a level".into())
                    .with_help("Such as `attribution/late: off`; `copydesk rules` lists the ids.");
                self.report(at, mistake);
                Vec::new()
            }
        };
        let mut known: Vec<String> = rule_ids(&self.merged);
        known.extend(
            entries.iter().filter(|entry| entry.value.get("check").is_some()).map(|entry| entry.key.to_string()),
        );
        // A whole family first, so that what the file says of a single rule counts whichever stands first.
        let (families, single): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| entry.key.ends_with("/*"));
        let mut checked = Node { kind: Kind::Map(Vec::new()), at: rules.value.at };
        for entry in families.into_iter().chain(single) {
            let family = entry.key.strip_suffix('*').filter(|family| family.ends_with('/'));
            let ids: Vec<&String> =
                known.iter().filter(|id| family.map_or(**id == *entry.key, |family| id.starts_with(family))).collect();
            if ids.is_empty() {
                let mistake = Mistake::new(entry.at, format!("there is no rule `{}`", entry.key))
                    .with_help(allowed_rules(&entry.key, &known));
                self.report(entry.at, mistake);
            }
            for id in ids {
                let mut value = entry.value.clone();
                if self.check_rule(id, &entry, &mut value) {
                    let one = Entry { key: id.clone().into(), at: entry.at, value };
                    merge(&mut checked, &Node { kind: Kind::Map(vec![one]), at: At::default() });
                }
            }
        }
        if let Some(rules) = keys.iter_mut().find(|entry| entry.key == "rules") {
            rules.value = checked;
        }
    }

    /// Whether anything is left of what a file says of a rule.
    fn check_rule(&mut self, id: &str, entry: &Entry, value: &mut Node) -> bool {
        let declares = value.get("check").is_some();
        let (usable, mistakes) = if declares {
            let (rule, mistakes) = read_what_is_right::<RuleDeclaration>(value);
            (rule.is_some(), mistakes)
        } else {
            let (change, mistakes) = read_what_is_right::<super::declaration::RuleChange>(value);
            (change.is_some(), mistakes)
        };
        let mut report = mistakes;
        let mut usable = usable;
        if declares && usable {
            let check = value.get("check").and_then(Node::text).unwrap_or_default();
            let kind = id.rsplit('/').next().unwrap_or_default();
            let at = value.get("check").map_or(entry.at, |node| node.at);
            match CHECKS.iter().find(|known| known.name == check) {
                None => {
                    usable = false;
                    report.push(
                        Mistake::new(at, format!("there is no check `{check}`"))
                            .with_help(allowed(check, CHECKS.iter().map(|check| check.name))),
                    );
                }
                Some(known) if !known.kinds.contains(&kind) => {
                    usable = false;
                    report.push(
                        Mistake::new(entry.at, format!("the check `{check}` finds nothing called `{kind}`")).with_help(
                            format!(
                                "The last part of a rule's id names what its check finds. {}",
                                allowed(kind, known.kinds.iter().copied())
                            ),
                        ),
                    );
                }
                Some(_) => {}
            }
        }
        for mistake in report {
            self.report(entry.at, mistake);
        }
        usable
    }

    /// `dictionary.txt` and `names.yaml` beside the stylebook count without being named.
    fn add_files_beside(&mut self, path: &str, number: u32, tree: &mut Node) {
        let named = |tree: &Node, key: &str| tree.entries().iter().any(|entry| plain_key(entry) == key);
        let at = At { file: number, ..At::default() };
        let list = |name: &'static str| Node {
            kind: Kind::List(vec![Node { kind: Kind::Scalar { text: name.into(), plain: true }, at }]),
            at,
        };
        let entry = |key: &'static str, value| Entry { key: key.into(), at, value };
        let words = tree.get("dictionary").is_some_and(|dictionary| named(dictionary, "words"));
        let names = named(tree, "names");
        let mut implied = Vec::new();
        if !words && self.find_quietly(&resolve(path, "dictionary.txt")) {
            let words = entry("+words", list("dictionary.txt"));
            implied.push(entry("dictionary", Node { kind: Kind::Map(vec![words]), at }));
        }
        if !names && self.find_quietly(&resolve(path, "names.yaml")) {
            implied.push(entry("+names", list("names.yaml")));
        }
        let mut merged = std::mem::take(tree);
        for entry in implied {
            // Kept with its `+`, so that it adds to what the layers below name.
            match (&mut merged.kind, entry.key.as_ref()) {
                (Kind::Map(entries), "dictionary") => {
                    match entries.iter_mut().find(|known| known.key == "dictionary") {
                        Some(Entry { value: Node { kind: Kind::Map(keys), .. }, .. }) => {
                            keys.extend(entry.value.entries().iter().cloned())
                        }
                        Some(known) => known.value = entry.value,
                        None => entries.push(entry),
                    }
                }
                (Kind::Map(entries), _) => entries.push(entry),
                _ => {}
            }
        }
        *tree = merged;
    }

    fn find_quietly(&mut self, path: &str) -> bool {
        match (self.find)(path) {
            Ok(text) => {
                self.found.insert(path.to_owned(), text.into());
                true
            }
            Err(error) => {
                if error.kind() != io::ErrorKind::NotFound {
                    self.problems.push(Problem::unreadable(path, &error));
                }
                false
            }
        }
    }

    /// Reads the word lists, names files and dictionaries that a layer names.
    fn find_named_files(&mut self, tree: &Node, path: &str) {
        let mut named = Vec::new();
        for entry in tree.entries() {
            match plain_key(entry) {
                "names" => texts(&entry.value, &mut named),
                "dictionary" => {
                    for key in entry.value.entries().iter().filter(|entry| entry.key != "engine") {
                        texts(&key.value, &mut named);
                    }
                }
                _ => {}
            }
        }
        for (name, at) in named {
            let file = resolve(path, &name);
            if self.found.contains_key(&file) {
                continue;
            }
            match (self.find)(&file) {
                Ok(text) => {
                    self.found.insert(file, text.into());
                }
                Err(error) => self.report_unreadable(at, &file, &error),
            }
        }
    }

    fn report_unreadable(&mut self, at: At, path: &str, error: &io::Error) {
        let Problem { message, help, .. } = Problem::unreadable(path, error);
        let mistake = Mistake::new(at, format!("{path}: {message}")).with_help(help.unwrap_or_default());
        self.report(at, mistake);
    }

    fn report(&mut self, otherwise: At, mistake: Mistake) {
        self.problems.push(problem(&self.files, otherwise, mistake));
    }
}

/// A mistake as a problem of the file that it is in.
pub(super) fn problem(files: &[SourceFile], otherwise: At, mistake: Mistake) -> Problem {
    let at = mistake.at.unwrap_or(otherwise);
    let mut problem = match files.get(at.file as usize).filter(|_| at.file > 0) {
        Some(file) => Problem::new(file.path.as_str(), mistake.message)
            .at(&file.text, Span::new(at.start as usize, at.end as usize)),
        None => Problem::new("the bundled stylebook", mistake.message),
    };
    problem.help = mistake.help.filter(|help| !help.is_empty());
    problem
}

/// The texts of a node that is one or a list of them, with their places.
pub(super) fn texts(node: &Node, into: &mut Vec<(String, At)>) {
    match &node.kind {
        Kind::Scalar { text, .. } => into.push((text.to_string(), node.at)),
        Kind::List(items) => items.iter().for_each(|item| texts(item, into)),
        Kind::Null | Kind::Map(_) => {}
    }
}

/// The key of a stylebook or the section of a check.
pub(super) fn section(name: &str) -> Option<&'static Section> {
    KEYS.iter().chain(SECTIONS).find(|section| section.name == name)
}

fn rule_ids(tree: &Node) -> Vec<String> {
    let rules = tree.get("rules").map(Node::entries).unwrap_or_default();
    rules.iter().map(|rule| rule.key.to_string()).collect()
}

/// The rules of the family that was probably meant, or else the families.
fn allowed_rules(id: &str, known: &[String]) -> String {
    let family = |id: &'_ str| id.split('/').next().map(str::to_owned).unwrap_or_default();
    let mut families: Vec<String> = known.iter().map(|id| family(id)).collect();
    families.dedup();
    families.sort();
    families.dedup();
    let names: Vec<&str> = families.iter().map(String::as_str).collect();
    let ids: Vec<&str> = known.iter().map(String::as_str).collect();
    if let Some(close) = super::read::closest(id, &ids) {
        return format!("Did you mean `{close}`?");
    }
    let own = family(id);
    match super::read::closest(&own, &names) {
        Some(family) => {
            let of_family = ids.iter().copied().filter(|id| id.starts_with(&format!("{family}/")));
            allowed(id, of_family)
        }
        None => format!("The families of rules are: {}. `copydesk rules` lists all.", names.join(", ")),
    }
}

/// Whether an entry of `extends` is a file rather than a bundled house.
fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || [".yaml", ".yml"].iter().any(|ending| name.to_lowercase().ends_with(ending))
}

/// The path of a file that another file names, without `.` and `..` where they can be left out.
pub(super) fn resolve(from: &str, name: &str) -> String {
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
