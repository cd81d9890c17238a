//! Names that disagree between stories: *Sergey Lavrov* in one, *Sergei Lavrov* in another.
//!
//! The index holds, of each story, whom it names in full. A last name alone is never compared: two Smiths are two people.
//! Stories are added and taken out one by one, so that a server can keep the index while a story is written, and what the
//! index says depends on the stories in it alone, not on the order in which they came.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::{Entry, FirstNames, Folded, NameList, sound};
use crate::text::Span;

/// Whom a story names in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryNames {
    /// The full names, each once, in the order of the story.
    pub people: Vec<StoryName>,
}

/// A person whom a story names in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryName {
    /// The name as the story introduces the person.
    pub full: String,
    /// The first name.
    pub first: String,
    /// The last name, with particles.
    pub last: String,
    /// How often the story names the person, in full or by the last name.
    pub count: u32,
    /// Where the full name first stands, in bytes of the story's text.
    pub at: Span,
}

/// A name that is written otherwise in other stories.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The story.
    pub story: String,
    /// Where the name stands in it, in bytes of its text.
    pub at: Span,
    /// The name as this story has it.
    pub found: String,
    /// The name as most stories have it, or as the newsroom has decided it.
    pub name: String,
    /// A story that has it so, the first by name.
    pub other: String,
    /// How many stories have it so.
    pub stories: usize,
}

/// The full names of many stories.
#[derive(Clone, Debug, Default)]
pub struct Across {
    first_names: Arc<FirstNames>,
    names: Arc<NameList>,
    stories: BTreeMap<String, StoryNames>,
}

/// More comparisons than these are noise, and of noise nothing is said.
const MOST_COMPARISONS: usize = 2_000_000;

/// All stories that have a full name as it is written.
struct Form<'a> {
    first: String,
    last: Folded,
    count: u64,
    stories: BTreeMap<&'a str, Span>,
}

impl Across {
    /// An index without stories.
    pub fn new(first_names: Arc<FirstNames>, names: Arc<NameList>) -> Self {
        Across { first_names, names, stories: BTreeMap::new() }
    }

    /// Puts a story in, in place of what was there of it.
    pub fn add(&mut self, story: &str, names: StoryNames) {
        self.stories.insert(story.to_owned(), names);
    }

    /// Takes a story out.
    pub fn remove(&mut self, story: &str) {
        self.stories.remove(story);
    }

    /// The names that disagree, by story and place.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        let forms = self.forms();
        let mut found: BTreeMap<(&str, Span), Disagreement> = BTreeMap::new();
        for (one, other) in self.pairs(&forms) {
            let (right, wrong) = self.right_first(&forms, one, other);
            let (by, against) = (&forms[right], &forms[wrong]);
            let Some(example) = by.stories.keys().next() else { continue };
            for (&story, &at) in &against.stories {
                // A story that has both is judged by itself.
                if by.stories.contains_key(story) {
                    continue;
                }
                let disagreement = Disagreement {
                    story: story.to_owned(),
                    at,
                    found: wrong.to_owned(),
                    name: right.to_owned(),
                    other: (*example).to_owned(),
                    stories: by.stories.len(),
                };
                let known = found.entry((story, at)).or_insert_with(|| disagreement.clone());
                if known.stories < disagreement.stories {
                    *known = disagreement;
                }
            }
        }
        found.into_values().collect()
    }

    fn forms(&self) -> BTreeMap<&str, Form<'_>> {
        let mut forms: BTreeMap<&str, Form<'_>> = BTreeMap::new();
        for (story, names) in &self.stories {
            for person in &names.people {
                let form = forms.entry(person.full.as_str()).or_insert_with(|| Form {
                    first: Folded::new(&person.first).text,
                    last: Folded::new(&person.last),
                    count: 0,
                    stories: BTreeMap::new(),
                });
                form.count += u64::from(person.count);
                form.stories.entry(story).or_insert(person.at);
            }
        }
        forms
    }

    /// The pairs of forms that are one person's, each once.
    fn pairs<'f>(&self, forms: &BTreeMap<&'f str, Form<'_>>) -> BTreeSet<(&'f str, &'f str)> {
        let mut pairs = BTreeSet::new();
        let mut by_first: BTreeMap<(&str, u32, char), Vec<&'f str>> = BTreeMap::new();
        let mut by_entry: FxHashMap<&str, Vec<&'f str>> = FxHashMap::default();
        for (full, form) in forms {
            let letter = form.last.start().0;
            by_first.entry((&form.first, u32::MAX, letter)).or_default().push(full);
            for group in self.first_names.groups(&form.first) {
                by_first.entry(("", *group, letter)).or_default().push(full);
            }
            for known in self.names.find(full) {
                if let Entry::Person(person) = known.entry {
                    by_entry.entry(&person.name).or_default().push(full);
                }
            }
        }
        let mut comparisons = 0;
        for bucket in by_first.values() {
            for (i, one) in bucket.iter().enumerate() {
                for other in &bucket[i + 1..] {
                    comparisons += 1;
                    if comparisons > MOST_COMPARISONS {
                        return pairs;
                    }
                    if self.is_one_person(one, &forms[one], other, &forms[other]) {
                        pairs.insert((*one, *other));
                    }
                }
            }
        }
        for bucket in by_entry.values() {
            for (i, one) in bucket.iter().enumerate() {
                for other in &bucket[i + 1..] {
                    pairs.insert((one.min(other), one.max(other)));
                }
            }
        }
        pairs
    }

    /// Whether two full names agree in the first name, or its spellings, and nearly in the last.
    fn is_one_person(&self, one: &str, a: &Form<'_>, other: &str, b: &Form<'_>) -> bool {
        let decided = |full: &str| self.names.find(full).any(|known| known.role == super::Role::Name);
        if (decided(one) && decided(other)) || a.last.len < 4 || b.last.len < 4 {
            return false;
        }
        if a.first != b.first && !self.first_names.are_variants(&a.first, &b.first) {
            return false;
        }
        let most = if a.last.len.min(b.last.len) >= 5 { 2 } else { 1 };
        match a.last.distance(&b.last, most) {
            // One name with a middle name and without is no other spelling.
            Some(0) => a.first != b.first || one.split(' ').count() == other.split(' ').count(),
            Some(1) => !is_other_ending(&a.last.text, &b.last.text),
            Some(2) => a.last.len.min(b.last.len) >= 8 || sound(&a.last.text) == sound(&b.last.text),
            _ => false,
        }
    }

    /// Of two forms, the one that the newsroom has decided, or that more stories have, or that stands more often, or that
    /// comes first in the alphabet; then the other.
    fn right_first<'f>(&self, forms: &BTreeMap<&str, Form<'_>>, one: &'f str, other: &'f str) -> (&'f str, &'f str) {
        let decided = |full: &str| {
            self.names.find(full).map(|known| known.role).min().map_or(0, |role| match role {
                super::Role::Name => 3,
                super::Role::Short => 2,
                super::Role::Alias => 1,
                super::Role::Never => -1,
            })
        };
        let weight = |full: &str| (decided(full), forms[full].stories.len(), forms[full].count);
        if weight(other) > weight(one) { (other, one) } else { (one, other) }
    }
}

/// Whether the last names of two people of one family, or a name and another made of it, may differ so: *Rivers* and
/// *River*.
fn is_other_ending(one: &str, other: &str) -> bool {
    let ends = |long: &str, short: &str| matches!(long.strip_prefix(short), Some("s" | "a"));
    ends(one, other) || ends(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story(names: &[(&str, u32)]) -> StoryNames {
        let people = names.iter().enumerate().map(|(i, (full, count))| {
            let mut words = full.split(' ');
            StoryName {
                full: (*full).to_owned(),
                first: words.next().unwrap_or_default().to_owned(),
                last: words.next_back().unwrap_or_default().to_owned(),
                count: *count,
                at: Span::new(i * 100, i * 100 + full.len()),
            }
        });
        StoryNames { people: people.collect() }
    }

    fn index(names: &str) -> Across {
        let rows = [vec!["Sergey".to_owned(), "Sergei".to_owned()]];
        let (names, problems) = NameList::read("names.yaml", names);
        assert!(problems.is_empty());
        Across::new(Arc::new(FirstNames::new(&rows)), Arc::new(names))
    }

    fn told(index: &Across) -> Vec<String> {
        let found = index.disagreements();
        found.iter().map(|one| format!("{}: {} => {} ({})", one.story, one.found, one.name, one.stories)).collect()
    }

    #[test]
    fn finds_what_differs_between_stories() {
        let mut index = index("");
        index.add("a.txt", story(&[("Volodymyr Zelenskyy", 3), ("Sergey Lavrov", 1), ("John Smith", 2)]));
        index.add("b.txt", story(&[("Volodymyr Zelensky", 1), ("Sergei Lavrov", 5), ("Jane Smyth", 2)]));
        index.add("c.txt", story(&[("Volodymyr Zelenskyy", 1), ("José Ramírez", 1)]));
        index.add("d.txt", story(&[("Jose Ramirez", 4), ("Ann Rivers", 1), ("Ann River", 1)]));
        assert_eq!(
            told(&index),
            [
                "a.txt: Sergey Lavrov => Sergei Lavrov (1)",
                "b.txt: Volodymyr Zelensky => Volodymyr Zelenskyy (2)",
                "c.txt: José Ramírez => Jose Ramirez (1)",
            ]
        );
        index.remove("b.txt");
        assert_eq!(told(&index), ["c.txt: José Ramírez => Jose Ramirez (1)"]);
    }

    #[test]
    fn the_newsroom_decides() {
        let mut index = index(
            "people:\n  - {name: Volodymyr Zelenskyy, aliases: [Vlodymyr Selensky]}\n  - {name: John Smith}\n  - {name: John Smyth}\n",
        );
        index.add("a.txt", story(&[("Volodymyr Zelensky", 9), ("John Smith", 1)]));
        index.add("b.txt", story(&[("Volodymyr Zelensky", 9), ("John Smyth", 1)]));
        index.add("c.txt", story(&[("Volodymyr Zelenskyy", 1)]));
        index.add("d.txt", story(&[("Vlodymyr Selensky", 1)]));
        assert_eq!(
            told(&index),
            [
                "a.txt: Volodymyr Zelensky => Volodymyr Zelenskyy (1)",
                "b.txt: Volodymyr Zelensky => Volodymyr Zelenskyy (1)",
                "d.txt: Vlodymyr Selensky => Volodymyr Zelenskyy (1)",
            ]
        );
    }

    #[test]
    fn the_order_of_the_stories_makes_no_difference() {
        let stories = [
            ("a", story(&[("Ann Kowalski", 1)])),
            ("b", story(&[("Ann Kowalsky", 1)])),
            ("c", story(&[("Ann Kowalski", 2)])),
        ];
        let mut forward = index("");
        let mut backward = index("");
        for (name, names) in &stories {
            forward.add(name, names.clone());
        }
        for (name, names) in stories.iter().rev() {
            backward.add(name, names.clone());
        }
        assert_eq!(forward.disagreements(), backward.disagreements());
        assert_eq!(told(&forward), ["b: Ann Kowalsky => Ann Kowalski (2)"]);
    }
}
