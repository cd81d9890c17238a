//! The names that a newsroom has decided, and when two spellings are so near that one is a slip for the other.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::vocabulary::normalize;

mod across;
mod csv;
mod first;
mod index;
mod known;
mod plain;
mod read;
mod spelling;

pub use across::{Across, Disagreement, StoryName, StoryNames};
pub use first::FirstNames;
use index::Index;
pub use index::fingerprint;
pub use known::KnownNames;
pub use spelling::{Folded, fold, sound, without_accents};

/// The decided names of people, places and organisations: one names file, or several laid over one another.
#[derive(Clone, Debug, Default)]
pub struct NameList {
    people: Vec<PersonEntry>,
    places: Vec<PlaceEntry>,
    organizations: Vec<OrganizationEntry>,
    index: Index,
    known: OnceLock<Arc<KnownNames>>,
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
    /// Forms that are accepted as well.
    pub aliases: Vec<String>,
    /// Forms that are wrong.
    pub never: Vec<String>,
    /// Phrases in which a wrong form is right: *chicken Kiev*.
    pub except: Vec<String>,
    /// Shown to the reader of the name.
    pub notes: String,
}

/// An organisation of a [`NameList`].
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OrganizationEntry {
    /// The decided form.
    pub name: String,
    /// The form of second reference.
    pub short: String,
    /// Forms that are accepted as well.
    pub aliases: Vec<String>,
    /// Forms that are wrong.
    pub never: Vec<String>,
    /// Phrases in which a wrong form is right.
    pub except: Vec<String>,
    /// Shown to the reader of the name.
    pub notes: String,
}

/// An entry of a [`NameList`], whatever it names.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Entry<'a> {
    /// A person.
    Person(&'a PersonEntry),
    /// A place.
    Place(&'a PlaceEntry),
    /// An organisation.
    Organization(&'a OrganizationEntry),
}

/// What a form is to the entry that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The decided form, of first reference.
    Name,
    /// The form of second reference.
    Short,
    /// Accepted as well.
    Alias,
    /// Wrong.
    Never,
}

/// An entry that has a form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Known<'a> {
    /// The entry.
    pub entry: Entry<'a>,
    /// What the form is to it.
    pub role: Role,
}

impl NameList {
    /// A list of these entries. An entry whose name an earlier one has takes its place.
    pub fn new(people: Vec<PersonEntry>, places: Vec<PlaceEntry>, organizations: Vec<OrganizationEntry>) -> Self {
        NameList::of_entries(people, places, organizations).0
    }

    /// The same, with the names that came more than once.
    fn of_entries(
        mut people: Vec<PersonEntry>,
        mut places: Vec<PlaceEntry>,
        mut organizations: Vec<OrganizationEntry>,
    ) -> (Self, Vec<String>) {
        let mut repeated = keep_last(&mut people, |entry| &entry.name);
        repeated.extend(keep_last(&mut places, |entry| &entry.name));
        repeated.extend(keep_last(&mut organizations, |entry| &entry.name));
        let index = Index::new(&people, &places, &organizations);
        (NameList { people, places, organizations, index, known: OnceLock::new() }, repeated)
    }

    /// The list as the check of names asks it, made when it is first wanted.
    pub fn known(&self) -> &Arc<KnownNames> {
        self.known.get_or_init(|| Arc::new(KnownNames::new(self)))
    }

    /// The people, in the order of the files.
    pub fn people(&self) -> &[PersonEntry] {
        &self.people
    }

    /// The places, in the order of the files.
    pub fn places(&self) -> &[PlaceEntry] {
        &self.places
    }

    /// The organisations, in the order of the files.
    pub fn organizations(&self) -> &[OrganizationEntry] {
        &self.organizations
    }

    /// All entries: people, places, organisations.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'_>> {
        let people = self.people.iter().map(Entry::Person);
        let places = self.places.iter().map(Entry::Place);
        people.chain(places).chain(self.organizations.iter().map(Entry::Organization))
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.people.len() + self.places.len() + self.organizations.len()
    }

    /// Whether no name is decided.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entries that have a form, as it is written there: as their name, as the form of second reference, as an alias,
    /// or as a form that is wrong. A last name has as many entries as people bear it. Which apostrophe a form has, and
    /// whether its accents are composed, makes no difference; capitals and accents do.
    pub fn find(&self, form: &str) -> impl Iterator<Item = Known<'_>> {
        let form = normalize(form).into_owned();
        self.index.candidates(&form).filter_map(move |(number, role)| {
            let entry = self.entry(number)?;
            let has = entry.forms().any(|(own, other)| other == role && normalize(own) == *form);
            has.then_some(Known { entry, role })
        })
    }

    /// The one entry that a form most likely means: the first whose name it is, else whose short form, alias or wrong form.
    pub fn find_best(&self, form: &str) -> Option<Known<'_>> {
        self.find(form).min_by_key(|known| known.role)
    }

    fn entry(&self, number: usize) -> Option<Entry<'_>> {
        if let Some(person) = self.people.get(number) {
            return Some(Entry::Person(person));
        }
        let number = number - self.people.len();
        if let Some(place) = self.places.get(number) {
            return Some(Entry::Place(place));
        }
        self.organizations.get(number - self.places.len()).map(Entry::Organization)
    }

    /// Lays a later list over this one. Of two entries of one name the later stays; and what the later list says of a form,
    /// right or wrong, takes it from the entries of the earlier.
    #[must_use]
    pub fn overlaid(self, later: NameList) -> NameList {
        if self.is_empty() {
            return later;
        }
        let mut right: FxHashSet<Cow<'_, str>> = FxHashSet::default();
        let mut wrong: FxHashSet<Cow<'_, str>> = FxHashSet::default();
        for (form, role) in later.entries().flat_map(Entry::forms) {
            if role == Role::Never {
                wrong.insert(normalize(form))
            } else {
                right.insert(normalize(form))
            };
        }
        let NameList { mut people, mut places, mut organizations, .. } = self;
        let is_wrong = |form: &String| wrong.contains(&normalize(form));
        let is_right = |form: &String| right.contains(&normalize(form));
        people.retain(|entry| !is_wrong(&entry.name));
        places.retain(|entry| !is_wrong(&entry.name));
        organizations.retain(|entry| !is_wrong(&entry.name));
        let lists = people
            .iter_mut()
            .map(|entry| (&mut entry.aliases, &mut entry.never))
            .chain(places.iter_mut().map(|entry| (&mut entry.aliases, &mut entry.never)))
            .chain(organizations.iter_mut().map(|entry| (&mut entry.aliases, &mut entry.never)));
        for (aliases, never) in lists {
            aliases.retain(|form| !is_wrong(form));
            never.retain(|form| !is_right(form));
        }
        people.extend_from_slice(&later.people);
        places.extend_from_slice(&later.places);
        organizations.extend_from_slice(&later.organizations);
        NameList::new(people, places, organizations)
    }
}

/// Keeps of the entries of one name the last, in the place of the first. Returns the names that came more than once.
fn keep_last<T>(entries: &mut Vec<T>, name: impl Fn(&T) -> &String) -> Vec<String> {
    let mut seen: FxHashMap<u64, usize> = FxHashMap::default();
    seen.reserve(entries.len());
    let mut moves = Vec::new();
    for (number, entry) in entries.iter().enumerate() {
        match seen.entry(fingerprint(name(entry))) {
            std::collections::hash_map::Entry::Occupied(first) => moves.push((*first.get(), number)),
            std::collections::hash_map::Entry::Vacant(new) => {
                new.insert(number);
            }
        }
    }
    if moves.is_empty() {
        return Vec::new();
    }
    let mut repeated: Vec<String> = moves.iter().map(|&(first, _)| name(&entries[first]).clone()).collect();
    repeated.dedup();
    for &(first, later) in &moves {
        entries.swap(first, later);
    }
    let dropped: FxHashSet<usize> = moves.into_iter().map(|(_, later)| later).collect();
    let mut number = 0;
    entries.retain(|_| {
        number += 1;
        !dropped.contains(&(number - 1))
    });
    repeated
}

impl<'a> Entry<'a> {
    /// The decided form.
    pub fn name(self) -> &'a str {
        match self {
            Entry::Person(entry) => &entry.name,
            Entry::Place(entry) => &entry.name,
            Entry::Organization(entry) => &entry.name,
        }
    }

    /// The form of second reference; that of first reference where there is no other.
    pub fn short(self) -> &'a str {
        match self {
            Entry::Person(entry) => entry.last(),
            Entry::Organization(entry) if !entry.short.is_empty() => &entry.short,
            _ => self.name(),
        }
    }

    /// Forms that are accepted as well.
    pub fn aliases(self) -> &'a [String] {
        match self {
            Entry::Person(entry) => &entry.aliases,
            Entry::Place(entry) => &entry.aliases,
            Entry::Organization(entry) => &entry.aliases,
        }
    }

    /// Forms that are wrong.
    pub fn never(self) -> &'a [String] {
        match self {
            Entry::Person(entry) => &entry.never,
            Entry::Place(entry) => &entry.never,
            Entry::Organization(entry) => &entry.never,
        }
    }

    /// Phrases in which a wrong form is right.
    pub fn except(self) -> &'a [String] {
        match self {
            Entry::Person(_) => &[],
            Entry::Place(entry) => &entry.except,
            Entry::Organization(entry) => &entry.except,
        }
    }

    /// What the desk noted of the name; may be empty.
    pub fn notes(self) -> &'a str {
        match self {
            Entry::Person(entry) => &entry.notes,
            Entry::Place(entry) => &entry.notes,
            Entry::Organization(entry) => &entry.notes,
        }
    }

    /// All forms, with what they are to the entry.
    pub fn forms(self) -> impl Iterator<Item = (&'a str, Role)> {
        let short = Some(self.short()).filter(|short| *short != self.name());
        let of = |forms: &'a [String], role| forms.iter().map(move |form| (form.as_str(), role));
        std::iter::once((self.name(), Role::Name))
            .chain(short.map(|short| (short, Role::Short)))
            .chain(of(self.aliases(), Role::Alias))
            .chain(of(self.never(), Role::Never))
            .filter(|(form, _)| !form.is_empty())
    }
}

impl PersonEntry {
    /// The last name: the last word of the name without a suffix such as *Jr.*, or the first where the family name
    /// stands first. The short form, where there is one, decides.
    pub fn last(&self) -> &str {
        if !self.short.is_empty() {
            return &self.short;
        }
        if self.mononym {
            return &self.name;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn list(yaml: &str) -> NameList {
        let (list, problems) = NameList::read("names.yaml", yaml);
        assert!(problems.is_empty(), "{problems:?}");
        list
    }

    fn told(list: &NameList, form: &str) -> Vec<String> {
        list.find(form).map(|known| format!("{:?} of {}", known.role, known.entry.name())).collect()
    }

    #[test]
    fn finds_the_entries_of_a_form() {
        let list = list(
            "people:\n  - {name: Patrick O’Dunne, never: [Pat Dunn]}\n  - {name: Rose O'Dunne, aliases: [Rosie O'Dunne]}\n\
             places:\n  - {name: Kyiv, never: [Kiev]}\n\
             organizations:\n  - {name: Brightwater Lines, short: Brightwater}\n",
        );
        assert_eq!(told(&list, "O'Dunne"), ["Short of Patrick O’Dunne", "Short of Rose O'Dunne"]);
        assert_eq!(told(&list, "Patrick O'Dunne"), ["Name of Patrick O’Dunne"]);
        assert_eq!(told(&list, "Rosie O’Dunne"), ["Alias of Rose O'Dunne"]);
        assert_eq!(told(&list, "Pat Dunn"), ["Never of Patrick O’Dunne"]);
        assert_eq!(told(&list, "Kiev"), ["Never of Kyiv"]);
        assert_eq!(told(&list, "Brightwater"), ["Short of Brightwater Lines"]);
        assert!(told(&list, "kiev").is_empty() && told(&list, "").is_empty());
        assert_eq!(list.find_best("O’Dunne").map(|known| known.entry.name()), Some("Patrick O’Dunne"));
    }

    #[test]
    fn a_later_list_wins() {
        let ap = list("places:\n  - {name: Kyiv, never: [Kiev]}\n  - {name: Odesa, never: [Odessa]}\n");
        let own = list("places:\n  - {name: Kiev, never: [Kyiv]}\n  - {name: Odesa, notes: Ours}\n");
        let both = ap.overlaid(own);
        assert_eq!(told(&both, "Kiev"), ["Name of Kiev"]);
        assert_eq!(told(&both, "Kyiv"), ["Never of Kiev"]);
        assert_eq!(told(&both, "Odessa"), [""; 0]);
        assert_eq!(both.places().iter().map(|place| place.notes.as_str()).collect::<Vec<_>>(), ["Ours", ""]);
    }

    #[test]
    fn knows_last_names() {
        let list = list(
            "people:\n  - {name: Xi Jinping, family_name_first: true}\n  - name: Martin Hale, Jr.\n  - {name: Pelé, mononym: true}\n",
        );
        assert_eq!(list.people().iter().map(PersonEntry::last).collect::<Vec<_>>(), ["Xi", "Hale", "Pelé"]);
    }
}
