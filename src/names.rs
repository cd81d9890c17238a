//! The names that a newsroom has decided, and when two spellings are so near that one is a slip for the other.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The decided names of people, places and organisations: `names.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NameList {
    /// People.
    pub people: Vec<PersonEntry>,
    /// Places.
    pub places: Vec<PlaceEntry>,
    /// Organisations.
    pub organizations: Vec<OrganizationEntry>,
}

/// A person of a [`NameList`].
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[allow(clippy::struct_excessive_bools)] // They are the columns of the file.
pub struct PersonEntry {
    /// The form of first reference.
    pub name: String,
    /// The form of second reference; where it is empty, the last name.
    pub short: String,
    /// Forms that are accepted as well.
    pub aliases: Vec<String>,
    /// Forms that are wrong.
    pub never: Vec<String>,
    /// A title before the name.
    pub title: String,
    /// For a newsroom that checks pronouns.
    pub pronouns: String,
    /// Whether the family name stands first, as in *Xi Jinping*.
    pub family_name_first: bool,
    /// Whether the one name is all there is, as in *Pelé*.
    pub mononym: bool,
    /// Whether the short form may introduce the person.
    pub first_ref_short: bool,
    /// For houses that use courtesy titles.
    pub honorific: String,
    /// People whose names are near, and who are not this person.
    pub distinct_from: Vec<String>,
    /// Shown to the reader of the name.
    pub notes: String,
}

/// A place of a [`NameList`].
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PlaceEntry {
    /// The decided form.
    pub name: String,
    /// Forms that are wrong.
    pub never: Vec<String>,
    /// Phrases in which a wrong form is right: *chicken Kiev*.
    pub except: Vec<String>,
}

/// An organisation of a [`NameList`].
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrganizationEntry {
    /// The decided form.
    pub name: String,
    /// The form of second reference.
    pub short: String,
    /// Forms that are wrong.
    pub never: Vec<String>,
}

impl PersonEntry {
    /// The last name: the last word of the name without a suffix such as *Jr.*, or the first where the family name
    /// stands first. The short form, where there is one, decides.
    pub fn last(&self) -> &str {
        if !self.short.is_empty() {
            return &self.short;
        }
        let mut words = self.name.split_whitespace().filter(|word| !is_suffix(word.trim_end_matches('.')));
        let last = if self.family_name_first { words.next() } else { words.next_back() };
        last.unwrap_or(&self.name).trim_end_matches(',')
    }
}

/// Whether a word, without its stop, ends a name without being the last name.
pub fn is_suffix(word: &str) -> bool {
    matches!(word, "Jr" | "Sr" | "II" | "III" | "IV")
}

/// A [`NameList`] made ready for look-ups.
#[derive(Clone, Debug, Default)]
pub struct KnownNames {
    /// Every word of every form that is right, and every whole form.
    accepted: FxHashSet<Box<str>>,
    /// Last names that are known to be near and different, both ways round.
    distinct: FxHashSet<(Box<str>, Box<str>)>,
    /// Last names whose bearers put the family name first, by the first word of the name.
    family_first: FxHashMap<Box<str>, Box<str>>,
}

impl KnownNames {
    /// Prepares a list.
    pub fn new(list: &NameList) -> Self {
        let mut known = KnownNames::default();
        for person in &list.people {
            known.accept(&person.name);
            known.accept(person.last());
            for alias in &person.aliases {
                known.accept(alias);
            }
            for other in &person.distinct_from {
                let other = list
                    .people
                    .iter()
                    .find(|entry| entry.name == *other)
                    .map_or_else(|| other.split_whitespace().next_back().unwrap_or(other), PersonEntry::last);
                let pair: (Box<str>, Box<str>) = (person.last().into(), other.into());
                known.distinct.insert((pair.1.clone(), pair.0.clone()));
                known.distinct.insert(pair);
            }
            if person.family_name_first {
                known.family_first.insert(person.name.as_str().into(), person.last().into());
            }
        }
        for name in list.places.iter().map(|place| &place.name) {
            known.accept(name);
        }
        for organization in &list.organizations {
            known.accept(&organization.name);
            known.accept(&organization.short);
        }
        known
    }

    /// Whether a name, in normal form, is one that the newsroom has decided, or a word of one.
    pub fn accepts(&self, name: &str) -> bool {
        self.accepted.contains(name)
    }

    /// Whether two last names are known to be those of different people.
    pub fn are_distinct(&self, one: &str, other: &str) -> bool {
        !self.distinct.is_empty() && self.distinct.contains(&(Box::from(one), Box::from(other)))
    }

    /// Whether this full name is written with the family name first.
    pub fn is_family_first(&self, full: &str) -> bool {
        self.family_first.contains_key(full)
    }

    fn accept(&mut self, name: &str) {
        for word in name.split_whitespace() {
            self.accepted.insert(word.into());
        }
        if !name.is_empty() {
            self.accepted.insert(name.into());
        }
    }
}

/// A name as spellings are compared: small letters without accents.
///
/// Letters that Unicode does not take apart, such as `ø` and `ł`, become the letter that an English desk types for them.
pub fn fold(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    without_accents(name).to_lowercase()
}

/// A name without its accents, capitals kept.
pub fn without_accents(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfd().filter(|c| !is_combining_mark(*c)) {
        match c {
            'ø' => out.push('o'),
            'Ø' => out.push('O'),
            'ł' => out.push('l'),
            'Ł' => out.push('L'),
            'đ' | 'ð' => out.push('d'),
            'Đ' | 'Ð' => out.push('D'),
            'ı' => out.push('i'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            '‑' => out.push('-'),
            c => out.push(c),
        }
    }
    out
}

/// A folded name with what it takes to compare it fast.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The letters.
    pub text: String,
    /// How many letters.
    pub len: usize,
    /// The letters as a bag: a bit for the first of each kind, another for the second.
    letters: u64,
}

impl Folded {
    /// Folds a name.
    pub fn new(name: &str) -> Self {
        let text = fold(name);
        let mut letters = 0_u64;
        let mut len = 0;
        for c in text.chars() {
            len += usize::from(c.is_alphabetic());
            let kind = match c {
                'a'..='z' => c as u32 - 'a' as u32,
                _ => 26 + (c as u32) % 6,
            };
            letters |= if letters >> kind & 1 == 0 { 1 << kind } else { 1 << (kind + 32) };
        }
        Folded { text, len, letters }
    }

    /// The first two characters.
    pub fn start(&self) -> (char, char) {
        let mut chars = self.text.chars();
        (chars.next().unwrap_or(' '), chars.next().unwrap_or(' '))
    }

    /// The optimal string alignment distance (insertions, deletions, substitutions and swaps of neighbours), if it is
    /// not more than `most`.
    pub fn distance(&self, other: &Folded, most: usize) -> Option<usize> {
        // An edit takes one letter out of the bag at most, and puts one in.
        if self.len.abs_diff(other.len) > most
            || (self.letters & !other.letters).count_ones() as usize > most
            || (other.letters & !self.letters).count_ones() as usize > most
        {
            return None;
        }
        let distance = strsim::osa_distance(&self.text, &other.text);
        (distance <= most).then_some(distance)
    }
}

/// How a name sounds, roughly: consonants only, those that English spells in several ways made one.
///
/// In the manner of Metaphone (Lawrence Philips, 1990), without its exceptions: it only backs up a distance of two.
pub fn sound(folded: &str) -> String {
    let letters: Vec<char> = folded.chars().filter(|c| c.is_alphabetic()).collect();
    let mut out = String::with_capacity(letters.len());
    let mut i = 0;
    while i < letters.len() {
        let next = letters.get(i + 1).copied().unwrap_or(' ');
        let (key, taken) = match (letters[i], next) {
            ('p', 'h') => ('f', 2),
            ('g', 'h') => (' ', 2),
            ('k', 'n') if i == 0 => ('n', 2),
            ('w', 'r') if i == 0 => ('r', 2),
            ('s' | 'c', 'h') => ('x', 2),
            ('t', 'h') | ('d', 't') => ('t', 2),
            ('z', 'h') => ('j', 2),
            ('k', 'h') | ('c', 'k') => ('k', 2),
            ('c', 'e' | 'i' | 'y') | ('x' | 'z', _) => ('s', 1),
            ('c' | 'q', _) => ('k', 1),
            ('v', _) => ('f', 1),
            ('w', _) if i == 0 => ('w', 1),
            ('g', 'e' | 'i' | 'y') => ('j', 1),
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y', _) if i == 0 => ('a', 1),
            ('a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'h' | 'w', _) => (' ', 1),
            (c, _) => (c, 1),
        };
        if key != ' ' && !out.ends_with(key) {
            out.push(key);
        }
        i += taken;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_accents_and_case() {
        for (name, folded) in
            [("Ramírez", "ramirez"), ("Rami\u{301}rez", "ramirez"), ("Ø", "o"), ("O'Connor", "o'connor")]
        {
            assert_eq!(fold(name), folded);
        }
    }

    #[test]
    fn measures_slips() {
        for (one, other, most, distance) in [
            ("Kowalski", "Kowalksi", 2, Some(1)),
            ("Ford", "Frod", 1, Some(1)),
            ("Biden", "Blinken", 2, None),
            ("Blinken", "Blinked", 1, Some(1)),
            ("Ramírez", "Ramirez", 1, Some(0)),
        ] {
            assert_eq!(Folded::new(one).distance(&Folded::new(other), most), distance, "{one} {other}");
        }
    }

    #[test]
    fn hears_what_is_spelled_otherwise() {
        for (one, other, same) in [
            ("zelensky", "zelenskiy", true),
            ("stephens", "stevens", true),
            ("philips", "fillips", true),
            ("biden", "blinken", false),
        ] {
            assert_eq!(sound(one) == sound(other), same, "{one} {other}");
        }
    }

    #[test]
    fn knows_the_forms_of_a_list() {
        let list: NameList = serde_saphyr::from_str(
            "people:\n  - name: Stephen Colbert\n    distinct_from: [Steven Colburt]\n  - name: Xi Jinping\n    family_name_first: true\n  - name: Martin Hale Jr.\n    aliases: [Marty Hale]\n",
        )
        .unwrap();
        let known = KnownNames::new(&list);
        assert_eq!(list.people[1].last(), "Xi");
        assert_eq!(list.people[2].last(), "Hale");
        assert!(known.accepts("Marty") && known.accepts("Xi Jinping") && !known.accepts("Hele"));
        assert!(known.are_distinct("Colbert", "Colburt") && known.are_distinct("Colburt", "Colbert"));
        assert!(known.is_family_first("Xi Jinping"));
    }
}
