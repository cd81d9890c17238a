//! A paragraph as a declared rule sees it: where its patterns match, and what stands around.

use std::cell::{Cell, OnceCell, RefCell};

use rustc_hash::FxHashMap;

use super::PatternId;
use super::conditions::Guard;
use super::pattern::{GaveUp, Match, Openings, Pattern};
use crate::article::{Paragraph, Zone};
use crate::text::Span;
use crate::vocabulary::WordSet;

/// What is worked out once for a paragraph, whichever rule asks first.
pub(super) struct Scene<'a> {
    pub(super) paragraph: &'a Paragraph<'a>,
    patterns: &'a [Pattern],
    /// The patterns whose literals the paragraph holds.
    possible: Vec<u64>,
    /// Words that have capitals without being names: days, months.
    no_names: WordSet,
    openings: OnceCell<Openings>,
    /// Matches of patterns that several rules or places ask for.
    known: RefCell<FxHashMap<PatternId, Vec<Match>>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        paragraph: &'a Paragraph<'a>,
        patterns: &'a [Pattern],
        possible: Vec<u64>,
        no_names: WordSet,
    ) -> Self {
        Scene { paragraph, patterns, possible, no_names, openings: OnceCell::new(), known: RefCell::default() }
    }

    /// Whether a pattern may match in the paragraph.
    pub(super) fn is_possible(&self, pattern: PatternId) -> bool {
        self.possible[pattern as usize >> 6] >> (pattern & 63) & 1 == 1
    }

    /// The patterns that may match in the paragraph, in order.
    pub(super) fn possible(&self) -> impl Iterator<Item = PatternId> + '_ {
        self.possible.iter().enumerate().flat_map(|(i, bits)| {
            let mut left = *bits;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (bit < 64).then(|| (i as u32) * 64 + bit)
            })
        })
    }

    /// Whether a pattern occurs anywhere in the paragraph.
    pub(super) fn holds(&self, pattern: PatternId) -> Result<bool, GaveUp> {
        Ok(self.is_possible(pattern) && !self.all(pattern)?.is_empty())
    }

    fn all(&self, pattern: PatternId) -> Result<Vec<Match>, GaveUp> {
        if !self.is_possible(pattern) {
            return Ok(Vec::new());
        }
        if let Some(known) = self.known.borrow().get(&pattern) {
            return Ok(known.clone());
        }
        let found = self.patterns[pattern as usize].matches(&self.paragraph.text, Some(self.openings()))?;
        self.known.borrow_mut().insert(pattern, found.clone());
        Ok(found)
    }

    /// The first letters of sentences, of those in quotations too.
    fn openings(&self) -> &Openings {
        self.openings.get_or_init(|| {
            let text = &self.paragraph.text;
            let first = |span: Span| {
                let inside = text.get(span.range())?;
                inside.char_indices().find(|(_, c)| c.is_alphanumeric()).map(|(i, _)| span.start + i)
            };
            let sentences = self.paragraph.sentences.iter().map(|sentence| sentence.span);
            let quotes = self.paragraph.quotes.iter().map(crate::article::Quote::inner);
            let mut all: Vec<usize> = sentences.chain(quotes).filter_map(first).collect();
            all.sort_unstable();
            all.dedup();
            Openings::new(text, all)
        })
    }
}

/// A paragraph as one rule sees it.
pub(super) struct Look<'a> {
    pub(super) paragraph: &'a Paragraph<'a>,
    scene: &'a Scene<'a>,
    guard: &'a Guard,
    gave_up: Cell<bool>,
}

impl<'a> Look<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, guard: &'a Guard) -> Self {
        Look { paragraph: scene.paragraph, scene, guard, gave_up: Cell::new(false) }
    }

    /// Where a pattern matches as the rule's conditions want it, in order.
    pub(super) fn matches(&self, pattern: PatternId) -> Vec<Match> {
        let mut found = self.all(pattern).unwrap_or_else(|_| self.give_up());
        found.retain(|one| self.guard.allows(self, one).unwrap_or_else(|_| self.give_up()));
        found
    }

    /// Where several patterns match, in the order of the text; of two that overlap the longer one counts, or the first.
    pub(super) fn matches_of(&self, patterns: &[PatternId]) -> Vec<(usize, Match)> {
        let each = patterns.iter().enumerate();
        let mut found: Vec<(usize, Match)> =
            each.flat_map(|(i, pattern)| self.matches(*pattern).into_iter().map(move |one| (i, one))).collect();
        found.sort_by_key(|(i, one)| (one.whole.start, std::cmp::Reverse(one.whole.end), *i));
        let mut end = 0;
        found.retain(|(_, one)| {
            let free = one.whole.start >= end;
            if free {
                end = one.whole.end;
            }
            free
        });
        found
    }

    /// Whether a place is where the rule's conditions want it.
    pub(super) fn allows(&self, span: Span) -> bool {
        let place = Match { span, whole: span, groups: Vec::new(), opens: false };
        self.guard.allows(self, &place).unwrap_or_else(|_| self.give_up())
    }

    /// Whether a place is prose that the rule looks at, whatever else its conditions ask.
    pub(super) fn is_prose(&self, span: Span) -> bool {
        self.guard.is_prose(self, span)
    }

    /// Where a pattern matches, whatever the conditions of the rule.
    pub(super) fn all(&self, pattern: PatternId) -> Result<Vec<Match>, GaveUp> {
        self.scene.all(pattern)
    }

    /// Whether any of several patterns occurs in a part of the paragraph.
    pub(super) fn any_in(&self, patterns: &[PatternId], part: &str) -> Result<bool, GaveUp> {
        for pattern in patterns {
            if self.scene.is_possible(*pattern) && self.scene.patterns[*pattern as usize].is_in(part)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The text of a span.
    pub(super) fn text(&self, span: Span) -> &'a str {
        self.paragraph.text.get(span.range()).unwrap_or_default()
    }

    /// Whether a pattern took too many steps.
    pub(super) fn gave_up(&self) -> bool {
        self.gave_up.get()
    }

    fn give_up<T: Default>(&self) -> T {
        self.gave_up.set(true);
        T::default()
    }

    /// The sentence that a span starts in; the span itself where it is outside all sentences.
    pub(super) fn sentence(&self, span: Span) -> Span {
        let sentences = &self.paragraph.sentences;
        self.paragraph.sentence_at(span.start).and_then(|i| sentences.get(i)).map_or(span, |sentence| sentence.span)
    }

    /// Whether a span touches what somebody is quoted with.
    pub(super) fn is_quoted(&self, span: Span) -> bool {
        if self.paragraph.zone == Zone::BlockQuote {
            return true;
        }
        let first_level = self.paragraph.quotes.iter().filter(|quote| quote.level == 1);
        first_level.into_iter().any(|quote| quote.inner().overlaps(span))
    }

    /// Whether a span is a part of a longer run of words with capitals. A match that opens a sentence owes its capital to
    /// that, so there only the word after it tells.
    pub(super) fn is_in_name(&self, span: Span, opens: bool) -> bool {
        let words = &self.paragraph.words;
        let first = words.partition_point(|word| word.end as usize <= span.start);
        let after = words.partition_point(|word| (word.start as usize) < span.end);
        if first >= after {
            return false;
        }
        let is_name = |i: usize| words[i].is_capitalised() && !words[i].classes.is(self.scene.no_names);
        let touch = |left: usize, right: usize| {
            let between = self.paragraph.between(left, right);
            !between.is_empty() && between.chars().all(char::is_whitespace)
        };
        if after < words.len() && words[after - 1].is_capitalised() && is_name(after) && touch(after - 1, after) {
            return true;
        }
        if opens || first == 0 || !words[first].is_capitalised() || !is_name(first - 1) || !touch(first - 1, first) {
            return false;
        }
        // The first word of a sentence has a capital anyway.
        let sentence = self.sentence(span);
        let before = words[first - 1].start as usize;
        self.text(Span::new(sentence.start.min(before), before)).contains(char::is_alphanumeric)
    }
}
