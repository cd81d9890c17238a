//! `name/place-variant`: a place under its new name and its old one in one story.

use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::article::{Paragraph, WordKind};
use crate::check::{ArticleFacts, ArticleFindings, Check, Findings, FixDraft, Place};
use crate::diagnostic::Level;
use crate::rules::{Build, CheckType};
use crate::stylebook::Problem;
use crate::text::Span;
use crate::vocabulary::{WordSet, normalize, possessive_stem};

/// The check of places.
pub(super) const CHECK: CheckType =
    CheckType { name: "place_variants", kinds: &["place-variant"], build: |build| Ok(Box::new(Places::new(build)?)) };

/// `rules/names/place-variants.yaml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PlaceTable {
    pairs: Vec<Pair>,
    tells: Vec<String>,
    joints: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pair {
    /// The spellings; where the story has no habit, the first is right.
    forms: Vec<String>,
    /// Phrases that keep their own spelling.
    #[serde(default)]
    except: Vec<String>,
}

struct Places {
    pairs: Vec<Pair>,
    /// The forms by their first words.
    by_first: FxHashMap<Box<str>, Vec<Spelling>>,
    start: WordSet,
    /// Words that say that a place has two names: *formerly*, *now*.
    tells: WordSet,
    /// Words that join a name and a place: *Bank of Burma*.
    joint: WordSet,
}

/// A form of a place.
struct Spelling {
    pair: u16,
    /// Its number in the pair.
    form: u8,
    /// The words after the first.
    rest: Vec<Box<str>>,
}

/// The places of a paragraph.
#[derive(Debug, Default, PartialEq)]
struct PlaceFacts(Vec<Named>);

#[derive(Clone, Copy, Debug, PartialEq)]
struct Named {
    pair: u16,
    form: u8,
    place: u32,
}

impl Places {
    fn new(build: &mut Build<'_>) -> Result<Self, Problem> {
        let table: PlaceTable = build.stylebook.table("names/place-variants.yaml")?;
        let mut by_first: FxHashMap<Box<str>, Vec<Spelling>> = FxHashMap::default();
        for (pair, row) in table.pairs.iter().enumerate() {
            for (form, name) in row.forms.iter().enumerate() {
                let name = normalize(name);
                let mut words = name.split(' ').map(Box::from);
                let first: Box<str> = words.next().unwrap_or_default();
                let form = Spelling { pair: pair as u16, form: form as u8, rest: words.collect() };
                by_first.entry(first).or_default().push(form);
            }
        }
        let start = build.vocabulary.exact_set("names/place-variants", by_first.keys());
        let tells = build.vocabulary.set("names/place-tells", &table.tells);
        let joint = build.vocabulary.set("names/place-joints", &table.joints);
        Ok(Places { pairs: table.pairs, by_first, start, tells, joint })
    }

    /// The form that begins with a word, and its last word.
    fn form_at(&self, paragraph: &Paragraph<'_>, at: usize) -> Option<(u16, u8, usize)> {
        let first = stem(paragraph, at);
        let forms = self.by_first.get(first.as_str())?;
        forms.iter().find_map(|Spelling { pair, form, rest }| {
            let matches = rest.iter().enumerate().all(|(i, word)| {
                at + i + 1 < paragraph.words.len()
                    && stem(paragraph, at + i + 1) == **word
                    && paragraph.between(at + i, at + i + 1).trim().is_empty()
            });
            matches.then_some((*pair, *form, at + rest.len()))
        })
    }

    /// Whether a place is a part of another name, or of a phrase that keeps its spelling.
    fn is_part(&self, paragraph: &Paragraph<'_>, pair: u16, first: usize, last: usize) -> bool {
        let close = |left: usize| {
            let gap = paragraph.between(left, left + 1);
            !gap.is_empty() && gap.trim().is_empty()
        };
        let name = |at: usize| paragraph.words[at].is_capitalised() && paragraph.words[at].kind == WordKind::Plain;
        let sentence_start = |at: usize| {
            let number = paragraph.sentence_at(paragraph.words[at].start as usize);
            number.is_some_and(|number| paragraph.sentences[number].words.start == at)
        };
        let before = first > 0 && close(first - 1) && name(first - 1) && !sentence_start(first - 1);
        let joint = first > 1 && paragraph.words[first - 1].classes.is(self.joint);
        let joined = joint && close(first - 1) && name(first - 2);
        let after =
            last + 1 < paragraph.words.len() && !paragraph.words[last].is_possessive() && close(last) && name(last + 1);
        let (start, end) = (paragraph.words[first].start as usize, paragraph.words[last].end as usize);
        let excepted = self.pairs[pair as usize].except.iter().any(|phrase| {
            let text = paragraph.text.as_ref();
            text.get(..end).is_some_and(|before| before.ends_with(phrase.as_str()))
                || text.get(start..).is_some_and(|after| after.starts_with(phrase.as_str()))
        });
        before || joined || after || excepted
    }
}

impl Check for Places {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if !paragraph.zone.is_story() {
            return;
        }
        let mut found: Vec<(usize, Named)> = Vec::new();
        let mut at = paragraph.word_at_or_after(paragraph.dateline.end);
        while at < paragraph.words.len() {
            let word = &paragraph.words[at];
            let form = if word.classes.is(self.start) { self.form_at(paragraph, at) } else { None };
            let Some((pair, form, last)) = form else {
                at += 1;
                continue;
            };
            let span = Span::new(word.start as usize, stem_end(paragraph, last));
            if !paragraph.in_quote(span.start) && !self.is_part(paragraph, pair, at, last) {
                let sentence = paragraph.sentence_at(span.start).unwrap_or(usize::MAX);
                let place = findings.place(span);
                found.push((sentence, Named { pair, form, place }));
            }
            at = last + 1;
        }
        if found.is_empty() {
            return;
        }
        // *Mumbai, formerly Bombay*: a sentence that has both, or says that there are two, tells of the names.
        let mut telling = (usize::MAX, false);
        let told: Vec<bool> = found
            .iter()
            .map(|(sentence, named)| {
                if telling.0 != *sentence {
                    telling = (*sentence, self.tells_of_names(paragraph, *sentence));
                }
                let both = found
                    .iter()
                    .take(MOST)
                    .any(|(other, one)| other == sentence && one.pair == named.pair && one.form != named.form);
                both || telling.1
            })
            .collect();
        let facts = found.into_iter().zip(told).filter(|(_, told)| !told).map(|((_, named), _)| named);
        findings.remember(PlaceFacts(facts.collect()));
    }

    fn article(&self, article: &ArticleFacts<'_>, findings: &mut ArticleFindings) {
        let mut by_pair: FxHashMap<u16, Vec<(Place, u8)>> = FxHashMap::default();
        for (paragraph, facts) in article.all::<PlaceFacts>() {
            for named in &facts.0 {
                by_pair.entry(named.pair).or_default().push((Place { paragraph, place: named.place }, named.form));
            }
        }
        let mut pairs: Vec<_> = by_pair.into_iter().collect();
        pairs.sort_unstable_by_key(|(pair, _)| *pair);
        for (pair, named) in pairs {
            let forms = &self.pairs[pair as usize].forms;
            let mut counts = vec![0_u32; forms.len()];
            for (_, form) in &named {
                counts[*form as usize] += 1;
            }
            let most = counts.iter().copied().max().unwrap_or_default();
            let Some(right) = counts.iter().position(|count| *count == most) else { continue };
            let tie = counts.iter().filter(|count| **count == most).count() > 1;
            let first = named.iter().find(|(_, form)| *form as usize == right).map(|(place, _)| *place);
            for (place, form) in named.iter().filter(|(_, form)| *form as usize != right) {
                let draft = findings.flag("place-variant", *place);
                draft
                    .slot("found", forms[*form as usize].clone())
                    .slot("name", forms[right].clone())
                    .fix(FixDraft::ask("change").edit(*place, forms[right].clone()).preferred());
                if let Some(first) = first {
                    draft.related(first, forms[right].clone());
                }
                if tie {
                    draft.at_most(Level::Info);
                }
            }
        }
    }
}

/// A paragraph with more places is a list.
const MOST: usize = 64;

impl Places {
    fn tells_of_names(&self, paragraph: &Paragraph<'_>, sentence: usize) -> bool {
        paragraph.sentences.get(sentence).is_some_and(|sentence| {
            paragraph.words[sentence.words.clone()].iter().any(|word| word.classes.is(self.tells))
        })
    }
}

/// A word in normal form, without a possessive ending.
fn stem(paragraph: &Paragraph<'_>, word: usize) -> String {
    let word = normalize(paragraph.str(&paragraph.words[word]));
    possessive_stem(&word).unwrap_or(&word).to_owned()
}

/// Where a word ends without its possessive, in bytes of the paragraph's text.
fn stem_end(paragraph: &Paragraph<'_>, at: usize) -> usize {
    let word = &paragraph.words[at];
    if !word.is_possessive() {
        return word.end as usize;
    }
    let apostrophe = paragraph.str(word).rfind(['’', '\'', '‘', 'ʼ', '＇']);
    word.start as usize + apostrophe.unwrap_or(word.span().len())
}
