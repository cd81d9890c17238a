//! Reads a project from disk, and writes what a user has changed. The one place that does.
//!
//! A project is a folder with a `copydesk.yaml`. It governs the articles in that folder and below, up to the next
//! `copydesk.yaml`. Beside it may stand the files that the stylebook names or implies, such as `dictionary.txt`, the
//! words of the newsroom, and `.copydesk/ignore.yaml`, the findings it has decided to leave alone. An article that no
//! `copydesk.yaml` governs is read by the bundled stylebook.

use std::collections::{BTreeMap, HashMap};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use etcetera::BaseStrategy;
use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::article::FrontMatter;
use crate::diagnostic::Level;
use crate::language::Language;
use crate::linter::ignore::IgnoreEntry;
use crate::linter::{Linter, Resources, WordFile};
use crate::names::NameList;
use crate::stylebook::vale::CONFIGURATIONS;
use crate::stylebook::{LevelSetting, Problem, RuleDeclaration, Stylebook};

pub mod articles;
mod decisions;
pub mod file;
pub mod names_file;

pub use decisions::{Lasting, add_word, personal_word_list};

/// The name of a team's stylebook.
pub const STYLEBOOK: &str = "copydesk.yaml";
/// The name of the personal word list; that of a newsroom is mostly called so too.
pub const DICTIONARY: &str = "dictionary.txt";
/// The names file of a newsroom, if it does not say otherwise.
pub const NAMES: &str = "names.yaml";
/// A configuration of Vale, which governs articles that no stylebook does.
pub const VALE: &str = CONFIGURATIONS[0];
/// The findings that a newsroom leaves alone, in files that cannot say so themselves.
pub const IGNORES: &str = ".copydesk/ignore.yaml";
/// The endings of the files in a folder that are articles, if the stylebook does not say which are.
pub const ENDINGS: [&str; 4] = ["txt", "text", "md", "markdown"];

/// The largest file of a project that is no article, in bytes.
const MAX_PROJECT_FILE: u64 = 128_000_000;

/// What the command line or the editor asks for, over what the stylebook says.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The bundled stylebook to use instead of those that `extends` names.
    pub house: Option<String>,
    /// The language of articles that do not say.
    pub language: Option<Language>,
    /// If not empty, the only rules that run: ids, or families such as `spelling`.
    pub only: Vec<String>,
    /// Rules that do not run: ids, or families.
    pub skip: Vec<String>,
    /// The stylebook to use for all articles, wherever they are.
    pub stylebook: Option<PathBuf>,
    /// What the editor decides where no stylebook does.
    pub editor: EditorSettings,
}

/// What an editor decides. A stylebook that says something of the same wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorSettings {
    /// The house style of articles whose stylebook extends none.
    pub house: Option<String>,
    /// The language of articles whose stylebook names none.
    pub language: Option<Language>,
    /// Levels of rules of which the stylebook says nothing, by their ids or by `family/*`.
    pub levels: BTreeMap<String, LevelSetting>,
}

/// Everything that governs the articles of one folder.
#[derive(Clone)]
pub struct Project {
    /// The stylebook's file.
    pub file: Option<PathBuf>,
    /// What the newsroom has decided.
    pub stylebook: Stylebook,
    /// The linter made of it.
    pub linter: Arc<Linter>,
    /// The names that the newsroom has decided, of all its names files.
    pub names: Arc<NameList>,
    /// What is wrong in the project's own files.
    pub problems: Vec<Problem>,
    /// Settings of the editor of which the stylebook says otherwise, in words.
    pub overruled: Vec<String>,
    include: Option<GlobSet>,
    exclude: GlobSet,
    /// The files of the project itself, which are no articles.
    own: Vec<PathBuf>,
    /// Whether nothing was wrong with the files that it was made of.
    is_sound: bool,
    ignores: HashMap<String, Vec<IgnoreEntry>>,
}

/// The projects of all articles that are read in one run or by one server, each loaded once.
pub struct Projects {
    overrides: Overrides,
    folders: Mutex<HashMap<PathBuf, Shared>>,
    stylebooks: Mutex<HashMap<Wanted, Shared>>,
    /// The projects that were in force before, by what was wanted.
    before: HashMap<Wanted, Arc<Project>>,
}

/// Which stylebook is wanted, and what an article asks for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
struct Wanted {
    file: Option<PathBuf>,
    house: Option<String>,
    language: Option<Language>,
    /// Which parts of a configuration of Vale apply to it.
    sections: Option<String>,
}

type Shared = Arc<OnceLock<Arc<Project>>>;

impl Projects {
    /// No project is read before one is asked for.
    pub fn new(overrides: Overrides) -> Self {
        Projects { overrides, folders: Mutex::default(), stylebooks: Mutex::default(), before: HashMap::new() }
    }

    /// The same projects, to be read again since their files may have changed. Where a file has a mistake now, the project
    /// that was in force before stays, with the mistake among its problems.
    #[must_use]
    pub fn reread(&self) -> Self {
        let mut before = self.before.clone();
        let read = self.stylebooks.lock().unwrap_or_else(PoisonError::into_inner);
        before.extend(read.iter().filter_map(|(wanted, project)| Some((wanted.clone(), Arc::clone(project.get()?)))));
        drop(read);
        Projects { before, ..Projects::new(self.overrides.clone()) }
    }

    /// The same projects under other settings of the editor.
    #[must_use]
    pub fn with_editor(&self, editor: EditorSettings) -> Self {
        Projects::new(Overrides { editor, ..self.overrides.clone() })
    }

    /// The project of articles that no stylebook governs.
    pub fn ungoverned(&self) -> Arc<Project> {
        self.load(Wanted { file: self.overrides.stylebook.clone(), ..Wanted::default() })
    }

    /// How many projects have been read so far.
    pub fn count(&self) -> usize {
        self.stylebooks.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// The projects that have been read so far, in no order that means anything.
    pub fn loaded(&self) -> Vec<Arc<Project>> {
        let read = self.stylebooks.lock().unwrap_or_else(PoisonError::into_inner);
        read.values().filter_map(|project| project.get().cloned()).collect()
    }

    /// The project that governs the articles of a folder.
    pub fn of_folder(&self, folder: &Path) -> Arc<Project> {
        let by_folder = shared(&self.folders, folder.to_path_buf());
        let project = by_folder.get_or_init(|| {
            let file = self.overrides.stylebook.clone().or_else(|| find(folder)).or_else(|| find_vale(folder));
            self.load(Wanted { file, ..Wanted::default() })
        });
        Arc::clone(project)
    }

    /// The project that governs an article whose text is known: its front matter may ask for another house or language, and
    /// is heard before the command line.
    pub fn of_text(&self, article: &Path, text: &str) -> Arc<Project> {
        let project = self.of_article(article);
        let Some(front) = FrontMatter::of(text) else { return project };
        let language = front.language.filter(|language| *language != project.stylebook.language);
        if front.house.is_none() && language.is_none() {
            return project;
        }
        let sections = project.sections_of(article);
        self.load(Wanted { file: project.file.clone(), house: front.house, language: front.language, sections })
    }

    fn load(&self, wanted: Wanted) -> Arc<Project> {
        let by_stylebook = shared(&self.stylebooks, wanted.clone());
        let asked = wanted.clone();
        let project = by_stylebook.get_or_init(|| {
            let Wanted { file, house, language, sections } = wanted;
            let overrides = Overrides {
                house: house.or_else(|| self.overrides.house.clone()),
                language: language.or(self.overrides.language),
                ..self.overrides.clone()
            };
            let project = Project::load_for(file, &overrides, sections.as_deref());
            Arc::new(match self.before.get(&asked) {
                Some(before) if before.is_sound && !project.is_sound => {
                    Project { problems: project.problems, ..Project::clone(before) }
                }
                _ => project,
            })
        });
        Arc::clone(project)
    }

    /// The project that governs an article.
    pub fn of_article(&self, article: &Path) -> Arc<Project> {
        let project = self.of_folder(folder_of(article));
        match project.sections_of(article) {
            None => project,
            sections => self.load(Wanted { file: project.file.clone(), sections, ..Wanted::default() }),
        }
    }
}

fn shared<K: std::hash::Hash + Eq>(map: &Mutex<HashMap<K, Shared>>, key: K) -> Shared {
    // The lock is held only to look up; a panic elsewhere leaves the map as it was.
    let mut map = map.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(map.entry(key).or_default())
}

/// The stylebook that governs a folder: `copydesk.yaml` there or in the nearest folder above. It is named by a relative
/// path if the folder is and it lies below the current one.
pub fn find(folder: &Path) -> Option<PathBuf> {
    let nearest = |folder: &Path| folder.ancestors().map(|above| above.join(STYLEBOOK)).find(|file| file.is_file());
    if folder.components().any(|part| part == Component::ParentDir) {
        return nearest(&std::fs::canonicalize(folder).ok()?);
    }
    // The ancestors of a relative path end at the current folder.
    nearest(folder).or_else(|| nearest(&absolute(folder)?))
}

/// The configuration of Vale that governs a folder without a stylebook: there or in the nearest folder above.
pub fn find_vale(folder: &Path) -> Option<PathBuf> {
    let folder = absolute(folder)?;
    let inside = |above: &Path| CONFIGURATIONS.iter().map(|name| above.join(name)).find(|file| file.is_file());
    let found = folder.ancestors().find_map(inside)?;
    // As the user would name it, where that is possible.
    let here = std::env::current_dir().ok()?;
    Some(found.strip_prefix(&here).map(Path::to_path_buf).unwrap_or(found))
}

/// The folder of the personal dictionary: `copydesk` in `$XDG_CONFIG_HOME` (or `~/.config`), in `%APPDATA%` on Windows.
pub fn personal_folder() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    Some(base.config_dir().join("copydesk"))
}

impl Project {
    /// Reads a project. What is wrong in its files is in [`Project::problems`]; the rest is used.
    pub fn load(file: Option<PathBuf>, overrides: &Overrides) -> Self {
        Project::load_for(file, overrides, None)
    }

    /// Reads a project for articles to which some parts of a configuration of Vale apply.
    fn load_for(file: Option<PathBuf>, overrides: &Overrides, sections: Option<&str>) -> Self {
        let mut problems = Vec::new();
        let mut overruled = Vec::new();
        let mut stylebook = load_stylebook(file.as_deref(), overrides, &mut overruled, &mut problems);
        if let Some(sections) = sections {
            stylebook = stylebook.with_sections(sections);
        }
        select_rules(&mut stylebook, overrides, &mut problems);
        let (mut resources, found) = Resources::of(&stylebook);
        problems.extend(found);
        let words = resources.words.iter().map(|list| PathBuf::from(&list.path));
        let names = stylebook.names().into_iter().map(|names| PathBuf::from(names.path));
        let own = words.chain(names).collect();
        let personal = personal_folder().map(|folder| folder.join(DICTIONARY));
        if let Some(list) = personal.filter(|list| list.exists())
            && let Some(text) = kept(file::read(&list, MAX_PROJECT_FILE), &mut problems)
        {
            let path = file::shown(&list);
            resources.words.push(WordFile { path, text });
        }
        let (linter, found) = Linter::new(&stylebook, &resources);
        problems.extend(found);
        let include = stylebook.include();
        let exclude = stylebook.exclude();
        Project {
            include: (!include.is_empty()).then(|| globs(&stylebook, "include", &include, &mut problems)),
            exclude: globs(&stylebook, "exclude", &exclude, &mut problems),
            own,
            ignores: ignores(file.as_deref(), &mut problems),
            is_sound: problems.iter().all(|problem| problem.level < Level::Error),
            file,
            stylebook,
            linter: Arc::new(linter),
            names: resources.names,
            problems,
            overruled,
        }
    }

    /// The files that the project is made of, those included that would count if they were there.
    pub fn files(&self) -> Vec<PathBuf> {
        let stylebook = self.file.iter().cloned().chain(self.stylebook.files().map(PathBuf::from));
        let beside = self.file.iter().map(|file| folder_of(file).join(IGNORES));
        let personal = personal_folder().map(|folder| folder.join(DICTIONARY));
        let mut files: Vec<PathBuf> = stylebook.chain(beside).chain(personal).collect();
        files.sort();
        files.dedup();
        files
    }

    /// Whether a file is one of the project’s own, and no article: a word list, a names file.
    pub fn is_own(&self, path: &Path) -> bool {
        self.own.iter().any(|own| is_same(own, path))
    }

    /// Whether a file that was met in a folder is an article: `include` and `exclude` of the stylebook decide, or the
    /// file's ending. The stylebook's own word lists and names are none.
    pub fn is_article(&self, path: &Path) -> bool {
        let has_ending = || {
            let ending = path.extension().unwrap_or_default();
            ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
        };
        if self.include.is_none() && !has_ending() {
            return false;
        }
        if self.is_own(path) {
            return false;
        }
        if self.include.is_none() && self.exclude.is_empty() {
            return true;
        }
        let Some(name) = relative(path, self.folder()) else {
            return self.include.is_none();
        };
        self.include.as_ref().is_none_or(|include| include.is_match(&name)) && !self.exclude.is_match(&name)
    }

    /// What the newsroom leaves alone in one article.
    pub fn ignores_of(&self, article: &Path) -> Arc<[IgnoreEntry]> {
        if self.ignores.is_empty() {
            return Arc::default();
        }
        relative(article, self.folder())
            .and_then(|name| self.ignores.get(&name))
            .map(|entries| entries.as_slice().into())
            .unwrap_or_default()
    }

    fn sections_of(&self, article: &Path) -> Option<String> {
        let name = relative(article, self.folder()).unwrap_or_else(|| file::shown(article));
        self.stylebook.sections_of(&name)
    }

    fn folder(&self) -> &Path {
        self.file.as_deref().map_or(Path::new(""), folder_of)
    }
}

fn load_stylebook(
    file: Option<&Path>,
    overrides: &Overrides,
    overruled: &mut Vec<String>,
    problems: &mut Vec<Problem>,
) -> Stylebook {
    let text = file.and_then(|path| kept(file::read(path, MAX_PROJECT_FILE), problems));
    let mut stylebook = match file.zip(text) {
        Some((path, text)) => {
            let mut find = found;
            let (stylebook, found) = Stylebook::load(&file::shown(path), &text, &mut find);
            problems.extend(found);
            stylebook
        }
        None => Stylebook::default(),
    };
    let editor = &overrides.editor;
    if *editor != EditorSettings::default()
        && let Some((settled, lost)) =
            kept(stylebook.with_editor_settings(editor.house.as_deref(), editor.language, &editor.levels), problems)
    {
        let book = file.map(file::shown).unwrap_or_default();
        overruled.extend(lost.into_iter().map(|lost| format!("the editor asks for {lost}, but {book} says otherwise")));
        stylebook = settled;
    }
    if let Some(house) = &overrides.house
        && let Some(other) = kept(stylebook.with_house(house), problems)
    {
        stylebook = other;
    }
    match overrides.language {
        Some(language) => stylebook.with_language(language),
        None => stylebook,
    }
}

/// The rules of a style of Vale, or of those that a `.vale.ini` names, as rules of copydesk; nothing if there are none. Beside
/// them what is wrong.
pub fn vale_styles(style: &Path) -> (Option<String>, Vec<Problem>) {
    let named = file::shown(style).replace('\\', "/");
    // A stylebook that would stand in the current folder and names nothing else.
    let source = format!("styles: ['{}']\n", named.replace('\'', "''"));
    let (book, problems) = Stylebook::load("", &source, &mut found);
    let problems = problems.into_iter().map(|problem| match problem.path.as_str() {
        "" => {
            let message = problem.message.trim_start_matches(&format!("{named}: ")).to_owned();
            Problem { place: None, span: None, path: named.clone(), message, ..problem }
        }
        _ => problem,
    });
    ((!book.vale().rules.is_empty()).then(|| book.vale().to_yaml()), problems.collect())
}

/// The text of a file that a stylebook names; for a path that ends with a slash, the names in that folder.
fn found(path: &str) -> std::io::Result<String> {
    let Some(folder) = path.strip_suffix('/') else {
        return std::fs::read_to_string(path);
    };
    let mut names = String::new();
    for entry in std::fs::read_dir(folder)?.flatten() {
        if let Some(name) = entry.file_name().to_str() {
            let slash = if entry.path().is_dir() { "/" } else { "" };
            names.extend([name, slash, "\n"]);
        }
    }
    Ok(names)
}

/// Turns rules off that are not wanted. A rule that is asked for by name and off in the stylebook runs as a warning.
fn select_rules(stylebook: &mut Stylebook, overrides: &Overrides, problems: &mut Vec<Problem>) {
    for (option, wanted) in [("--only", &overrides.only), ("--skip", &overrides.skip)] {
        for wanted in wanted {
            if !stylebook.rules.iter().any(|rule| means(wanted, rule)) {
                let unknown = stylebook.explain(wanted).err();
                problems.extend(unknown.map(|problem| Problem { path: option.into(), ..problem }));
            }
        }
    }
    for rule in &mut stylebook.rules {
        let only = overrides.only.is_empty() || overrides.only.iter().any(|wanted| means(wanted, rule));
        if !only || overrides.skip.iter().any(|wanted| means(wanted, rule)) {
            rule.level = None;
        } else if overrides.only.contains(&rule.id) && rule.level().is_none() {
            rule.level = Some(LevelSetting::Warning);
        }
    }
}

/// Whether a name on the command line means a rule: its id, or its family with or without `/*`.
fn means(wanted: &str, rule: &RuleDeclaration) -> bool {
    rule.id == wanted || rule.family() == wanted.strip_suffix("/*").unwrap_or(wanted)
}

fn globs(stylebook: &Stylebook, key: &str, patterns: &[String], problems: &mut Vec<Problem>) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        match Glob::new(pattern) {
            Ok(glob) => {
                set.add(glob);
            }
            Err(error) => problems.push(stylebook.problem(&[key], error.to_string())),
        }
    }
    set.build().unwrap_or_default()
}

fn ignores(stylebook: Option<&Path>, problems: &mut Vec<Problem>) -> HashMap<String, Vec<IgnoreEntry>> {
    let mut by_file: HashMap<String, Vec<IgnoreEntry>> = HashMap::new();
    let Some(path) = stylebook.map(|file| folder_of(file).join(IGNORES)).filter(|path| path.exists()) else {
        return by_file;
    };
    let Some(text) = kept(file::read(&path, MAX_PROJECT_FILE), problems) else {
        return by_file;
    };
    match serde_saphyr::from_str::<Option<Vec<IgnoreEntry>>>(&text) {
        Ok(entries) => {
            for entry in entries.into_iter().flatten() {
                by_file.entry(entry.file.clone()).or_default().push(entry);
            }
        }
        Err(error) => problems.push(Problem {
            place: error.location().map(|at| (at.line() as usize, at.column() as usize)),
            ..Problem::new(file::shown(&path), error.without_snippet().to_string())
                .with_help("Until this is mended, nothing is left alone.")
        }),
    }
    by_file
}

/// The path of an article from a folder, with `/`, if it is in there.
fn relative(article: &Path, folder: &Path) -> Option<String> {
    let (article, folder) = (absolute(article)?, absolute(folder)?);
    let inside = article.strip_prefix(folder).ok()?;
    let mut parts: Vec<&str> = Vec::new();
    for part in inside.components() {
        match part {
            Component::Normal(part) => parts.push(part.to_str()?),
            Component::ParentDir => {
                parts.pop()?;
            }
            _ => {}
        }
    }
    Some(parts.join("/"))
}

fn is_same(one: &Path, other: &Path) -> bool {
    one.file_name() == other.file_name() && absolute(one).is_some_and(|one| absolute(other) == Some(one))
}

fn absolute(path: &Path) -> Option<PathBuf> {
    if path.as_os_str().is_empty() {
        return std::env::current_dir().ok();
    }
    std::path::absolute(path).ok()
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(Path::new(""))
}

fn kept<T>(result: Result<T, Problem>, problems: &mut Vec<Problem>) -> Option<T> {
    result.map_err(|problem| problems.push(problem)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::Role;

    #[test]
    fn names_an_article_from_the_folder_of_its_project() {
        assert_eq!(relative(Path::new("a/b/../c.txt"), Path::new("a")), Some("c.txt".into()));
        assert_eq!(relative(Path::new("a/b/c.txt"), Path::new("")), Some("a/b/c.txt".into()));
        assert_eq!(relative(Path::new("b.txt"), Path::new("a")), None);
    }

    #[test]
    fn lays_the_names_files_over_one_another() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write(STYLEBOOK, "names: [ap, sport.csv]\n");
        write("sport.csv", "name,short\nPelé Moreau,\nAnn Lee,Lee\n");
        write("names.yaml", "people:\n  - {name: Ann Lee, short: Annie}\n  - {nam: Bo}\n");
        let project = Project::load(Some(folder.path().join(STYLEBOOK)), &Overrides::default());
        let problems: Vec<_> = project.problems.iter().map(|problem| (&*problem.message, problem.place)).collect();
        assert_eq!(problems, [("there is no key `nam` here", Some((3, 6)))]);
        let best = |form: &str| project.names.find_best(form).map(|known| (known.entry.name(), known.role));
        assert_eq!(best("Kiev"), Some(("Kyiv", Role::Never)));
        assert_eq!(best("Moreau"), Some(("Pelé Moreau", Role::Short)));
        assert_eq!(best("Annie"), Some(("Ann Lee", Role::Short)));
        assert_eq!(best("Lee"), None);
    }

    #[test]
    fn a_family_means_its_rules() {
        let rule = RuleDeclaration { id: "quote/unclosed".into(), ..RuleDeclaration::default() };
        for wanted in ["quote/unclosed", "quote", "quote/*"] {
            assert!(means(wanted, &rule), "{wanted}");
        }
        for other in ["quote/unopened", "quot", "unclosed", "*"] {
            assert!(!means(other, &rule), "{other}");
        }
    }
}
