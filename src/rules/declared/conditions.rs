//! What every kind of rule may ask of the place where it matches.

use serde::Deserialize;

use super::inflection::Inflect;
use super::look::Look;
use super::pattern::{Beside, Case, GaveUp, Manner, Match};
use super::{Compile, PatternId};
use crate::article::{WordKind, Zone};
use crate::language::Language;
use crate::stylebook::{OneOrMore, Problem};
use crate::text::Span;

/// The keys of [`Conditions`].
pub const KEYS: &[&str] = &[
    "zones",
    "inside_quotes",
    "in_names",
    "case",
    "whole_words",
    "lookaround",
    "except",
    "before",
    "after",
    "unless_before",
    "unless_after",
    "if_in_sentence",
    "unless_in_sentence",
    "if_in_article",
    "unless_in_article",
    "languages",
    "safe",
    "once",
];

/// What a rule may ask of a place, as a desk writes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    zones: Vec<ZoneName>,
    inside_quotes: Quoted,
    in_names: InNames,
    pub(super) case: Case,
    whole_words: Option<bool>,
    lookaround: bool,
    except: OneOrMore,
    before: OneOrMore,
    after: OneOrMore,
    unless_before: OneOrMore,
    unless_after: OneOrMore,
    if_in_sentence: OneOrMore,
    unless_in_sentence: OneOrMore,
    if_in_article: OneOrMore,
    unless_in_article: OneOrMore,
    languages: Vec<String>,
    pub(super) safe: bool,
    once: bool,
}

/// A part of an article, or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum ZoneName {
    Headline,
    Deck,
    Subheading,
    Dateline,
    Body,
    List,
    Blockquote,
    Caption,
    Note,
    Story,
    Prose,
    Headlines,
    All,
}

/// Whether what somebody is quoted with counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Quoted {
    #[default]
    Never,
    Also,
    Only,
}

/// Whether a run of words with capitals counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum InNames {
    #[default]
    Never,
    Also,
}

impl Conditions {
    /// How the patterns of the rule are read.
    pub(super) fn manner(&self, inflect: Inflect) -> Manner {
        Manner { case: self.case, whole_words: self.whole_words.unwrap_or(true), lookaround: self.lookaround, inflect }
    }

    /// Whether articles in a language are looked at.
    pub(super) fn is_for(&self, language: Language) -> bool {
        self.languages.is_empty() || self.languages.iter().any(|tag| Language::from_tag(tag) == Some(language))
    }
}

/// The conditions of a rule, made ready.
pub(super) struct Guard {
    zones: u16,
    quoted: Quoted,
    in_names: InNames,
    except: Vec<PatternId>,
    before: Vec<Beside>,
    after: Vec<Beside>,
    unless_before: Vec<Beside>,
    unless_after: Vec<Beside>,
    if_in_sentence: Vec<PatternId>,
    unless_in_sentence: Vec<PatternId>,
    /// Looked for in every paragraph.
    pub(super) if_in_article: Vec<PatternId>,
    pub(super) unless_in_article: Vec<PatternId>,
    pub(super) once: bool,
}

const DATELINE: u16 = 1 << 15;

impl Guard {
    /// Makes the conditions of a rule ready.
    pub(super) fn new(conditions: &Conditions, compile: &mut Compile<'_>) -> Result<Self, Problem> {
        // A condition is met by words in any case, unless it is written with capitals.
        let manner = |written: &str| Manner {
            case: if written.chars().any(char::is_uppercase) { Case::Exact } else { Case::Ignore },
            whole_words: true,
            lookaround: false,
            inflect: Inflect::No,
        };
        let mut patterns = |key: &str, list: &OneOrMore| -> Result<Vec<PatternId>, Problem> {
            let many = list.0.iter().enumerate();
            many.map(|(i, written)| compile.pattern(written, manner(written), &[key, &i.to_string()])).collect()
        };
        let except = patterns("except", &conditions.except)?;
        let if_in_sentence = patterns("if_in_sentence", &conditions.if_in_sentence)?;
        let unless_in_sentence = patterns("unless_in_sentence", &conditions.unless_in_sentence)?;
        let if_in_article = patterns("if_in_article", &conditions.if_in_article)?;
        let unless_in_article = patterns("unless_in_article", &conditions.unless_in_article)?;
        let beside = |key: &str, list: &OneOrMore, before: bool| -> Result<Vec<Beside>, Problem> {
            let many = list.0.iter().enumerate();
            many.map(|(i, written)| compile.beside(written, before, manner(written), &[key, &i.to_string()])).collect()
        };
        Ok(Guard {
            zones: zones(&conditions.zones),
            quoted: conditions.inside_quotes,
            in_names: conditions.in_names,
            except,
            before: beside("before", &conditions.before, true)?,
            after: beside("after", &conditions.after, false)?,
            unless_before: beside("unless_before", &conditions.unless_before, true)?,
            unless_after: beside("unless_after", &conditions.unless_after, false)?,
            if_in_sentence,
            unless_in_sentence,
            if_in_article,
            unless_in_article,
            once: conditions.once,
        })
    }

    /// Whether a rule waits for the whole article before it says anything.
    pub(super) fn waits(&self) -> bool {
        self.once || !self.if_in_article.is_empty() || !self.unless_in_article.is_empty()
    }

    /// Whether the rule looks at paragraphs of a zone at all.
    pub(super) fn wants(&self, zone: Zone) -> bool {
        self.zones & bit(zone) != 0 || (self.zones & DATELINE != 0 && zone == Zone::Body)
    }

    /// Whether a match stands where the rule wants it.
    pub(super) fn allows(&self, look: &Look<'_>, found: &Match) -> Result<bool, GaveUp> {
        let span = found.span;
        if !self.is_prose(look, span) || self.in_names == InNames::Never && look.is_in_name(span, found.opens) {
            return Ok(false);
        }
        let text = &*look.paragraph.text;
        let sentence = look.sentence(span);
        let stands = |sides: &[Beside]| sides.iter().any(|side| side.stands(text, span, sentence));
        if !self.before.is_empty() && !stands(&self.before)
            || !self.after.is_empty() && !stands(&self.after)
            || stands(&self.unless_before)
            || stands(&self.unless_after)
        {
            return Ok(false);
        }
        let within = |patterns: &[PatternId]| look.any_in(patterns, &text[sentence.range()]);
        if !self.if_in_sentence.is_empty() && !within(&self.if_in_sentence)? || within(&self.unless_in_sentence)? {
            return Ok(false);
        }
        for pattern in &self.except {
            if look.all(*pattern)?.iter().any(|other| other.whole.overlaps(span)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether a span is prose of the zones that the rule looks at, inside or outside quotations as it wants.
    pub(super) fn is_prose(&self, look: &Look<'_>, span: Span) -> bool {
        let paragraph = look.paragraph;
        let in_dateline = span.start < paragraph.dateline.end;
        if in_dateline && self.zones & DATELINE == 0 || !in_dateline && self.zones & bit(paragraph.zone) == 0 {
            return false;
        }
        let quoted = look.is_quoted(span);
        if self.quoted == Quoted::Never && quoted || self.quoted == Quoted::Only && !quoted {
            return false;
        }
        let first = paragraph.words.partition_point(|word| word.end as usize <= span.start);
        let mut words = paragraph.words[first..].iter().take_while(|word| (word.start as usize) < span.end);
        words.all(|word| word.kind != WordKind::Opaque || is_fraction(look.text(word.span())))
    }

    /// Whether an article is one that the rule is for. `seen` has the patterns that occur in it.
    pub(super) fn allows_article(&self, seen: &impl Fn(PatternId) -> bool) -> bool {
        (self.if_in_article.is_empty() || self.if_in_article.iter().any(|id| seen(*id)))
            && !self.unless_in_article.iter().any(|id| seen(*id))
    }
}

/// Whether a word that is no prose is a fraction or a date in figures: *2/3*.
fn is_fraction(word: &str) -> bool {
    word.contains('/') && word.chars().all(|c| c.is_ascii_digit() || c == '/')
}

fn zones(names: &[ZoneName]) -> u16 {
    let of = |names: &[Zone]| names.iter().fold(0, |all, zone| all | bit(*zone));
    let story = of(&[Zone::Body, Zone::ListItem, Zone::BlockQuote, Zone::Caption]);
    let headlines = of(&[Zone::Headline, Zone::Deck, Zone::Subheading]);
    let prose = story | of(&[Zone::Deck, Zone::EndNote]);
    if names.is_empty() {
        return prose;
    }
    names.iter().fold(0, |all, name| {
        all | match name {
            ZoneName::Headline => bit(Zone::Headline),
            ZoneName::Deck => bit(Zone::Deck),
            ZoneName::Subheading => bit(Zone::Subheading),
            ZoneName::Dateline => DATELINE,
            ZoneName::Body => bit(Zone::Body),
            ZoneName::List => bit(Zone::ListItem),
            ZoneName::Blockquote => bit(Zone::BlockQuote),
            ZoneName::Caption => bit(Zone::Caption),
            ZoneName::Note => bit(Zone::EndNote),
            ZoneName::Story => story,
            ZoneName::Prose => prose,
            ZoneName::Headlines => headlines,
            ZoneName::All => prose | headlines | DATELINE,
        }
    })
}

/// The bit of a zone; those that are no prose have none.
const fn bit(zone: Zone) -> u16 {
    match zone {
        Zone::Headline => 1,
        Zone::Deck => 2,
        Zone::Subheading => 4,
        Zone::Body => 8,
        Zone::ListItem => 16,
        Zone::BlockQuote => 32,
        Zone::Caption => 64,
        Zone::EndNote => 128,
        _ => 0,
    }
}
