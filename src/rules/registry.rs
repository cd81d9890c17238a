//! `name/registry` and `name/verified`: names that the newsroom has decided.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::article::{Paragraph, Word, WordKind, Zone};
use crate::check::{Check, Findings, FixDraft};
use crate::names::{Entry, Known, NameList, Role, fingerprint, fold};
use crate::rules::{Build, CheckType};
use crate::text::{Span, ceil, floor};
use crate::vocabulary::{WordSet, is_invisible, normalize, possessive_stem};

/// The check of decided names.
pub(super) const CHECK: CheckType =
    CheckType { name: "registry", kinds: &["registry", "verified"], build: |build| Ok(Box::new(Registry::new(build))) };

/// No decided name has more words.
const LONGEST: usize = 8;

struct Registry {
    names: Arc<NameList>,
    /// Words that begin a decided form, right or wrong, in its own letters or in capitals.
    start: WordSet,
    starts: Arc<Starts>,
    /// Whether right forms are looked for as well.
    verifies: bool,
}

/// The first words of all forms, as fingerprints: whatever begins like a form is then compared with it.
#[derive(Default)]
struct Starts {
    /// How many words the longest form that begins so has.
    own: FxHashMap<u64, u8>,
    /// Wrong forms in capitals, which stand so in headlines, by their first words: how many words the longest has.
    capitals: FxHashMap<u64, u8>,
    /// The wrong forms of capitals as they are written.
    written: FxHashMap<Box<str>, Box<str>>,
}

impl Starts {
    fn new(names: &NameList, verifies: bool) -> Self {
        let mut starts = Starts::default();
        let mut add = |form: &str, in_capitals: bool| {
            let form = normalize(form);
            let first = form.split(' ').next().unwrap_or_default();
            let words = form.split(' ').count().min(LONGEST) as u8;
            let longest = starts.own.entry(fingerprint(first)).or_default();
            *longest = (*longest).max(words);
            if in_capitals {
                let capitals = form.to_uppercase();
                let first = capitals.split(' ').next().unwrap_or_default();
                let longest = starts.capitals.entry(fingerprint(first)).or_default();
                *longest = (*longest).max(words);
                starts.written.insert(capitals.into(), form.as_ref().into());
            }
        };
        for entry in names.entries() {
            for (form, role) in entry.forms() {
                if role == Role::Never {
                    add(form, true);
                } else if verifies || form.contains(' ') {
                    // *Kiev Post* is right where *Kiev* is wrong.
                    add(form, false);
                }
            }
        }
        starts
    }
}

impl Registry {
    fn new(build: &mut Build<'_>) -> Self {
        let verifies = build.stylebook.rule("name/verified").is_some_and(|rule| rule.level().is_some());
        let has_wrong = build.names.entries().any(|entry| !entry.never().is_empty());
        let starts =
            Arc::new(if verifies || has_wrong { Starts::new(&build.names, verifies) } else { Starts::default() });
        let known = Arc::clone(&starts);
        let start = build.vocabulary.predicate("registry/starts", move |word| {
            let stem = fingerprint(possessive_stem(word).unwrap_or(word));
            known.own.contains_key(&stem) || known.capitals.contains_key(&stem)
        });
        Registry { names: Arc::clone(&build.names), start, starts, verifies }
    }

    /// The longest decided form that begins with a word: the number of its last word, the form, and whether it stands in
    /// capitals.
    fn form_at(&self, paragraph: &Paragraph<'_>, at: usize) -> Option<(usize, String, bool)> {
        let first = stem(paragraph, at);
        let longest = |map: &FxHashMap<u64, u8>| map.get(&fingerprint(&first)).copied().unwrap_or_default() as usize;
        let (own, capitals) = (longest(&self.starts.own), longest(&self.starts.capitals));
        let mut forms: Vec<String> = Vec::new();
        let mut before = String::new();
        for word in at..(at + own.max(capitals)).min(paragraph.words.len()) {
            if word > at {
                if !is_close(paragraph, word - 1) {
                    break;
                }
                before.push(' ');
            }
            forms.push(format!("{before}{}", stem(paragraph, word)));
            before.push_str(&normalize(paragraph.str(&paragraph.words[word])));
            if paragraph.words[word].is_possessive() {
                break;
            }
        }
        for (number, form) in forms.into_iter().enumerate().rev() {
            if number < own && self.names.find(&form).next().is_some() {
                return Some((at + number, form, false));
            }
            if let Some(written) = self.starts.written.get(form.as_str()).filter(|_| number < capitals) {
                return Some((at + number, written.to_string(), true));
            }
        }
        None
    }
}

impl Check for Registry {
    fn paragraph(&self, paragraph: &Paragraph<'_>, findings: &mut Findings) {
        if self.starts.own.is_empty() || !(paragraph.zone.is_prose() || paragraph.zone == Zone::Byline) {
            return;
        }
        let mut at = 0;
        while at < paragraph.words.len() {
            let word = &paragraph.words[at];
            if !word.classes.is(self.start) || word.kind == WordKind::Opaque {
                at += 1;
                continue;
            }
            let Some((last, form, in_capitals)) = self.form_at(paragraph, at) else {
                at += 1;
                continue;
            };
            let span = Span::new(word.start as usize, stem_end(paragraph, last));
            let found: Vec<Known<'_>> = self.names.find(&form).collect();
            let right = found.iter().filter(|known| known.role != Role::Never);
            if right.clone().next().is_none() {
                if let Some(wrong) = found.first()
                    && !is_excepted(paragraph, wrong.entry, span)
                {
                    let right = correction(wrong.entry, &form);
                    let right = if in_capitals { right.to_uppercase() } else { right };
                    findings
                        .flag("registry", span)
                        .slot("name", right.clone())
                        .slot("full", wrong.entry.name().to_owned())
                        .fix(FixDraft::safe("change").edit(span, right).preferred());
                }
            } else if self.verifies {
                // A last name alone is verified only where one person bears it.
                let mut right = right;
                if let (Some(known), None) = (right.next(), right.next()) {
                    findings.flag("verified", span).slot("full", known.entry.name().to_owned());
                }
            }
            at = last + 1;
        }
    }
}

/// The part of an entry's name that should stand for a wrong form: for one word the word that is most like it, otherwise
/// the whole name.
fn correction(entry: Entry<'_>, wrong: &str) -> String {
    let name = entry.name();
    let Entry::Person(person) = entry else {
        let short = entry.short();
        return if wrong.contains(' ') || short == name { name } else { short }.to_owned();
    };
    if wrong.contains(' ') {
        return name.to_owned();
    }
    let wrong = fold(wrong);
    let last = (strsim::osa_distance(&fold(person.last()), &wrong), person.last());
    let words = name.split_whitespace().map(|word| (strsim::osa_distance(&fold(word), &wrong), word));
    words.fold(last, |best, word| if word.0 < best.0 { word } else { best }).1.to_owned()
}

/// Whether a wrong form stands in a phrase in which it is right: *chicken Kiev*.
fn is_excepted(paragraph: &Paragraph<'_>, entry: Entry<'_>, at: Span) -> bool {
    entry.except().iter().any(|phrase| {
        let text = paragraph.text.as_ref();
        let from = ceil(text, at.end.saturating_sub(phrase.len()));
        let to = floor(text, at.start + phrase.len());
        text.get(from..to).is_some_and(|around| around.contains(phrase.as_str()))
    })
}

/// A word in normal form, without a possessive ending.
fn stem(paragraph: &Paragraph<'_>, word: usize) -> String {
    let word = normalize(paragraph.str(&paragraph.words[word]));
    possessive_stem(&word).unwrap_or(&word).to_owned()
}

/// Where a word ends without its possessive, in bytes of the paragraph's text.
fn stem_end(paragraph: &Paragraph<'_>, at: usize) -> usize {
    let word: &Word = &paragraph.words[at];
    if !word.is_possessive() {
        return word.end as usize;
    }
    let apostrophe = paragraph.str(word).rfind(['’', '\'', '‘', 'ʼ', '＇']);
    word.start as usize + apostrophe.unwrap_or(word.span().len())
}

fn is_close(paragraph: &Paragraph<'_>, left: usize) -> bool {
    let gap = paragraph.between(left, left + 1);
    let gap = gap.strip_prefix('.').unwrap_or(gap);
    !gap.is_empty() && gap.chars().all(|c| c.is_whitespace() || is_invisible(c))
}
