//! What an analysis gives to the comparison of stories, and what comes back from it.

use std::sync::Arc;

use serde::Deserialize;

use super::{Analysis, Linter};
use crate::diagnostic::Diagnostic;
use crate::names::{Across, Disagreement, FirstNames, NameList, StoryName, StoryNames};
use crate::people::{Cast, NameFacts};
use crate::stylebook::{Problem, Stylebook};

/// The check whose facts hold the names of a story.
const NAMES: &str = "names";
/// The rule for names that disagree between stories.
const KIND: &str = "across-stories";

/// What it takes to compare stories.
pub(super) struct Comparison {
    first_names: Arc<FirstNames>,
    names: Arc<NameList>,
}

#[derive(Deserialize)]
struct Spellings {
    spellings: Vec<Vec<String>>,
}

impl Comparison {
    pub(super) fn new(stylebook: &Stylebook, names: &Arc<NameList>) -> Result<Self, Problem> {
        let table: Spellings = stylebook.table("names/given-variants.yaml")?;
        Ok(Comparison { first_names: Arc::new(FirstNames::new(&table.spellings)), names: Arc::clone(names) })
    }
}

impl Linter {
    /// An index for the names of many stories, without a story in it.
    pub fn across(&self) -> Across {
        match &self.comparison {
            Some(comparison) => Across::new(Arc::clone(&comparison.first_names), Arc::clone(&comparison.names)),
            None => Across::default(),
        }
    }

    /// Whom a story names in full, for [`Across::add`].
    pub fn names_in(&self, analysis: &Analysis) -> StoryNames {
        let Some((check, cast)) = self.cast(analysis) else { return StoryNames::default() };
        let people = cast.people.iter().map(|person| {
            let at = person.introduction;
            let base = analysis.article.span(at.paragraph).start;
            StoryName {
                full: person.full.to_owned(),
                first: person.first.to_owned(),
                last: person.last.to_owned(),
                count: person.mentions.len() as u32,
                at: analysis.checked[at.paragraph].place(check, at.place).shifted(base),
            }
        });
        StoryNames { people: people.collect() }
    }

    /// The people of a story, and the check that has remembered where they stand.
    pub(super) fn cast<'a>(&self, analysis: &'a Analysis) -> Option<(usize, Cast<'a>)> {
        let check = self.checks.iter().position(|built| built.name == NAMES)?;
        let facts = analysis.checked.iter().enumerate().filter_map(|(number, checked)| {
            let facts = checked.facts(check)?.as_any().downcast_ref::<NameFacts>()?;
            Some((number, analysis.article.zone(number), facts))
        });
        Some((check, Cast::new(facts, self.comparison.as_ref()?.names.known())))
    }

    /// A disagreement as a finding in its story, if the rule is on.
    pub fn disagreement(&self, found: &Disagreement) -> Option<Diagnostic> {
        let built = self.checks.iter().find(|built| built.name == NAMES)?;
        let slots = [
            ("found", found.found.clone().into()),
            ("name", found.name.clone().into()),
            ("other", found.other.clone().into()),
        ];
        built.own(KIND, found.at, &slots)
    }
}
