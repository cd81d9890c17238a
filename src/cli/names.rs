//! `copydesk names`: the names that a newsroom has decided.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};

use super::explain::project;
use super::{Exit, complain, parallel, print};
use crate::article::Format;
use crate::diagnostic::Level;
use crate::linter::Source;
use crate::names::{Entry, NameList, OrganizationEntry, PersonEntry, PlaceEntry, Role};
use crate::project::articles::articles;
use crate::project::{Overrides, Projects, file, names_file};
use crate::stylebook::Problem;
use crate::text::Text;

#[derive(Args)]
pub(super) struct NamesArguments {
    #[command(subcommand)]
    command: NamesCommand,
}

#[derive(Subcommand)]
enum NamesCommand {
    /// Say what is wrong in names files
    Check {
        /// The files; those of the current folder's copydesk.yaml if there is none
        #[arg(value_name = "FILES")]
        files: Vec<PathBuf>,
    },
    /// List the names that the newsroom has decided
    List {
        /// Only names with a form in which this stands
        #[arg(value_name = "TEXT")]
        text: Option<String>,
    },
    /// Add a name to a names file
    Add(AddArguments),
    /// Add the names of a table to a names file
    Import {
        /// The table, with a header row: name, and any of kind, short, aliases, never, notes and the other keys
        #[arg(value_name = "FILE.csv")]
        table: PathBuf,

        #[command(flatten)]
        to: To,
    },
    /// Propose names from published stories, for a person to accept
    Suggest {
        /// Files and folders of stories; the current folder if there is none
        #[arg(value_name = "PATHS")]
        paths: Vec<PathBuf>,

        /// Propose people whom at least so many stories name in full
        #[arg(long, value_name = "N", default_value = "2")]
        least: usize,
    },
}

#[derive(Args)]
struct To {
    /// The names file to add to; names.yaml beside copydesk.yaml if not given
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl To {
    fn path(&self) -> PathBuf {
        self.file.clone().unwrap_or_else(|| names_file::of_stylebook(crate::project::find(Path::new("")).as_deref()))
    }
}

#[derive(Args)]
struct AddArguments {
    /// The name as it should be at first reference
    #[arg(value_name = "NAME")]
    name: String,

    /// What it names
    #[arg(long, value_enum, value_name = "KIND", default_value_t)]
    kind: Kind,

    /// The form of second reference, if it is not the last name
    #[arg(long, value_name = "FORM", default_value = "")]
    short: String,

    /// A form that is accepted as well; may be repeated
    #[arg(long, value_name = "FORM")]
    alias: Vec<String>,

    /// A form that is wrong; may be repeated
    #[arg(long, value_name = "FORM")]
    never: Vec<String>,

    /// A phrase in which a wrong form is right; may be repeated
    #[arg(long, value_name = "PHRASE")]
    except: Vec<String>,

    /// What a colleague should know
    #[arg(long, value_name = "TEXT", default_value = "")]
    notes: String,

    #[command(flatten)]
    to: To,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A person
    #[default]
    Person,
    /// A place
    Place,
    /// An organisation
    Organization,
}

/// Runs a command of `copydesk names`.
pub(super) fn run(arguments: &NamesArguments) -> Exit {
    let done = match &arguments.command {
        NamesCommand::Check { files } => check(files),
        NamesCommand::List { text } => Ok(list(text.as_deref())),
        NamesCommand::Add(arguments) => add(arguments),
        NamesCommand::Import { table, to } => import(table, &to.path()),
        NamesCommand::Suggest { paths, least } => Ok(suggest(paths, *least)),
    };
    done.unwrap_or_else(|problem| {
        complain(&problem);
        Exit::Trouble
    })
}

fn check(files: &[PathBuf]) -> Result<Exit, Problem> {
    let mut problems = Vec::new();
    let mut count = 0;
    if files.is_empty() {
        let project = project(None, None);
        let (names, found) = NameList::of(&project.stylebook);
        problems.extend(found);
        count += names.len();
    }
    for path in files {
        let (names, found) = read(path)?;
        problems.extend(found);
        count += names.len();
    }
    problems.iter().for_each(complain);
    let wrong = problems.iter().any(|problem| problem.level >= Level::Warning);
    let end = if wrong { Exit::Findings } else { Exit::Clean };
    Ok(print(&format!("{}, {}\n", counted(count, "name"), counted(problems.len(), "problem"))).max(end))
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn read(path: &Path) -> Result<(NameList, Vec<Problem>), Problem> {
    let text = file::read(path, MAX_NAMES_FILE)?;
    Ok(NameList::read(&file::shown(path), &text))
}

/// The largest names file, in bytes.
const MAX_NAMES_FILE: u64 = 128_000_000;

fn list(text: Option<&str>) -> Exit {
    let project = project(None, None);
    project.problems.iter().for_each(complain);
    let wanted = text.map(str::to_lowercase);
    let has = |entry: &Entry<'_>| {
        wanted
            .as_ref()
            .is_none_or(|wanted| entry.forms().any(|(form, _)| form.to_lowercase().contains(wanted.as_str())))
    };
    let lines: String = project.names.entries().filter(has).map(line).collect();
    print(&lines)
}

/// An entry in one line.
fn line(entry: Entry<'_>) -> String {
    let kind = match entry {
        Entry::Person(_) => "person",
        Entry::Place(_) => "place",
        Entry::Organization(_) => "organization",
    };
    let short = Some(entry.short()).filter(|short| *short != entry.name());
    let mut parts =
        vec![format!("{kind:12}  {}{}", entry.name(), short.map_or(String::new(), |short| format!(" ({short})")))];
    for (what, forms) in [("also", entry.aliases()), ("never", entry.never()), ("but", entry.except())] {
        if !forms.is_empty() {
            parts.push(format!("{what} {}", forms.join(", ")));
        }
    }
    if !entry.notes().is_empty() {
        parts.push(entry.notes().to_owned());
    }
    parts.join("; ") + "\n"
}

fn add(arguments: &AddArguments) -> Result<Exit, Problem> {
    let path = arguments.to.path();
    let AddArguments { name, short, alias, never, except, notes, .. } = arguments;
    let (name, short, notes) = (name.trim().to_owned(), short.clone(), notes.clone());
    let (aliases, never, except) = (alias.clone(), never.clone(), except.clone());
    if name.is_empty() {
        return Err(Problem::new(file::shown(&path), "a name is needed"));
    }
    let unused = match arguments.kind {
        Kind::Person if !except.is_empty() => Some("--except is for places and organizations"),
        Kind::Place if !short.is_empty() => Some("--short is for people and organizations"),
        _ => None,
    };
    if let Some(unused) = unused {
        return Err(Problem::new(file::shown(&path), unused).with_help("The file was left as it is."));
    }
    match arguments.kind {
        Kind::Person => {
            let entry = PersonEntry { name, short, aliases, never, notes, ..PersonEntry::default() };
            names_file::add_person(&path, &entry)?;
        }
        Kind::Place => names_file::add_place(&path, &PlaceEntry { name, aliases, never, except, notes })?,
        Kind::Organization => {
            let entry = OrganizationEntry { name, short, aliases, never, except, notes };
            names_file::add_organization(&path, &entry)?;
        }
    }
    Ok(print(&format!("added to {}\n", file::shown(&path))))
}

/// Adds what the names file does not have yet.
fn import(table: &Path, path: &Path) -> Result<Exit, Problem> {
    let (names, problems) = read(table)?;
    problems.iter().for_each(complain);
    if problems.iter().any(|problem| problem.level == Level::Error) {
        let problem = Problem::new(file::shown(table), "nothing was imported");
        return Err(problem.with_help("Mend the table first."));
    }
    let there = if path.exists() { read(path)?.0 } else { NameList::default() };
    let is_there = |entry: &Entry<'_>| {
        let same = |known: Entry<'_>| std::mem::discriminant(&known) == std::mem::discriminant(entry);
        there.find(entry.name()).any(|known| known.entry.name() == entry.name() && same(known.entry))
    };
    let (known, new): (Vec<Entry<'_>>, Vec<Entry<'_>>) = names.entries().partition(is_there);
    if !new.is_empty() {
        names_file::add(path, &new)?;
    }
    let (new, known) = (counted(new.len(), "name"), known.len());
    Ok(print(&format!("{new} added to {}; {known} there already\n", file::shown(path))))
}

/// Proposes the people whom several stories name in full, as a names file that can be edited.
fn suggest(paths: &[PathBuf], least: usize) -> Exit {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let projects = Projects::new(Overrides::default());
    let (found, problems) = articles(paths, &projects, None);
    problems.iter().for_each(complain);
    let mut exit = if problems.is_empty() { Exit::Clean } else { Exit::Trouble };
    let threads = std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN);
    let mut stories: BTreeMap<String, (BTreeSet<usize>, u64)> = BTreeMap::new();
    let mut number = 0;
    parallel::in_order(
        &found,
        threads,
        |path| {
            let text = file::read(path, projects.of_article(path).stylebook.max_file_size())?;
            let project = projects.of_text(path, &text);
            let source =
                Source { text: Text::new(&text), format: Format::of_name(&file::shown(path)), ..Source::default() };
            let names = project.linter.names_in(&project.linter.check(&source));
            // A name that is known, or spelled as it should not be, is nothing to propose.
            let is_known = |form: &str, role: Role| project.names.find(form).any(|known| known.role == role);
            let new = names.people.into_iter().filter(|person| {
                project.names.find(&person.full).next().is_none()
                    && !person.full.split(' ').any(|word| is_known(word, Role::Never))
            });
            Ok::<_, Problem>(new.collect::<Vec<_>>())
        },
        |names| {
            number += 1;
            match names {
                Ok(names) => {
                    for person in names {
                        let (stories, count) = stories.entry(person.full).or_default();
                        stories.insert(number);
                        *count += u64::from(person.count);
                    }
                }
                Err(problem) => {
                    complain(&problem);
                    exit = Exit::Trouble;
                }
            }
            ControlFlow::Continue(())
        },
    );
    let mut people: Vec<_> = stories.into_iter().filter(|(_, (stories, _))| stories.len() >= least).collect();
    people.sort_by(|(one, (a, many)), (other, (b, more))| (b.len(), more, one).cmp(&(a.len(), many, other)));
    if people.is_empty() {
        return print("# No name that the newsroom does not have stands in so many stories.\n").max(exit);
    }
    let mut out = String::from("# Proposed by copydesk; keep what is right.\npeople:\n");
    for (full, (stories, count)) in people {
        let entry = PersonEntry { name: full, ..PersonEntry::default() };
        if let Ok(text) = names_file::added("", "", &[Entry::Person(&entry)]) {
            let line = text.lines().nth(1).unwrap_or_default();
            let stories = format!("{} {}", stories.len(), if stories.len() == 1 { "story" } else { "stories" });
            let mentions = counted(usize::try_from(count).unwrap_or(usize::MAX), "mention");
            out.extend([line, "  # ", &stories, ", ", &mentions, "\n"]);
        }
    }
    print(&out).max(exit)
}
