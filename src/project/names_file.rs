//! Adds entries to a names file as a person would: the text is edited, not written anew, so comments and order stay.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{NAMES, file};
use crate::names::{Entry, NameList, OrganizationEntry, PersonEntry, PlaceEntry};
use crate::stylebook::Problem;

/// The largest names file that is edited, in bytes.
const LARGEST: u64 = 128_000_000;

/// The names file that a project's own names go to: `names.yaml` beside its stylebook, or in the folder where there is none.
pub fn of_stylebook(stylebook: Option<&Path>) -> PathBuf {
    stylebook.and_then(Path::parent).unwrap_or(Path::new("")).join(NAMES)
}

/// Adds a person to a names file, which is made if there is none.
///
/// # Errors
/// A problem that says why the file was left as it is: it has the name already, it cannot be read or written, or its
/// entries are not one below the other.
pub fn add_person(path: &Path, person: &PersonEntry) -> Result<(), Problem> {
    add(path, &[Entry::Person(person)])
}

/// Adds a place; see [`add_person`].
pub fn add_place(path: &Path, place: &PlaceEntry) -> Result<(), Problem> {
    add(path, &[Entry::Place(place)])
}

/// Adds an organisation; see [`add_person`].
pub fn add_organization(path: &Path, organization: &OrganizationEntry) -> Result<(), Problem> {
    add(path, &[Entry::Organization(organization)])
}

/// Adds entries, all or none; see [`add_person`].
///
/// # Errors
/// As there.
pub fn add(path: &Path, entries: &[Entry<'_>]) -> Result<(), Problem> {
    file::update(path, LARGEST, &|was| added(&file::shown(path), was, entries).map(Some)).map(|_| ())
}

/// The text of a names file with entries added.
///
/// # Errors
/// As for [`add_person`].
pub fn added(path: &str, was: &str, entries: &[Entry<'_>]) -> Result<String, Problem> {
    let left = |message: String| Problem::new(path, message).with_help("The file was left as it is.");
    let is_table = Path::new(path).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("csv"));
    if is_table {
        return Err(left("entries can be added to a YAML file only".to_owned()));
    }
    let (before, problems) = NameList::read(path, was);
    if let Some(problem) = problems.first() {
        return Err(left(format!("this file has a mistake: {}", problem.message)));
    }
    let mut new = HashSet::new();
    for entry in entries {
        let again = !new.insert((key(*entry), entry.name()));
        if again || before.find(entry.name()).any(|known| is_same(known.entry, *entry)) {
            return Err(left(format!("“{}” is in this file already", entry.name())));
        }
    }
    let line_end = if was.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = was.to_owned();
    for kind in ["people", "places", "organizations"] {
        let of_kind: Vec<Entry<'_>> = entries.iter().copied().filter(|entry| key(*entry) == kind).collect();
        if !of_kind.is_empty() {
            text = insert(&text, kind, &of_kind, line_end).ok_or_else(|| {
                let problem = left(format!("the entries of `{kind}` are not on lines of their own"));
                problem.with_help("Write each entry on a line that begins with `-`. The file was left as it is.")
            })?;
        }
    }
    // What was edited as text must say what was meant.
    let (after, problems) = NameList::read(path, &text);
    let has = |entry: &Entry<'_>| after.find(entry.name()).any(|known| known.entry == *entry);
    if let Some(problem) = problems.first() {
        return Err(left(format!("“{}” cannot be added: {}", entries[0].name(), problem.message)));
    }
    if after.len() != before.len() + entries.len() || !entries.iter().all(has) || !before.entries().all(|e| has(&e)) {
        return Err(left("this file is written in a way that cannot be added to".to_owned()));
    }
    Ok(text)
}

fn is_same(one: Entry<'_>, other: Entry<'_>) -> bool {
    key(one) == key(other) && one.name() == other.name()
}

fn key(entry: Entry<'_>) -> &'static str {
    match entry {
        Entry::Person(_) => "people",
        Entry::Place(_) => "places",
        Entry::Organization(_) => "organizations",
    }
}

/// Puts entries at the end of the list of a key; the key is added if it is not there.
fn insert(text: &str, key: &str, entries: &[Entry<'_>], line_end: &str) -> Option<String> {
    let mut at = 0;
    // Where the key stands, where its last entry ends, and how far its entries are indented.
    let mut section: Option<(usize, usize)> = None;
    let mut indent = None;
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_end();
        let begins_key = content.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '#' | '-'));
        if begins_key {
            inside = content.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'));
            if inside {
                section = Some((start, at));
                let value = content.split_once(':').map_or("", |(_, value)| value.trim());
                let value = value.split(" #").next().unwrap_or_default().trim();
                if !value.is_empty() && !value.starts_with('#') {
                    return empty_list(text, start, at, key, value, entries, line_end);
                }
            }
            continue;
        }
        let is_blank = content.trim().is_empty() || content.trim_start().starts_with('#');
        if inside && !is_blank {
            if indent.is_none() && content.trim_start().starts_with('-') {
                indent = Some(content.len() - content.trim_start().len());
            }
            section = section.map(|(start, _)| (start, at));
        }
    }
    let (before, after) = text.split_at(section.map_or(text.len(), |(_, end)| end));
    let mut out = before.to_owned();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push_str(line_end);
    }
    if section.is_none() {
        out.push_str(key);
        out.push(':');
        out.push_str(line_end);
    }
    for entry in entries {
        out.push_str(&written(*entry, indent.unwrap_or(2), line_end));
    }
    out.push_str(after);
    Some(out)
}

/// The same where the key has an empty list in brackets; nothing if the list holds something.
fn empty_list(
    text: &str,
    start: usize,
    end: usize,
    key: &str,
    value: &str,
    entries: &[Entry<'_>],
    line_end: &str,
) -> Option<String> {
    if !matches!(value, "[]" | "~" | "null") {
        return None;
    }
    let entries: String = entries.iter().map(|entry| written(*entry, 2, line_end)).collect();
    Some(format!("{}{key}:{line_end}{entries}{}", &text[..start], &text[end..]))
}

/// An entry as YAML, what it leaves out left out.
fn written(entry: Entry<'_>, indent: usize, line_end: &str) -> String {
    let mut lines: Vec<String> = vec![format!("name: {}", scalar(entry.name()))];
    let mut text = |key: &str, value: &str| {
        if !value.is_empty() {
            lines.push(format!("{key}: {}", scalar(value)));
        }
    };
    let list = |key: &str, values: &[String]| {
        let values: Vec<String> = values.iter().map(|value| item(value)).collect();
        (!values.is_empty()).then(|| format!("{key}: [{}]", values.join(", ")))
    };
    match entry {
        Entry::Person(person) => {
            text("short", &person.short);
            text("title", &person.title);
            text("pronouns", &person.pronouns);
            text("honorific", &person.honorific);
            lines.extend(list("aliases", &person.aliases));
            lines.extend(list("never", &person.never));
            lines.extend(list("distinct_from", &person.distinct_from));
            for (key, flag) in [
                ("family_name_first", person.family_name_first),
                ("mononym", person.mononym),
                ("first_ref_short", person.first_ref_short),
            ] {
                lines.extend(flag.then(|| format!("{key}: true")));
            }
        }
        Entry::Place(_) | Entry::Organization(_) => {
            if let Entry::Organization(organization) = entry {
                text("short", &organization.short);
            }
            lines.extend(list("aliases", entry.aliases()));
            lines.extend(list("never", entry.never()));
            lines.extend(list("except", entry.except()));
        }
    }
    if !entry.notes().is_empty() {
        lines.push(format!("notes: {}", scalar(entry.notes())));
    }
    let margin = " ".repeat(indent);
    let lines = lines.iter().enumerate();
    let marked = lines.map(|(i, line)| [margin.as_str(), if i == 0 { "- " } else { "  " }, line, line_end].concat());
    marked.collect()
}

/// A text as a YAML value, in quotation marks if it needs them.
fn scalar(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '\'' | '’' | ',' | '(' | ')' | '/');
    let is_plain = text.starts_with(char::is_alphabetic)
        && text.chars().all(plain)
        && !text.ends_with(' ')
        && !matches!(text.to_lowercase().as_str(), "null" | "true" | "false");
    if is_plain { text.to_owned() } else { serde_json::Value::from(text).to_string() }
}

/// A text as an item of a list in brackets, where a comma ends it.
fn item(text: &str) -> String {
    if text.contains(',') { serde_json::Value::from(text).to_string() } else { scalar(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> PersonEntry {
        PersonEntry { name: name.into(), ..PersonEntry::default() }
    }

    fn with(was: &str, entries: &[Entry<'_>]) -> Result<String, String> {
        added("names.yaml", was, entries).map_err(|problem| problem.message)
    }

    #[test]
    fn keeps_comments_and_order() {
        let ann = PersonEntry { never: vec!["Anne Lee".into(), "Lee, Ann".into()], ..person("Ann Lee") };
        let was = "# Ours.\npeople:\n- name: Bo Orr   # the mayor\n\n# Places are below.\nplaces:\n  - {name: Kyiv, never: [Kiev]}\n";
        let expected = "# Ours.\npeople:\n- name: Bo Orr   # the mayor\n- name: Ann Lee\n  never: [Anne Lee, \"Lee, Ann\"]\n\n# Places are below.\nplaces:\n  - {name: Kyiv, never: [Kiev]}\n";
        assert_eq!(with(was, &[Entry::Person(&ann)]).as_deref(), Ok(expected));
        let firm = OrganizationEntry { name: "Orr: Sons".into(), short: "Orr".into(), ..OrganizationEntry::default() };
        assert_eq!(
            with("people:\r\n  - name: Bo Orr", &[Entry::Organization(&firm)]).as_deref(),
            Ok("people:\r\n  - name: Bo Orr\r\norganizations:\r\n  - name: \"Orr: Sons\"\r\n    short: Orr\r\n")
        );
        for (was, expected) in [
            ("", "people:\n  - name: Ann Lee\n"),
            ("people: []\nplaces: []\n", "people:\n  - name: Ann Lee\nplaces: []\n"),
            ("people:\nplaces:\n", "people:\n  - name: Ann Lee\nplaces:\n"),
        ] {
            assert_eq!(with(was, &[Entry::Person(&person("Ann Lee"))]).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn leaves_alone_what_it_cannot_add_to() {
        let ann = person("Ann Lee");
        for (was, message) in [
            ("people:\n  - name: Ann Lee\n", "“Ann Lee” is in this file already"),
            ("people: [{name: Bo Orr}]\n", "the entries of `people` are not on lines of their own"),
            ("people:\n  - nme: Bo Orr\n", "this file has a mistake: there is no key `nme` here"),
            ("people: &a\n  - name: Bo Orr\n", "the entries of `people` are not on lines of their own"),
        ] {
            assert_eq!(with(was, &[Entry::Person(&ann)]), Err(message.to_owned()), "{was}");
        }
        let wrong = PersonEntry { never: vec!["Bo Orr".into()], ..person("Beau Orr") };
        assert!(with("people:\n  - name: Bo Orr\n", &[Entry::Person(&wrong)]).is_err());
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for name in
            ["Ann Lee", "yes", "No", "123", "- x", "a: b", "#1 Team", "“Q”", "O'Dunne", "tab\tname", "null", "Al, Jr."]
        {
            let entry = PersonEntry { aliases: vec![format!("{name} II"), format!("X, {name}")], ..person(name) };
            let text = with("", &[Entry::Person(&entry)]).unwrap();
            let (list, problems) = NameList::read("names.yaml", &text);
            assert!(problems.is_empty(), "{text}\n{problems:?}");
            assert_eq!(list.people(), [entry], "{text}");
        }
    }

    #[test]
    fn writes_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(NAMES);
        add_person(&path, &person("Ann Lee")).unwrap();
        add_place(&path, &PlaceEntry { name: "Kyiv".into(), never: vec!["Kiev".into()], ..PlaceEntry::default() })
            .unwrap();
        add_person(&path, &person("Bo Orr")).unwrap();
        assert!(add_person(&path, &person("Bo Orr")).is_err());
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, "people:\n  - name: Ann Lee\n  - name: Bo Orr\nplaces:\n  - name: Kyiv\n    never: [Kiev]\n");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
