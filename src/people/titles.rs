//! Titles before names, after names and alone, and what is odd about the punctuation of a name.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::facts::{Evidence, Oddity, OddityKind, Stands, Title, TitleKind};
use super::last_word;
use super::runs::{Reader, Token, is_space};
use crate::article::Word;
use crate::text::Span;
use crate::vocabulary::normalize;

/// `rules/names/titles.yaml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TitleTable {
    formal: Vec<String>,
    courtesy: Vec<String>,
    occupational: Vec<String>,
    /// Words in small letters that stand before a title.
    pub(super) modifiers: Vec<String>,
    address: Vec<String>,
    offices: Vec<String>,
    royal: Vec<String>,
    descriptions: Vec<String>,
}

impl TitleTable {
    /// All titles.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        self.formal.iter().chain(&self.courtesy).chain(&self.occupational)
    }
}

/// The titles, by their last words.
pub(super) struct TitleIndex(FxHashMap<Box<str>, Vec<Phrase>>);

struct Phrase {
    /// The words before the last, in lower case and without stops, the last first.
    before: Vec<Box<str>>,
    kind: TitleKind,
}

/// A title that was found.
#[derive(Clone, Copy)]
pub(super) struct Found {
    /// Its first word.
    from: usize,
    /// Its last word.
    to: usize,
    kind: TitleKind,
}

impl Found {
    /// What the title shows of the name after it.
    pub(super) fn evidence(self) -> u32 {
        let mut evidence = Evidence::TITLE;
        if self.kind.any(TitleKind::ADDRESS) {
            evidence |= Evidence::ADDRESSED;
        }
        if self.kind.any(TitleKind::FORMAL) {
            evidence |= Evidence::FORMAL_TITLE;
        }
        evidence
    }
}

impl TitleIndex {
    pub(super) fn new(table: &TitleTable) -> Self {
        let mut index: FxHashMap<Box<str>, Vec<Phrase>> = FxHashMap::default();
        for (titles, bit) in [
            (&table.formal, TitleKind::FORMAL),
            (&table.courtesy, TitleKind::COURTESY),
            (&table.occupational, TitleKind::OCCUPATION),
            (&table.address, TitleKind::ADDRESS),
            (&table.offices, TitleKind::OFFICE),
            (&table.royal, TitleKind::ROYAL),
            (&table.descriptions, TitleKind::DESCRIPTION),
        ] {
            for title in titles {
                let mut words =
                    title.split(' ').rev().map(|word| Box::from(normalize(word).trim_end_matches('.').to_lowercase()));
                let last: Box<str> = words.next().unwrap_or_default();
                let before: Vec<Box<str>> = words.collect();
                let phrases = index.entry(last).or_default();
                match phrases.iter_mut().find(|phrase| phrase.before == before) {
                    Some(phrase) => phrase.kind = phrase.kind.with(bit),
                    None => phrases.push(Phrase { before, kind: TitleKind::default().with(bit) }),
                }
            }
        }
        // The longest first, so that the first that matches is the whole title.
        for phrases in index.values_mut() {
            phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.before.len()));
        }
        TitleIndex(index)
    }
}

/// More words than these have no title.
const LONGEST: usize = 5;

impl Reader<'_> {
    /// The title that the tokens up to number `at` end in, if they do.
    pub(super) fn is_title(&self, at: usize, start: usize) -> Option<Found> {
        let token = self.tokens()[at];
        let word = &self.words[token.word];
        if !word.classes.is(self.names.title_end) || word.is_possessive() {
            return None;
        }
        // *Dean Smith* and *Martin Luther King*: such a word is a title only where a title begins.
        if word.classes.is(self.names.given) || word.classes.is(self.names.ambiguous_given) {
            return None;
        }
        self.titles_to(token.word).find(|found| found.from < token.word || at == start || !self.is_given_like(at - 1))
    }

    /// The titles that end with a word, the longest first.
    fn titles_to(&self, word: usize) -> impl Iterator<Item = Found> {
        let key = title_key(self.str(word));
        let phrases = self.names.titles.0.get(key.as_ref()).map(Vec::as_slice).unwrap_or_default();
        phrases.iter().filter_map(move |phrase| {
            let matches = phrase.before.len() <= word
                && phrase.before.iter().enumerate().all(|(i, wanted)| {
                    let at = word - 1 - i;
                    title_key(self.str(at)).as_ref() == &**wanted && self.is_close(at)
                });
            matches.then(|| Found { from: word - phrase.before.len(), to: word, kind: phrase.kind })
        })
    }

    /// The longest title that begins with a word.
    fn title_from(&self, word: usize) -> Option<Found> {
        let last = (word + LONGEST).min(self.words.len());
        (word..last)
            .rev()
            .filter(|&to| self.words[to].classes.is(self.names.title_end))
            .find_map(|to| self.titles_to(to).find(|found| found.from == word))
    }

    /// Whether a space, after a stop perhaps, is all that stands after a word.
    fn is_close(&self, word: usize) -> bool {
        let gap = self.gap(word);
        is_space(gap.strip_prefix('.').unwrap_or(gap))
    }

    /// Notes the titles beside the run that was just kept.
    pub(super) fn note_titles(
        &mut self,
        tokens: &[Token],
        start: usize,
        before: Option<Found>,
        opening: bool,
        after_the: bool,
    ) {
        let first = tokens[start].from;
        let last = tokens[tokens.len() - 1].word;
        if let Some(found) = before {
            let opens = opening && found.from <= tokens[0].from;
            // *Best Actor Tom Hanks*: of a longer run, only what begins it is surely the title.
            let is_bare = found.from <= tokens[0].from;
            self.note(found, Stands::Before, opens, is_bare, Some((first, last)));
        } else if start == 0 && first > 0 && !self.words[first - 1].is_capitalised() && self.is_close(first - 1) {
            let word = &self.words[first - 1];
            let ends = word.classes.is(self.names.title_end) && !word.is_possessive();
            let found = if ends { self.titles_to(first - 1).next() } else { None };
            if let Some(found) = found {
                let is_bare = self.is_bare(found.from);
                self.note(found, Stands::Before, false, is_bare, Some((first, last)));
            }
        }
        let alone = &self.words[first];
        if tokens.len() == start + 1 && after_the_word(self, first, after_the) && alone.classes.is(self.names.title_end)
        {
            let found = self.titles_to(first).find(|found| found.from == first);
            let follows_name = self.is_close(first) && self.words.get(first + 1).is_some_and(Word::is_capitalised);
            if let Some(found) = found.filter(|_| !follows_name && !alone.is_possessive()) {
                self.note(found, Stands::Alone, false, true, None);
            }
        }
        self.note_title_after(last);
    }

    /// *Joe Biden, President of the United States*: notes the title after a name.
    fn note_title_after(&mut self, last: usize) {
        let comma = |gap: &str| gap.strip_prefix(',').is_some_and(is_space);
        let next = last + 1;
        if !comma(self.gap(last)) || next >= self.words.len() || !self.words[next].is_capitalised() {
            return;
        }
        let Some(found) = self.title_from(next) else { return };
        let after = self.words.get(found.to + 1);
        let of_other = after.is_some_and(|word| self.is_close(found.to) && word.is_capitalised());
        if !of_other && !self.words[found.to].is_possessive() {
            self.note(found, Stands::After, false, true, None);
        }
    }

    /// Whether a title that begins with a word has nothing before it that belongs to it: it follows a comma, a word that
    /// stands before nouns, or the name of a place or people.
    fn is_bare(&self, from: usize) -> bool {
        let Some(before) = from.checked_sub(1) else { return true };
        let word = &self.words[before];
        if self.gap(before).starts_with(',') {
            return true;
        }
        if !is_space(self.gap(before)) || word.classes.is(self.names.title_modifier) {
            return false;
        }
        let names = self.names;
        word.classes.is(names.before_noun)
            || word.classes.is(names.human_verb)
            || (word.is_capitalised() && !word.is_possessive() && word.classes.is(names.demonym))
            || matches!(self.str(before), "U.S." | "U.K.")
    }

    fn note(&mut self, found: Found, stands: Stands, opening: bool, is_bare: bool, run_ends: Option<(usize, usize)>) {
        let start = self.facts.text.len() + usize::from(!self.facts.text.is_empty());
        for at in found.from..=found.to {
            if !self.facts.text.is_empty() {
                self.facts.text.push(' ');
            }
            let text = normalize(self.paragraph.str(&self.words[at])).into_owned();
            self.facts.text.push_str(&text);
            if self.gap(at).starts_with('.') && (at < found.to || run_ends.is_some()) {
                self.facts.text.push('.');
            }
        }
        let words = Span::new(self.words[found.from].start as usize, self.words[found.to].end as usize);
        let stop = usize::from(self.gap(found.to).starts_with('.') && run_ends.is_some());
        let title = Span::new(words.start, words.end + stop);
        let place = self.extras.len() as u32;
        self.extras.push(title);
        if let Some((first, last)) = run_ends {
            self.extras.push(Span::new(words.start, self.stem_end(last)));
            self.extras.push(Span::new(words.start, self.words[first].start as usize));
        }
        self.facts.titles.push(Title {
            start: start as u32,
            end: self.facts.text.len() as u32,
            kind: found.kind,
            stands,
            run: (self.facts.runs.len() as u32).saturating_sub(1),
            place,
            is_capitalised: self.words[found.from].is_capitalised(),
            is_opening: opening,
            is_quoted: self.paragraph.in_quote(words.start),
            is_bare,
        });
    }

    /// Notes a comma before *Jr.* and the spacing of initials in the run that was just kept.
    pub(super) fn note_oddities(&mut self, tokens: &[Token]) {
        let run = (self.facts.runs.len() as u32).saturating_sub(1);
        for pair in tokens.windows(2) {
            let [left, right] = [pair[0].word, pair[1].from];
            if self.words[right].classes.is(self.names.suffix) && self.gap(left).starts_with(',') {
                let at = self.words[left].end as usize;
                self.note_oddity(OddityKind::SuffixComma, run, Span::new(at, at + 1), 0);
            }
        }
        if tokens.len() < 2 {
            return;
        }
        let is_initial = |token: &&Token| token.from == token.word && !self.words[token.word].is_long();
        let count = tokens.iter().take_while(is_initial).count();
        let first = self.words[tokens[0].word];
        if count >= 2 && count < tokens.len() {
            let gaps: Vec<&str> = tokens[..count].iter().map(|token| self.gap(token.word)).collect();
            let spaced = gaps.iter().all(|gap| gap.strip_prefix('.').is_some_and(is_space));
            let closed = gaps[..count - 1].iter().all(|gap| *gap == ".") && gaps[count - 1].starts_with('.');
            let kind = if spaced {
                OddityKind::SpacedInitials
            } else if closed {
                OddityKind::ClosedInitials
            } else {
                return;
            };
            let end = self.words[tokens[count - 1].word].end as usize;
            self.note_oddity(kind, run, Span::new(first.start as usize, end + 1), count as u8);
        } else if first.kind == crate::article::WordKind::Abbreviation {
            let letters = self.str(tokens[0].word).chars().filter(|c| c.is_alphabetic()).count();
            let end = first.end as usize + usize::from(self.gap(tokens[0].word).starts_with('.'));
            if letters >= 2 {
                let span = Span::new(first.start as usize, end);
                self.note_oddity(OddityKind::ClosedInitials, run, span, letters.min(255) as u8);
            }
        }
    }

    fn note_oddity(&mut self, kind: OddityKind, run: u32, at: Span, initials: u8) {
        let place = self.extras.len() as u32;
        self.extras.push(at);
        self.facts.oddities.push(Oddity { kind, run, place, initials });
    }

    /// *said he*, *said that she*: the speaker speaks of himself or herself.
    pub(super) fn says_of_oneself(&self, verb: usize) -> bool {
        let mut at = verb + 1;
        if self.words.get(at).is_some_and(|word| word.classes.is(self.names.conjunction)) && is_space(self.gap(verb)) {
            at += 1;
        }
        is_space(self.gap(at - 1)) && self.words.get(at).is_some_and(|word| word.classes.is(self.names.pronoun))
    }
}

fn after_the_word(reader: &Reader<'_>, first: usize, after_the: bool) -> bool {
    after_the
        || first
            .checked_sub(1)
            .is_some_and(|before| is_space(reader.gap(before)) && reader.str(before).eq_ignore_ascii_case("the"))
}

/// A word of a title as the index has it.
fn title_key(word: &str) -> Cow<'_, str> {
    let word = last_word(word);
    if word.is_ascii() && !word.bytes().any(|b| b.is_ascii_uppercase()) {
        return Cow::Borrowed(word);
    }
    Cow::Owned(normalize(word).to_lowercase())
}
