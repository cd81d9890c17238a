//! Reads names files: YAML, or a table with a header row.

use serde::Deserialize;

use super::csv::{Field, rows};
use super::plain;
use super::{NameList, OrganizationEntry, PersonEntry, PlaceEntry, Role};
use crate::diagnostic::Level;
use crate::stylebook::{self, Problem, SourceFile, Stylebook};
use crate::text::Span;
use crate::vocabulary::normalize;

/// A names file as it is written.
#[derive(Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct NamesFile {
    pub(super) people: Vec<PersonEntry>,
    pub(super) places: Vec<PlaceEntry>,
    pub(super) organizations: Vec<OrganizationEntry>,
}

/// More problems than this are not read by anybody.
const MOST_PROBLEMS: usize = 100;

/// The columns of a table, beside `kind`.
const COLUMNS: &[&str] = &[
    "name",
    "short",
    "aliases",
    "never",
    "title",
    "pronouns",
    "family_name_first",
    "mononym",
    "first_ref_short",
    "honorific",
    "distinct_from",
    "except",
    "notes",
];

impl NameList {
    /// Reads a names file: a table if its name ends in `.csv`, otherwise YAML. What is wrong in it is reported with its
    /// place, and what can be used is used.
    pub fn read(path: &str, text: &str) -> (NameList, Vec<Problem>) {
        let is_table = path.len() >= 4 && path.is_char_boundary(path.len() - 4);
        let (file, mut problems) = if is_table && path[path.len() - 4..].eq_ignore_ascii_case(".csv") {
            table(path, text)
        } else if let Some(file) = plain::read(text) {
            (file, Vec::new())
        } else {
            stylebook::read::<NamesFile>(path, text)
        };
        let list = consistent(path, text, file, &mut problems);
        problems.truncate(MOST_PROBLEMS);
        (list, problems)
    }

    /// All names files of a stylebook, laid over one another: later ones win.
    pub fn of(stylebook: &Stylebook) -> (NameList, Vec<Problem>) {
        let mut names = NameList::default();
        let mut problems = Vec::new();
        for SourceFile { path, text } in stylebook.names() {
            let (list, found) = NameList::read(&path, &text);
            problems.extend(found);
            names = names.overlaid(list);
        }
        (names, problems)
    }
}

/// Takes out what contradicts itself, and says so.
fn consistent(path: &str, text: &str, file: NamesFile, problems: &mut Vec<Problem>) -> NameList {
    let NamesFile { mut people, mut places, mut organizations } = file;
    let is_nameless = |name: &String| name.is_empty();
    let nameless = people.iter().any(|entry| is_nameless(&entry.name))
        || places.iter().any(|entry| is_nameless(&entry.name))
        || organizations.iter().any(|entry| is_nameless(&entry.name));
    // Where a key is misspelt, that is all there is to say.
    if nameless && problems.is_empty() {
        problems.push(Problem::new(path, "an entry has no name").with_help("Give it the key `name`."));
    }
    people.retain(|entry| !entry.name.is_empty());
    places.retain(|entry| !entry.name.is_empty());
    organizations.retain(|entry| !entry.name.is_empty());
    let (list, repeated) = NameList::of_entries(people, places, organizations);
    problems.extend(repeated.iter().take(MOST_PROBLEMS).map(|name| {
        let problem = Problem::new(path, format!("“{name}” has two entries; the last counts"));
        placed(problem, text, name, 1).with_level(Level::Warning).with_help("Make one of the two.")
    }));
    let mut wrong: Vec<(String, String)> = Vec::new();
    for entry in list.entries().filter(|entry| !entry.never().is_empty()) {
        if problems.len() >= MOST_PROBLEMS {
            break;
        }
        for form in entry.never() {
            let message = if entry.aliases().contains(form) || entry.name() == form || entry.short() == form {
                format!("“{form}” is both right and wrong for {}", entry.name())
            } else if list.index.is_name(&normalize(form))
                && list.find(form).any(|known| known.role == Role::Name && known.entry != entry)
            {
                format!("“{form}” is wrong for {}, and it is the name of another entry", entry.name())
            } else {
                continue;
            };
            wrong.push((entry.name().to_owned(), form.clone()));
            let problem = placed(Problem::new(path, message), text, form, 0);
            problems.push(problem.with_help("Take it out of `never`. Until then it counts as right."));
        }
    }
    if wrong.is_empty() {
        return list;
    }
    let NameList { mut people, mut places, mut organizations, .. } = list;
    let lists = people
        .iter_mut()
        .map(|entry| (&entry.name, &mut entry.never))
        .chain(places.iter_mut().map(|entry| (&entry.name, &mut entry.never)))
        .chain(organizations.iter_mut().map(|entry| (&entry.name, &mut entry.never)));
    for (name, never) in lists {
        never.retain(|form| !wrong.iter().any(|(entry, wrong)| entry == name && wrong == form));
    }
    NameList::new(people, places, organizations)
}

/// A problem at the place where a form stands in a file, the first or one after it.
fn placed(problem: Problem, text: &str, form: &str, number: usize) -> Problem {
    let is_letter = |c: char| c.is_alphanumeric();
    let found = text
        .match_indices(form)
        .map(|(start, _)| Span::new(start, start + form.len()))
        .filter(|at| !text[..at.start].ends_with(is_letter) && !text[at.end..].starts_with(is_letter))
        .nth(number);
    match found {
        Some(at) => problem.at(text, at),
        None => problem,
    }
}

/// Reads a table.
fn table(path: &str, source: &str) -> (NamesFile, Vec<Problem>) {
    let mut file = NamesFile::default();
    let mut problems = Vec::new();
    let (rows, unclosed) = rows(source);
    if let Some(at) = unclosed {
        problems.push(Problem::new(path, "a quotation mark opens here and is never closed").at(source, at));
    }
    let mut rows = rows.into_iter();
    let Some(header) = rows.next() else { return (file, problems) };
    let columns: Vec<String> = header.iter().map(|field| field.text.to_lowercase().replace([' ', '-'], "_")).collect();
    for (column, field) in columns.iter().zip(&header) {
        if column != "kind" && !column.is_empty() && !COLUMNS.contains(&column.as_str()) {
            let problem = Problem::new(path, format!("there is no column `{}` in a table of names", field.text))
                .at(source, field.at)
                .with_help(format!("The columns are: kind, {}.", COLUMNS.join(", ")));
            problems.push(problem);
        }
    }
    if !columns.iter().any(|column| column == "name") {
        let problem = Problem::new(path, "the table has no column `name`")
            .with_help("Its first row should name the columns, such as: name,short,never");
        problems.push(problem);
        return (file, problems);
    }
    for row in rows {
        add_row(path, source, &columns, &row, &mut file, &mut problems);
    }
    (file, problems)
}

fn add_row(
    path: &str,
    source: &str,
    columns: &[String],
    row: &[Field],
    file: &mut NamesFile,
    problems: &mut Vec<Problem>,
) {
    let field = |name: &str| columns.iter().position(|column| column == name).and_then(|at| row.get(at));
    let text = |name: &str| field(name).map(|field| field.text.clone()).unwrap_or_default();
    // Between commas stand semicolons, and between semicolons bars.
    let list = |name: &str| -> Vec<String> {
        let text = text(name);
        text.split([';', '|']).map(str::trim).filter(|form| !form.is_empty()).map(str::to_owned).collect()
    };
    let mut flag = |name: &str| match text(name).to_lowercase().as_str() {
        "" | "false" | "no" | "0" => false,
        "true" | "yes" | "1" | "x" => true,
        other => {
            let problem = Problem::new(path, format!("“{other}” is neither yes nor no"));
            problems.push(field(name).map_or(problem.clone(), |field| problem.at(source, field.at)));
            false
        }
    };
    match text("kind").to_lowercase().as_str() {
        "" | "person" | "people" => {
            let person = PersonEntry {
                name: text("name"),
                short: text("short"),
                aliases: list("aliases"),
                never: list("never"),
                title: text("title"),
                pronouns: text("pronouns"),
                family_name_first: flag("family_name_first"),
                mononym: flag("mononym"),
                first_ref_short: flag("first_ref_short"),
                honorific: text("honorific"),
                distinct_from: list("distinct_from"),
                notes: text("notes"),
            };
            file.people.push(person);
        }
        "place" | "places" => file.places.push(PlaceEntry {
            name: text("name"),
            aliases: list("aliases"),
            never: list("never"),
            except: list("except"),
            notes: text("notes"),
        }),
        "organization" | "organizations" | "organisation" | "organisations" => {
            file.organizations.push(OrganizationEntry {
                name: text("name"),
                short: text("short"),
                aliases: list("aliases"),
                never: list("never"),
                except: list("except"),
                notes: text("notes"),
            });
        }
        other => {
            let problem = Problem::new(path, format!("there is no kind `{other}` of name"))
                .with_help("The kinds are: person, place, organization.");
            problems.push(field("kind").map_or(problem.clone(), |field| problem.at(source, field.at)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(path: &str, text: &str) -> Vec<String> {
        NameList::read(path, text).1.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_table_says_what_yaml_says() {
        let yaml = "people:\n  - {name: \"Martin Hale, Jr.\", never: [Marten Hale, Martin Hail], mononym: true}\n\
                    places:\n  - {name: Kyiv, never: [Kiev], except: [chicken Kiev]}\n";
        let table = "Kind,Name,Never,Mononym,Except\nperson,\"Martin Hale, Jr.\",Marten Hale; Martin Hail,yes,\n\
                     place,Kyiv,Kiev,,chicken Kiev\n";
        let (one, other) = (NameList::read("a.yaml", yaml), NameList::read("a.CSV", table));
        assert_eq!((one.1, other.1), (vec![], vec![]));
        assert_eq!((one.0.people(), one.0.places()), (other.0.people(), other.0.places()));
    }

    #[test]
    fn says_where_a_list_contradicts_itself() {
        let text = "people:\n  - name: Ann Lee\n    aliases: [Annie Lee]\n    never: [Annie Lee, Ana Li]\n  - name: Ana Li\n  - name: Ann Lee\n    never: [Anne Lee]\n";
        assert_eq!(
            problems("names.yaml", text),
            ["names.yaml:6:11: warning: “Ann Lee” has two entries; the last counts\n  Make one of the two.",]
        );
        let text =
            "people:\n  - name: Ann Lee\n    aliases: [Annie Lee]\n    never: [Annie Lee, Ana Li]\n  - name: Ana Li\n";
        let help = "Take it out of `never`. Until then it counts as right.";
        assert_eq!(
            problems("names.yaml", text),
            [
                format!("names.yaml:3:15: error: “Annie Lee” is both right and wrong for Ann Lee\n  {help}"),
                format!(
                    "names.yaml:4:24: error: “Ana Li” is wrong for Ann Lee, and it is the name of another entry\n  {help}"
                ),
            ]
        );
        let (list, _) = NameList::read("names.yaml", text);
        assert!(list.people()[0].never.is_empty());
    }

    #[test]
    fn says_what_is_wrong_with_a_file() {
        assert_eq!(
            problems("names.yaml", "people:\n  - nme: Ann Lee\n"),
            [
                "names.yaml:2:5: error: there is no key `nme` here\n  Did you mean `name`? Allowed: name, short, aliases, never, title, pronouns, family_name_first, mononym, first_ref_short, honorific, distinct_from, notes.",
            ]
        );
        assert_eq!(
            problems("names.yaml", "people: [{short: Lee}]"),
            ["names.yaml: error: an entry has no name\n  Give it the key `name`."]
        );
        assert_eq!(
            problems("names.csv", "name,kind\nAnn,cat\n"),
            ["names.csv:2:5: error: there is no kind `cat` of name\n  The kinds are: person, place, organization."]
        );
    }
}
