//! Loads a stylebook with all that it extends: parses, and takes out what is not allowed, key by key.

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::sync::Arc;

use super::declaration::RuleChange;
use super::keys::{KEYS, Section};
use super::layers::{Layer, MOST_FILES, Origin, base, house_with_bases, layer, merge, spell_out_levels};
use super::packages::{self, BOOK, Extends, Extension, Package, resolve};
use super::problem::Problem;
use super::read::{Mistake, allowed, closest, plain_key, read_what_is_right};
use super::vale::Vale;
use super::yaml::{self, At, Entry, Kind, Node};
use super::{RuleDeclaration, SourceFile, bundled, options};
use crate::rules::{CHECKS, RULE_KINDS, SECTIONS};
use crate::text::Span;

/// Looks up a file by its path. A path that ends with a slash asks for the names in a folder, a line each, those of folders
/// with a slash behind them.
pub(super) type Find<'a> = &'a mut dyn FnMut(&str) -> Result<String, io::Error>;

/// More problems than this are not read by anybody.
const MOST_PROBLEMS: usize = 100;
/// A larger stylebook, in bytes, is another file by mistake. Word lists and names are in files of their own.
const LARGEST: usize = 1 << 20;

/// All that loading has to keep track of.
pub(super) struct Loader<'a> {
    find: Find<'a>,
    pub(super) layers: Vec<Layer>,
    /// The layers so far, one over the other.
    pub(super) merged: Node,
    pub(super) files: Vec<SourceFile>,
    pub(super) found: BTreeMap<String, Arc<str>>,
    pub(super) problems: Vec<Problem>,
    /// What the styles of Vale that are named say.
    pub(super) vale: Vale,
    /// The packages on the web that files extend.
    pub(super) packages: Vec<Package>,
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
            vale: Vale::default(),
            packages: Vec::new(),
            chain: Vec::new(),
        };
        for layer in base() {
            loader.add(layer);
        }
        loader
    }

    /// Over the layers of a stylebook that was loaded before.
    pub(super) fn over(book: &super::Stylebook, find: Find<'a>) -> Self {
        let files = if book.files.is_empty() { vec![SourceFile::default()] } else { book.files.to_vec() };
        let mut loader = Loader {
            layers: Vec::new(),
            merged: Node { kind: Kind::Map(Vec::new()), at: At::default() },
            files,
            found: (*book.found).clone(),
            vale: (*book.vale).clone(),
            packages: (*book.packages).clone(),
            ..Loader::new(find)
        };
        book.layers.iter().cloned().for_each(|layer| loader.add(layer));
        loader
    }

    pub(super) fn add(&mut self, layer: Layer) {
        merge(&mut self.merged, &layer.tree);
        self.layers.push(layer);
    }

    /// Loads a file after those that it extends.
    pub(super) fn load(&mut self, path: &str, source: &str, origin: Origin) {
        let number = self.files.len() as u32;
        let too_large = source.len() > LARGEST;
        let source = if too_large { "" } else { source };
        self.files.push(SourceFile { path: path.to_owned(), text: source.into() });
        if too_large {
            let message = format!("this stylebook is larger than {LARGEST} bytes");
            let help = "Put words into dictionary.txt and names into names.yaml, beside it.";
            self.problems.push(Problem::new(path, message).with_help(help));
        }
        let parsed = yaml::parse(number, source);
        for fault in parsed.faults {
            self.report(fault.at, fault.into());
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
        as_rules(&mut tree);
        if !parsed.whole {
            // What comes before an error may be cut short anywhere; only the house style is worth saving.
            if let Kind::Map(entries) = &mut tree.kind {
                entries.retain(|entry| entry.key == "extends");
            }
        }
        self.check_keys(&mut tree);
        self.extend(&tree, path);
        self.load_styles(&tree, path, origin == Origin::Own);
        self.check_rules(&mut tree);
        if matches!(origin, Origin::Own | Origin::Package) {
            self.add_files_beside(path, number, &mut tree);
        }
        self.find_named_files(&tree, path);
        self.add(layer(path, origin, tree));
    }

    fn extend(&mut self, tree: &Node, path: &str) {
        self.chain.push(path.to_owned());
        for (extension, at) in tree.get("extends").map(Extends::of).unwrap_or_default().0 {
            match extension {
                Extension::House(name) => self.extend_house(&name, at),
                Extension::Path(name) => self.extend_path(&resolve(path, &name), at),
                Extension::Url { url, sha256 } => self.extend_url(Package { url, sha256, at }),
            }
        }
        self.chain.pop();
    }

    /// A folder or an archive is a package; anything else is a file.
    fn extend_path(&mut self, path: &str, at: At) {
        let book = if path.is_empty() { BOOK.to_owned() } else { format!("{path}/{BOOK}") };
        let is_yaml = [".yaml", ".yml"].iter().any(|ending| path.to_lowercase().ends_with(ending));
        let is_nowhere =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        if packages::is_archive(path) || !is_yaml && !self.read(&book).is_err_and(|error| is_nowhere(&error)) {
            self.extend_file(&book, at, Origin::Package);
        } else if !is_yaml && self.read(path).is_err_and(|error| error.kind() == io::ErrorKind::IsADirectory) {
            let mistake = Mistake::new(at, format!("{path}: there is no {BOOK} in this folder"))
                .with_help("A folder that a stylebook extends has one of its own. `copydesk init` writes one.");
            self.report(at, mistake);
        } else {
            self.extend_file(path, at, Origin::Extended);
        }
    }

    fn extend_url(&mut self, package: Package) {
        let book = format!("{}/{BOOK}", package.url);
        let at = package.at;
        match self.packages.iter_mut().find(|known| known.url == package.url) {
            None => self.packages.push(package),
            Some(known) if known.sha256.is_some() && package.sha256.is_some() && known.sha256 != package.sha256 => {
                let other = known.sha256.clone().unwrap_or_default();
                let mistake = Mistake::new(at, format!("{}: another file names another hash, {other}", package.url))
                    .with_help(
                        "One of the two is of an older edition of the package. Only one edition can be extended.",
                    );
                self.report(at, mistake);
                return;
            }
            Some(known) if known.sha256.is_none() => known.sha256 = package.sha256,
            Some(_) => {}
        }
        self.extend_file(&book, at, Origin::Package);
    }

    /// The text of a file. Of a package on the web it is asked for with the hash that the package should have.
    fn read(&mut self, path: &str) -> Result<String, io::Error> {
        match self.packages.iter().find_map(|package| package.asked(path)) {
            Some(name) => (self.find)(&name),
            None => (self.find)(path),
        }
    }

    fn extend_house(&mut self, name: &str, at: At) {
        let Some(layers) = house_with_bases(name) else {
            let mistake = Mistake::new(at, format!("there is no house style `{name}`")).with_help(
                allowed(name, bundled::houses())
                    + " A file of your own is named with its ending: desk.yaml, a folder with a slash: ./desk.",
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

    fn extend_file(&mut self, path: &str, at: At, origin: Origin) {
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
        match self.read(path) {
            Ok(source) => self.load(path, &source, origin),
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
        let declared = entries.iter().filter(|entry| entry.value.get("check").is_some());
        known.extend(declared.map(|entry| entry.key.to_string()));
        let index: HashSet<&str> = known.iter().map(String::as_str).collect();
        // A whole family first, so that what the file says of a single rule counts whichever stands first.
        let (families, single): (Vec<Entry>, Vec<Entry>) =
            entries.into_iter().partition(|entry| entry.key.ends_with("/*"));
        let mut checked = Node { kind: Kind::Map(Vec::new()), at: rules.value.at };
        for mut entry in families {
            // A rule of Vale has a point behind its family.
            let family = entry.key.trim_end_matches("/*");
            let is_of = |id: &&String| id.strip_prefix(family).is_some_and(|rest| rest.starts_with(['/', '.']));
            let ids: Vec<&String> = known.iter().filter(is_of).filter(|id| !id.ends_with('*')).collect();
            if ids.is_empty() {
                self.report_unknown_rule(&entry, &known);
            } else if self.accept_rule(&mut entry) {
                let entries = ids.into_iter().map(|id| Entry { key: id.clone().into(), ..entry.clone() });
                merge(&mut checked, &Node { kind: Kind::Map(entries.collect()), at: entry.at });
            }
        }
        let mut accepted = Vec::new();
        for mut entry in single {
            if !index.contains(&*entry.key) {
                self.report_unknown_rule(&entry, &known);
            } else if self.accept_rule(&mut entry) {
                accepted.push(entry);
            }
        }
        merge(&mut checked, &Node { kind: Kind::Map(accepted), at });
        if let Some(rules) = keys.iter_mut().find(|entry| entry.key == "rules") {
            rules.value = checked;
        }
    }

    fn report_unknown_rule(&mut self, entry: &Entry, known: &[String]) {
        // What was meant takes a while to find, and nobody would read it.
        if !self.is_full() {
            let mistake = Mistake::new(entry.at, format!("there is no rule `{}`", entry.key))
                .with_help(allowed_rules(&entry.key, known));
            self.report(entry.at, mistake);
        }
    }

    /// Takes out of what a file says of a rule what is not allowed; false if nothing is left.
    fn accept_rule(&mut self, entry: &mut Entry) -> bool {
        let declares = entry.value.get("check").is_some();
        // A change of a rule that is declared below may speak of its options.
        let below = self.merged.get("rules").and_then(|rules| rules.get(&entry.key));
        let check = entry.value.get("check").or_else(|| below?.get("check")).and_then(Node::text);
        let kind = check.and_then(|check| RULE_KINDS.iter().find(|kind| kind.name == check));
        let (options, mut mistakes) = match kind {
            Some(kind) => options::take(kind, &mut entry.value),
            None => (Vec::new(), Vec::new()),
        };
        let usable = if declares {
            let (rule, more) = read_what_is_right::<RuleDeclaration>(&mut entry.value);
            mistakes.extend(more);
            rule.is_some()
        } else {
            let (change, more) = read_what_is_right::<RuleChange>(&mut entry.value);
            mistakes.extend(more);
            change.is_some()
        };
        if let Kind::Map(entries) = &mut entry.value.kind {
            entries.extend(options);
        }
        let wrong = if declares && usable { wrong_declaration(entry) } else { None };
        let usable = usable && wrong.is_none();
        mistakes.extend(wrong);
        for mistake in mistakes {
            self.report(entry.at, mistake);
        }
        usable
    }

    /// `dictionary.txt` beside the stylebook counts without being named, unless others are; `names.yaml` counts always.
    fn add_files_beside(&mut self, path: &str, number: u32, tree: &mut Node) {
        let at = At { file: number, ..At::default() };
        let file = |name: &'static str| Node { kind: Kind::Scalar { text: name.into(), plain: true }, at };
        // With a `+`, so that they add to what the layers below name.
        let list = |key: &'static str, name: &'static str| Entry {
            key: key.into(),
            at,
            value: Node { kind: Kind::List(vec![file(name)]), at },
        };
        let names = |entries: &[Entry], key: &str| entries.iter().any(|entry| plain_key(entry) == key);
        let Kind::Map(entries) = &mut tree.kind else {
            return;
        };
        if self.find_quietly(&resolve(path, "names.yaml")) {
            match entries.iter_mut().find(|entry| plain_key(entry) == "names") {
                None => entries.push(list("+names", "names.yaml")),
                Some(entry) => add_to_list(&mut entry.value, file("names.yaml")),
            }
        }
        let place = entries.iter().position(|entry| entry.key == "dictionary").unwrap_or_else(|| {
            entries.push(Entry { key: "dictionary".into(), at, value: Node::default() });
            entries.len() - 1
        });
        let dictionary = &mut entries[place].value;
        if !names(dictionary.entries(), "words") && self.find_quietly(&resolve(path, "dictionary.txt")) {
            let words = list("+words", "dictionary.txt");
            match &mut dictionary.kind {
                Kind::Map(keys) => keys.push(words),
                kind => *kind = Kind::Map(vec![words]),
            }
        }
    }

    /// The text of a file.
    pub(super) fn text_of(&mut self, path: &str) -> Result<String, io::Error> {
        (self.find)(path)
    }

    /// Whether a file is there and can be read.
    pub(super) fn reads(&mut self, path: &str) -> bool {
        (self.find)(path).is_ok()
    }

    /// The names in a folder, those of folders with a slash behind them; none if there is no such folder.
    pub(super) fn names_in(&mut self, folder: &str) -> Vec<String> {
        let folder = format!("{}/", folder.trim_end_matches('/'));
        (self.find)(&folder).map(|names| names.lines().map(str::to_owned).collect()).unwrap_or_default()
    }

    fn find_quietly(&mut self, path: &str) -> bool {
        match self.read(path) {
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
                "names" => {
                    let mut names = Vec::new();
                    texts(&entry.value, &mut names);
                    names.retain(|(name, at)| !self.is_bundled_list(name, *at));
                    named.append(&mut names);
                }
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
            match self.read(&file) {
                Ok(text) => {
                    self.found.insert(file, text.into());
                }
                Err(error) => self.report_unreadable(at, &file, &error),
            }
        }
    }

    /// Whether an entry of `names` is a bundled list rather than a file. A word that is neither is reported.
    fn is_bundled_list(&mut self, name: &str, at: At) -> bool {
        if name.contains(['.', '/', '\\']) {
            return false;
        }
        if bundled::name_list(name).is_none() {
            let help =
                allowed(name, bundled::name_lists()) + " A file of your own is named with its ending: names.yaml.";
            self.report(at, Mistake::new(at, format!("there is no list of names `{name}`")).with_help(help));
        }
        true
    }

    pub(super) fn report_unreadable(&mut self, at: At, path: &str, error: &io::Error) {
        let Problem { path, message, help, .. } = Problem::unreadable(path, error);
        let mistake = Mistake::new(at, format!("{path}: {message}")).with_help(help.unwrap_or_default());
        self.report(at, mistake);
    }

    pub(super) fn report(&mut self, otherwise: At, mistake: Mistake) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem(&self.files, otherwise, mistake));
        }
    }

    /// Whether nothing more is reported.
    fn is_full(&self) -> bool {
        self.problems.len() >= MOST_PROBLEMS
    }
}

/// A file of nothing but rules may do without the key `rules`, as those of the bundle do.
fn as_rules(tree: &mut Node) {
    let is_rule = |entry: &Entry| entry.key.contains('/') && !entry.key.starts_with(['/', '.']);
    if !tree.entries().is_empty() && tree.entries().iter().all(is_rule) {
        let at = tree.entries().first().map_or(tree.at, |first| first.at);
        let value = std::mem::take(tree);
        tree.at = value.at;
        tree.kind = Kind::Map(vec![Entry { key: "rules".into(), at, value }]);
    }
}

/// What is wrong with a new rule beyond its keys: its id, or the check that it names.
fn wrong_declaration(entry: &Entry) -> Option<Mistake> {
    let well_formed = entry.key.split('/').count() > 1 && entry.key.split('/').all(|part| !part.is_empty());
    if !well_formed || entry.key.contains('*') {
        let message = format!("`{}` is no id of a rule", entry.key);
        return Some(Mistake::new(entry.at, message).with_help("An id is a family and a name, such as desk/slang."));
    }
    let node = entry.value.get("check")?;
    let check = node.text().unwrap_or_default();
    let kind = entry.key.rsplit('/').next().unwrap_or_default();
    if RULE_KINDS.iter().any(|kind| kind.name == check) {
        return None;
    }
    let Some(known) = CHECKS.iter().find(|known| known.name == check) else {
        let kinds = RULE_KINDS.iter().map(|kind| kind.name);
        let others = CHECKS.iter().filter(|check| !check.kinds.is_empty()).map(|check| check.name);
        let help = allowed(check, kinds.chain(others));
        return Some(Mistake::new(node.at, format!("there is no check `{check}`")).with_help(help));
    };
    if known.kinds.contains(&kind) {
        let says = entry.value.get("message").is_some();
        let missing = || Mistake::new(entry.at, "the key `message` is missing here".to_owned());
        return (!says).then(missing);
    }
    let help = allowed(kind, known.kinds.iter().copied());
    let help = format!("The last part of a rule's id names what its check finds. {help}");
    Some(Mistake::new(entry.at, format!("the check `{check}` finds nothing called `{kind}`")).with_help(help))
}

/// A mistake as a problem of the file that it is in.
pub(super) fn problem(files: &[SourceFile], otherwise: At, mistake: Mistake) -> Problem {
    let at = mistake.at.unwrap_or(otherwise);
    let mut problem = match files.get(at.file as usize).filter(|_| at.file > 0) {
        Some(file) => Problem::new(file.path.as_str(), mistake.message)
            .at(&file.text, Span::new(at.start as usize, at.end as usize)),
        None => Problem::new("the bundled stylebook", mistake.message),
    };
    problem.help = mistake.help.filter(|help| !help.is_empty()).map(Into::into);
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

/// Adds a text to a value that is one or a list of them, at the end, unless it is there. Into an empty list, which
/// says that there is none, nothing is put.
fn add_to_list(list: &mut Node, text: Node) {
    let single = list.clone();
    match &mut list.kind {
        Kind::List(items) if items.is_empty() || items.iter().any(|item| item.text() == text.text()) => {}
        Kind::List(items) => items.push(text),
        Kind::Null => list.kind = Kind::List(vec![text]),
        Kind::Scalar { .. } if single.text() != text.text() => list.kind = Kind::List(vec![single, text]),
        Kind::Scalar { .. } | Kind::Map(_) => {}
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
    if let Some(close) = closest(id, &ids) {
        return format!("Did you mean `{close}`?");
    }
    let own = family(id);
    match closest(&own, &names) {
        Some(family) => {
            let of_family = ids.iter().copied().filter(|id| id.starts_with(&format!("{family}/")));
            allowed(id, of_family)
        }
        None => format!("The families of rules are: {}. `copydesk rules` lists all.", names.join(", ")),
    }
}
