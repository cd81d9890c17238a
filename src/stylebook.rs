//! What a newsroom has decided: a house style as data, in layers.
//!
//! A stylebook is a YAML file, `copydesk.yaml`; the house styles in `rules/stylebooks/` are files of the same format.
//! Under every stylebook lie the declarations of the rules (`rules/core/`) and the house `consistency`. `extends` lays
//! further ones in between: bundled houses by name, files of one's own by path, later over earlier. A key above replaces
//! the key below, deep down; a list replaces a list, unless it is written `+words: […]`, which adds to it.
//!
//! Loading finds every mistake it can, with its place and what would be right, and then works with the rest: a broken
//! stylebook stops no check. It reads no file by itself; the caller says how files are found.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde::de::{Deserialize, DeserializeOwned};

use crate::article::ParagraphMode;
use crate::diagnostic::Level;
use crate::dictionary::Engine;
use crate::language::Language;
use crate::rules::RULE_KINDS;

mod bundled;
mod declaration;
mod keys;
mod kinds;
mod layers;
mod load;
mod options;
mod page;
mod problem;
mod read;
pub mod vale;
mod yaml;

use keys::{ByteSize, DictionaryKeys, Lists, Paragraphs, Tables, Tag};
use layers::{Layer, Origin};
use load::Loader;
use read::{Mistake, allowed};
use vale::Vale;
use yaml::{At, Kind, Node};

pub use declaration::{Example, LevelSetting, Offer, RuleDeclaration, RuleOptions, Tag as RuleTag};
pub use keys::{OneOrMore, Section};
pub use kinds::{KindPage, kind_page};
pub use page::{Decision, HousePage, RulePage, reference};
pub use problem::Problem;

/// Reads a YAML file of another kind, such as a names file: every mistake is reported with its place, and what can be used
/// of the file is used.
pub fn read<T: DeserializeOwned + Default>(path: &str, source: &str) -> (T, Vec<Problem>) {
    let files = [SourceFile::default(), SourceFile { path: path.to_owned(), text: source.into() }];
    let mut parsed = yaml::parse(1, source);
    let faults = parsed.faults.into_iter().map(Mistake::from);
    let mut mistakes: Vec<Mistake> = faults.collect();
    let mut value = None;
    // A file that breaks off says only half of what it should.
    if parsed.whole && parsed.root.kind != Kind::Null {
        let (read, more) = read::read_what_is_right(&mut parsed.root);
        value = read;
        mistakes.extend(more);
    }
    let problem = |mistake| load::problem(&files, parsed.root.at, mistake);
    (value.unwrap_or_default(), mistakes.into_iter().map(problem).collect())
}

/// A house style: language, settings of the checks, rules.
#[derive(Clone, Debug)]
pub struct Stylebook {
    /// The language of articles that do not say.
    pub language: Language,
    /// All rules, those that are off included, in the order of their declarations.
    pub rules: Vec<RuleDeclaration>,
    path: Option<String>,
    layers: Vec<Layer>,
    merged: Node,
    /// The stylebook files by the numbers that places have; the first stands for the bundle.
    files: Arc<Vec<SourceFile>>,
    /// The files that stylebooks name, by their paths.
    found: Arc<BTreeMap<String, Arc<str>>>,
    /// What its styles of Vale say.
    vale: Arc<Vale>,
    /// A language that was asked for, above all layers.
    asked: Option<Language>,
}

/// A file that belongs to a stylebook: a word list, a names file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceFile {
    /// Its path, as the user would name it.
    pub path: String,
    /// Its text.
    pub text: Arc<str>,
}

/// What a stylebook says of spelling dictionaries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DictionaryFiles {
    /// What checks the spelling.
    pub engine: Engine,
    /// Word lists of the house, which add to the dictionary.
    pub words: Vec<SourceFile>,
    /// The affix file of a Hunspell dictionary in place of the bundled one.
    pub aff: Option<SourceFile>,
    /// Its words.
    pub dic: Option<SourceFile>,
}

impl Default for Stylebook {
    /// The stylebook `consistency`, which assumes nothing of the house.
    fn default() -> Self {
        Stylebook::of(None, layers::base(), Vec::new(), BTreeMap::new(), Vale::default()).0
    }
}

impl Stylebook {
    /// A bundled house style, such as `ap`.
    pub fn house(name: &str) -> Option<Self> {
        Stylebook::default().with_house(name).ok()
    }

    /// The names of the bundled house styles, in alphabetical order.
    pub fn houses() -> impl Iterator<Item = &'static str> {
        bundled::houses()
    }

    /// Loads a stylebook from the text of its file. `find` returns the text of another file by its path: the stylebook's
    /// own path, up to its last part, joined with the name that is written in the stylebook. A path that ends with a slash asks
    /// for the names in a folder, a line each, those of folders with a slash behind them. It should return
    /// [`io::ErrorKind::NotFound`] if there is no such file and [`io::ErrorKind::InvalidData`] if it is not UTF-8.
    ///
    /// The stylebook is what could be used; the problems say what could not.
    pub fn load(
        path: &str,
        source: &str,
        find: &mut dyn FnMut(&str) -> Result<String, io::Error>,
    ) -> (Self, Vec<Problem>) {
        let mut loader = Loader::new(find);
        if is_configuration(path) {
            loader.load_configuration(path, At::default());
        } else {
            loader.load(path, source, Origin::Own);
        }
        let Loader { layers, files, found, mut problems, vale, .. } = loader;
        let (book, more) = Stylebook::of(Some(path.to_owned()), layers, files, found, vale);
        problems.extend(more);
        problems.sort_by(|a, b| (a.path != path, &a.path, a.place).cmp(&(b.path != path, &b.path, b.place)));
        (book, problems)
    }

    fn of(
        path: Option<String>,
        layers: Vec<Layer>,
        files: Vec<SourceFile>,
        found: BTreeMap<String, Arc<str>>,
        vale: Vale,
    ) -> (Self, Vec<Problem>) {
        let mut book = Stylebook {
            language: Language::default(),
            rules: Vec::new(),
            path,
            layers,
            merged: Node::default(),
            files: Arc::new(files),
            found: Arc::new(found),
            vale: Arc::new(vale),
            asked: None,
        };
        let problems = book.lay();
        (book, problems)
    }

    /// Lays the layers over one another and reads the rules of the result.
    fn lay(&mut self) -> Vec<Problem> {
        self.merged = Node { kind: Kind::Map(Vec::new()), at: At::default() };
        for layer in &self.layers {
            layers::merge(&mut self.merged, &layer.tree);
        }
        self.language = self.asked.unwrap_or(self.value::<Tag>("lang").0);
        self.rules.clear();
        let mut problems = Vec::new();
        for entry in self.merged.get("rules").map(Node::entries).unwrap_or_default() {
            // A level of a rule that no layer declares says nothing.
            if entry.value.get("check").is_none() {
                continue;
            }
            let check = entry.value.get("check").and_then(Node::text).unwrap_or_default();
            let read = if RULE_KINDS.iter().any(|kind| kind.name == check) {
                RuleDeclaration::with_options(&entry.value).map(kinds::in_words)
            } else {
                RuleDeclaration::deserialize(&entry.value)
            };
            match read {
                Ok(rule) => {
                    let is_bundled = entry.value.get("check").is_some_and(|check| check.at.file == 0);
                    self.rules.push(RuleDeclaration { id: entry.key.to_string(), is_bundled, ..rule });
                }
                Err(mistake) => problems.push(load::problem(&self.files, entry.at, mistake)),
            }
        }
        problems
    }

    /// The same stylebook in another house style, for `--house` and front matter: the house takes the place of all that
    /// `extends` names; the file's own keys stay. The error lists the houses.
    pub fn with_house(&self, name: &str) -> Result<Self, Problem> {
        let house = layers::house_with_bases(name).ok_or_else(|| {
            Problem::new("--house", format!("there is no house style `{name}`"))
                .with_help(allowed(name, Stylebook::houses()))
        })?;
        let mut book = self.clone();
        let own = book.layers.iter().position(|layer| layer.origin == Origin::Own);
        let own = own.map(|at| book.layers.split_off(at)).unwrap_or_default();
        let styles = |layer: &&Layer| matches!(layer.origin, Origin::Style | Origin::Configured);
        let styles: Vec<Layer> = book.layers.iter().filter(styles).cloned().collect();
        book.layers.retain(|layer| layer.origin == Origin::Base);
        book.layers.extend(house);
        book.layers.extend(styles);
        book.layers.extend(own);
        book.lay();
        Ok(book)
    }

    /// What its styles of Vale say.
    pub fn vale(&self) -> &Arc<Vale> {
        &self.vale
    }

    /// Which parts of a configuration of Vale apply to an article, as a key that is equal for articles to which the same apply;
    /// nothing where no configuration makes a difference between articles.
    pub fn sections_of(&self, article: &str) -> Option<String> {
        self.vale.depends_on_article().then(|| self.vale.sections_of(article))
    }

    /// The same stylebook for articles to which the parts of a key apply: see [`Stylebook::sections_of`].
    #[must_use]
    pub fn with_sections(&self, key: &str) -> Self {
        let mut book = self.clone();
        let mut vale = Vale::clone(&self.vale);
        let levels = Arc::new(vale.settle(Some(key)));
        for layer in book.layers.iter_mut().filter(|layer| layer.origin == Origin::Configured) {
            layer.tree = Arc::clone(&levels);
        }
        book.vale = Arc::new(vale);
        book.lay();
        book
    }

    /// The same stylebook for another language, for `--lang` and front matter.
    #[must_use]
    pub fn with_language(&self, language: Language) -> Self {
        Stylebook { language, asked: Some(language), ..self.clone() }
    }

    /// The same stylebook over the settings of an editor, which count only where the file says nothing: the house if it
    /// extends none, the language if it names neither house nor language, a level if it does not speak of the rule. Beside
    /// it, in words, what the editor asks for in vain.
    pub fn with_editor_settings(
        &self,
        house: Option<&str>,
        language: Option<Language>,
        levels: &BTreeMap<String, LevelSetting>,
    ) -> Result<(Self, Vec<String>), Problem> {
        let own = || self.layers.iter().filter(|layer| layer.origin == Origin::Own);
        let says = |key: &str| own().any(|layer| layer.tree.get(key).is_some());
        let speaks_of =
            |rule: &str| own().any(|layer| layer.tree.get("rules").is_some_and(|rules| rules.get(rule).is_some()));
        let mut lost = Vec::new();
        let mut book = match house {
            Some(house) if says("extends") => {
                lost.push(format!("the house {house}"));
                self.clone()
            }
            Some(house) => self.with_house(house)?,
            None => self.clone(),
        };
        match language {
            Some(language) if says("extends") || says("lang") || self.asked.is_some() => {
                let other = (language != book.language).then(|| format!("the language {}", language.tag()));
                lost.extend(other);
            }
            Some(language) => book = book.with_language(language),
            None => {}
        }
        for (wanted, level) in levels {
            let family = wanted.strip_suffix("/*");
            for rule in &mut book.rules {
                if rule.id != *wanted && Some(rule.family()) != family {
                    continue;
                }
                if speaks_of(&rule.id) {
                    lost.push(format!("another level of {}", rule.id));
                } else {
                    rule.level = Some(*level);
                }
            }
        }
        Ok((book, lost))
    }

    /// The files that the stylebook is made of, as far as they are not bundled: its own, those it extends, and those it
    /// names.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        let books = self.files.iter().skip(1).map(|file| file.path.as_str());
        books.chain(self.found.keys().map(String::as_str))
    }

    /// The path of the stylebook's file, unless it is a bundled one.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The rule of that id.
    pub fn rule(&self, id: &str) -> Option<&RuleDeclaration> {
        self.rules.iter().find(|rule| rule.id == id)
    }

    /// The page of a rule: what it finds, why, and which layer decided what. The error says which rule was meant.
    pub fn explain(&self, rule: &str) -> Result<RulePage, Problem> {
        page::page(self, rule)
    }

    /// The page of a bundled house: what it decides. The error lists the houses.
    pub fn explain_house(name: &str) -> Result<HousePage, Problem> {
        page::house(name)
    }

    /// The commented stylebook that `copydesk init` writes.
    pub fn starter() -> &'static str {
        include_str!("stylebook/starter.yaml")
    }

    /// The lowest level that makes a check fail; `None` if nothing does.
    pub fn fail_on(&self) -> Option<Level> {
        match self.merged.get("fail_on") {
            Some(_) => self.value::<LevelSetting>("fail_on").level(),
            None => Some(Level::Warning),
        }
    }

    /// The size of the largest article that is read, in bytes.
    pub fn max_file_size(&self) -> u64 {
        self.value::<ByteSize>("max_file_size").0
    }

    /// How plain text is split into paragraphs.
    pub fn paragraphs(&self) -> ParagraphMode {
        self.value::<Paragraphs>("paragraphs").into()
    }

    /// Globs of the files that are checked in a folder; none means all articles.
    pub fn include(&self) -> Vec<String> {
        self.value::<OneOrMore>("include").0
    }

    /// Globs of the files that are left out of a folder.
    pub fn exclude(&self) -> Vec<String> {
        self.value::<OneOrMore>("exclude").0
    }

    /// The names files, lowest layer first; those that could not be read are left out. A bundled list, such as `ap`, is
    /// among them by its path in the source.
    pub fn names(&self) -> Vec<SourceFile> {
        self.files_named(self.merged.get("names"))
    }

    /// The bundled lists of names, which `names: [ap]` chooses.
    pub fn name_lists() -> impl Iterator<Item = &'static str> {
        bundled::name_lists()
    }

    /// The dictionaries and word lists; those that could not be read are left out.
    pub fn dictionary(&self) -> DictionaryFiles {
        let node = self.merged.get("dictionary");
        let files = |key: &str| self.files_named(node.and_then(|node| node.get(key)));
        DictionaryFiles {
            engine: self.value::<DictionaryKeys>("dictionary").engine.into(),
            words: self.vale.words.iter().cloned().chain(files("words")).collect(),
            aff: files("aff").pop(),
            dic: files("dic").pop(),
        }
    }

    /// The options of one check, from the section of the stylebook that has its name; defaults where it says nothing.
    /// The section must be in the list [`crate::rules::SECTIONS`], which has its mistakes reported with their places.
    pub fn section<T: DeserializeOwned + Default>(&self, name: &str) -> Result<T, Problem> {
        if load::section(name).is_none() {
            return Err(Problem::new("rules.rs", format!("the section `{name}` is not in the list SECTIONS")));
        }
        match self.merged.get(name) {
            None => Ok(T::default()),
            Some(node) if node.kind == Kind::Null => Ok(T::default()),
            Some(node) => T::deserialize(node).map_err(|mistake| load::problem(&self.files, node.at, mistake)),
        }
    }

    /// A problem with a value of this stylebook, at the place where it is written; for what only a check can see, such
    /// as a pattern that does not compile. `keys` leads to the value: `["rules", "desk/pattern", "message"]`; an item of a
    /// list is named by its number, from 0.
    pub fn problem(&self, keys: &[&str], message: impl Into<String>) -> Problem {
        let mut node = &self.merged;
        let mut at = At::default();
        for key in keys {
            if let Kind::List(items) = &node.kind {
                let Some(item) = key.parse().ok().and_then(|i: usize| items.get(i)) else {
                    break;
                };
                node = item;
                at = node.at;
                continue;
            }
            let Some(entry) = node.entries().iter().find(|entry| entry.key == *key) else {
                break;
            };
            node = &entry.value;
            at = if node.kind == Kind::Null { entry.at } else { node.at };
        }
        load::problem(&self.files, at, Mistake::new(at, format!("{}: {}", keys.join(": "), message.into())))
    }

    /// A table that an algorithm reads, from `rules/<name>`.
    pub fn table<T: DeserializeOwned>(&self, name: &str) -> Result<T, Problem> {
        let problem = |message: String| Problem::new(format!("rules/{name}"), message);
        let tree = bundled::tree(name).ok_or_else(|| problem("there is no such table".into()))?;
        T::deserialize(&tree).map_err(|mistake| problem(mistake.to_string()))
    }

    /// The words that patterns of rules name, by the name of the list.
    pub fn lists(&self) -> BTreeMap<String, Vec<String>> {
        self.value::<Lists>("lists")
    }

    /// What fixes of rules put in the place of words, by the name of the table.
    pub fn tables(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        self.value::<Tables>("tables")
    }

    /// The lines of a bundled word list, from `rules/<name>`: comments and blank lines left out.
    pub fn word_list(&self, name: &str) -> impl Iterator<Item = &'static str> + use<> {
        let lines = bundled::text(name).unwrap_or_default().lines();
        lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    }

    /// The paths below `rules/` of all files that are embedded in the program as tables, declarations and word lists.
    pub fn bundled_files() -> impl Iterator<Item = &'static str> {
        bundled::paths()
    }

    fn value<T: DeserializeOwned + Default>(&self, key: &str) -> T {
        let node = self.merged.get(key);
        node.and_then(|node| T::deserialize(node).ok()).unwrap_or_default()
    }

    fn files_named(&self, node: Option<&Node>) -> Vec<SourceFile> {
        let mut named = Vec::new();
        if let Some(node) = node {
            load::texts(node, &mut named);
        }
        let found = named.iter().filter_map(|(name, at)| {
            if let Some(text) = bundled::name_list(name) {
                return Some(SourceFile { path: format!("rules/names/{name}.yaml"), text: text.into() });
            }
            let path = load::resolve(&self.files.get(at.file as usize)?.path, name);
            let text = self.found.get(&path)?.clone();
            Some(SourceFile { path, text })
        });
        let mut files: Vec<SourceFile> = Vec::new();
        for file in found {
            if files.iter().all(|known| known.path != file.path) {
                files.push(file);
            }
        }
        files
    }
}

/// Whether a file is a configuration of Vale, which may govern articles without a stylebook.
fn is_configuration(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    vale::CONFIGURATIONS.contains(&name)
}
