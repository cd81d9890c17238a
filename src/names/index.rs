//! The forms of a list of names, by their fingerprints.

use std::hash::{BuildHasher, BuildHasherDefault};

use rustc_hash::{FxHashMap, FxHasher};

use super::{Entry, OrganizationEntry, PersonEntry, PlaceEntry, Role};
use crate::vocabulary::normalize;

/// A number for a text. Two texts of one number are as good as impossible, and whoever cannot bear them compares.
pub fn fingerprint(text: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(text)
}

/// Where the entries of each form are. It keeps no text, so that a list of 100,000 names is ready at once.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    /// The last of the links of each form.
    heads: FxHashMap<u64, u32>,
    links: Vec<Link>,
}

#[derive(Clone, Copy, Debug)]
struct Link {
    entry: u32,
    role: Role,
    /// The link before, by its number plus 1; or 0.
    before: u32,
}

impl Index {
    pub(super) fn new(people: &[PersonEntry], places: &[PlaceEntry], organizations: &[OrganizationEntry]) -> Self {
        let entries = people
            .iter()
            .map(Entry::Person)
            .chain(places.iter().map(Entry::Place))
            .chain(organizations.iter().map(Entry::Organization));
        let count = people.len() + places.len() + organizations.len();
        let mut index = Index::default();
        index.heads.reserve(count * 2);
        index.links.reserve(count * 2);
        for (number, entry) in entries.enumerate() {
            for (form, role) in entry.forms() {
                index.links.push(Link { entry: number as u32, role, before: 0 });
                let link = index.links.len() as u32;
                let before = index.heads.insert(fingerprint(&normalize(form)), link).unwrap_or_default();
                index.links[link as usize - 1].before = before;
            }
        }
        index
    }

    /// Whether a form in normal form is probably the name of an entry.
    pub(super) fn is_name(&self, form: &str) -> bool {
        let mut link = self.heads.get(&fingerprint(form)).copied().unwrap_or_default();
        while let Some(at) = link.checked_sub(1).and_then(|at| self.links.get(at as usize)) {
            if at.role == Role::Name {
                return true;
            }
            link = at.before;
        }
        false
    }

    /// The entries that probably have a form in normal form, in their order.
    pub(super) fn candidates(&self, form: &str) -> impl Iterator<Item = (usize, Role)> + use<> {
        let mut found = Vec::new();
        let mut link = self.heads.get(&fingerprint(form)).copied().unwrap_or_default();
        while let Some(at) = link.checked_sub(1).and_then(|at| self.links.get(at as usize)) {
            found.push((at.entry as usize, at.role));
            link = at.before;
        }
        found.into_iter().rev()
    }
}
