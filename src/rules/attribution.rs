//! Attribution: who said it, and how the story says so.
//!
//! In a paragraph, each quotation of the first level is given a kind (speech, a title, a sign…), then looked for a cue: a
//! verb of saying or its like, in its own sentence or carried over from one beside it. What finds none is remembered, and
//! settled when the paragraphs around it are known.

use serde::Deserialize;

use super::{Build, CheckType};
use crate::article::tags::is_blank;
use crate::article::{MarkRole, Paragraph, Zone};
use crate::check::{ArticleFacts, ArticleFindings, Check, Findings, Told};
use crate::stylebook::Problem;

mod anonymous;
mod carry;
mod fixes;
mod form;
mod fragments;
mod kinds;
mod ledger;
mod lexicon;
mod offers;
mod scene;
mod settle;
mod speakers;
mod tense;
mod wording;

use lexicon::Lexicon;
use scene::Scene;
use settle::Facts;

pub(super) const CHECK: CheckType = CheckType {
    name: "attribution",
    kinds: &[
        "missing",
        "partial-missing",
        "floating",
        "late",
        "implied",
        "loaded-verb",
        "non-speech-verb",
        "said-that-quote",
        "colon",
        "tense",
        "anonymous",
        "fragment-overuse",
    ],
    build,
};

/// The section `attribution` of a stylebook.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Options {
    /// A quotation of no more words than this, inside a sentence, is a term and needs no source.
    pub scare_max: usize,
    /// Whether a gesture beside a quotation is enough to show who speaks.
    pub beats: Beats,
    /// Loaded verbs that this house finds neutral, by their plain form.
    pub neutral: Vec<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options { scare_max: 4, beats: Beats::default(), neutral: Vec::new() }
    }
}

/// What a house thinks of *Reyes shrugged. “It happens.”*
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Beats {
    /// It is pointed out.
    #[default]
    Flag,
    /// It is fine, as in features.
    Allow,
}

fn build(build: &mut Build<'_>) -> Result<Box<dyn Check>, Problem> {
    let options: Options = build.stylebook.section("attribution")?;
    Ok(Box::new(Attribution { lexicon: Lexicon::new(build, &options)?, options }))
}

struct Attribution {
    lexicon: Lexicon,
    options: Options,
}

impl Check for Attribution {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if !paragraph.zone.is_story() {
            return;
        }
        let lexicon = &self.lexicon;
        let ends_colon = paragraph.text.trim_end_matches(is_blank).ends_with(':');
        let says = lexicon.tags.strong.mask().union(lexicon.sources.mask()).union(lexicon.tags.loaded.mask());
        let quotes = !paragraph.quotes.is_empty()
            || paragraph.zone == Zone::BlockQuote
            || paragraph.marks.iter().any(|mark| mark.role == MarkRole::Open);
        if !quotes
            && !ends_colon
            && !settle::looks_back(paragraph, lexicon)
            && !paragraph.words.iter().any(|word| word.classes.any(says))
        {
            return;
        }
        if kinds::is_transcript(paragraph, lexicon) {
            return;
        }
        let scene = Scene::new(paragraph, lexicon);
        anonymous::check(&scene, findings);
        wording::check(&scene, findings);
        let mut facts = Facts::of(&scene, findings);
        if !scene.hosts.is_empty() {
            let kinds = kinds::read(&scene, &self.options);
            form::check(&scene, &kinds, findings);
            fragments::check(&scene, &kinds, findings);
            carry::check(&scene, &kinds, self.options.beats, &mut facts, findings);
            tense::vote(&scene, &kinds, &mut facts, findings);
        }
        if facts != Facts::default() {
            facts.shrink();
            findings.remember(facts);
        }
    }

    fn also_reads(&self) -> &'static [&'static str] {
        &["names"]
    }

    fn told(&self, paragraph: &Paragraph<'_>) -> Vec<Told> {
        if paragraph.quotes.is_empty() || !paragraph.zone.is_story() || kinds::is_transcript(paragraph, &self.lexicon) {
            return Vec::new();
        }
        ledger::read(&Scene::new(paragraph, &self.lexicon), &self.options)
    }

    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        settle::article(article, findings);
        tense::article(article, findings);
    }
}
