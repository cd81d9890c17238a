//! Reads a names file of the plain kind, each key on a line of its own and short lists in brackets, in one pass.
//!
//! YAML allows much more, and this reader gives up at whatever it does not know; the file is then read as YAML, where
//! mistakes are found with their places. It is there because a newsroom may have 100,000 names.

use super::read::NamesFile;
use super::{OrganizationEntry, PersonEntry, PlaceEntry};

/// The entries of a plain file; nothing if it is not plain.
pub(super) fn read(text: &str) -> Option<NamesFile> {
    let mut file = NamesFile::default();
    let mut seen = Vec::new();
    let mut section = "";
    let mut entry: Option<Open<'_>> = None;
    // How far the entries of the section are indented.
    let mut margin = None;
    for line in text.strip_prefix('\u{feff}').unwrap_or(text).lines() {
        let content = line.trim_end_matches([' ', '\r']);
        let inner = content.trim_start_matches(' ');
        // Such a break ends a line too.
        if inner.contains('\r') {
            return None;
        }
        if inner.is_empty() || inner.starts_with('#') {
            continue;
        }
        let indent = content.len() - inner.len();
        if indent == 0 && !inner.starts_with('-') {
            close(entry.take(), &mut file);
            section = inner.strip_suffix(':')?;
            if !["people", "places", "organizations"].contains(&section) || seen.contains(&section) {
                return None;
            }
            seen.push(section);
            if section == "people" {
                file.people.reserve(text.matches("- name:").count());
            }
            margin = None;
            continue;
        }
        if let Some(item) = inner.strip_prefix("- ") {
            if margin.is_none() || margin == Some(indent) {
                margin = Some(indent);
                close(entry.take(), &mut file);
                let mut open = Open::new(section, indent)?;
                let item_start = indent + 2 + (item.len() - item.trim_start_matches(' ').len());
                open.indent = item_start;
                let item = item.trim_start_matches(' ');
                if item.starts_with('{') {
                    open.flow(item)?;
                    open.whole = true;
                } else {
                    open.pair(item)?;
                }
                entry = Some(open);
                continue;
            }
            // An item of a list below its key.
            let open = entry.as_mut()?;
            let deep = indent >= open.indent;
            open.list_below.filter(|_| deep)?;
            let item = plain(item.trim_start_matches(' '), false)?;
            let key = open.list_below?;
            open.list(key)?.push(item.to_owned());
            continue;
        }
        let open = entry.as_mut()?;
        if open.whole || indent != open.indent {
            return None;
        }
        open.pair(inner)?;
    }
    close(entry, &mut file);
    Some(file)
}

fn close(entry: Option<Open<'_>>, file: &mut NamesFile) {
    let Some(open) = entry else { return };
    match open.kind {
        Kind::Person(person) => file.people.push(person),
        Kind::Place(place) => file.places.push(place),
        Kind::Organization(organization) => file.organizations.push(organization),
    }
}

/// An entry whose end has not come yet.
struct Open<'a> {
    kind: Kind,
    /// Where its keys begin.
    indent: usize,
    keys: Vec<&'a str>,
    /// The key whose list is written below it.
    list_below: Option<&'a str>,
    /// Whether it stands in braces.
    whole: bool,
}

enum Kind {
    Person(PersonEntry),
    Place(PlaceEntry),
    Organization(OrganizationEntry),
}

impl<'a> Open<'a> {
    fn new(section: &str, indent: usize) -> Option<Self> {
        let kind = match section {
            "people" => Kind::Person(PersonEntry::default()),
            "places" => Kind::Place(PlaceEntry::default()),
            "organizations" => Kind::Organization(OrganizationEntry::default()),
            _ => return None,
        };
        Some(Open { kind, indent, keys: Vec::new(), list_below: None, whole: false })
    }

    /// `key: value`, to the end of the line.
    fn pair(&mut self, line: &'a str) -> Option<()> {
        let (key, value) = line.split_once(':')?;
        self.start(key)?;
        let value = match value.strip_prefix(' ') {
            Some(value) => value.trim_start_matches(' '),
            None if value.is_empty() => value,
            None => return None,
        };
        if value.is_empty() {
            self.list(key)?;
            self.list_below = Some(key);
            return Some(());
        }
        if let Some(list) = value.strip_prefix('[') {
            let (items, rest) = list.split_once(']')?;
            let rest = rest.trim_start_matches(' ');
            if !rest.is_empty() && !rest.starts_with('#') {
                return None;
            }
            return self.items(key, items);
        }
        self.set(key, plain(value, false)?)
    }

    /// `{key: value, key: [value, value]}`
    fn flow(&mut self, map: &'a str) -> Option<()> {
        let (mut rest, after) = map.strip_prefix('{')?.rsplit_once('}')?;
        let after = after.trim_start_matches(' ');
        if !after.is_empty() && !after.starts_with('#') || rest.contains(['{', '}']) {
            return None;
        }
        while !rest.is_empty() {
            let (key, value) = rest.trim_start_matches(' ').split_once(": ")?;
            self.start(key)?;
            let value = value.trim_start_matches(' ');
            rest = if let Some(list) = value.strip_prefix('[') {
                let (items, rest) = list.split_once(']')?;
                self.items(key, items)?;
                rest.trim_start_matches(' ')
            } else {
                let end = value.find(',').unwrap_or(value.len());
                self.set(key, plain(value[..end].trim_end_matches(' '), true)?)?;
                &value[end..]
            };
            rest = match rest.strip_prefix(',') {
                Some(more) => more,
                None if rest.is_empty() => rest,
                None => return None,
            };
        }
        Some(())
    }

    fn start(&mut self, key: &'a str) -> Option<()> {
        self.list_below = None;
        if self.keys.contains(&key) {
            return None;
        }
        self.keys.push(key);
        Some(())
    }

    fn items(&mut self, key: &str, items: &str) -> Option<()> {
        let list = self.list(key)?;
        if items.trim_matches(' ').is_empty() {
            return Some(());
        }
        for item in items.split(',') {
            list.push(plain(item.trim_matches(' '), true)?.to_owned());
        }
        Some(())
    }

    fn list(&mut self, key: &str) -> Option<&mut Vec<String>> {
        match (&mut self.kind, key) {
            (Kind::Person(entry), "aliases") => Some(&mut entry.aliases),
            (Kind::Person(entry), "never") => Some(&mut entry.never),
            (Kind::Person(entry), "distinct_from") => Some(&mut entry.distinct_from),
            (Kind::Place(entry), "aliases") => Some(&mut entry.aliases),
            (Kind::Place(entry), "never") => Some(&mut entry.never),
            (Kind::Place(entry), "except") => Some(&mut entry.except),
            (Kind::Organization(entry), "aliases") => Some(&mut entry.aliases),
            (Kind::Organization(entry), "never") => Some(&mut entry.never),
            (Kind::Organization(entry), "except") => Some(&mut entry.except),
            _ => None,
        }
    }

    fn set(&mut self, key: &str, value: &str) -> Option<()> {
        let truth = || match value {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        };
        let text = match (&mut self.kind, key) {
            (Kind::Person(entry), "family_name_first") => {
                entry.family_name_first = truth()?;
                return Some(());
            }
            (Kind::Person(entry), "mononym") => {
                entry.mononym = truth()?;
                return Some(());
            }
            (Kind::Person(entry), "first_ref_short") => {
                entry.first_ref_short = truth()?;
                return Some(());
            }
            (Kind::Person(entry), "name") => &mut entry.name,
            (Kind::Person(entry), "short") => &mut entry.short,
            (Kind::Person(entry), "title") => &mut entry.title,
            (Kind::Person(entry), "pronouns") => &mut entry.pronouns,
            (Kind::Person(entry), "honorific") => &mut entry.honorific,
            (Kind::Person(entry), "notes") => &mut entry.notes,
            (Kind::Place(entry), "name") => &mut entry.name,
            (Kind::Place(entry), "notes") => &mut entry.notes,
            (Kind::Organization(entry), "name") => &mut entry.name,
            (Kind::Organization(entry), "short") => &mut entry.short,
            (Kind::Organization(entry), "notes") => &mut entry.notes,
            _ => return None,
        };
        value.clone_into(text);
        Some(())
    }
}

/// A value without quotation marks, a comment after it left out; nothing if YAML would see more in it than its letters.
fn plain(value: &str, in_brackets: bool) -> Option<&str> {
    let value = match value.find(" #") {
        Some(_) if in_brackets => return None,
        Some(at) => value[..at].trim_end_matches(' '),
        None => value,
    };
    let first = value.chars().next()?;
    let is_null = matches!(value, "null" | "Null" | "NULL");
    let odd = |c: char| c.is_control() || matches!(c, ':' | '"' | '[' | ']' | '{' | '}');
    if is_null || (in_brackets && value.contains('#')) {
        return None;
    }
    for mark in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(mark).and_then(|value| value.strip_suffix(mark)) {
            let simple = !inner.contains(|c: char| c.is_control() || matches!(c, '"' | '\'' | '\\'));
            return simple.then_some(inner);
        }
    }
    (first.is_alphanumeric() && !value.contains(odd)).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stylebook;

    /// What YAML makes of the same text.
    fn agrees(text: &str) -> bool {
        let Some(plain) = read(text) else { return false };
        let (yaml, problems) = stylebook::read::<NamesFile>("names.yaml", text);
        assert!(problems.is_empty(), "{text}\n{problems:?}");
        assert_eq!(plain, yaml, "{text}");
        true
    }

    #[test]
    fn reads_as_yaml_does() {
        for text in [
            "",
            "# Ours.\n\npeople:\n  - name: Ann Lee   # the mayor\n    never: [Anne Lee, Ana Li]\n    mononym: false\n\n  - name: O'Dunne's-Lee Jr.\n",
            "people:\n- name: Ann Lee\n  notes: Desk memo 12/22\n- name: Bo\nplaces:\n  -   name: Kyiv\n      never:\n        - Kiev\n        - Kieff   # old\n      except: [chicken Kiev]\n",
            "places:\r\n  - {name: Kyiv, never: [Kiev], except: [chicken Kiev, Dynamo Kiev]}   # x\r\n  - {name: Odesa}\r\n",
            "organizations:\n  - name: Brightwater Lines\n    short: Brightwater\n    aliases: []\npeople:\n",
            "people:\n  - name: 123\n    short: yes\n    pronouns: no\n",
            "people:\n  - name: \"Orr: Sons\"\n    short: 'null'\n    never: [\"A: b\", 'C d']\n",
        ] {
            assert!(agrees(text), "{text}");
        }
    }

    #[test]
    fn gives_up_where_yaml_is_more() {
        for text in [
            "people: []\n",
            "people:\n  - name: \"Ann \\\"Lee\"\n",
            "people:\n  - name: 'It''s'\n",
            "people:\n  - name: \"Ann\" Lee\n",
            "people:\n# x\r  - name: Ann\n",
            "people:\n  - name: Ann\n    never: [\"Lee, A\"]\n",
            "people:\n  - name: Ann: Lee\n",
            "people:\n  - name: Ann\n    name: Bo\n",
            "people:\n  - name: Ann\n     short: Bo\n",
            "people:\n  - name: Ann\n      Lee\n",
            "people:\n  - name: &a Ann\n",
            "people:\n  - name: ~\n",
            "people:\n  - name: null\n",
            "people:\n  - nme: Ann\n",
            "people:\n  - name: Ann\n    never: Bo\n",
            "people:\n  - name: Ann\n    never: [Bo, [Cy]]\n",
            "people:\n  - name: Ann\n    mononym: maybe\n",
            "people:\n  - name: |\n      Ann\n",
            "people:\n  - name: Ann\npeople:\n  - name: Bo\n",
            "peple:\n  - name: Ann\n",
            "people:\n\t- name: Ann\n",
            "people:\n  - name: Ann\n    notes: a\tb\n",
            "places:\n  - {name: Kyiv, never: [Kiev]} x\n",
        ] {
            assert!(read(text).is_none(), "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_disagrees_with_yaml(lines in proptest::collection::vec(proptest::prop_oneof![
            proptest::strategy::Just("people:"), proptest::strategy::Just("places:"), proptest::strategy::Just("  - name: Ann"),
            proptest::strategy::Just("- name: Bo"), proptest::strategy::Just("    short: Lee # x"), proptest::strategy::Just("    never: [A, B]"),
            proptest::strategy::Just("    never:"), proptest::strategy::Just("      - C"), proptest::strategy::Just("    - D"),
            proptest::strategy::Just("  short: Li"), proptest::strategy::Just("  - {name: Kyiv, never: [Kiev]}"), proptest::strategy::Just(""),
            proptest::strategy::Just("# x"), proptest::strategy::Just("    mononym: true"), proptest::strategy::Just("  never: []"),
            proptest::strategy::Just("    aliases: [A,B]"), proptest::strategy::Just("    title: \"a: b\""), proptest::strategy::Just("    title: 'x # y'"), proptest::strategy::Just("    notes: it's, a - b? c!"),
        ], 0..9)) {
            agrees_or_gives_up(&lines.join("\n"));
        }
    }

    fn agrees_or_gives_up(text: &str) {
        if let Some(plain) = read(text) {
            let (yaml, problems) = stylebook::read::<NamesFile>("names.yaml", text);
            assert!(problems.is_empty(), "{text}\n{problems:?}");
            assert_eq!(plain, yaml, "{text}");
        }
    }
}
