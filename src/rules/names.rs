//! `name/*`: people spelled in two ways, people who are not introduced, titles, and the punctuation of names.

use std::sync::Arc;

use serde::Deserialize;

use crate::article::Paragraph;
use crate::check::{ArticleFacts, ArticleFindings, Check, Findings};
use crate::names::KnownNames;
use crate::people::{Cast, ContextTable, NameFacts, Names, Person, PersonId, RunAt};
use crate::rules::{Build, CheckType};
use crate::stylebook::Problem;

mod form;
mod near_miss;
mod references;
mod titles;
mod variants;

/// The check of names.
pub(super) const CHECK: CheckType = CheckType {
    name: "names",
    kinds: &[
        "near-miss",
        "first-name-variant",
        "first-name-alias",
        "diacritics",
        "not-introduced",
        "late-introduction",
        "ambiguous-surname",
        "full-name-again",
        "honorific",
        "title-case",
        "title-repeat",
        "suffix-comma",
        "initial-spacing",
        // Reported where stories are read together.
        "across-stories",
    ],
    build: |build| Ok(Box::new(NameCheck::new(build)?)),
};

/// `people:`, how a house writes of people.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// *Mr.*, *Mrs.*, *Ms.* and *Miss* before a name.
    pub courtesy_titles: CourtesyTitles,
    /// Initials before a last name.
    pub initials: Initials,
}

/// Whether a house uses courtesy titles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CourtesyTitles {
    /// As the story itself mostly does.
    #[default]
    Infer,
    /// Nowhere but in quotations.
    Never,
    /// At every second reference.
    Always,
}

/// How a house writes initials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Initials {
    /// Either way.
    #[default]
    Any,
    /// *J.K.*
    Closed,
    /// *J. K.*
    Spaced,
}

struct NameCheck {
    names: Names,
    known: Arc<KnownNames>,
    options: Options,
    near_misses: near_miss::NearMisses,
    variants: variants::Variants,
    references: references::References,
}

impl NameCheck {
    fn new(build: &mut Build<'_>) -> Result<Self, Problem> {
        let context: ContextTable = build.stylebook.table("names/context.yaml")?;
        Ok(NameCheck {
            names: Names::new(build.stylebook, build.vocabulary, &build.lexicon)?,
            known: Arc::clone(build.names.known()),
            options: build.stylebook.section("people")?,
            near_misses: near_miss::NearMisses::new(context),
            variants: variants::Variants::new(build.stylebook)?,
            references: references::References::new(&build.names),
        })
    }
}

/// The cast of an article with the person of every run.
struct Story<'c, 'a> {
    cast: &'c Cast<'a>,
    /// The person that a run names, in full or by the last name.
    people: Vec<Option<PersonId>>,
}

impl<'c, 'a> Story<'c, 'a> {
    fn new(cast: &'c Cast<'a>) -> Self {
        let mut people = vec![None; cast.runs.len()];
        for (id, person) in cast.people.iter().enumerate() {
            for mention in &person.mentions {
                people[mention.run] = Some(id);
            }
        }
        Story { cast, people }
    }

    /// The person that a run names, by its number.
    fn person(&self, run: usize) -> Option<&'c Person<'a>> {
        self.people[run].map(|id| &self.cast.people[id])
    }

    /// The runs of the story, those of headlines and lists left out, with their numbers.
    fn runs(&self) -> impl Iterator<Item = (usize, &'c RunAt<'a>)> {
        self.cast.runs.iter().enumerate().filter(|(_, at)| at.zone.is_story() && !at.facts.is_list)
    }
}

impl Check for NameCheck {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if !paragraph.zone.is_prose() {
            return;
        }
        let (mut facts, places) = self.names.read(paragraph);
        if facts.runs.is_empty() {
            return;
        }
        for place in places {
            findings.place(place);
        }
        facts.shrink();
        findings.remember(facts);
    }

    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        let paragraphs =
            article.all::<NameFacts>().map(|(paragraph, facts)| (paragraph, article.zone(paragraph), facts));
        let cast = Cast::new(paragraphs, &self.known);
        let slips = self.near_misses.find(&cast, &self.known, findings);
        self.variants.find(&cast, &self.known, findings);
        let story = Story::new(&cast);
        self.references.find(&story, &slips, findings);
        titles::find(&story, self.options.courtesy_titles, findings);
        form::find(&story, self.options.initials, findings);
    }
}
