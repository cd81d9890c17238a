//! A record of the table: the wrong word, the right one, and what gives the wrong one away.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::lower;
use super::pattern::{self, ClassTable, Element, Near, PatternError, Phrase, Place, Side};
use crate::article::Language;
use crate::diagnostic::Level;
use crate::stylebook::LevelSetting;

/// `rules/confusions.yaml`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Lists of words that patterns name in angle brackets.
    pub classes: BTreeMap<String, Vec<String>>,
    /// The records.
    pub confusions: Vec<Pair>,
}

/// A pair of words that are taken for each other, as a desk writes it. The head of `rules/confusions.yaml` explains each
/// field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The wrong word, or words.
    pub wrong: String,
    /// The right word, or words.
    pub right: String,
    /// Other forms of the same pair, wrong to right.
    #[serde(default)]
    pub also: BTreeMap<String, String>,
    /// `flag`: always wrong, save for the exceptions.
    #[serde(default)]
    pub default: Option<ByDefault>,
    /// What stands right before it.
    #[serde(default)]
    pub before: Vec<String>,
    /// What stands right after it.
    #[serde(default)]
    pub after: Vec<String>,
    /// Phrases that it is in, with `_` in its place.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// Words of the noun phrase after it.
    #[serde(default)]
    pub object: Vec<String>,
    /// Words near it.
    #[serde(default)]
    pub within: Option<Within>,
    /// Exceptions: what stands right before it.
    #[serde(default)]
    pub unless_before: Vec<String>,
    /// Exceptions: what stands right after it.
    #[serde(default)]
    pub unless_after: Vec<String>,
    /// Exceptions: words near it.
    #[serde(default)]
    pub unless_within: Option<Within>,
    /// What a capital means for it.
    #[serde(default)]
    pub capitalised: Capital,
    /// Tags of the languages it is for; all if none is given.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The most that a finding weighs; the rule's own level if none is given.
    #[serde(default)]
    pub level: Option<LevelSetting>,
    /// Sentences in which it is flagged.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences in which nothing is.
    #[serde(default)]
    pub no: Vec<String>,
}

/// What is done with a word that nothing beside it gives away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ByDefault {
    /// It is flagged.
    Flag,
}

/// Whether a word with a capital is flagged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Capital {
    /// At the start of a sentence, where the capital says nothing.
    #[default]
    Start,
    /// `true`: anywhere; `false`: at the start of a sentence.
    Anywhere(bool),
    /// `only` or `never`.
    Word(CapitalWord),
}

/// What a capital means for a record, where it means more than usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CapitalWord {
    /// Only a word with a capital is flagged.
    Only,
    /// No word with a capital is flagged.
    Never,
}

impl Capital {
    /// Whether a word may be flagged; `starts` if it opens a sentence.
    const fn allows(self, capitalised: bool, starts: bool) -> bool {
        match self {
            Capital::Word(CapitalWord::Only) => capitalised,
            Capital::Word(CapitalWord::Never) => !capitalised,
            Capital::Anywhere(true) => true,
            Capital::Start | Capital::Anywhere(false) => !capitalised || starts,
        }
    }
}

/// Words that stand near a word, in the same sentence.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// One of these.
    pub words: Vec<String>,
    /// How many words away at most.
    #[serde(default = "window")]
    pub window: usize,
    /// On which side.
    #[serde(default)]
    pub side: Neighbourhood,
}

const fn window() -> usize {
    6
}

/// The side on which a word is near.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Neighbourhood {
    /// On either side.
    #[default]
    Both,
    /// To the left.
    Before,
    /// To the right.
    After,
}

/// What is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// `wrong` or `right` has no word in it.
    #[error("confusions: “{wrong}”: `wrong` and `right` both need a word")]
    NoWord {
        /// The record.
        wrong: String,
    },
    /// Both are the same word.
    #[error("confusions: “{wrong}”: `wrong` and `right` are the same word")]
    SameWord {
        /// The record.
        wrong: String,
    },
    /// Nothing says when the word is wrong.
    #[error(
        "confusions: “{wrong}”: say when it is wrong, by before, after, phrases, object or within; or write `default: flag` \
         if it always is"
    )]
    NoTrigger {
        /// The record.
        wrong: String,
    },
    /// A language that is not known.
    #[error("confusions: “{wrong}”: no language “{tag}”; there are en-US, en-GB")]
    UnknownLanguage {
        /// The record.
        wrong: String,
        /// As written.
        tag: String,
    },
    /// A pattern that cannot be read.
    #[error("confusions: “{wrong}”: {error}")]
    Pattern {
        /// The record.
        wrong: String,
        /// What is wrong with it.
        error: PatternError,
    },
    /// A class of the table that cannot be read.
    #[error("classes: {0}")]
    Classes(PatternError),
}

/// The classes of a table, for its records and for those of a team.
pub(super) fn classes(table: &Table) -> Result<Arc<ClassTable>, RecordError> {
    ClassTable::new(table.classes.iter()).map(Arc::new).map_err(RecordError::Classes)
}

impl Pair {
    /// Whether the record only says that a pair of the bundle is not wanted.
    pub(super) fn is_off(&self) -> bool {
        self.level == Some(LevelSetting::Off)
    }

    /// Whether it takes another record out.
    pub(super) fn switches_off(&self, other: &Pair) -> bool {
        self.is_off() && self.wrong == other.wrong && self.right == other.right
    }

    /// Whether it is for a language.
    pub(super) fn speaks(&self, language: Language) -> bool {
        self.languages.is_empty()
            || self
                .languages
                .iter()
                // One that is not known is an error, which only compiling reports.
                .any(|tag| Language::from_tag(tag).is_none_or(|known| known == language))
    }

    pub(super) fn compile(&self, classes: &Arc<ClassTable>) -> Result<Matcher, RecordError> {
        let wrong = || self.wrong.clone();
        let pattern = |error| RecordError::Pattern { wrong: wrong(), error };
        let mut words = Vec::new();
        for (from, to) in std::iter::once((&self.wrong, &self.right)).chain(&self.also) {
            let from: Vec<Box<str>> =
                from.split_whitespace().map(|word| lower(word).into_owned().into_boxed_str()).collect();
            if from.is_empty() || to.trim().is_empty() {
                return Err(RecordError::NoWord { wrong: wrong() });
            }
            if from.join(" ") == lower(to.trim()) {
                return Err(RecordError::SameWord { wrong: wrong() });
            }
            words.push((from, to.trim().into()));
        }
        for tag in &self.languages {
            if Language::from_tag(tag).is_none() {
                return Err(RecordError::UnknownLanguage { wrong: wrong(), tag: tag.clone() });
            }
        }
        let triggered = !(self.before.is_empty()
            && self.after.is_empty()
            && self.phrases.is_empty()
            && self.object.is_empty()
            && self.within.is_none());
        if !triggered && self.default.is_none() {
            return Err(RecordError::NoTrigger { wrong: wrong() });
        }
        let mut phrases = Vec::new();
        for phrase in &self.phrases {
            phrases.extend(pattern::phrases(phrase, classes).map_err(pattern)?);
        }
        let near = |within: &Option<Within>| within.as_ref().map(|w| w.compile(classes)).transpose();
        Ok(Matcher {
            words,
            before: pattern::sides(&self.before, classes).map_err(pattern)?,
            after: pattern::sides(&self.after, classes).map_err(pattern)?,
            phrases,
            object: if self.object.is_empty() {
                None
            } else {
                Some(pattern::element(&self.object, classes).map_err(pattern)?)
            },
            within: near(&self.within).map_err(pattern)?,
            unless_before: pattern::sides(&self.unless_before, classes).map_err(pattern)?,
            unless_after: pattern::sides(&self.unless_after, classes).map_err(pattern)?,
            unless_within: near(&self.unless_within).map_err(pattern)?,
            capitalised: self.capitalised,
            level: self.level.and_then(LevelSetting::level),
            classes: Arc::clone(classes),
        })
    }
}

impl Within {
    fn compile(&self, classes: &ClassTable) -> Result<Near, PatternError> {
        let on = |other| if self.side == other { 0 } else { self.window };
        Near::new(&self.words, on(Neighbourhood::After), on(Neighbourhood::Before), classes)
    }
}

/// A record made ready.
pub(super) struct Matcher {
    words: Vec<(Vec<Box<str>>, Box<str>)>,
    before: Vec<Side>,
    after: Vec<Side>,
    phrases: Vec<Phrase>,
    object: Option<Element>,
    within: Option<Near>,
    unless_before: Vec<Side>,
    unless_after: Vec<Side>,
    unless_within: Option<Near>,
    capitalised: Capital,
    pub(super) level: Option<Level>,
    classes: Arc<ClassTable>,
}

impl Matcher {
    /// The words by which it is looked up.
    pub(super) fn first_words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|(wrong, _)| &*wrong[0])
    }

    /// If the record holds at a place, the number of the last wrong word and what is right instead. `key` is the word of
    /// the place as it was looked up.
    pub(super) fn find(&self, place: &Place<'_, '_>, key: &str) -> Option<(usize, &str)> {
        let words = &place.paragraph.words;
        if !self.capitalised.allows(words[place.at].is_capitalised(), place.starts) {
            return None;
        }
        self.words.iter().find_map(|(wrong, right)| {
            if *wrong[0] != *key {
                return None;
            }
            let last = place.at + wrong.len() - 1;
            let rest = wrong.iter().enumerate().skip(1).all(|(n, expected)| {
                let i = place.at + n;
                i < words.len()
                    && place.paragraph.between(i - 1, i).chars().all(char::is_whitespace)
                    && lower(place.paragraph.str(&words[i])) == **expected
            });
            (rest && self.holds(place, last)).then_some((last, &**right))
        })
    }

    fn holds(&self, place: &Place<'_, '_>, last: usize) -> bool {
        let classes = &*self.classes;
        (self.before.is_empty() || pattern::any_before(&self.before, place, classes))
            && (self.after.is_empty() || pattern::any_after(&self.after, place, last, classes))
            && (self.phrases.is_empty() || pattern::any_phrase(&self.phrases, place, last, classes))
            && self.object.as_ref().is_none_or(|words| pattern::is_object(words, place, last, classes))
            && self.within.as_ref().is_none_or(|near| near.is_near(place, last, classes))
            && !pattern::any_before(&self.unless_before, place, classes)
            && !pattern::any_after(&self.unless_after, place, last, classes)
            && !self.unless_within.as_ref().is_some_and(|near| near.is_near(place, last, classes))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::article::{Paragraph, Reading, Settings, Zone};
    use crate::stylebook::Stylebook;
    use crate::text::Span;
    use crate::vocabulary::{Lexemes, Vocabulary};

    pub(in super::super) fn read<'t>(text: &'t str, zone: Zone, settings: &'t Settings) -> Paragraph<'t> {
        let table = Stylebook::default().table("reading.yaml").unwrap();
        let reading = Reading::new(table, ["said"], Vocabulary::default());
        Paragraph::read(Cow::Borrowed(text), zone, Span::default(), settings, &reading, &mut Lexemes::default())
    }

    /// That another record finds the error of an example would hide a record that can find nothing.
    pub(in super::super) fn each_matches_its_examples() {
        let table: Table = Stylebook::default().table("confusions.yaml").unwrap();
        let classes = classes(&table).unwrap();
        let settings = Settings::default();
        let reading = Stylebook::default().table("reading.yaml").unwrap();
        let reading = Reading::new(reading, ["said"], Vocabulary::default());
        let mut idle = Vec::new();
        for pair in &table.confusions {
            let matcher = pair.compile(&classes).unwrap();
            for text in &pair.yes {
                let paragraph = Paragraph::read(
                    Cow::Borrowed(text),
                    Zone::Body,
                    Span::default(),
                    &settings,
                    &reading,
                    &mut Lexemes::default(),
                );
                let found = (0..paragraph.words.len()).any(|i| {
                    let key = lower(paragraph.str(&paragraph.words[i]));
                    let stem = crate::vocabulary::possessive_stem(&key).unwrap_or(&key);
                    Place::new(&paragraph, i)
                        .is_some_and(|place| [&*key, stem].iter().any(|key| matcher.find(&place, key).is_some()))
                });
                if !found {
                    idle.push(format!("{} → {}: {text}", pair.wrong, pair.right));
                }
            }
        }
        assert!(idle.is_empty(), "{idle:#?}");
    }

    #[test]
    fn a_record_that_says_nothing_is_refused_by_name() {
        let table = Table::default();
        let classes = classes(&table).unwrap();
        let pair = |yaml: &str| serde_saphyr::from_str::<Pair>(yaml).unwrap();
        for (yaml, what) in [
            ("{wrong: hale, right: hail}", "“hale”: say when"),
            ("{wrong: hale, right: ' ', after: [storm]}", "“hale”: `wrong` and `right` both"),
            ("{wrong: hale, right: Hale, after: [storm]}", "“hale”: `wrong` and `right` are"),
            ("{wrong: hale, right: hail, after: [<storm>]}", "“hale”: there is no class <storm>; there are: any, "),
            ("{wrong: hale, right: hail, phrases: [storm]}", "“hale”: “storm” must have one _"),
            ("{wrong: hale, right: hail, phrases: ['_ a//b']}", "“hale”: “"),
            ("{wrong: hale, right: hail, after: ['']}", "“hale”: “"),
            ("{wrong: hale, right: hail, after: [storm], languages: [fr]}", "“hale”: no language “fr”"),
        ] {
            let error = pair(yaml).compile(&classes).err().unwrap().to_string();
            assert!(error.contains(what), "{yaml}: {error}");
        }
        assert!(serde_saphyr::from_str::<Pair>("{wrong: hale, right: hail, afterr: [storm]}").is_err());
    }
}
