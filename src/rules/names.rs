//! `name/*`: people spelled in two ways.

use crate::article::Paragraph;
use crate::check::{ArticleFacts, ArticleFindings, Check, Findings};
use crate::names::KnownNames;
use crate::people::{Cast, ContextTable, NameFacts, Names};
use crate::rules::{Build, CheckType};
use crate::stylebook::Problem;

mod near_miss;
mod variants;

/// The check of names.
pub(super) const CHECK: CheckType = CheckType {
    name: "names",
    kinds: &["near-miss", "first-name-variant", "diacritics"],
    build: |build| Ok(Box::new(NameCheck::new(build)?)),
};

struct NameCheck {
    names: Names,
    known: KnownNames,
    near_misses: near_miss::NearMisses,
    variants: variants::Variants,
}

impl NameCheck {
    fn new(build: &mut Build<'_>) -> Result<Self, Problem> {
        let context: ContextTable = build.stylebook.table("names/context.yaml")?;
        Ok(NameCheck {
            names: Names::new(build.stylebook, build.vocabulary, &build.lexicon)?,
            known: KnownNames::new(&build.names),
            near_misses: near_miss::NearMisses::new(context),
            variants: variants::Variants::new(build.stylebook)?,
        })
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
        self.near_misses.find(&cast, &self.known, findings);
        self.variants.find(&cast, &self.known, findings);
    }
}
