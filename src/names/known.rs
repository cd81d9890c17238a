//! A list of names as the check of names asks it.

use rustc_hash::FxHashSet;

use super::index::fingerprint;
use super::{Entry, NameList, PersonEntry, Role};
use crate::vocabulary::normalize;

/// A [`NameList`] made ready for look-ups. Texts are kept as fingerprints of 64 bits: a list of 100,000 names is ready at
/// once, and the worst that two texts of one number could do is to hide a slip.
#[derive(Clone, Debug, Default)]
pub struct KnownNames {
    /// Every word of every form that is right, and every whole form.
    accepted: FxHashSet<u64>,
    /// Last names that are known to be near and different, both ways round.
    distinct: FxHashSet<(u64, u64)>,
    /// Full names that are written with the family name first.
    family_first: FxHashSet<u64>,
}

impl KnownNames {
    /// Prepares a list.
    pub fn new(list: &NameList) -> Self {
        let mut known = KnownNames::default();
        known.accepted.reserve(list.len() * 3);
        for entry in list.entries() {
            for (form, _) in entry.forms().filter(|(_, role)| *role != Role::Never) {
                known.accept(form);
            }
            let Entry::Person(person) = entry else { continue };
            for other in &person.distinct_from {
                let named = list.find(other).find_map(|known| match known.entry {
                    Entry::Person(person) if known.role == Role::Name => Some(person),
                    _ => None,
                });
                let other =
                    named.map_or_else(|| other.split_whitespace().next_back().unwrap_or(other), PersonEntry::last);
                let (one, other) = (fingerprint(&normalize(person.last())), fingerprint(&normalize(other)));
                known.distinct.extend([(one, other), (other, one)]);
            }
            if person.family_name_first {
                known.family_first.insert(fingerprint(&normalize(&person.name)));
            }
        }
        known
    }

    /// Whether a name, in normal form, is one that the newsroom has decided, or a word of one.
    pub fn accepts(&self, name: &str) -> bool {
        !self.accepted.is_empty() && self.accepted.contains(&fingerprint(name))
    }

    /// Whether two last names are known to be those of different people.
    pub fn are_distinct(&self, one: &str, other: &str) -> bool {
        !self.distinct.is_empty() && self.distinct.contains(&(fingerprint(one), fingerprint(other)))
    }

    /// Whether this full name is written with the family name first.
    pub fn is_family_first(&self, full: &str) -> bool {
        !self.family_first.is_empty() && self.family_first.contains(&fingerprint(full))
    }

    fn accept(&mut self, name: &str) {
        let name = normalize(name);
        if name.contains(' ') {
            self.accepted.extend(name.split_whitespace().map(fingerprint));
        }
        self.accepted.insert(fingerprint(&name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_forms_of_a_list() {
        let (list, _) = NameList::read(
            "names.yaml",
            "people:\n  - name: Stephen Colbert\n    distinct_from: [Steven Colburt]\n  - name: Xi Jinping\n    family_name_first: true\n  - name: Martin Hale Jr.\n    aliases: [Marty Hale]\n",
        );
        let known = KnownNames::new(&list);
        assert!(known.accepts("Marty") && known.accepts("Xi Jinping") && !known.accepts("Hele"));
        assert!(known.are_distinct("Colbert", "Colburt") && known.are_distinct("Colburt", "Colbert"));
        assert!(known.is_family_first("Xi Jinping"));
    }
}
