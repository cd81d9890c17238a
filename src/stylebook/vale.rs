//! Styles of Vale, read as they are: a folder of rule files, or a `.vale.ini` that says which of them are on where.
//!
//! Reading only says what is written. What a rule then finds is for `rules::vale`.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::declaration::LevelSetting;
use super::load::Loader;
use super::read::{Mistake, allowed, read_what_is_right};
use super::yaml::{self, At, Entry, Kind, Node};
use super::{Problem, SourceFile, bundled};
use crate::text::Span;

mod configuration;
mod import;
mod ini;
mod keys;
mod message;

use ini::{Ini, Switch};
pub use keys::{Action, KINDS, Keys, Level, Pairs, Part, Token, Words};
pub use message::template;

/// The check that reads rules of Vale.
pub const CHECK: &str = "vale";
/// The names that Vale looks for, in this order.
pub const CONFIGURATIONS: [&str; 3] = [".vale.ini", "_vale.ini", "vale.ini"];

/// All that a stylebook takes from Vale.
#[derive(Clone, Debug, Default)]
pub struct Vale {
    /// The rules of all styles, in the order of their files.
    pub rules: Vec<ValeRule>,
    /// Patterns of words that a vocabulary accepts.
    pub accepted: Vec<String>,
    /// Patterns of words that it rejects.
    pub rejected: Vec<String>,
    /// Patterns of what no rule looks at.
    pub token_ignores: Vec<String>,
    /// What stands around the tokens of a rule in place of word boundaries.
    pub word_template: Option<String>,
    /// Plain words of the vocabularies, as word lists.
    pub(super) words: Vec<SourceFile>,
    configurations: Vec<Configuration>,
}

/// A `.vale.ini` that is in force.
#[derive(Clone, Debug)]
struct Configuration {
    ini: Ini,
    least: Level,
    /// The styles that it switches.
    styles: Vec<String>,
}

/// A rule of a style.
#[derive(Clone, Debug)]
pub struct ValeRule {
    /// `Style.Rule`.
    pub id: String,
    /// Its kind, such as `existence`.
    pub kind: String,
    /// What its file says.
    pub keys: Keys,
    /// The file.
    pub file: SourceFile,
    /// The words of the files that it ignores.
    pub ignored: Vec<String>,
    at: At,
}

impl ValeRule {
    /// The style that it is of.
    pub fn style(&self) -> &str {
        self.id.split('.').next().unwrap_or_default()
    }

    /// A problem with something that the file says, where it says so.
    pub fn problem(&self, said: &str, message: impl Into<String>) -> Problem {
        let problem = Problem::new(self.file.path.as_str(), message);
        match self.file.text.find(said).filter(|_| !said.is_empty()) {
            Some(at) => problem.at(&self.file.text, Span::new(at, at + said.len())),
            None => problem,
        }
    }

    /// The level that its file gives it.
    fn level(&self) -> Level {
        self.keys.level.unwrap_or(Level::Warning)
    }

    /// Its message. What is to be written is listed with marks around it, so a message that has marks around both that and what
    /// was found loses the first.
    fn message(&self) -> String {
        let message = &self.keys.message;
        let lists =
            self.kind == "substitution" && self.keys.action.name == "replace" && self.keys.action.params.0.is_empty();
        let both = ["'%s'", "\"%s\""].into_iter().find(|quoted| message.matches(quoted).count() == 2);
        both.filter(|_| lists).map_or(message.clone(), |quoted| message.replacen(quoted, "%s", 1))
    }

    /// Its declaration as a stylebook would have it.
    fn declaration(&self, level: LevelSetting, titles: Option<&Node>) -> Node {
        let node = |text: &str| Node { kind: Kind::Scalar { text: text.to_owned().into(), plain: false }, at: self.at };
        let entry = |key: &'static str, text: &str| Entry { key: key.into(), at: self.at, value: node(text) };
        let mut entries = vec![
            entry("check", CHECK),
            entry("level", setting_name(level)),
            entry("message", &template(&self.message())),
        ];
        entries.extend(self.keys.link.as_deref().map(|link| entry("link", link)));
        entries.extend(self.keys.description.as_deref().map(|why| entry("why", why)));
        entries.extend(titles.map(|titles| Entry { key: "fixes".into(), at: self.at, value: titles.clone() }));
        Node { kind: Kind::Map(entries), at: self.at }
    }
}

impl Level {
    /// What the level is called here.
    pub const fn setting(self) -> LevelSetting {
        match self {
            Level::Suggestion => LevelSetting::Info,
            Level::Warning => LevelSetting::Warning,
            Level::Error => LevelSetting::Error,
        }
    }
}

const fn setting_name(level: LevelSetting) -> &'static str {
    match level.level() {
        Some(level) => level.name(),
        None => "off",
    }
}

/// A rule file before it is known what other rule it starts from.
pub(super) struct RuleFile {
    pub(super) id: String,
    pub(super) tree: Node,
    pub(super) file: SourceFile,
}

impl Vale {
    /// Whether some configuration says other things of other files.
    pub(super) fn depends_on_article(&self) -> bool {
        let mut sections = self.configurations.iter().flat_map(|configuration| &configuration.ini.sections);
        sections.any(|section| section.glob != "*" && section.is_of_files())
    }

    /// Which sections of the configurations apply to a file, as a key that is equal for files to which the same apply.
    pub(super) fn sections_of(&self, name: &str) -> String {
        let applies = |section: &ini::Section| {
            let short = name.rsplit(['/', '\\']).next().unwrap_or(name);
            section.matcher().is_some_and(|matcher| matcher.is_match(name) || matcher.is_match(short))
        };
        let sections = self.configurations.iter().flat_map(|configuration| &configuration.ini.sections);
        sections.map(|section| if applies(section) { '1' } else { '0' }).collect()
    }

    /// What the configurations say of the levels of the rules, for files to which the sections of a key apply; without a
    /// key, for files to which all apply. The ignored words are set for the same files.
    pub(super) fn settle(&mut self, sections: Option<&str>) -> Node {
        let mut number = 0;
        let mut levels: Vec<Entry> = Vec::new();
        let mut ignores = Vec::new();
        for configuration in &self.configurations {
            let first = number;
            number += configuration.ini.sections.len();
            let place = |section: &ini::Section| {
                configuration.ini.sections.iter().position(|known| std::ptr::eq(known, section)).unwrap_or_default()
            };
            let applies = |section: &ini::Section| match sections {
                Some(key) => key.as_bytes().get(first + place(section)) == Some(&b'1'),
                None => true,
            };
            ignores.extend(configuration.ini.token_ignores(&applies));
            for rule in self.rules.iter().filter(|rule| configuration.styles.iter().any(|style| style == rule.style()))
            {
                let level = match configuration.ini.switch(&rule.id, &applies) {
                    Switch::Off => None,
                    Switch::On => Some(rule.level()),
                    Switch::At(level) => Some(level),
                };
                let level = level.filter(|level| *level as u8 >= configuration.least as u8).map(Level::setting);
                let kind = Kind::Scalar { text: setting_name(level.unwrap_or(LevelSetting::Off)).into(), plain: true };
                let level = Entry { key: "level".into(), at: rule.at, value: Node { kind, at: rule.at } };
                let value = Node { kind: Kind::Map(vec![level]), at: rule.at };
                levels.push(Entry { key: rule.id.clone().into(), at: rule.at, value });
            }
        }
        self.token_ignores = ignores;
        map(vec![Entry { key: "rules".into(), at: At::default(), value: map(levels) }])
    }
}

fn map(entries: Vec<Entry>) -> Node {
    Node { kind: Kind::Map(entries), at: At::default() }
}

/// The declarations of rules, as a layer of a stylebook.
pub(super) fn declarations<'a>(rules: impl IntoIterator<Item = &'a ValeRule>) -> Node {
    let table = bundled::tree("vale.yaml");
    let titles = table.as_ref().and_then(|table| table.get("titles"));
    let rules = rules.into_iter().map(|rule| Entry {
        key: rule.id.clone().into(),
        at: rule.at,
        value: rule.declaration(rule.level().setting(), titles),
    });
    map(vec![Entry { key: "rules".into(), at: At::default(), value: map(rules.collect()) }])
}

/// The id of a rule by the path of its file below the folder of its style.
pub(super) fn rule_id(style: &str, file: &str) -> String {
    let name = file.strip_suffix(".yml").unwrap_or(file);
    format!("{style}.{}", name.replace(['/', '\\'], "."))
}

/// Reads the text of a rule file. Keys may be written with capitals.
pub(super) fn parse(number: u32, id: String, file: SourceFile) -> (Option<RuleFile>, Vec<Mistake>) {
    let parsed = yaml::parse(number, &file.text);
    let mistakes: Vec<Mistake> = parsed.faults.into_iter().map(Mistake::from).collect();
    let mut tree = parsed.root;
    let Kind::Map(entries) = &mut tree.kind else {
        let mut mistakes = mistakes;
        if mistakes.is_empty() {
            mistakes.push(Mistake::new(tree.at, "a rule of Vale is made of keys, such as `extends: existence`".into()));
        }
        return (None, mistakes);
    };
    for entry in entries {
        if entry.key.chars().any(char::is_uppercase) {
            entry.key = entry.key.to_lowercase().into();
        }
    }
    let whole = parsed.whole.then_some(RuleFile { id, tree, file });
    (whole, mistakes)
}

/// Makes rules of rule files: a rule that extends another rule has the keys of that one under its own.
pub(super) fn rules(files: Vec<RuleFile>) -> (Vec<ValeRule>, Vec<(At, Mistake)>) {
    let trees: BTreeMap<String, Node> = files.iter().map(|file| (file.id.clone(), file.tree.clone())).collect();
    let mut mistakes = Vec::new();
    let rules = files.into_iter().filter_map(|file| rule(file, &trees, &mut mistakes)).collect();
    (rules, mistakes)
}

fn rule(file: RuleFile, trees: &BTreeMap<String, Node>, mistakes: &mut Vec<(At, Mistake)>) -> Option<ValeRule> {
    let mut tree = file.tree;
    let at = tree.get("extends").map_or(tree.at, |node| node.at);
    let wrong = |message: String, help: String| (at, Mistake::new(at, message).with_help(help));
    let mut steps = 0;
    let kind = loop {
        let named = tree.get("extends").and_then(Node::text).unwrap_or_default().to_owned();
        if Keys::of_kind(&named).is_some() {
            break named;
        }
        let help = allowed(&named, KINDS.iter().copied());
        let Some(base) = trees.get(&named).filter(|_| steps < 16) else {
            mistakes.push(wrong(format!("there is no kind of rule `{named}` in Vale"), help));
            return None;
        };
        let mut under = base.clone();
        let Kind::Map(own) = std::mem::take(&mut tree.kind) else { return None };
        let Kind::Map(entries) = &mut under.kind else { return None };
        for entry in own.into_iter().filter(|entry| entry.key != "extends") {
            match entries.iter_mut().find(|known| known.key == entry.key) {
                Some(known) => *known = entry,
                None => entries.push(entry),
            }
        }
        tree = under;
        steps += 1;
    };
    if let Kind::Map(entries) = &mut tree.kind {
        entries.retain(|entry| {
            let takes = Keys::takes(&kind, &entry.key);
            if !takes {
                let own = Keys::of_kind(&kind).unwrap_or_default().iter().copied();
                let mistake = Mistake::new(entry.at, format!("a rule of the kind {kind} has no key `{}`", entry.key));
                mistakes.push((entry.at, mistake.with_help(allowed(&entry.key, own))));
            }
            takes
        });
    }
    let (keys, more) = read_what_is_right::<Keys>(&mut tree);
    mistakes.extend(more.into_iter().map(|mistake| (at, mistake)));
    let keys = keys?;
    if keys.message.is_empty() {
        mistakes.push(wrong("this rule has no message".into(), "Say what is wrong, as `message: …`.".into()));
    }
    Some(ValeRule { id: file.id, kind, keys, file: file.file, ignored: Vec::new(), at })
}

impl Loader<'_> {
    /// Reads the styles that a stylebook names: folders, or configurations of Vale.
    pub(super) fn load_styles(&mut self, tree: &Node, path: &str, own: bool) {
        let mut named = Vec::new();
        match tree.get("styles").or_else(|| tree.get("+styles")) {
            Some(styles) => super::load::texts(styles, &mut named),
            // As with names and word lists, what stands beside the stylebook counts without being named.
            None if own => {
                let beside = CONFIGURATIONS.iter().find(|name| self.reads(&super::load::resolve(path, name)));
                named.extend(beside.map(|name| ((*name).to_owned(), At::default())));
            }
            None => {}
        }
        for (name, at) in named {
            let place = super::load::resolve(path, &name);
            if name.to_lowercase().ends_with(".ini") {
                self.load_configuration(&place, at);
            } else {
                self.load_style_folder(&place, at);
            }
        }
    }

    fn load_style_folder(&mut self, folder: &str, at: At) {
        let folder = folder.trim_end_matches(['/', '\\']);
        let style = folder.rsplit(['/', '\\']).next().unwrap_or(folder).to_owned();
        if self.vale.rules.iter().any(|rule| rule.style() == style) {
            return;
        }
        let files = self.rule_files(folder);
        if files.is_empty() {
            let mistake = Mistake::new(at, format!("{folder}: there is no rule of Vale in this folder"));
            self.report(at, mistake.with_help("Name a folder that holds .yml files, such as styles/write-good."));
            return;
        }
        let first = self.vale.rules.len();
        self.add_rules(&style, folder, files, &[folder.to_owned()]);
        let tree = declarations(&self.vale.rules[first..]);
        self.add(super::layers::layer(folder, super::layers::Origin::Style, tree));
    }

    /// Reads rule files, given by their paths below a folder.
    fn add_rules(&mut self, style: &str, folder: &str, files: Vec<String>, search: &[String]) {
        let mut read = Vec::new();
        for name in files {
            let path = format!("{folder}/{name}");
            let text: Arc<str> = match self.text_of(&path) {
                Ok(text) => text.into(),
                Err(error) => {
                    self.problems.push(Problem::unreadable(path, &error));
                    continue;
                }
            };
            self.found.insert(path.clone(), Arc::clone(&text));
            let number = self.files.len() as u32;
            let file = SourceFile { path, text };
            self.files.push(file.clone());
            let (rule, mistakes) = parse(number, rule_id(style, &name), file);
            for mistake in mistakes {
                self.report(At { file: number, ..At::default() }, mistake);
            }
            read.extend(rule);
        }
        let (rules, mistakes) = rules(read);
        for (at, mistake) in mistakes {
            self.report(at, mistake);
        }
        for mut rule in rules {
            for name in &rule.keys.ignore.0 {
                let places =
                    search.iter().flat_map(|root| ["", "config/ignore/"].map(|below| format!("{root}/{below}{name}")));
                let places: Vec<String> = places.collect();
                match places.iter().find_map(|place| Some((place, self.text_of(place).ok()?))) {
                    Some((place, text)) => {
                        rule.ignored.extend(words_of(&text).map(str::to_owned));
                        self.found.insert(place.clone(), text.into());
                    }
                    None => self.problems.push(
                        rule.problem(name, format!("there is no list of words `{name}`"))
                            .with_level(crate::diagnostic::Level::Warning),
                    ),
                }
            }
            self.vale.rules.push(rule);
        }
    }

    /// The rule files of a folder and the folders in it, by their paths below it.
    #[allow(clippy::case_sensitive_file_extension_comparisons, reason = "so does Vale")]
    fn rule_files(&mut self, folder: &str) -> Vec<String> {
        const MOST: usize = 2000;
        let mut files = Vec::new();
        let mut folders = vec![String::new()];
        while let Some(below) = folders.pop() {
            let mut names: Vec<String> = self.names_in(&format!("{folder}/{below}"));
            names.sort();
            for name in names {
                if files.len() >= MOST {
                    break;
                }
                if let Some(inner) = name.strip_suffix('/') {
                    // So many folders in one another are a mistake, or a circle of links.
                    if !inner.starts_with(['.', '_']) && below.matches('/').count() < 8 {
                        folders.push(format!("{below}{inner}/"));
                    }
                } else if name.ends_with(".yml") && !name.ends_with(".test.yml") {
                    files.push(format!("{below}{name}"));
                }
            }
        }
        files.sort();
        files
    }
}

/// The lines of a word list, comments and blank ones left out.
pub(super) fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}
