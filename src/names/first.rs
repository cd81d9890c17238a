//! The spellings of first names that are one name: *Sergey*, *Sergei*.

use rustc_hash::FxHashMap;

use super::fold;

/// Groups of spellings of first names, from `rules/names/given-variants.yaml`.
#[derive(Clone, Debug, Default)]
pub struct FirstNames {
    /// The groups that a folded name is in.
    groups: FxHashMap<String, Vec<u32>>,
}

impl FirstNames {
    /// Each row is one name in its spellings.
    pub fn new(rows: &[Vec<String>]) -> Self {
        let mut groups: FxHashMap<String, Vec<u32>> = FxHashMap::default();
        for (number, row) in rows.iter().enumerate() {
            for name in row {
                groups.entry(fold(name)).or_default().push(number as u32);
            }
        }
        FirstNames { groups }
    }

    /// The groups that a folded name is in.
    pub fn groups(&self, folded: &str) -> &[u32] {
        self.groups.get(folded).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether two folded names are two spellings of one name.
    pub fn are_variants(&self, one: &str, other: &str) -> bool {
        self.groups(one).iter().any(|group| self.groups(other).contains(group))
    }
}
